import { CometChat } from "cometchat-wasm";
import { login } from "./login.js";

export default {
  async fetch(request) {
    return new Response(await login(CometChat, new URL(request.url).searchParams.get("emulator")));
  },
};
