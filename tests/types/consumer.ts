// An application's code, for the type checker alone. It is compiled against the installed package.
import { CometChat } from "cometchat-wasm";

/** Fails to compile unless both types are the same. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const proof = <T extends true>(): T | undefined => undefined;

export async function application(signal: AbortSignal): Promise<string> {
  const settings: CometChat.AppSettings = new CometChat.AppSettingsBuilder()
    .subscribePresenceForAllUsers()
    .setRegion("eu")
    .autoEstablishSocketConnection(true)
    .setStorageMode(CometChat.StorageMode.SESSION)
    .build();
  CometChat.useEmulator("http://localhost:9770");
  const ready: boolean = await CometChat.init("app-id", settings);

  let user: CometChat.User = await CometChat.login("uid", "auth-key");
  user = await CometChat.login("auth-token");
  user = await CometChat.login("uid", "auth-key", { signal });
  user = await CometChat.login("auth-token", {
    onSuccess: (loggedIn) => proof<Same<typeof loggedIn, CometChat.User>>(),
    onError: (error) => proof<Same<typeof error, CometChat.CometChatException>>(),
  });
  CometChat.login("uid", "auth-key").then(
    (loggedIn: CometChat.User) => loggedIn.getUid(),
    (error: CometChat.CometChatException) => error.code,
  );

  const current = await CometChat.getLoggedinUser();
  proof<Same<typeof current, CometChat.User | null>>();
  CometChat.getLoggedinUser().then((loggedIn: CometChat.User) => loggedIn.getName());
  const token: string | null = await CometChat.getUserAuthToken();

  CometChat.addLoginListener(
    "id",
    new CometChat.LoginListener({
      loginSuccess: (loggedIn: CometChat.User) => loggedIn.getName(),
      loginFailure: (error: CometChat.CometChatException) => error.message,
      logoutSuccess: () => {},
      logoutFailure: (error: CometChat.CometChatException) => error.details,
    }),
  );
  CometChat.removeLoginListener("id");
  await CometChat.logout();

  try {
    await CometChat.logout();
  } catch (error) {
    if (error instanceof CometChat.CometChatException) return String(error.code);
  }

  // @ts-expect-error: a number is no uid for the type checker
  CometChat.login(5, "auth-key").catch(() => {});
  // @ts-expect-error: there is no such region method
  new CometChat.AppSettingsBuilder().region("eu");

  return `${ready} ${user.getUid()} ${current?.uid} ${token}`;
}
