// An application's server, for the type checker alone. It is compiled against the installed package.
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type CometChatServer,
  type CometChatUser,
  createCometChatServer,
  type Identity,
  isCometChatException,
  type Route,
  toNodeHandler,
  toVitePlugin,
} from "cometchat-wasm/server";

declare const environment: { COMETCHAT_APP_ID?: string; COMETCHAT_REST_API_KEY?: string };

const cometchat: CometChatServer = createCometChatServer({
  appId: environment.COMETCHAT_APP_ID,
  region: "us",
  apiKey: environment.COMETCHAT_REST_API_KEY,
});
// @ts-expect-error: there is no key
createCometChatServer({ appId: "app" });

export async function calls(signal: AbortSignal): Promise<void> {
  const user: CometChatUser = await cometchat.createUser({ uid: 7, name: "Seven" }, { signal });
  await cometchat.createUser({ uid: "7", name: "Seven" }, { withAuthToken: true });
  // @ts-expect-error: a user has a name
  await cometchat.createUser({ uid: "7" });
  await cometchat.updateUser(user.uid, { tags: ["vip"], metadata: { plan: "pro" } });
  const { users, totalPages } = await cometchat.listUsers({ page: 2, roles: ["default"], signal });
  const names: string[] = users.map(({ name }) => name);
  const token: string = await cometchat.createAuthToken(names[totalPages] ?? 7, { force: true });
  const { createdAt } = await cometchat.getAuthToken(7, token);
  const at: number | undefined = createdAt;
  await cometchat.revokeAuthToken(7, `${at}`);
  const { notFound } = await cometchat.deactivateUsers(["7"]);
  try {
    await cometchat.reactivateUsers(notFound ?? []);
  } catch (error) {
    if (isCometChatException(error, "ERR_UID_NOT_FOUND")) await cometchat.deleteUser("7");
  }
}

// The web's handler, and what identify may return.
export const POST = cometchat.tokenRoute(async (request) => {
  const cookie = request.headers.get("cookie");
  return cookie === null ? null : { uid: cookie, name: undefined, avatar: "https://a.example" };
});
const answer: Promise<Response> = POST(new Request("https://shop.example/"));
export const nobody: Route<[Request]> = cometchat.logoutRoute(() => undefined);
// @ts-expect-error: no uid
cometchat.tokenRoute(() => ({ name: "Kevin" }));

// A framework's own event: its type comes from the framework, or from the parameter.
interface Event {
  request: Request;
  locals: { user: Identity | null };
}
type RequestHandler = (event: Event) => Promise<Response>;
export const handler: RequestHandler = cometchat.tokenRoute((event) => event.locals.user);
export const other = cometchat.tokenRoute(({ locals }: Event) => locals.user);

// Node's.
interface SessionRequest extends IncomingMessage {
  user?: { id: string };
}
type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void;
export const listener: NodeHandler = toNodeHandler(
  cometchat.tokenRoute((request: SessionRequest) => request.user && { uid: request.user.id }),
);
export const plugin = toVitePlugin({
  "/api/cometchat-token": cometchat.tokenRoute(() => ({ uid: "cometchat-uid-1" })),
});
export { answer };
