import type { CometChatErrorCode, CometChatException } from "cometchat-wasm";
import type { CompanionClient } from "./client.js";

/** Makes the companion's errors, with the client's class of errors. */
export class CompanionErrors {
  readonly #client: CompanionClient;

  /** @param client the client whose class of errors is used */
  constructor(client: CompanionClient) {
    this.#client = client;
  }

  /** `CHAT_NOT_LOADED`: the official SDK or the UI Kit could not be imported. */
  notLoaded(cause?: unknown): CometChatException {
    return this.#make(
      "CHAT_NOT_LOADED",
      "The official SDK or its UI Kit could not be loaded. It is tried again.",
      // An error of the application's import contains no secret.
      cause,
    );
  }

  /** `CHAT_NOT_READY`: the official SDK or the UI Kit did not initialise or log in. */
  notReady(reason: string, error?: unknown): CometChatException {
    return this.#make("CHAT_NOT_READY", `${reason} It is tried again.`, undefined, codeOf(error));
  }

  /** `CHAT_NOT_POSSIBLE`: a retry does not help; the application has to be changed. */
  impossible(reason: string): CometChatException {
    return this.#make("CHAT_NOT_POSSIBLE", reason);
  }

  /** `CHAT_STOPPED`: the companion or its client has ended. */
  stopped(reason: string): CometChatException {
    return this.#make("CHAT_STOPPED", reason);
  }

  /** Whether an error is one of the companion's. */
  isOwn(error: unknown): error is CometChatException {
    return (
      error instanceof this.#client.CometChatException && String(error.code).startsWith("CHAT_")
    );
  }

  #make(
    code: CometChatErrorCode,
    message: string,
    cause?: unknown,
    reason?: string,
  ): CometChatException {
    return new this.#client.CometChatException({
      code,
      message,
      ...(cause === undefined ? undefined : { cause }),
      ...(reason === undefined ? undefined : { details: { reason } }),
    });
  }
}

/** The code or the name of the official SDK's error. Leaves out its message, which may have a token. */
function codeOf(error: unknown): string | undefined {
  const { code, name } = fieldsOf(error);
  return [code, name].find(
    (text): text is string => typeof text === "string" && /^[A-Z_]{3,60}$/.test(text),
  );
}

/** The code and the name of any thrown value. */
export function fieldsOf(error: unknown): { code?: unknown; name?: unknown } {
  try {
    const { code, name } = error as { code?: unknown; name?: unknown };
    return { code, name };
  } catch {
    // The value has no fields, or throws when they are read.
    return {};
  }
}
