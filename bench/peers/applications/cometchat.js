import { CometChat } from "@cometchat/chat-sdk-javascript";
const settings = new CometChat.AppSettingsBuilder().setRegion("eu").build();
await CometChat.init("app", settings);
const user = (await CometChat.getLoggedinUser()) ?? (await CometChat.login("uid", "key"));
document.title = user.getName();
document.onclick = () => CometChat.logout();
