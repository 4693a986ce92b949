/** The user who is logged in to your application. Yours reads it from its own session. */
export async function currentUser() {
  return { uid: "cometchat-uid-1", name: "Andrew Joseph" };
}
