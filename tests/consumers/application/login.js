/** What an application does with the SDK: the name of the user who is logged in in the end. */
export async function login(CometChat, emulator) {
  CometChat.useEmulator(emulator);
  const settings = new CometChat.AppSettingsBuilder().setRegion("eu").build();
  await CometChat.init("emulator-app", settings);
  await CometChat.login("cometchat-uid-1", "emulator-auth-key");
  const user = await CometChat.getLoggedinUser();
  return user.getName();
}
