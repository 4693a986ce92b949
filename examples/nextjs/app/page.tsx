import { currentUid } from "../lib/application";
import { nameOf } from "../lib/profile";
import { Session } from "./session";

export const dynamic = "force-dynamic";

export default async function Page() {
  const uid = await currentUid();
  return (
    <main>
      <Session uid={uid} />
      <p>Rendered on the server for {await nameOf(uid)}.</p>
    </main>
  );
}
