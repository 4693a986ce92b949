// @ts-check
/**
 * How large authentication is for those who load it: this package, others, and this package with the
 * official SDK loaded later. Applications are bundled by esbuild.
 */
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import zlib from "node:zlib";
import { build } from "esbuild";
import { packedPackage, scratchFolder } from "../tests/harness/index.mjs";
import { bundle, install } from "./subjects.mjs";

const official = "@cometchat/chat-sdk-javascript";
const officialVersion = `${official}@4.2.0`;

/** An application that authenticates with four calls, given the module that it imports. */
const fourCalls = readFileSync(new URL("four-calls.js", import.meta.url), "utf8");
const cometchat = (/** @type {string} */ module) =>
  fourCalls.replace('"../pkg/index.js"', JSON.stringify(module));

/** Others by what npm installs. @type {Record<string, string>} */
const others = {
  [officialVersion]: cometchat(official),
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

/** Files of this package, and what they are to those who load them. */
const files = [
  ["default entry point, with `CometChatCalls`", "index.js"],
  ["slim entry point, without its WebAssembly", "slim.js"],
  ["classic script", "cometchat.global.js"],
  ["`cometchat.wasm`", "cometchat.wasm"],
];

/**
 * What this package takes: a table, as Markdown.
 *
 * @param {import("./subjects.mjs").Subject[]} subjects
 */
export async function size([, { module, folder }]) {
  const application = await bundle(cometchat(module), folder);
  const rows = [row("application with four calls, by esbuild", application)];
  for (const [name, file] of files) {
    rows.push(row(name, await readFile(path.join(path.dirname(module), file))));
  }
  return ["| bytes | raw | gzip -9 | brotli |", "|---|---:|---:|---:|", ...rows].join("\n");
}

/**
 * This package next to others: a table, as Markdown, with the smallest first.
 *
 * @param {import("./subjects.mjs").Subject[]} subjects
 */
export async function sizes([, { module, folder }]) {
  /** @type {[string, Uint8Array][]} */
  const applications = [["this package", await bundle(cometchat(module), folder)]];
  for (const [name, program] of Object.entries(others)) {
    const scratch = scratchFolder("sizes");
    await install(scratch.folder, [name]);
    applications.push([name, await bundle(program, scratch.folder)]);
  }
  applications.sort(([, one], [, other]) => gzip(one) - gzip(other));
  return [
    "| an application with authentication, bytes | minified | gzip -9 | brotli |",
    "|---|---:|---:|---:|",
    ...applications.map(([name, script]) => row(name, script)),
  ].join("\n");
}

/** What both applications with a chat do. */
const page = (/** @type {string} */ openChat) => `
import { CometChat } from "cometchat-wasm";
${openChat}
const settings = new CometChat.AppSettingsBuilder().setRegion("eu").build();
await CometChat.init("app", settings);
const user = (await CometChat.getLoggedinUser()) ?? (await CometChat.login("uid", "key"));
document.title = user.getName();
document.querySelector("button").onclick = async () => {
  const Chat = await openChat();
  Chat.addMessageListener("chat", new Chat.MessageListener({ onTextMessageReceived: alert }));
};
`;

/** An application with a chat: all at once, and with the chat's SDK loaded later. */
const withChat = {
  "the official SDK alone": page("const openChat = () => CometChat;").replace(
    "cometchat-wasm",
    official,
  ),
  "`cometchat-wasm`, and the official SDK later": page(`
import { keepInStep } from "cometchat-wasm/companion";
const companion = keepInStep(CometChat, () => import("${official}"));
const openChat = () => companion.ready();`),
};

/** What it saves to load the official SDK later: a table, as Markdown. */
export async function beside() {
  const scratch = scratchFolder("beside");
  const { tarball } = await packedPackage();
  await install(scratch.folder, [tarball, officialVersion]);
  const lines = ["| | first load | when the chat opens |", "|---|---:|---:|"];
  for (const [name, program] of Object.entries(withChat)) {
    const { first, later } = await load(program, scratch.folder);
    lines.push(`| ${name} | ${kilobytes(first)} | ${later === 0 ? "0" : kilobytes(later)} |`);
  }
  return lines.join("\n");
}

/**
 * What a page loads at first, and what only when the chat opens, in bytes of gzip.
 *
 * @param {string} program
 * @param {string} folder where its imports are resolved
 */
async function load(program, folder) {
  const entry = path.join(folder, "page.js");
  await writeFile(entry, program);
  const { metafile, outputFiles } = await build({
    absWorkingDir: folder,
    bundle: true,
    define: { global: "globalThis" },
    entryPoints: [entry],
    format: "esm",
    logLevel: "error",
    metafile: true,
    minify: true,
    outdir: "dist",
    splitting: true,
    write: false,
  });
  /** @type {Set<string>} */
  const atFirst = new Set();
  const follow = (/** @type {string} */ file) => {
    if (atFirst.has(file)) return;
    atFirst.add(file);
    for (const { path: imported, kind } of metafile.outputs[file].imports) {
      if (kind === "import-statement") follow(imported);
    }
  };
  follow("dist/page.js");
  const bytes = { first: 0, later: 0 };
  for (const { path: file, contents } of outputFiles) {
    bytes[atFirst.has(path.relative(folder, file)) ? "first" : "later"] += gzip(contents);
  }
  return bytes;
}

/** @param {number} bytes */
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** @param {Uint8Array} bytes */
export const gzip = (bytes) => zlib.gzipSync(bytes, { level: 9 }).length;

/**
 * A row of a table: bytes as they are, by gzip and by brotli.
 *
 * @param {string} name
 * @param {Uint8Array} bytes
 */
function row(name, bytes) {
  const packed = [bytes.length, gzip(bytes), zlib.brotliCompressSync(bytes).length];
  return `| ${[name, ...packed.map((count) => count.toLocaleString("en"))].join(" | ")} |`;
}
