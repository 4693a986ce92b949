import { currentUid } from "../../../lib/application";
import { createAuthToken } from "../../../lib/auth-token";

/** A token for whoever is logged in to this application, and for nobody else. */
export async function POST(request: Request) {
  // Pages of other sites may not have tokens made.
  const site = request.headers.get("sec-fetch-site") ?? "same-origin";
  if (site !== "same-origin") return new Response(null, { status: 403 });
  const token = await createAuthToken(await currentUid());
  return new Response(token, { headers: { "cache-control": "no-store" } });
}
