import { createAuth0Client } from "@auth0/auth0-spa-js";
const client = await createAuth0Client({ domain: "d", clientId: "c" });
const user = await client.getUser();
if (!user) await client.loginWithPopup();
document.title = user?.name ?? "";
document.onclick = () => client.logout();
