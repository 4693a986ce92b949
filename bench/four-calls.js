// An application that authenticates with four calls: what the size budget is about.
import { CometChat } from "../pkg/index.js";

const settings = new CometChat.AppSettingsBuilder().setRegion("eu").build();
await CometChat.init("app", settings);
const user = (await CometChat.getLoggedinUser()) ?? (await CometChat.login("uid", "key"));
document.title = user.getName();
document.onclick = () => CometChat.logout();
