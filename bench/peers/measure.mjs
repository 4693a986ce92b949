// @ts-check
/**
 * How large other SDKs make an application that looks for a session, logs in, shows a name and logs out.
 * Prints the rows of docs/performance.md. `npm install` in this folder comes first.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Each application, and the package that it is about. */
const peers = {
  cometchat: "@cometchat/chat-sdk-javascript",
  auth0: "@auth0/auth0-spa-js",
  firebase: "@firebase/auth",
  supabase: "@supabase/auth-js",
};

for (const [name, dependency] of Object.entries(peers)) {
  const manifest = await readFile(`${here}node_modules/${dependency}/package.json`, "utf8");
  const { outputFiles } = await build({
    entryPoints: [`${here}applications/${name}.js`],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    logLevel: "error",
    write: false,
  });
  const { contents } = outputFiles[0];
  const sizes = [contents, gzipSync(contents, { level: 9 }), brotliCompressSync(contents)];
  const cells = sizes.map(({ length }) => length.toLocaleString("en"));
  console.log(`| ${dependency} ${JSON.parse(manifest).version} | ${cells.join(" | ")} |`);
}
