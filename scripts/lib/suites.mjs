// @ts-check
/**
 * What `npm test` runs, in this order.
 */
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
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} about what it checks, for people
 * @property {boolean | "host"} [rust] whether it needs cargo ("host"), and a compiler for WebAssembly
 * @property {import("./rust.mjs").Tool[]} [tools] cargo's commands that it runs
 * @property {Engine[]} [browsers]
 * @property {boolean} [pkg] whether it tests pkg/, so that there is no point without a good build
 * @property {boolean} [emulator] whether it starts the emulator, which is then built first
 * @property {string} [awaits] a file or folder; until it exists the suite is skipped
 * @property {(context: { nextest: boolean }) => Step[]} steps
 */

/** @param {string[]} files */
const node = (...files) => ({
  command: [
    process.execPath,
    "--test",
    "--test-reporter=spec",
    "--test-concurrency=1",
    "--test-timeout=180000",
  ],
  counts: nodeTest,
  files,
});

/** A workspace of its own, whose output stays in the same folder. */
const fuzz = ["--manifest-path", "fuzz/Cargo.toml", "--target-dir", "target/fuzz"];

/** @param {string} name */
const bin = (name) => `node_modules/.bin/${name}`;

/** Biome colours what it prints in CI even when nobody sees it. */
const colours = process.stdout.isTTY ? "force" : "off";

/** @type {Suite[]} */
export const suites = [
  {
    name: "scripts",
    about: "the build and test scripts themselves",
    steps: () => [{ command: [bin("tsc"), "--project", "."] }, node("scripts")],
  },
  {
    name: "format",
    about: "formatting, and Biome's lints",
    rust: "host",
    tools: ["rustfmt"],
    steps: () => [
      { command: ["cargo", "fmt", "--all", "--check"] },
      { command: [bin("biome"), "ci", "--error-on-warnings", `--colors=${colours}`] },
    ],
  },
  {
    name: "lint",
    about: "clippy, natively and for WebAssembly",
    rust: true,
    tools: ["clippy"],
    steps: () => [
      {
        command: [
          ...["cargo", "clippy", "--workspace", "--all-targets", "--quiet"],
          ...["--", "-D", "warnings"],
        ],
      },
      { command: ["cargo", "run", "--quiet", "--package", "xtask", "--", "clippy"] },
    ],
  },
  {
    name: "docs",
    about: "the Rust documentation builds without warnings",
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
    rust: "host",
    steps: (context) => [
      {
        command: ["cargo", "nextest", "run", "--workspace", "--no-fail-fast"],
        counts: nextest,
        unless: !context.nextest,
      },
      {
        // nextest leaves these out.
        command: ["cargo", "test", "--workspace", "--doc"],
        counts: cargoTest,
        unless: !context.nextest,
      },
      {
        command: ["cargo", "test", "--workspace", "--no-fail-fast"],
        counts: cargoTest,
        unless: context.nextest,
      },
    ],
  },
  {
    name: "fuzz",
    about: "the fuzz targets build, and survive a short run",
    rust: "host",
    steps: () => [
      { command: ["cargo", "build", "--quiet", ...fuzz] },
      ...["server_answer", "stored_session", "init_settings", "interleaving"].map((target) => ({
        command: [
          ...["cargo", "run", "--quiet", ...fuzz, "--bin", target],
          ...["--", "-runs=500", "-len_control=0", "-max_len=400", "-verbosity=0"],
        ],
      })),
    ],
  },
  {
    name: "glue",
    about: "what wasm-bindgen and the build make of a small WebAssembly, in Node",
    rust: true,
    steps: () => [
      { command: ["cargo", "run", "--quiet", "--package", "xtask", "--", "glue-test"] },
      node("tests/glue"),
    ],
  },
  {
    name: "build",
    about: "the npm package builds, within its size budget",
    rust: true,
    steps: () => [{ command: [process.execPath, "scripts/build.mjs"] }],
  },
  {
    name: "web",
    about: "the SDK's browser layer, in Chromium",
    rust: true,
    browsers: ["chromium"],
    awaits: "tests/web.rs",
    steps: () => [
      {
        command: ["cargo", "run", "--quiet", "--package", "xtask", "--", "web-test"],
        counts: cargoTest,
      },
    ],
  },
  {
    name: "types",
    about: "the package's types, as its users' code meets them",
    pkg: true,
    steps: () => [node("tests/types"), { command: [bin("attw"), "--pack", "pkg"] }],
  },
  {
    name: "package",
    about: "the packed tarball, in plain Node",
    rust: "host",
    pkg: true,
    emulator: true,
    steps: () => [node("tests/package"), { command: [bin("publint"), "run", "pkg", "--strict"] }],
  },
  {
    name: "harness",
    about: "what the browser tests stand on, in all three engines",
    rust: "host",
    browsers: ["chromium", "firefox", "webkit"],
    emulator: true,
    steps: () => [node("tests/harness")],
  },
  {
    name: "e2e",
    about: "the packed tarball in Chromium, against the emulator",
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
    rust: "host",
    browsers: ["chromium"],
    pkg: true,
    emulator: true,
    steps: () => [node("tests/documents")],
  },
  {
    name: "engines",
    about: "the same in Firefox and WebKit",
    rust: "host",
    browsers: ["firefox", "webkit"],
    pkg: true,
    emulator: true,
    steps: () => [
      { ...node("tests/e2e"), env: { COMETCHAT_ENGINE: "firefox" } },
      { ...node("tests/e2e"), env: { COMETCHAT_ENGINE: "webkit" } },
    ],
  },
  {
    name: "matrix",
    about: "every fault under every operation in Chromium, a core of it in Firefox and WebKit",
    rust: "host",
    browsers: ["chromium", "firefox", "webkit"],
    pkg: true,
    emulator: true,
    steps: () => [
      node("tests/matrix"),
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
    name: "consumers",
    about: "the packed tarball in applications: bundled, served, in a worker, in Node",
    rust: "host",
    browsers: ["chromium"],
    pkg: true,
    emulator: true,
    steps: () => [node("tests/consumers")],
  },
  {
    name: "demo",
    about: "the demo application",
    rust: "host",
    browsers: ["chromium"],
    pkg: true,
    emulator: true,
    steps: () => [node("tests/demo")],
  },
];
