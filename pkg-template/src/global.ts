import { versionOf } from "./cometchat.js";
import { VERSION } from "./generated/tables.js";
import { CometChat, CometChatCalls } from "./index.js";

// For pages that load the SDK with a `<script>`: sets the global names. An existing `CometChat` of this
// package stays: a script that runs again must not replace the client with the application's session.
const running = versionOf((globalThis as { CometChat?: unknown }).CometChat);
if (running === undefined) Object.assign(globalThis, { CometChat, CometChatCalls });
else if (running !== VERSION) {
  console.warn(`CometChat: version ${running} is running; version ${VERSION} is not started.`);
}
