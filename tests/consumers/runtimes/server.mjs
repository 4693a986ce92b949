import { login } from "./login.js";

process.on("warning", (warning) => console.log(`warned: ${warning}`));
const { CometChat } = await import(process.env.ENTRY);
if (CometChat.getSession().user) throw new Error("the last visitor is logged in");
const name = await login(CometChat, process.env.EMULATOR);
const { state } = CometChat.getStorageStatus();
if (state !== "unavailable") throw new Error(`the session is ${state}`);
// Runtimes that have one warn where it has no file.
const kept = process.env.LOCAL_STORAGE ? Object.keys(localStorage) : [];
if (kept.length > 0) throw new Error(`${kept} is on the disk`);
console.log(name);
