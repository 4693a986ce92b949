import { CometChat, CometChatCalls } from "./index.js";

// For pages that load the SDK with a `<script>`: the names are those of the global object.
Object.assign(globalThis, { CometChat, CometChatCalls });
