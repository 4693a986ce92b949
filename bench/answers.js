// @ts-check
/**
 * Runs in the page: answers an SDK's requests at once, as CometChat would.
 */
export const user = {
  uid: "cometchat-uid-1",
  name: "Andrew Joseph",
  avatar: "https://assets.example/avatar.png",
  status: "offline",
  role: "default",
  lastActiveAt: 1_700_000_000,
  metadata: { rank: 7 },
  tags: ["first"],
};
const settings = { REGION: "us", CHAT_API_VERSION: "v3.0" };

/** @type {Record<string, object>} */
const answers = {
  POST: { uid: user.uid, authToken: `${user.uid}_1700000000abcdef`, createdAt: 1_700_000_000 },
  PUT: { ...user, settings },
  DELETE: { success: true, message: "Logged out." },
};
const headers = { "content-type": "application/json" };
window.fetch = async (_, init) =>
  new Response(JSON.stringify({ data: answers[init?.method ?? "GET"] ?? {} }), { headers });

/** @param {any} CometChat */
export function initialize(CometChat) {
  const { AppSettingsBuilder } = CometChat;
  const wanted = AppSettingsBuilder
    ? new AppSettingsBuilder().setRegion("us").build()
    : { region: "us" };
  return CometChat.init("bench", wanted);
}
