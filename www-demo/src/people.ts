/** The users that every new CometChat app has, and a field for anybody else. */

import { hue, initials } from "./avatar";
import { byId, el } from "./dom";

const sampleUsers = [
  ["cometchat-uid-1", "Andrew Joseph"],
  ["cometchat-uid-2", "George Alan"],
  ["cometchat-uid-3", "Nancy Grace"],
  ["cometchat-uid-4", "Susan Marie"],
  ["cometchat-uid-5", "John Paul"],
] as const;

const list = byId("people");
const field = byId("uid-field");
const input = byId<HTMLInputElement>("uid");

/** The UID that is chosen or typed. */
export function chosenUid(): string {
  const choice = list.querySelector<HTMLInputElement>("input:checked")?.value;
  return choice || input.value.trim();
}

/** Fills the list; `changed` runs whenever the choice does. */
export function showPeople(changed: () => void): void {
  const person = (uid: string, name: string, face: Node, checked = false) =>
    el(
      "label",
      { class: "person" },
      el("input", { type: "radio", name: "person", value: uid, checked }),
      face,
      el("span", { class: "person-name" }, name),
      el("code", { class: "person-uid" }, uid || "any UID"),
    );
  const face = (uid: string, name: string) => {
    const element = el("span", { class: "face", "aria-hidden": "true" }, initials(name));
    element.style.setProperty("--hue", String(hue(uid)));
    return element;
  };
  list.replaceChildren(
    ...sampleUsers.map(([uid, name], index) => person(uid, name, face(uid, name), index === 0)),
    person("", "Somebody else", el("span", { class: "face other", "aria-hidden": "true" }, "?")),
  );
  const update = () => {
    field.hidden = list.querySelector<HTMLInputElement>("input:checked")?.value !== "";
    changed();
  };
  list.addEventListener("change", () => {
    update();
    if (!field.hidden) input.focus();
  });
  input.addEventListener("input", changed);
  update();
}

/** Chooses a user by UID, whether listed or not. */
export function choose(uid: string): void {
  const radios = [...list.querySelectorAll<HTMLInputElement>("input")];
  const radio =
    radios.find(({ value }) => value === uid) ?? radios.find(({ value }) => value === "");
  if (!radio) return;
  radio.checked = true;
  if (radio.value === "") input.value = uid;
  list.dispatchEvent(new Event("change"));
}
