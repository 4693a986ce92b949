import { serverOnly } from "./server/only.js";

export { CometChatException, isCometChatException } from "./exception.js";

/** Replaces each function of the server's half in bundles for browsers. */
const refuse = (): never => {
  throw serverOnly();
};

export { refuse as createCometChatServer, refuse as toNodeHandler, refuse as toVitePlugin };
