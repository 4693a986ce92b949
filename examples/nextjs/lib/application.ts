/** The UID of the user who is logged in to your application. Yours reads it from its own session. */
export async function currentUid(): Promise<string> {
  return "cometchat-uid-1";
}
