import { CometChat } from "cometchat-wasm";
import { login } from "../../../login.js";

export const runtime = "edge";

export async function GET(request) {
  return new Response(await login(CometChat, new URL(request.url).searchParams.get("emulator")));
}
