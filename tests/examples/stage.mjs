// @ts-check
/**
 * The examples as a reader of their README has them: copied, installed with the packed package, started,
 * and opened in a browser.
 */
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram } from "../../scripts/lib/browsers.mjs";
import { run, spawnIn } from "../consumers/stage.mjs";
import {
  freePort,
  launch,
  packedPackage,
  scratchFolder,
  serve,
  startEmulator,
  until,
} from "../harness/index.mjs";

const examples = fileURLToPath(new URL("../../examples", import.meta.url));

/** The emulator as an npm package. */
const npmEmulator = fileURLToPath(new URL("../../pkg-emulator", import.meta.url));

/** Where the examples look for the emulator. */
const usual = "http://127.0.0.1:9770";

/** @typedef {Awaited<ReturnType<typeof openStage>>} Stage */
/** @typedef {Awaited<ReturnType<Stage["install"]>>} Example */

/** Starts a browser and an emulator. */
export async function openStage() {
  const browser = await launch("chromium");
  const emulator = await startEmulator();

  return {
    browser,
    emulator,

    /**
     * Copies an example and installs what it needs.
     *
     * @param {string} name
     */
    install: async (name) => {
      const { folder, remove } = scratchFolder(`example-${name}`);
      await cp(path.join(examples, name), folder, {
        recursive: true,
        filter: (file) => !/node_modules|\.next|\bdist\b/.test(path.relative(examples, file)),
      });
      await replaceIn(folder, usual, emulator.url);

      const file = path.join(folder, "package.json");
      const manifest = JSON.parse(await readFile(file, "utf8"));
      manifest.dependencies["cometchat-wasm"] = `file:${(await packedPackage()).tarball}`;
      manifest.devDependencies["cometchat-emulator"] =
        `file:${(await packedPackage(npmEmulator)).tarball}`;
      await writeFile(file, JSON.stringify(manifest));
      await run(folder, "npm", [
        ...["install", "--ignore-scripts", "--no-package-lock", "--prefer-offline"],
        ...["--no-audit", "--no-fund", "--loglevel=error"],
      ]);

      const bin = (/** @type {string} */ tool) => path.join(folder, "node_modules/.bin", tool);
      return {
        folder,
        remove,
        scripts: /** @type {Record<string, string>} */ (manifest.scripts),
        /**
         * Runs one of its tools to its end.
         *
         * @param {string} tool
         * @param {string[]} args
         */
        run: (tool, ...args) => run(folder, bin(tool), args, { CHROMIUM: findProgram("chromium") }),
        /**
         * Runs `npm run dev`, until the action has ended.
         *
         * @template T
         * @param {(url: string) => Promise<T>} action
         */
        serving: async (action) => {
          const port = await freePort();
          const [tool, ...args] = manifest.scripts.dev.split(" ");
          const program = tool === "node" ? process.execPath : bin(tool);
          const options = tool === "node" ? [] : ["--port", `${port}`, ...hostOf(tool)];
          const server = spawnIn(folder, program, [...args, ...options], { PORT: `${port}` });
          const url = `http://127.0.0.1:${port}`;
          try {
            await until(async () => {
              if (server.child.exitCode !== null) throw new Error(`It ended:\n${server.text()}`);
              return fetch(url).then(
                () => true,
                () => false,
              );
            }, `${name} to answer`);
            return await action(url);
          } catch (error) {
            throw new Error(`With ${name}, which printed:\n${server.text()}`, { cause: error });
          } finally {
            server.stop();
          }
        },
        /**
         * The same for an example that is only files.
         *
         * @template T
         * @param {(url: string) => Promise<T>} action
         */
        served: async (action) => {
          const site = await serve(folder);
          try {
            return await action(site.url);
          } finally {
            await site.close();
          }
        },
      };
    },

    close: async () => {
      await browser.close();
      await emulator.stop();
    },
  };
}

/** @param {string} tool */
function hostOf(tool) {
  return tool === "next" ? ["--hostname", "127.0.0.1"] : ["--host", "127.0.0.1", "--strictPort"];
}

/**
 * @param {string} folder
 * @param {string} text
 * @param {string} replacement
 */
async function replaceIn(folder, text, replacement) {
  for (const name of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const file = path.join(name.parentPath, name.name);
    const content = await readFile(file, "utf8");
    if (content.includes(text)) await writeFile(file, content.replaceAll(text, replacement));
  }
}
