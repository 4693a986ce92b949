// An application's code in TypeScript as old as the oldest that works, for the type checker alone.
import {
  CometChat,
  CometChatCalls,
  CometChatException,
  createCometChat,
  isCometChatException,
  User,
} from "cometchat-wasm";
import type { CompanionState, UIKit } from "cometchat-wasm/companion";
import { keepInStep } from "cometchat-wasm/companion";
import { CometChat as Slim } from "cometchat-wasm/slim";

export async function application(
  official: Parameters<typeof keepInStep>[1],
  uiKit: UIKit,
): Promise<string> {
  const settings: CometChat.AppSettings = new CometChat.AppSettingsBuilder()
    .setRegion("eu")
    .build();
  const ready: boolean = await CometChat.init("app-id", settings);
  const user: CometChat.User = await CometChat.login("uid", "auth-key");
  const sure: User = await CometChat.ensureLoggedIn({ uid: "uid", authToken: async () => "token" });
  await CometChat.updateUser(new User("uid"), "auth-key");
  const own = createCometChat().getSession();
  if (own.user) own.user.getName();
  await keepInStep(CometChat, official).ready();
  const companion = keepInStep(CometChat, official, {
    uiKit: async () => uiKit,
    settings: (builder) => builder.setRegion("eu"),
  });
  const state: CompanionState = companion.getState();
  if (state.error) throw state.error;
  await CometChatCalls.logout();
  try {
    await Slim.logout();
  } catch (error) {
    if (isCometChatException(error, "ERR_NOT_LOGGED_IN")) return String(error.code);
    if (error instanceof CometChatException) return error.message;
  }
  // @ts-expect-error: a user is no number
  const wrong: CometChat.User = 5;
  // @ts-expect-error: nor is a getter's text
  const name: number = user.getName();
  return `${ready} ${sure.uid} ${wrong} ${name}`;
}
