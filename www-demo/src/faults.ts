/** Asks the emulator to misbehave. */
import { byId, el } from "./dom";

export function showFaults(_emulator: string): void {
  const place = byId("faults");
  place.replaceChildren(
    ...["Server error", "Rate limit", "Silence", "Dropped connection", "Garbage"].map((name) =>
      el("button", { class: "button", type: "button" }, name),
    ),
  );
}
