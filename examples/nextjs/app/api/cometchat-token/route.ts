import { currentUser } from "../../../lib/application";
import { cometchat } from "../../../lib/cometchat-server";

/** A token for whoever is logged in to this application, and for nobody else. */
export const POST = cometchat.tokenRoute(currentUser);
