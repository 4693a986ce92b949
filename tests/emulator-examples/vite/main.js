import { CometChat } from "cometchat-wasm";

CometChat.useEmulator(new URLSearchParams(location.search).get("emulator"));
const settings = new CometChat.AppSettingsBuilder().setRegion("us").build();
await CometChat.init("emulator-app", settings);
const user = await CometChat.login("cometchat-uid-1", "emulator-auth-key");
document.title = user.getName();
