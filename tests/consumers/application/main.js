import { CometChat } from "cometchat-wasm";
import { login } from "./login.js";

window.shown = login(CometChat, new URLSearchParams(location.search).get("emulator"));
