/** An error, as people would want to read it: what happened, what to do, and the code to search for. */
import { CometChat } from "cometchat-wasm";
import { AppServerError } from "./config";
import { byId, el } from "./dom";
import { explain } from "./explain";
import { redact, redactText } from "./redact";

const place = byId("problem");

/** Takes the shown error away. */
export function clearProblem(): void {
  place.replaceChildren();
}

/** Shows an error, whatever was thrown. */
export function showProblem(what: string, error: unknown): void {
  const known = error instanceof CometChat.CometChatException || error instanceof AppServerError;
  const code = known ? String(error.code) : "";
  // LOGIN_IN_PROGRESS has the code −1, as in the official SDK; its name says which error it is.
  const key = code === "-1" && error instanceof Error ? error.name : code;
  const message = error instanceof Error ? error.message : String(error);
  const details = error instanceof CometChat.CometChatException ? error.details : undefined;
  const { title, advice } = explain(key);

  const dismiss = el("button", { class: "button quiet", type: "button" }, "Dismiss");
  dismiss.addEventListener("click", clearProblem);
  place.replaceChildren(
    el(
      "div",
      { class: "problem" },
      el(
        "div",
        { class: "problem-head" },
        el(
          "p",
          { class: "problem-what" },
          what,
          key && " · ",
          key && el("code", { id: "problem-code" }, key),
        ),
        dismiss,
      ),
      el("p", { class: "problem-title" }, title),
      el("p", { class: "problem-advice" }, advice),
      el("p", { class: "problem-message" }, redactText(message)),
      hasContent(details) &&
        el(
          "details",
          {},
          el("summary", {}, "details"),
          el("pre", {}, JSON.stringify(redact(details), null, 2)),
        ),
    ),
  );
}

function hasContent(details: unknown): boolean {
  if (typeof details === "object" && details !== null) return Object.keys(details).length > 0;
  return details !== undefined && details !== "";
}
