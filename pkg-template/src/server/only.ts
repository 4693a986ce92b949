import { CometChatException } from "../exception.js";

/** Whether this is a page or a worker. Tests may have a document, too, but they run in Node. */
export function isBrowser(): boolean {
  const { process, document, importScripts } = globalThis as {
    process?: { versions?: { node?: string } };
    document?: unknown;
    importScripts?: unknown;
  };
  return !process?.versions?.node && (document !== undefined || importScripts !== undefined);
}

/** Makes the error that a browser gets. */
export function serverOnly(): CometChatException {
  return new CometChatException({
    code: "SERVER_ONLY",
    message:
      "cometchat-wasm/server is for servers: a browser must never have the REST API key. In the page, log in " +
      'with fetchToken("/api/cometchat-token") of cometchat-wasm.',
  });
}
