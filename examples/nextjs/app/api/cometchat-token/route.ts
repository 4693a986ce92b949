import { currentUid } from "../../../lib/application";
import { createAuthToken } from "../../../lib/auth-token";

/** A token for whoever is logged in to this application, and for nobody else. */
export async function POST() {
  return new Response(await createAuthToken(await currentUid()));
}
