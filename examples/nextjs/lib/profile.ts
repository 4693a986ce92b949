import { createCometChat } from "cometchat-wasm";
import { createAuthToken } from "./auth-token";

/**
 * A user's name, read on the server. The client is made for this request: the session of `CometChat`
 * itself would be shared by everybody whom this process serves.
 */
export async function nameOf(uid: string): Promise<string> {
  const client = createCometChat();
  const { NEXT_PUBLIC_COMETCHAT_APP_ID, NEXT_PUBLIC_COMETCHAT_REGION } = process.env;
  const { NEXT_PUBLIC_COMETCHAT_EMULATOR } = process.env;
  try {
    if (NEXT_PUBLIC_COMETCHAT_EMULATOR) client.useEmulator(NEXT_PUBLIC_COMETCHAT_EMULATOR);
    await client.init(NEXT_PUBLIC_COMETCHAT_APP_ID!, { region: NEXT_PUBLIC_COMETCHAT_REGION });
    const user = await client.ensureLoggedIn({ uid, authToken: () => createAuthToken(uid) });
    await client.logout();
    return user.getName();
  } finally {
    client.dispose();
  }
}
