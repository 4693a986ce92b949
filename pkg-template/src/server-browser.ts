import { serverOnly } from "./server/only.js";

export { CometChatException, isCometChatException } from "./exception.js";

/** What a bundler puts into a page instead of the server's half. */
const refuse = (): never => {
  throw serverOnly();
};

export { refuse as createCometChatServer, refuse as toNodeHandler, refuse as toVitePlugin };
