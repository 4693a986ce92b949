// @ts-check
/**
 * What `npm test` runs, and `npm test -- --all`. A suite is one entry: HACKING.md, "Add a suite".
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as builds from "./builds.mjs";
import { cargoTest, matrix, nextest, nodeTest } from "./counts.mjs";

/** @typedef {import("./browsers.mjs").Engine} Engine */

/**
 * One command of a suite.
 *
 * @typedef {object} Step
 * @property {string[]} command
 * @property {NodeJS.ProcessEnv} [env]
 * @property {import("./counts.mjs").Reader} [counts] how to read the number of tests from its output;
 *   without it the command itself is one test
 * @property {string[]} [files] folders or files: those that end in `.test.mjs` are added to the command
 * @property {boolean} [unless] true: leave this step out
 */

/**
 * What cargo locks: `target/debug`, and the profiles of `target/wasm`.
 *
 * @typedef {"debug" | "wasm/debug" | "wasm/sdk"} Lock
 */

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} about what it checks, for people
 * @property {number} seconds how long it takes on two cores, about, until a run has measured it
 * @property {boolean} [onlyAll] whether it runs only with `--all`: it repeats what other suites check,
 *   in other engines or at greater length
 * @property {string[]} [after] suites that must be over before
 * @property {Lock[]} [uses] what only one suite at a time may use
 * @property {boolean} [alone] nothing runs beside it
 * @property {boolean | "host"} [rust] whether it needs cargo ("host"), and a compiler for WebAssembly
 * @property {import("./rust.mjs").Tool[]} [tools] cargo's commands that it runs
 * @property {Engine[]} [browsers]
 * @property {boolean} [pkg] whether it tests pkg/, so that there is no point without a good build
 * @property {boolean} [emulator] whether it starts the emulator, which is then built first
 * @property {(context: Context) => Step[]} steps
 */

/**
 * @typedef {object} Context
 * @property {boolean} nextest whether cargo-nextest is there
 * @property {boolean} all whether `--all` was given
 * @property {boolean} compiled whether the suite `compile` has run
 */

/** @param {string[]} files */
const node = (...files) => ({
  command: [
    process.execPath,
    "--test",
    "--test-reporter=spec",
    "--test-concurrency=1",
    // A file has one browser for many tests, and a busy machine is no defect: this only ends what hangs.
    "--test-timeout=900000",
  ],
  counts: nodeTest,
  files,
});

/**
 * All that is Rust is compiled at once, with the same features for all: a part alone would be compiled
 * again, with others.
 */
const workspace = ["--workspace", "--all-targets", "--features", "xtask/web-test"];

/**
 * The build program, as the suite `compile` has left it.
 *
 * @param {Context} context
 * @param {string[]} args
 */
const xtask = ({ compiled }, ...args) =>
  compiled
    ? ["target/debug/xtask", ...args]
    : ["cargo", "run", "--quiet", "--package", "xtask", "--", ...args];

/**
 * Builds a package.
 *
 * @param {Context} context
 * @param {builds.Build} built
 */
const steps = (context, { xtask: args, commands }) =>
  [xtask(context, ...args), ...commands].map((command) => ({ command }));

/**
 * How long the model's and the soak's native runs are: at full length only in `--all`.
 *
 * @param {Context} context
 * @returns {NodeJS.ProcessEnv}
 */
const lengthOf = ({ all }) => (all ? {} : { COMETCHAT_CASES: "4000", COMETCHAT_CYCLES: "20000" });

/** Two tabs are tried in every order of events. */
const everyOrder = { COMETCHAT_EVERY_ORDER: "1" };

/** A workspace of its own, whose output stays in the same folder. */
const fuzz = ["--manifest-path", "fuzz/Cargo.toml", "--target-dir", "target/fuzz"];

const root = fileURLToPath(new URL("../..", import.meta.url));

/** @param {string} name */
const bin = (name) => `node_modules/.bin/${name}`;

/** Biome colours what it prints in CI even when nobody sees it. */
const colours = process.stdout.isTTY ? "force" : "off";

/** @type {Suite[]} */
export const suites = [
  {
    name: "compile",
    about: "all that is Rust compiles",
    seconds: 100,
    uses: ["debug"],
    rust: "host",
    steps: () => [{ command: ["cargo", "build", "--quiet", ...workspace] }],
  },
  {
    name: "scripts",
    about: "the build and test scripts themselves",
    seconds: 15,
    steps: () => [{ command: [bin("tsc"), "--project", "."] }, node("scripts")],
  },
  {
    name: "format",
    about: "formatting, and Biome's lints",
    seconds: 3,
    rust: "host",
    tools: ["rustfmt"],
    steps: () => [
      { command: ["cargo", "fmt", "--all", "--check"] },
      { command: [bin("biome"), "ci", "--error-on-warnings", `--colors=${colours}`] },
    ],
  },
  {
    name: "build",
    about: "the npm package builds, within its size budget",
    seconds: 95,
    after: ["compile"],
    uses: ["wasm/sdk"],
    rust: true,
    steps: (context) => steps(context, builds.sdk),
  },
  {
    name: "lint",
    about: "clippy",
    seconds: 90,
    after: ["compile"],
    uses: ["debug"],
    rust: "host",
    tools: ["clippy"],
    steps: () => [
      {
        command: [...["cargo", "clippy", "--quiet", ...workspace], ...["--", "-D", "warnings"]],
      },
    ],
  },
  {
    name: "lint-wasm",
    about: "clippy for WebAssembly",
    seconds: 90,
    after: ["compile"],
    uses: ["wasm/debug"],
    rust: true,
    tools: ["clippy"],
    steps: (context) => [{ command: xtask(context, "clippy") }],
  },
  {
    name: "docs",
    about: "the Rust documentation builds without warnings",
    onlyAll: true,
    seconds: 15,
    after: ["lint"],
    uses: ["debug"],
    rust: "host",
    steps: () => [
      {
        command: ["cargo", "doc", "--workspace", "--no-deps", "--quiet"],
        env: { RUSTDOCFLAGS: "-D warnings" },
      },
    ],
  },
  {
    name: "core",
    about: "the SDK's core, alone and against the emulator, and the emulator: native tests",
    seconds: 45,
    after: ["compile"],
    uses: ["debug"],
    rust: "host",
    steps: (context) => [
      {
        command: ["cargo", "nextest", "run", "--no-fail-fast", ...workspace],
        env: lengthOf(context),
        counts: nextest,
        unless: !context.nextest,
      },
      {
        command: ["cargo", "test", "--no-fail-fast", ...workspace],
        env: lengthOf(context),
        counts: cargoTest,
        unless: context.nextest,
      },
      {
        // Neither of the two runs these.
        command: ["cargo", "test", "--workspace", "--doc", "--features", "xtask/web-test"],
        counts: cargoTest,
      },
    ],
  },
  {
    name: "crowd",
    about: "a million clients in trouble at once, and the table about them",
    onlyAll: true,
    seconds: 120,
    uses: ["debug"],
    rust: "host",
    steps: () => [
      {
        command: ["cargo", "test", "--quiet", "--package", "crowd", "--", "--ignored"],
        counts: cargoTest,
      },
    ],
  },
  {
    name: "fuzz",
    about: "the fuzz targets build, and survive a short run",
    onlyAll: true,
    seconds: 120,
    rust: "host",
    steps: () => [
      { command: ["cargo", "build", "--quiet", ...fuzz] },
      ...["server_answer", "stored_session", "init_settings", "interleaving"].map((target) => ({
        command: [
          ...["cargo", "run", "--quiet", ...fuzz, "--bin", target],
          ...["--", "-runs=500", "-seed=1", "-len_control=0", "-max_len=400", "-verbosity=0"],
        ],
      })),
    ],
  },
  {
    name: "web",
    about: "the SDK's browser layer, in Chromium",
    seconds: 50,
    after: ["compile", "lint-wasm"],
    uses: ["wasm/debug"],
    rust: true,
    browsers: ["chromium"],
    steps: (context) => [
      {
        command: xtask(
          context,
          "web-test",
          ...(context.compiled ? ["--runner", "target/debug/web-test-runner"] : []),
        ),
        counts: cargoTest,
      },
    ],
  },
  {
    name: "types",
    about: "the package's types, as its users' code meets them",
    seconds: 10,
    pkg: true,
    steps: () => [node("tests/types"), { command: [bin("attw"), "--pack", "pkg"] }],
  },
  {
    name: "package",
    about: "the packed tarball, in plain Node",
    seconds: 5,
    rust: "host",
    pkg: true,
    emulator: true,
    steps: () => [node("tests/package"), { command: [bin("publint"), "run", "pkg", "--strict"] }],
  },
  {
    name: "harness",
    about: "what the browser tests stand on, in Chromium",
    seconds: 10,
    rust: "host",
    browsers: ["chromium"],
    emulator: true,
    steps: () => [{ ...node("tests/harness"), env: { COMETCHAT_ENGINES: "chromium" } }],
  },
  {
    name: "e2e",
    about: "the packed tarball in Chromium, against the emulator",
    seconds: 150,
    rust: "host",
    browsers: ["chromium"],
    pkg: true,
    emulator: true,
    steps: () => [node("tests/e2e")],
  },
  {
    name: "documents",
    about:
      "code in documents, this project's and CometChat's: it compiles, runs, and does what they say",
    seconds: 75,
    rust: "host",
    browsers: ["chromium"],
    pkg: true,
    emulator: true,
    steps: () => [node("tests/documents")],
  },
  {
    name: "faults",
    about: "a core of the fault matrix, in Chromium",
    seconds: 50,
    rust: "host",
    browsers: ["chromium"],
    pkg: true,
    emulator: true,
    steps: () => [
      node("tests/matrix/judge.test.mjs"),
      {
        command: [process.execPath, "scripts/matrix.mjs", "--core", "--engine", "chromium"],
        counts: matrix,
      },
    ],
  },
  {
    name: "attacks",
    about: "what a hostile page, server, storage or tab tries, in Chromium and in Node",
    seconds: 150,
    rust: "host",
    browsers: ["chromium"],
    pkg: true,
    emulator: true,
    steps: ({ all }) => [{ ...node("tests/attacks"), env: all ? everyOrder : {} }],
  },
  {
    name: "consumers",
    about: "the packed tarball in applications: bundled, served, in a worker, in Node",
    seconds: 11,
    rust: "host",
    browsers: ["chromium"],
    pkg: true,
    emulator: true,
    steps: () => [node("tests/consumers")],
  },
  {
    name: "companion",
    about: "what the companion of the official SDK does, against models of both and of a UI Kit",
    seconds: 25,
    pkg: true,
    steps: () => [node("tests/companion")],
  },
  {
    name: "react",
    about: "the package's hook, in an application under StrictMode",
    seconds: 5,
    rust: "host",
    browsers: ["chromium"],
    pkg: true,
    emulator: true,
    steps: () => [node("tests/react")],
  },
  {
    name: "emulator",
    about:
      "the emulator's npm package: it builds, and with --all passes the native emulator's tests",
    seconds: 200,
    after: ["compile"],
    uses: ["debug", "wasm/sdk"],
    rust: true,
    browsers: ["chromium"],
    emulator: true,
    steps: (context) => [
      ...steps(context, builds.emulator),
      node("tests/emulator-npm"),
      { command: [bin("publint"), "run", "pkg-emulator", "--strict"] },
      {
        command: [
          ...[bin("attw"), "--pack", "pkg-emulator"],
          ...["--exclude-entrypoints", "service-worker.js"],
        ],
      },
      {
        command: [
          ...["cargo", "nextest", "run", "--no-fail-fast", ...workspace],
          ...["-E", "package(cometchat-emulator)"],
        ],
        env: { COMETCHAT_EMULATOR: path.join(root, "pkg-emulator/cli.js") },
        counts: nextest,
        unless: !context.all || !context.nextest,
      },
      {
        command: [
          ...["cargo", "test", "--no-fail-fast", "--workspace", "--features", "xtask/web-test"],
          ...["--test", "emulator"],
        ],
        env: { COMETCHAT_EMULATOR: path.join(root, "pkg-emulator/cli.js") },
        counts: cargoTest,
        unless: !context.all || context.nextest,
      },
    ],
  },
  {
    name: "demo",
    about: "the demo application: used, by keyboard too, looked at by axe, and as static files",
    seconds: 45,
    after: ["emulator"],
    rust: "host",
    browsers: ["chromium"],
    pkg: true,
    emulator: true,
    steps: () => [node("tests/demo")],
  },
  {
    name: "emulator-examples",
    about: "the emulator's npm package in Vitest, Jest, Playwright, Cypress and a Vite page",
    onlyAll: true,
    seconds: 120,
    after: ["emulator"],
    browsers: ["chromium"],
    pkg: true,
    steps: () => [node("tests/emulator-examples/examples.test.mjs")],
  },
  {
    name: "openapi",
    about: "the emulator's OpenAPI document, against the emulator, by requests made up from it",
    onlyAll: true,
    seconds: 90,
    after: ["emulator"],
    rust: "host",
    emulator: true,
    steps: () => [{ command: [process.execPath, "scripts/openapi.mjs"] }],
  },
  {
    name: "examples",
    about: "the examples: installed as their READMEs say, built, and logged in with",
    onlyAll: true,
    seconds: 150,
    after: ["emulator"],
    rust: "host",
    browsers: ["chromium"],
    pkg: true,
    emulator: true,
    steps: () => [node("tests/examples")],
  },
  {
    name: "reference",
    about: "the reference of the package's API, made without warnings",
    onlyAll: true,
    seconds: 40,
    after: ["docs"],
    uses: ["debug"],
    rust: "host",
    pkg: true,
    steps: () => [{ command: [process.execPath, "scripts/docs.mjs"] }],
  },
  {
    name: "engines",
    about: "the harness and the packed tarball, in Firefox and WebKit",
    onlyAll: true,
    seconds: 500,
    rust: "host",
    browsers: ["firefox", "webkit"],
    pkg: true,
    emulator: true,
    steps: () => [
      { ...node("tests/harness/engines.test.mjs"), env: { COMETCHAT_ENGINES: "firefox,webkit" } },
      { ...node("tests/e2e"), env: { COMETCHAT_ENGINE: "firefox" } },
      { ...node("tests/e2e"), env: { COMETCHAT_ENGINE: "webkit" } },
    ],
  },
  {
    name: "attackers",
    about: "the attacks in Firefox and WebKit",
    onlyAll: true,
    seconds: 400,
    rust: "host",
    browsers: ["firefox", "webkit"],
    pkg: true,
    emulator: true,
    steps: () =>
      ["firefox", "webkit"].map((engine) => ({
        ...node("tests/attacks"),
        env: { ...everyOrder, COMETCHAT_ENGINE: engine },
      })),
  },
  {
    name: "matrix",
    about: "every fault under every operation in Chromium, a core of it in Firefox and WebKit",
    onlyAll: true,
    seconds: 400,
    rust: "host",
    browsers: ["chromium", "firefox", "webkit"],
    pkg: true,
    emulator: true,
    steps: () => [
      node("tests/matrix/reload.test.mjs"),
      { command: [process.execPath, "scripts/matrix.mjs", "--engine", "chromium"], counts: matrix },
      {
        command: [
          ...[process.execPath, "scripts/matrix.mjs", "--core"],
          ...["--engine", "firefox", "--engine", "webkit"],
        ],
        counts: matrix,
      },
    ],
  },
  {
    name: "soak",
    about: "a page that logs in and out for a long time, and what it leaves behind",
    onlyAll: true,
    seconds: 60,
    rust: "host",
    browsers: ["chromium"],
    pkg: true,
    emulator: true,
    steps: () => [node("tests/matrix/soak.test.mjs")],
  },
  {
    name: "typescript",
    about: "the package's types for every TypeScript from the oldest that works, from npm",
    onlyAll: true,
    seconds: 60,
    pkg: true,
    steps: () => [node("tests/typescript")],
  },
  {
    name: "official",
    about:
      "both SDKs and a UI Kit on one page: the packed tarball, and CometChat's from npm, only run",
    onlyAll: true,
    seconds: 480,
    rust: "host",
    browsers: ["chromium"],
    pkg: true,
    emulator: true,
    steps: () => [node("tests/official")],
  },
];
