// @ts-check
/**
 * What `npm test` runs, and `npm test -- --all`. A suite is one entry: HACKING.md, "Add a suite".
 */
import path from "node:path";
import * as builds from "./builds.mjs";
import { readers } from "./counts.mjs";
import { root } from "./process.mjs";

/**
 * What a suite needs: cargo, or a compiler for WebAssembly too ("wasm"), cargo's commands, browsers, pkg/ (a good
 * build goes before), and the emulator (that it compiles goes before).
 *
 * @typedef {"cargo" | "wasm" | "pkg" | "emulator" | import("./rust.mjs").Tool | import("./browsers.mjs").Engine} Need
 */

/**
 * @typedef {object} Entry
 * @property {string} about what it checks, for people
 * @property {number} [seconds] how long it takes on two cores, about; 30 unless told
 * @property {string[]} [after] suites that must be over before
 * @property {("debug" | "wasm/debug" | "wasm/sdk")[]} [uses] the folders in target/ that cargo locks
 * @property {Need[]} needs
 * @property {(context: Context) => Step[]} steps commands, one after the other, whatever becomes of each
 */

/**
 * A command, as words without any other space. `reader`: how its tests are counted; without it, it is one test
 * itself. `files`: folders, whose `.test.mjs` files are added to it, or files.
 *
 * @typedef {string | { command: string, env?: NodeJS.ProcessEnv, reader?: import("./counts.mjs").Reader, files?: string[] }} Step
 */

/**
 * @typedef {object} Context
 * @property {boolean} all whether `--all` was given
 * @property {boolean} compiled whether the suite `compile` runs
 * @property {boolean} nextest whether cargo-nextest is there
 * @property {boolean} verbose
 */

/**
 * Tests of Node. A file has one browser for many tests, and a busy machine is no defect: the time limit only ends
 * what hangs.
 *
 * @param {string} place a file, or a folder of `.test.mjs` files
 * @param {NodeJS.ProcessEnv} [env]
 */
const node = (place, env) => ({
  command: "node --test --test-reporter=spec --test-concurrency=1 --test-timeout=900000",
  reader: readers.node,
  files: [place],
  env,
});

/** @param {string} args */
const matrix = (args) => ({
  command: `node scripts/trial.mjs matrix ${args}`,
  reader: readers.matrix,
});

/** @param {string} command */
const cargo = (command, env = {}) => ({ command, reader: readers.cargo, env });

/** All that is Rust is compiled at once: a part alone would be compiled again, with other features. */
const workspace = "--workspace --all-targets --features xtask/web-test";

/**
 * Native tests, by nextest if it is there.
 *
 * @param {Context} context
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} [which] arguments of nextest, and of `cargo test`
 */
const native = ({ nextest }, env, [some, test] = [workspace, workspace]) =>
  nextest
    ? { ...cargo(`cargo nextest run --no-fail-fast ${some}`, env), reader: readers.nextest }
    : cargo(`cargo test --no-fail-fast ${test}`, env);

/** The emulator's tests. */
const ofTheEmulator = [
  `${workspace} -E package(cometchat-emulator)`,
  "--workspace --features xtask/web-test --test emulator",
];

/** The emulator's npm package, in the place of the native one. */
const npmEmulator = { COMETCHAT_EMULATOR: path.join(root, "pkg-emulator/cli.js") };

/** The build program, as the suite `compile` has left it. @param {Context} context */
const xtask = ({ compiled }) =>
  compiled ? "target/debug/xtask" : "cargo run --quiet --package xtask --";

/**
 * Builds a package.
 *
 * @param {Context} context
 * @param {builds.Build} built
 */
const build = (context, { xtask: args, commands }) =>
  [[xtask(context), ...args], ...commands].map((command) => command.join(" "));

/** What the tests of the package in a page need. @type {Need[]} */
const inPages = ["pkg", "emulator", "chromium"];

/** Two tabs are tried in every order of events. */
const everyOrder = { COMETCHAT_EVERY_ORDER: "1" };

/** A workspace of its own, whose output stays in the same folder. */
const fuzz = "--manifest-path fuzz/Cargo.toml --target-dir target/fuzz";
const fuzzTargets = ["server_answer", "stored_session", "init_settings", "interleaving"];
const briefly = "-runs=500 -seed=1 -len_control=0 -max_len=400 -verbosity=0";

const bin = "node_modules/.bin";

/** @type {Record<string, Entry>} */
const quick = {
  compile: {
    about: "all that is Rust compiles",
    seconds: 130,
    uses: ["debug"],
    needs: ["cargo"],
    steps: () => [`cargo build --quiet ${workspace}`],
  },
  scripts: {
    about: "the build and test scripts themselves",
    needs: [],
    steps: () => [`${bin}/tsc --project .`, node("scripts")],
  },
  format: {
    about: "formatting, and Biome's lints",
    needs: ["cargo", "rustfmt"],
    steps: () => ["cargo fmt --all --check", `${bin}/biome ci --error-on-warnings --colors=off`],
  },
  build: {
    about: "the npm package builds, within its size budget",
    seconds: 150,
    after: ["compile"],
    uses: ["wasm/sdk"],
    needs: ["wasm"],
    steps: (context) => build(context, builds.sdk),
  },
  lint: {
    about: "clippy",
    seconds: 110,
    after: ["compile"],
    uses: ["debug"],
    needs: ["cargo", "clippy"],
    steps: () => [`cargo clippy --quiet ${workspace} -- -D warnings`],
  },
  "lint-wasm": {
    about: "clippy for WebAssembly",
    seconds: 150,
    after: ["compile"],
    uses: ["wasm/debug"],
    needs: ["wasm", "clippy"],
    steps: (context) => [`${xtask(context)} clippy`],
  },
  core: {
    about: "the SDK's core, and the emulator: native tests",
    seconds: 120,
    after: ["compile"],
    uses: ["debug"],
    needs: ["cargo"],
    steps: (context) => [
      // The model's and the soak's native runs are at full length only in --all.
      native(context, context.all ? {} : { COMETCHAT_CASES: "4000", COMETCHAT_CYCLES: "20000" }),
      // Neither nextest nor --all-targets runs these.
      cargo("cargo test --workspace --doc --features xtask/web-test"),
    ],
  },
  web: {
    about: "the SDK's browser layer, in Chromium",
    seconds: 150,
    after: ["compile", "lint-wasm"],
    uses: ["wasm/debug"],
    needs: ["wasm", "chromium"],
    steps: (context) => [
      cargo(
        `${xtask(context)} web-test${context.compiled ? " --runner target/debug/web-test-runner" : ""}`,
      ),
    ],
  },
  types: {
    about: "the package's types, as its users' code meets them",
    needs: ["pkg"],
    steps: () => [node("tests/types"), `${bin}/attw --pack pkg`],
  },
  package: {
    about: "the packed tarball, in plain Node",
    needs: ["pkg", "emulator"],
    steps: () => [node("tests/package"), `${bin}/publint run pkg --strict`],
  },
  harness: {
    about: "what the browser tests stand on, in Chromium",
    needs: ["chromium", "emulator"],
    steps: () => [node("tests/harness", { COMETCHAT_ENGINES: "chromium" })],
  },
  e2e: {
    about: "the packed tarball in Chromium, against the emulator",
    seconds: 220,
    needs: inPages,
    steps: () => [node("tests/e2e")],
  },
  documents: {
    about:
      "code in documents, this project's and CometChat's: it compiles, runs, and does what they say",
    seconds: 130,
    needs: inPages,
    steps: () => [node("tests/documents")],
  },
  faults: {
    about: "a core of the fault matrix, in Chromium",
    seconds: 60,
    needs: inPages,
    steps: () => [node("tests/matrix/judge.test.mjs"), matrix("--core --engine chromium")],
  },
  attacks: {
    about: "what a hostile page, server, storage or tab tries, in Chromium and in Node",
    seconds: 250,
    needs: inPages,
    steps: ({ all }) => [node("tests/attacks", all ? everyOrder : {})],
  },
  consumers: {
    about: "the packed tarball in applications: bundled, served, in a worker, in Node",
    needs: inPages,
    steps: () => [node("tests/consumers")],
  },
  companion: {
    about: "what the companion of the official SDK does, against models of both and of a UI Kit",
    needs: ["pkg"],
    steps: () => [node("tests/companion")],
  },
  react: {
    about: "the package's hook, in an application under StrictMode",
    needs: inPages,
    steps: () => [node("tests/react")],
  },
  emulator: {
    about:
      "the emulator's npm package: it builds, and with --all passes the native emulator's tests",
    seconds: 200,
    after: ["compile"],
    uses: ["debug", "wasm/sdk"],
    needs: ["wasm", "chromium", "emulator"],
    steps: (context) => [
      ...build(context, builds.emulator),
      node("tests/emulator-npm"),
      `${bin}/publint run pkg-emulator --strict`,
      `${bin}/attw --pack pkg-emulator --exclude-entrypoints service-worker.js`,
      ...(context.all ? [native(context, npmEmulator, ofTheEmulator)] : []),
    ],
  },
  demo: {
    about: "the demo application: used, by keyboard too, looked at by axe, and as static files",
    seconds: 75,
    after: ["emulator"],
    needs: inPages,
    steps: () => [node("tests/demo")],
  },
};

/**
 * Only with `--all`: what repeats those in other engines or at greater length.
 *
 * @type {Record<string, Entry>}
 */
const thorough = {
  crowd: {
    about: "a million clients in trouble at once, and the table about them",
    seconds: 200,
    uses: ["debug"],
    needs: ["cargo"],
    steps: () => [cargo("cargo test --quiet --package crowd -- --ignored")],
  },
  fuzz: {
    about: "the fuzz targets build, and survive a short run",
    seconds: 90,
    needs: ["cargo"],
    steps: () => [
      `cargo build --quiet ${fuzz}`,
      ...fuzzTargets.map((target) => `cargo run --quiet ${fuzz} --bin ${target} -- ${briefly}`),
    ],
  },
  "emulator-examples": {
    about: "the emulator's npm package in Vitest, Jest, Playwright, Cypress and a Vite page",
    seconds: 70,
    after: ["emulator"],
    needs: ["chromium", "pkg"],
    steps: () => [node("tests/emulator-examples/examples.test.mjs")],
  },
  openapi: {
    about: "the emulator's OpenAPI document, against the emulator, by requests made up from it",
    seconds: 90,
    after: ["emulator"],
    needs: ["emulator"],
    steps: () => ["node scripts/openapi.mjs"],
  },
  examples: {
    about: "the examples: installed as their READMEs say, built, and logged in with",
    seconds: 160,
    after: ["emulator"],
    needs: inPages,
    steps: () => [node("tests/examples")],
  },
  reference: {
    about: "the references of the package's API and of the Rust, made without warnings",
    after: ["lint"],
    uses: ["debug"],
    needs: ["cargo", "pkg"],
    steps: () => ["node scripts/docs.mjs"],
  },
  engines: {
    about: "the harness and the packed tarball, in Firefox and WebKit",
    seconds: 1000,
    needs: ["pkg", "emulator", "firefox", "webkit"],
    steps: () => [
      node("tests/harness/engines.test.mjs", { COMETCHAT_ENGINES: "firefox,webkit" }),
      node("tests/e2e", { COMETCHAT_ENGINE: "firefox" }),
      node("tests/e2e", { COMETCHAT_ENGINE: "webkit" }),
    ],
  },
  attackers: {
    about: "the attacks in Firefox and WebKit",
    seconds: 900,
    needs: ["pkg", "emulator", "firefox", "webkit"],
    steps: () => [
      node("tests/attacks", { ...everyOrder, COMETCHAT_ENGINE: "firefox" }),
      node("tests/attacks", { ...everyOrder, COMETCHAT_ENGINE: "webkit" }),
    ],
  },
  matrix: {
    about: "every fault under every operation in Chromium, a core of it in Firefox and WebKit",
    seconds: 700,
    needs: ["pkg", "emulator", "chromium", "firefox", "webkit"],
    steps: () => [
      node("tests/matrix/reload.test.mjs"),
      matrix("--engine chromium"),
      matrix("--core --engine firefox --engine webkit"),
    ],
  },
  soak: {
    about: "a page that logs in and out for a long time, and what it leaves behind",
    needs: inPages,
    steps: () => [node("tests/matrix/soak.test.mjs")],
  },
  typescript: {
    about: "the package's types for every TypeScript from the oldest that works, from npm",
    needs: ["pkg"],
    steps: () => [node("tests/typescript")],
  },
  official: {
    about:
      "both SDKs and a UI Kit on one page: the packed tarball, and CometChat's from npm, only run",
    seconds: 400,
    needs: inPages,
    steps: () => [node("tests/official")],
  },
};

/** @typedef {typeof suites[number]} Suite */

export const suites = Object.entries({ ...quick, ...thorough }).map(([name, entry]) => ({
  name,
  seconds: 30,
  ...entry,
  onlyAll: name in thorough,
  after: [
    ...(entry.after ?? []),
    ...(entry.needs.includes("pkg") ? ["build"] : []),
    ...(entry.needs.includes("emulator") ? ["compile"] : []),
  ],
}));
