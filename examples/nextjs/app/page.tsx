import { currentUser } from "../lib/application";
import { cometchat } from "../lib/cometchat-server";
import { Session } from "./session";

export const dynamic = "force-dynamic";

export default async function Page() {
  const { uid } = await currentUser();
  const { name } = await cometchat.getUser(uid);
  return (
    <main>
      <Session uid={uid} />
      <p>Rendered on the server for {name}.</p>
    </main>
  );
}
