/** The code behind the login button, with the chosen user in it. */
import { el } from "./dom";

/** A line of code, its strings and comments marked. */
function line(text: string): Node[] {
  const parts = text.split(/("[^"]*"|\/\/.*$|\b(?:const|await|import|from)\b)/);
  return parts.filter(Boolean).map((part) => {
    if (part.startsWith('"')) return el("span", { class: "code-string" }, part);
    if (part.startsWith("//")) return el("span", { class: "code-comment" }, part);
    if (/^(const|await|import|from)$/.test(part)) return el("span", { class: "code-word" }, part);
    return document.createTextNode(part);
  });
}

/** Shows how one logs in by this method. */
export function showCode(place: HTMLElement, method: string, uid: string): void {
  const who = JSON.stringify(uid || "…");
  const lines =
    method === "token"
      ? [
          "const user = await CometChat.ensureLoggedIn({",
          `  uid: ${who},`,
          "  // called only if needed",
          "  authToken: () => askYourServer(),",
          "});",
        ]
      : [`const user = await CometChat.login(${who}, authKey);`];
  place.replaceChildren(
    el("code", {}, ...lines.flatMap((text, index) => [...(index ? ["\n"] : []), ...line(text)])),
  );
}
