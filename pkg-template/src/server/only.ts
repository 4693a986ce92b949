import { CometChatException } from "../exception.js";

/** Whether this is a page or a worker of one. Tests have a document, too, but run in Node. */
export function isBrowser(): boolean {
  const { process, document, importScripts } = globalThis as {
    process?: { versions?: { node?: string } };
    document?: unknown;
    importScripts?: unknown;
  };
  return !process?.versions?.node && (document !== undefined || importScripts !== undefined);
}

/** Why a browser gets nothing. */
export function serverOnly(): CometChatException {
  return new CometChatException({
    code: "SERVER_ONLY",
    message:
      "cometchat-wasm/server is for servers: a browser must never have the REST API key. In the page, log in " +
      'with fetchToken("/api/cometchat-token") of cometchat-wasm.',
  });
}
