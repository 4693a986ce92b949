import * as builds from "./builds.mjs";

/**
 * What a suite needs: cargo, or a compiler for WebAssembly too ("wasm"), cargo's commands, browsers, pkg/ (a good
 * build goes before), and the emulator (that it compiles goes before).
 *
 * @typedef {"cargo" | "wasm" | "pkg" | "emulator" | import("./rust.mjs").Tool | import("./browsers.mjs").Engine} Need
 */

/**
 * @typedef {object} Entry
 * @property {string} about what it checks, for people
 * @property {true} [onlyAll] left to `--all`: it repeats others in other engines, or at greater length
 * @property {string[]} [after] suites that must be over before
 * @property {("debug" | "wasm/debug" | "wasm/sdk")[]} [uses] the folders in target/ that cargo locks
 * @property {Need[]} needs
 * @property {(context: Context) => Step[]} [steps] commands, one after the other, whatever becomes of each: the tests in
 *   the folder of its name in tests/, unless told
 */

/**
 * A command, as words without any other space. `runner`: whose tests are counted; without it, it is one test
 * itself. `place`: a folder, whose `.test.mjs` files are added to it, or a file.
 *
 * @typedef {{ command: string, env?: NodeJS.ProcessEnv, runner?: keyof typeof import("./runner.mjs").runners, place?: string }} Command
 * @typedef {string | Command} Step
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
 * @type {(place: string, env?: NodeJS.ProcessEnv) => Command}
 */
const node = (place, env) => ({
  command: "node --test --test-reporter=spec --test-concurrency=1 --test-timeout=900000",
  ...{ runner: "node", place, env },
});

/**
 * The tests of the packed tarball about what engines may differ in. The names and fields of the API are read in Chromium
 * alone.
 *
 * @type {(engine: import("./browsers.mjs").Engine) => Command}
 */
const elsewhere = (engine) => {
  const { command, ...more } = node("", { COMETCHAT_ENGINE: engine });
  const names =
    "arguments calls clients interfaces listeners loading outcomes sharing storage tabs wire".split(
      " ",
    );
  const files = names.map((name) => `tests/e2e/${name}.test.mjs`);
  return { ...more, command: [command, ...files].join(" ") };
};

/** @type {(args: string) => Command} */
const matrix = (args) => ({ command: `node scripts/trial.mjs matrix ${args}`, runner: "matrix" });

/** @type {(command: string, env?: NodeJS.ProcessEnv) => Command} */
const cargo = (command, env) => ({ command, runner: "cargo", env });

/** All that is Rust is compiled at once: a part alone would be compiled again, with other features. */
const features = "--workspace --features xtask/web-test";
const workspace = `${features} --all-targets`;

/**
 * Native tests, by nextest if it is there.
 *
 * @param {Context} context
 * @param {NodeJS.ProcessEnv} env
 */
const native = ({ nextest }, env) =>
  nextest
    ? {
        ...cargo(`cargo nextest run --no-fail-fast ${workspace}`, env),
        runner: /** @type {const} */ ("nextest"),
      }
    : cargo(`cargo test --no-fail-fast ${workspace}`, env);

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

/**
 * Two tabs are tried in every order of events, and keys of prototypes alone: in Chromium, since what the package does
 * about these is the same in every engine.
 */
const everyOrder = { COMETCHAT_EVERY_ORDER: "1" };

/** A workspace of its own, whose output stays in the same folder. */
const fuzz = "--manifest-path fuzz/Cargo.toml --target-dir target/fuzz";
const fuzzTargets = ["server_answer", "stored_session", "init_settings", "interleaving"];
const briefly = "-runs=500 -seed=1 -len_control=0 -max_len=400 -verbosity=0";

const bin = "node_modules/.bin";

/**
 * In the order in which they start: what others wait for, then the longest.
 *
 * @type {Record<string, Entry>}
 */
const entries = {
  compile: {
    about: "all that is Rust compiles",
    uses: ["debug"],
    needs: ["cargo"],
    steps: () => [`cargo build --quiet ${workspace}`],
  },
  build: {
    about: "the npm package builds, within its size budget",
    after: ["compile"],
    uses: ["wasm/sdk"],
    needs: ["wasm"],
    steps: (context) => build(context, builds.sdk),
  },
  engines: {
    about: "the harness, and what engines differ in of the packed tarball, in Firefox and WebKit",
    onlyAll: true,
    needs: ["pkg", "emulator", "firefox", "webkit"],
    steps: () => [
      node("tests/harness/engines.test.mjs", { COMETCHAT_ENGINES: "firefox,webkit" }),
      elsewhere("firefox"),
      elsewhere("webkit"),
    ],
  },
  attackers: {
    about: "the attacks in Firefox and WebKit",
    onlyAll: true,
    needs: ["pkg", "emulator", "firefox", "webkit"],
    steps: () => [
      node("tests/attacks", { COMETCHAT_ENGINE: "firefox" }),
      node("tests/attacks", { COMETCHAT_ENGINE: "webkit" }),
    ],
  },
  matrix: {
    about: "every fault under every operation in Chromium, a core of it in Firefox and WebKit",
    onlyAll: true,
    needs: ["pkg", "emulator", "chromium", "firefox", "webkit"],
    steps: () => [
      node("tests/matrix/reload.test.mjs"),
      matrix("--engine chromium"),
      matrix("--core --engine firefox --engine webkit"),
    ],
  },
  official: {
    about:
      "both SDKs and a UI Kit on one page: the packed tarball, and CometChat's from npm, only run",
    onlyAll: true,
    needs: inPages,
  },
  "lint-wasm": {
    about: "clippy for WebAssembly",
    after: ["compile"],
    uses: ["wasm/debug"],
    needs: ["wasm", "clippy"],
    steps: (context) => [`${xtask(context)} clippy`],
  },
  emulator: {
    about:
      "the emulator, native and for npm: the same scenarios; and its npm package, which builds",
    after: ["compile"],
    uses: ["debug", "wasm/sdk"],
    needs: ["wasm", "chromium", "emulator"],
    steps: (context) => [
      ...build(context, builds.emulator),
      node("tests/emulator"),
      node("tests/emulator-npm"),
      `${bin}/publint run pkg-emulator --strict`,
      `${bin}/attw --pack pkg-emulator --exclude-entrypoints service-worker.js`,
    ],
  },
  e2e: {
    about: "the packed tarball in Chromium, against the emulator",
    needs: inPages,
  },
  attacks: {
    about: "what a hostile page, server, storage or tab tries, in Chromium and in Node",
    needs: inPages,
    steps: ({ all }) => [node("tests/attacks", all ? everyOrder : {})],
  },
  crowd: {
    about: "a million clients in trouble at once, and the table about them",
    onlyAll: true,
    uses: ["debug"],
    needs: ["cargo"],
    steps: () => [cargo(`cargo test --quiet ${features} --test crowd -- --ignored`)],
  },
  examples: {
    about: "the examples: installed as their READMEs say, built, and logged in with",
    onlyAll: true,
    after: ["emulator"],
    needs: inPages,
  },
  documents: {
    about:
      "code in documents, this project's and CometChat's: it compiles, runs, and does what they say",
    needs: inPages,
  },
  web: {
    about: "the SDK's browser layer, in Chromium",
    after: ["compile", "lint-wasm"],
    uses: ["wasm/debug"],
    needs: ["wasm", "chromium"],
    steps: (context) => [
      cargo(
        `${xtask(context)} web-test${context.compiled ? " --runner target/debug/web-test-runner" : ""}`,
      ),
    ],
  },
  core: {
    about: "the SDK's core, and the emulator's: native tests",
    after: ["compile"],
    uses: ["debug"],
    needs: ["cargo"],
    steps: (context) => [
      // The model's and the soak's native runs are at full length only in --all.
      native(context, context.all ? {} : { COMETCHAT_CASES: "4000", COMETCHAT_CYCLES: "20000" }),
      // Neither nextest nor --all-targets runs these.
      cargo(`cargo test ${features} --doc`),
    ],
  },
  lint: {
    about: "clippy",
    after: ["compile"],
    uses: ["debug"],
    needs: ["cargo", "clippy"],
    steps: () => [`cargo clippy --quiet ${workspace} -- -D warnings`],
  },
  fuzz: {
    about: "the fuzz targets build, and survive a short run",
    onlyAll: true,
    needs: ["cargo"],
    steps: () => [
      `cargo build --quiet ${fuzz}`,
      ...fuzzTargets.map((target) => `cargo run --quiet ${fuzz} --bin ${target} -- ${briefly}`),
    ],
  },
  openapi: {
    about: "the emulator's OpenAPI document, against the emulator, by requests made up from it",
    onlyAll: true,
    after: ["emulator"],
    needs: ["emulator"],
    steps: () => ["node scripts/openapi.mjs"],
  },
  demo: {
    about: "the demo application: used, by keyboard too, looked at by axe, and as static files",
    after: ["emulator"],
    needs: inPages,
  },
  "emulator-examples": {
    about: "the emulator's npm package in Vitest, Jest, Playwright, Cypress and a Vite page",
    onlyAll: true,
    after: ["emulator"],
    needs: ["chromium", "pkg"],
    steps: () => [node("tests/emulator-examples/examples.test.mjs")],
  },
  faults: {
    about:
      "the judge of the fault matrix, and a core of it in Chromium, which --all tries as a whole",
    needs: inPages,
    steps: ({ all }) => [
      node("tests/matrix/judge.test.mjs"),
      ...(all ? [] : [matrix("--core --engine chromium")]),
    ],
  },
  format: {
    about: "formatting, and Biome's lints",
    needs: ["cargo", "rustfmt"],
    steps: () => ["cargo fmt --all --check", `${bin}/biome ci --error-on-warnings --colors=off`],
  },
  scripts: {
    about: "the build and test scripts themselves",
    needs: [],
    steps: () => [`${bin}/tsc --project .`, node("scripts")],
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
  consumers: {
    about: "the packed tarball in applications: bundled, served, in a worker, in Node",
    needs: inPages,
  },
  companion: {
    about: "what the companion of the official SDK does, against models of both and of a UI Kit",
    needs: ["pkg"],
  },
  react: {
    about: "the package's hook, in an application under StrictMode",
    needs: inPages,
  },
  reference: {
    about: "the references of the package's API and of the Rust, made without warnings",
    onlyAll: true,
    after: ["lint"],
    uses: ["debug"],
    needs: ["cargo", "pkg"],
    steps: () => ["node scripts/docs.mjs"],
  },
  soak: {
    about: "a page that logs in and out for a long time, and what it leaves behind",
    onlyAll: true,
    needs: inPages,
    steps: () => [node("tests/matrix/soak.test.mjs")],
  },
  typescript: {
    about: "the package's types for every TypeScript from the oldest that works, from npm",
    onlyAll: true,
    needs: ["pkg"],
  },
};

/** @typedef {typeof suites[number]} Suite */

export const suites = Object.entries(entries).map(([name, entry]) => ({
  name,
  steps: () => [node(`tests/${name}`)],
  ...entry,
  after: [
    ...(entry.after ?? []),
    ...(entry.needs.includes("pkg") ? ["build"] : []),
    ...(entry.needs.includes("emulator") ? ["compile"] : []),
  ],
}));
