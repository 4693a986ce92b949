/** A user's picture, or initials for as long as there is none. */
import { el } from "./dom";

/** "Andrew Joseph" → "AJ"; of nothing, a dot. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => (word ? [...word][0] : ""))
    .join("");
  return letters.toUpperCase() || "·";
}

/** A hue that a UID always gets. */
export function hue(uid: string): number {
  let hash = 0;
  for (const character of uid) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 3600;
  return (hash * 47) % 360;
}

/** Initials at once; the picture takes their place when it has arrived, and only then. */
export function avatar(uid: string, name: string, url: string | undefined): HTMLElement {
  const face = el("span", { class: "face large", "aria-hidden": "true" }, initials(name));
  face.style.setProperty("--hue", String(hue(uid)));
  if (url && /^(https:|data:image\/)/.test(url)) {
    const image = new Image();
    image.alt = "";
    image.referrerPolicy = "no-referrer";
    image.addEventListener("load", () => face.replaceChildren(image));
    image.src = url;
  }
  return face;
}
