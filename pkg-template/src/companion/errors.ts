import type { CometChatErrorCode, CometChatException } from "cometchat-wasm";
import type { CompanionClient } from "./client.js";

/** Makes the companion's errors, of the class that the client's errors have. */
export class CompanionErrors {
  readonly #client: CompanionClient;

  /** @param client whose class of errors to use */
  constructor(client: CompanionClient) {
    this.#client = client;
  }

  /** The official SDK or the UI Kit could not be imported. */
  notLoaded(cause?: unknown): CometChatException {
    return this.#make(
      "CHAT_NOT_LOADED",
      "The official SDK or its UI Kit could not be loaded. It is tried again.",
      // What the application's own import says has no secret.
      cause,
    );
  }

  /** The official SDK or the UI Kit did not initialise or log in. */
  notReady(reason: string, error?: unknown): CometChatException {
    return this.#make("CHAT_NOT_READY", `${reason} It is tried again.`, undefined, codeOf(error));
  }

  /** Trying again does not help: the application has to be changed. */
  impossible(reason: string): CometChatException {
    return this.#make("CHAT_NOT_POSSIBLE", reason);
  }

  /** Nobody waits for the chat any more. */
  stopped(reason: string): CometChatException {
    return this.#make("CHAT_STOPPED", reason);
  }

  /** Whether an error is one of these. */
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

/** The code or the name of an official SDK's error. Its message may have a token, so it is left out. */
function codeOf(error: unknown): string | undefined {
  const { code, name } = fieldsOf(error);
  return [code, name].find(
    (text): text is string => typeof text === "string" && /^[A-Z_]{3,60}$/.test(text),
  );
}

/** The code and the name of anything that was thrown. */
export function fieldsOf(error: unknown): { code?: unknown; name?: unknown } {
  try {
    const { code, name } = error as { code?: unknown; name?: unknown };
    return { code, name };
  } catch {
    // What was thrown has no fields, or throws when they are read.
    return {};
  }
}
