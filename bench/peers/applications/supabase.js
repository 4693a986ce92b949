import { AuthClient } from "@supabase/auth-js";
const client = new AuthClient({ url: "u", headers: {} });
const { data } = await client.getSession();
if (!data.session) await client.signInWithPassword({ email: "e", password: "p" });
document.onclick = () => client.signOut();
