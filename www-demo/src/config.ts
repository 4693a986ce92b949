import type { Config } from "../server/routes.mjs";
import { startWorker } from "./start-worker";

export type { Config };

/** Asks the app server for the page's configuration. */
export async function loadConfig(): Promise<Config> {
  if (import.meta.env.MODE === "static") await startWorker();
  const response = await fetch("api/config");
  if (!response.ok) throw new Error(`The app server answered ${response.status}.`);
  return (await response.json()) as Config;
}

/** The app server said no, in its own words. */
export class AppServerError extends Error {
  override name = "AppServerError";

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Asks the app server for an auth token, as a page in production would. There, the server knows who is
 * asking from its own login; this one takes the page's word for it.
 */
export async function fetchAuthToken(uid: string, signal: AbortSignal): Promise<string> {
  const { authToken, error } = await askForToken(uid, signal).catch(() => {
    if (signal.aborted) throw new AppServerError("LOGIN_CANCELLED", "There was no token yet.");
    throw new AppServerError("APP_SERVER_ERROR", "The app server gave no answer to understand.");
  });
  if (authToken) return authToken;
  throw new AppServerError(
    error?.code ?? "APP_SERVER_ERROR",
    error?.message ?? "The app server gave no token.",
  );
}

interface TokenAnswer {
  authToken?: string;
  error?: { code: string; message: string };
}

async function askForToken(uid: string, signal: AbortSignal): Promise<TokenAnswer> {
  const response = await fetch("api/cometchat-token", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ uid }),
    signal,
  });
  return (await response.json()) as TokenAnswer;
}
