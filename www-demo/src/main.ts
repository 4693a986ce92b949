import "./styles/index.css";
import "./recorder"; // Before everything that may send a request.
import { CometChat } from "cometchat-wasm";
import { logCall, logEvent, logRequest } from "./activity";
import { showCode } from "./code-sample";
import { type Config, fetchAuthToken, loadConfig } from "./config";
import { byId, milliseconds } from "./dom";
import { showFaults } from "./faults";
import { showHoldings } from "./holdings";
import { showSession } from "./pass";
import { choose, chosenUid, showPeople } from "./people";
import { clearProblem, showProblem } from "./problem";
import { onRequest } from "./recorder";
import { remember } from "./redact";
import { showSnapshot } from "./snapshot";
import { resetSteps, showSteps, skipSteps } from "./steps";
import "./theme";

const logInForm = byId<HTMLFormElement>("log-in-form");
const logInButton = byId<HTMLButtonElement>("log-in-button");
const cancelButton = byId<HTMLButtonElement>("cancel-button");
const authKeyInput = byId<HTMLInputElement>("auth-key");
const createForm = byId<HTMLFormElement>("create-form");

onRequest(logRequest);
showPeople(showMethod);
logInForm.addEventListener("change", showMethod);
logInForm.addEventListener("submit", (event) => {
  event.preventDefault();
  void logIn();
});
createForm.addEventListener("submit", (event) => {
  event.preventDefault();
  void createUser();
});
void start();

/** Starts the SDK, and looks whether somebody is logged in. */
async function start(): Promise<void> {
  try {
    const config = await loadConfig();
    remember(config.authKey);
    authKeyInput.value = config.authKey;
    showBackend(config);
    showFaults(config.control, checkSession);
    showSteps(config.control);

    CometChat.addLoginListener(
      "demo",
      new CometChat.LoginListener({
        loginSuccess(user) {
          remember(user.getAuthToken());
          logEvent("loginSuccess", "good", user.getName()).detail(user);
          show(user);
          announce(`Logged in as ${user.getName()}.`);
        },
        loginFailure(error) {
          logEvent("loginFailure", "bad", String(error.code)).detail(error);
        },
        logoutSuccess() {
          logEvent("logoutSuccess", "good");
          show(null);
          announce("Logged out.");
        },
        logoutFailure(error) {
          logEvent("logoutFailure", "bad", String(error.code)).detail(error);
        },
      }),
    );

    const refreshHoldings = showHoldings(config.control);
    showSnapshot(refreshHoldings);

    if (config.emulator) CometChat.useEmulator(config.emulator);
    const settings = new CometChat.AppSettingsBuilder()
      .setRegion(config.region)
      // Short, so that a silent server does not make a dull demo; the default is ten seconds.
      .setRequestTimeout(3000)
      .build();
    const started = performance.now();
    await logCall("init(appId, settings)", () => CometChat.init(config.appId, settings));
    byId("figure-ready").textContent = milliseconds(performance.now() - started);
    show(await logCall("getLoggedinUser()", () => CometChat.getLoggedinUser()));
    byId<HTMLIFrameElement>("second-tab").src = `tab.html${location.search}`;
  } catch (error) {
    show(null);
    showProblem("Starting", error);
  }
}

async function logIn(): Promise<void> {
  const uid = chosenUid();
  const authKey = authKeyInput.value;
  remember(authKey);
  const controller = new AbortController();
  const { signal } = controller;
  const cancel = () => controller.abort();
  cancelButton.addEventListener("click", cancel);
  clearProblem();
  setBusy(true);
  try {
    if (method() === "token") {
      await ensureLoggedIn(uid, signal);
    } else {
      const call = `login(${JSON.stringify(uid)}, authKey)`;
      await logCall(call, () => CometChat.login(uid, authKey, { signal }));
    }
    bringIntoView("session");
  } catch (error) {
    showProblem("Login", error);
    bringIntoView("problem");
  } finally {
    cancelButton.removeEventListener("click", cancel);
    setBusy(false);
  }
}

/** The production way: the SDK asks for a token if it needs one, now or when this one has died. */
async function ensureLoggedIn(uid: string, signal: AbortSignal): Promise<void> {
  let asked = false;
  resetSteps();
  await logCall("ensureLoggedIn({ uid, authToken })", () =>
    CometChat.ensureLoggedIn({
      uid,
      async authToken(request) {
        asked = true;
        const token = await fetchAuthToken(request.uid, request.signal);
        remember(token);
        return token;
      },
      signal,
    }),
  );
  if (!asked) skipSteps();
}

/** Asks the server whether the session still lives. */
async function checkSession(): Promise<void> {
  clearProblem();
  try {
    await logCall("checkSession()", () => CometChat.checkSession());
  } catch (error) {
    showProblem("Checking the session", error);
  }
}

async function logOut(): Promise<void> {
  clearProblem();
  try {
    await logCall("logout()", () => CometChat.logout());
  } catch (error) {
    showProblem("Logout", error);
  }
}

async function createUser(): Promise<void> {
  const data = new FormData(createForm);
  const user = new CometChat.User(String(data.get("uid")).trim());
  user.setName(String(data.get("name")).trim());
  remember(authKeyInput.value);
  clearProblem();
  try {
    const call = "createUser(user, authKey)";
    const created = await logCall(call, () => CometChat.createUser(user, authKeyInput.value));
    createForm.reset();
    choose(created.getUid());
    announce(`Created ${created.getName()}.`);
  } catch (error) {
    showProblem("Creating a user", error);
    bringIntoView("problem");
  }
}

function show(user: CometChat.User | null): void {
  showSession(user, { logOut });
  byId("log-in-title").textContent = user ? "Switch to another user" : "Log in";
}

function method(): string {
  return String(new FormData(logInForm).get("method"));
}

function showMethod(): void {
  for (const part of logInForm.querySelectorAll<HTMLElement>("[data-method]")) {
    part.hidden = part.dataset.method !== method();
  }
  showCode(byId("code"), method(), chosenUid());
}

function setBusy(busy: boolean): void {
  logInButton.setAttribute("aria-busy", String(busy));
  logInButton.disabled = busy;
  cancelButton.hidden = !busy;
}

function showBackend({ emulator, appId }: Config): void {
  const place = byId("backend");
  place.hidden = false;
  place.textContent = emulator ? `${appId} at ${new URL(emulator).host}` : `${appId} in this page`;
}

/** What came of a click may be out of view, above the form. */
function bringIntoView(id: string): void {
  byId(id).scrollIntoView({ block: "nearest" });
}

function announce(text: string): void {
  byId("announcer").textContent = text;
}
