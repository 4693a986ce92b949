// @ts-check
/**
 * How large authentication is for those who load it: this package and others, each in a small
 * application that starts, finds the user, logs in and logs out, bundled by esbuild.
 */
import zlib from "node:zlib";
import { scratchFolder } from "../tests/harness/index.mjs";
import { bundle, install } from "./subjects.mjs";

const cometchat = (/** @type {string} */ module) => `
import { CometChat } from ${JSON.stringify(module)};
const settings = new CometChat.AppSettingsBuilder().setRegion("eu").build();
await CometChat.init("app", settings);
const user = (await CometChat.getLoggedinUser()) ?? (await CometChat.login("uid", "key"));
document.title = user.getName();
document.onclick = () => CometChat.logout();
`;

/** Others by what npm installs. @type {Record<string, string>} */
const others = {
  "@cometchat/chat-sdk-javascript@4.2.0": cometchat("@cometchat/chat-sdk-javascript"),
  "@supabase/auth-js@2.109.0": `
import { AuthClient } from "@supabase/auth-js";
const client = new AuthClient({ url: "https://app.example/auth/v1" });
const { data } = await client.getSession();
const { user } =
  data.session ?? (await client.signInWithPassword({ email: "a", password: "b" })).data;
document.title = user.email;
document.onclick = () => client.signOut();
`,
  "firebase@11.10.0": `
import { initializeApp } from "firebase/app";
import {
  browserLocalPersistence, initializeAuth, signInWithCustomToken, signOut,
} from "firebase/auth";
const auth = initializeAuth(initializeApp({}), { persistence: browserLocalPersistence });
await auth.authStateReady();
const user = auth.currentUser ?? (await signInWithCustomToken(auth, "token")).user;
document.title = user.displayName;
document.onclick = () => signOut(auth);
`,
  "@auth0/auth0-spa-js@2.20.0": `
import { Auth0Client } from "@auth0/auth0-spa-js";
const client = new Auth0Client({ domain: "app.example", clientId: "id" });
const user = await client.getUser();
if (user) document.title = user.name;
else await client.loginWithRedirect();
document.onclick = () => client.logout();
`,
};

/**
 * The table, as Markdown.
 *
 * @param {import("./subjects.mjs").Subject[]} subjects
 */
export async function sizes([, { module, folder }]) {
  const lines = [["this package", await bundle(cometchat(module), folder)]];
  for (const [name, program] of Object.entries(others)) {
    const scratch = scratchFolder("sizes");
    await install(scratch.folder, [name]);
    lines.push([name, await bundle(program, scratch.folder)]);
  }
  const rows = lines.map(([name, script]) => [name, ...packed(/** @type {Uint8Array} */ (script))]);
  rows.sort((one, other) => Number(one[2]) - Number(other[2]));
  const cells = rows.map(([name, ...bytes]) => [
    name,
    ...bytes.map((count) => count.toLocaleString("en")),
  ]);
  return [
    "| an application with authentication, bytes | minified | gzip -9 | brotli |",
    "|---|---:|---:|---:|",
    ...cells.map((row) => `| ${row.join(" | ")} |`),
  ].join("\n");
}

/**
 * Its bytes as they are, by gzip and by brotli.
 *
 * @param {Uint8Array} script
 */
function packed(script) {
  const gzips = [8, 9].map((memLevel) => zlib.gzipSync(script, { level: 9, memLevel }).length);
  return [script.length, Math.max(...gzips), zlib.brotliCompressSync(script).length];
}
