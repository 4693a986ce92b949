import { versionOf } from "./cometchat.js";
import { VERSION } from "./generated/tables.js";
import { CometChat, CometChatCalls } from "./index.js";

// For pages that load the SDK with a `<script>`: the names are those of the global object. What is
// there stays: a script that runs again would take the application's session from it.
const running = versionOf((globalThis as { CometChat?: unknown }).CometChat);
if (running === undefined) Object.assign(globalThis, { CometChat, CometChatCalls });
else if (running !== VERSION) {
  console.warn(`CometChat: version ${running} is running; version ${VERSION} is not started.`);
}
