/** What the emulator holds: the server's view, beside the page's. */
import { CometChat } from "cometchat-wasm";
import { byId, el } from "./dom";
import { onRequest, quietFetch } from "./recorder";
import { mask, remember } from "./redact";

interface State {
  users: { uid: string }[];
  tokens: { uid: string; authToken: string; createdAt: number }[];
  held: number;
}

const place = byId("holdings");

/** Shows what the emulator holds, after each request, and whenever the returned function is called. */
export function showHoldings(control: string): () => void {
  let asked = 0;
  const refresh = async (): Promise<void> => {
    asked += 1;
    const turn = asked;
    const response = await quietFetch(`${control}/_emulator/state`);
    const state = (await response.json()) as State;
    if (turn === asked) show(state);
  };
  const refreshQuietly = () => void refresh().catch(() => undefined);
  onRequest(({ ended }) => void ended.then(refreshQuietly));
  refreshQuietly();
  return refreshQuietly;
}

function show({ users, tokens, held }: State): void {
  for (const { authToken } of tokens) remember(authToken);
  const own = CometChat.getSession().user?.getAuthToken();
  const rows = [...tokens]
    .reverse()
    .map(({ uid, authToken, createdAt }) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, el("code", {}, uid)),
        el("td", {}, el("code", {}, mask(authToken))),
        el("td", {}, authToken === own ? "this session" : time(createdAt)),
      ),
    );
  place.replaceChildren(
    el(
      "dl",
      { class: "counts" },
      ...count("Users", users.length),
      ...count("Live tokens", tokens.length),
      ...count("Requests on hold", held),
    ),
    rows.length > 0
      ? el(
          "div",
          { class: "tokens", tabindex: "0", role: "group", "aria-label": "Live tokens" },
          el("table", {}, el("tbody", {}, ...rows)),
        )
      : el("p", { class: "hint" }, "No token: nobody is logged in anywhere."),
  );
}

function count(label: string, value: number): Node[] {
  return [el("div", {}, el("dt", {}, label), el("dd", {}, String(value)))];
}

function time(epochSeconds: number): string {
  const format = new Intl.DateTimeFormat("en", { timeStyle: "medium" });
  return format.format(new Date(epochSeconds * 1000));
}
