// @ts-check
/**
 * Set-up on machines that this one is not: what each has, and what becomes of it.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Machine } from "./machine.mjs";
import { isAtLeast } from "./needs.mjs";

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {import("./machine.mjs").State} state
 * @property {string} [call] what is run; all that Rust needs unless told
 * @property {string} [rustc] the compiler that it decides for, below the machine's folder; none: it fails
 * @property {string} [linker] likewise
 * @property {RegExp[]} [runs] what it runs on the machine to install something, in order
 * @property {RegExp} [says] the one sentence that it fails with, or a sentence on the way
 */

const withClippy = `setupRust({ wasm: true, tools: ["clippy"] })`;
const firefox = `setupBrowsers(["firefox"])`;
const chromium = `setupBrowsers(["chromium"])`;
const headlessShell = `setupBrowsers(["chromium"], { headlessShell: true })`;

const own = { version: "1.95.0", sources: /** @type {const} */ ("own") };
const debian = { COMETCHAT_RUST: "debian" };
const current = { lists: "1.96.0", archive: "1.96.0" };
const old = { lists: "1.85.0", archive: "1.96.0" };

const update = /^apt-get .* update$/;
const install = /^apt-get .* install --no-remove rustc-web rust-web-src rust-web-clippy$/;
const lld = /^apt-get .* install --no-remove lld-22$/;
const addSources = /^rustup component add rust-src$/;
const addToolchain = /^rustup toolchain install 1\.95\.0 /;

const debianRustc = "usr/bin/rustc";
const debianLinker = "usr/bin/wasm-ld-22";

/** @type {Row[]} */
const compilers = [
  {
    name: "the active toolchain passes: it is taken",
    state: { rustup: own },
    rustc: "active/bin/rustc",
  },
  {
    name: "a Rust without rustup passes: it is taken, and nothing is installed",
    state: { rust: own, apt: current },
    rustc: "local/bin/rustc",
  },
  {
    name: "the toolchain has no sources: rustup adds them",
    state: { rustup: { version: "1.95.0" } },
    rustc: "active/bin/rustc",
    runs: [addSources],
    says: /has no sources of its standard library; adding the component rust-src/,
  },
  {
    name: "the toolchain has the sources of another version: rustup adds its own",
    state: { rustup: { version: "1.95.0", sources: "other" } },
    rustc: "active/bin/rustc",
    runs: [addSources],
    says: /has the sources of another standard library/,
  },
  {
    name: "the toolchain is too old: a toolchain of our own, next to it",
    state: { rustup: { version: "1.80.0", sources: "own" } },
    rustc: "1.95.0/bin/rustc",
    runs: [addToolchain],
    says: /Rust 1\.80\.0 \(.*\) is too old; Rust 1\.95 or later is needed; installing rustup's toolchain 1\.95\.0 next to it/,
  },
  {
    name: "the toolchain is a beta that passes: it is taken",
    state: { rustup: { version: "1.96.0-beta.2", sources: "own" } },
    rustc: "active/bin/rustc",
  },
  {
    name: "the toolchain does not take the flags: a toolchain of our own",
    state: { rustup: { version: "1.97.0-nightly", sources: "own", flags: false } },
    rustc: "1.95.0/bin/rustc",
    runs: [addToolchain],
    says: /does not take the flags that the WebAssembly is built with/,
  },
  {
    name: "rustup refuses, and there is apt: Debian's",
    state: { rustup: { version: "1.95.0", refuses: true }, apt: current },
    rustc: debianRustc,
    linker: debianLinker,
    runs: [addSources, update, install, lld],
  },
  {
    name: "rustup refuses, and there is no apt: one sentence",
    state: { platform: "darwin", rustup: { version: "1.95.0", refuses: true } },
    runs: [addSources],
    says: /^Rust 1\.95\.0 \(.*\) has no sources of its standard library, and the WebAssembly needs Rust 1\.95 or later with the sources of its standard library: run `rustup toolchain install 1\.95\.0 .*`\.$/,
  },
  {
    name: "the toolchain is too old, and rustup refuses: Debian's for all",
    state: { rustup: { version: "1.80.0", refuses: true }, apt: old },
    rustc: debianRustc,
    linker: debianLinker,
    runs: [
      addToolchain,
      update,
      /install --no-remove cargo-web rustc-web$/,
      /install --no-remove rust-web-clippy$/,
      install,
      lld,
    ],
  },
  {
    name: "Debian's is wanted, from old lists: they are refreshed first, and rustup is left alone",
    state: { rustup: own, apt: old, env: debian },
    rustc: debianRustc,
    linker: debianLinker,
    runs: [update, install, lld],
  },
  {
    name: "Debian's is wanted, and an old one is installed: it is upgraded",
    state: { rustup: own, apt: { ...old, installed: "1.85.0" }, env: debian },
    rustc: debianRustc,
    linker: debianLinker,
    runs: [update, install],
    says: /Rust 1\.85\.0 \(.*\) is too old; taking Debian's compiler/,
  },
  {
    name: "Debian's is wanted, and installed: nothing is done",
    state: { rustup: own, apt: { ...current, installed: "1.96.0" }, env: debian },
    rustc: debianRustc,
    linker: debianLinker,
  },
  {
    name: "Debian's is wanted, and Debian has but an old one: one sentence",
    state: { rustup: own, apt: { lists: "1.85.0" }, env: debian },
    runs: [update, install],
    says: /^Rust 1\.85\.0 \(.*\) is too old, and the WebAssembly needs Rust 1\.95 or later .*: run `apt-get update && apt-get install rustc-web rust-web-src rust-web-clippy`\.$/,
  },
  {
    name: "Debian's is wanted, without a network: one sentence",
    state: { rustup: own, apt: { ...old, offline: true }, env: debian },
    runs: [update, install],
    says: /^Debian's rustc-web was not found, .* \(Debian's package lists cannot be refreshed\): run `apt-get update/,
  },
  {
    name: "Debian's is wanted by somebody who may not install it: one sentence",
    state: { as: "user", rustup: own, apt: old, env: debian },
    says: /^Debian's rustc-web was not found, .*: run `sudo apt-get update && sudo apt-get install rustc-web/,
  },
  {
    name: "Debian's is wanted by somebody who may use sudo",
    state: { as: "sudo", rustup: own, apt: old, env: debian },
    rustc: debianRustc,
    linker: debianLinker,
    runs: [update, install, lld],
  },
  {
    name: "Debian's is wanted where there is no apt: one sentence",
    state: { platform: "darwin", rustup: own, env: debian },
    says: /^Debian's rustc-web was not found, /,
  },
  {
    name: "one of apt's sources is broken, and the others have what is needed",
    state: { rustup: own, apt: { ...old, brokenSource: true }, env: debian },
    rustc: debianRustc,
    linker: debianLinker,
    runs: [update, install, lld],
  },
  {
    name: "another program holds apt's lock: it is waited for",
    state: { rustup: own, apt: { ...old, trouble: "locked" }, env: debian },
    rustc: debianRustc,
    linker: debianLinker,
    runs: [update, update, install, lld],
    says: /Another program is installing packages; waiting for it/,
  },
  {
    name: "an installation was interrupted: it is finished first",
    state: { rustup: own, apt: { ...old, trouble: "interrupted" }, env: debian },
    rustc: debianRustc,
    linker: debianLinker,
    runs: [update, install, /^dpkg --configure -a$/, install, lld],
  },
  {
    name: "the disk is full: one sentence",
    state: { rustup: own, apt: { ...old, trouble: "full" }, env: debian },
    runs: [update, install],
    says: /^Debian's rustc-web was not found, .* \(the disk is full\): /,
  },
  {
    name: "Rust is absent, and there is apt: Debian's for all",
    state: { apt: old },
    rustc: debianRustc,
    linker: debianLinker,
    runs: [
      update,
      /install --no-remove cargo-web rustc-web$/,
      /install --no-remove rust-web-clippy$/,
      install,
      lld,
    ],
    says: /Rust was not found; Rust 1\.95 or later is needed/,
  },
  {
    name: "Rust is absent, and so is apt: one sentence",
    state: { platform: "darwin" },
    says: /^Rust was not found; Rust 1\.95 or later is needed: install it with rustup \(https:\/\/rustup\.rs\)\.$/,
  },
  {
    name: "Rust is too old, without rustup and apt: one sentence",
    state: { platform: "darwin", rust: { version: "1.80.0" } },
    says: /^Rust 1\.80\.0 \(.*\) is too old; Rust 1\.95 or later is needed: install it with rustup/,
  },
  {
    name: "there is no linker for programs, and there is apt: gcc",
    state: { rustup: { ...own, linker: false }, apt: current },
    rustc: "active/bin/rustc",
    runs: [update, /install --no-remove gcc libc6-dev$/],
  },
  {
    name: "there is no linker for programs, and no apt: one sentence",
    state: { platform: "darwin", rustup: { ...own, linker: false } },
    says: /^Rust 1\.95\.0 \(.*\) cannot link a program, and a C compiler that links is needed: run `xcode-select --install`\.$/,
  },
];

/** @type {Row[]} */
const browsers = [
  {
    name: "a browser is there: nothing is done",
    state: { as: "user", programs: { firefox: "153.0" } },
    call: firefox,
  },
  {
    name: "a browser is missing: Debian's, from refreshed lists",
    state: { apt: current },
    call: firefox,
    runs: [update, /install --no-remove firefox-esr$/],
  },
  {
    name: "a browser is too old: it is upgraded",
    state: { as: "sudo", apt: current, programs: { firefox: "128.0" } },
    call: firefox,
    runs: [update, /install --no-remove firefox-esr$/],
    says: /Firefox 128\.0 \(.*\) is too old, and the tests in browsers need it, in version 140 or later/,
  },
  {
    name: "a browser is too old, and another of its engine is not: that is taken",
    state: {
      programs: { chromium: "120.0.1", "google-chrome": "156.0.1", chromedriver: "156.0.1" },
    },
    call: chromium,
  },
  {
    name: "the headless shell will do, and is there: it is taken",
    state: { programs: { "chromium-headless-shell": "156.0.1", chromedriver: "156.0.1" } },
    call: headlessShell,
  },
  {
    name: "the headless shell will do, and only all of Chromium is there: that is taken",
    state: { programs: { chromium: "156.0.1", chromedriver: "156.0.1" } },
    call: headlessShell,
  },
  {
    name: "the headless shell will do, and there is no Chromium: Debian's",
    state: { apt: current },
    call: headlessShell,
    runs: [update, /install --no-remove chromium-headless-shell chromium-driver$/],
  },
  {
    name: "the headless shell is there, and is not what is asked for: all of Chromium is installed",
    state: {
      apt: current,
      programs: { "chromium-headless-shell": "156.0.1", chromedriver: "156.0.1" },
    },
    call: chromium,
    runs: [update, /install --no-remove chromium$/],
  },
  {
    name: "the driver is for another version: it is upgraded",
    state: { apt: current, programs: { chromium: "156.0.1", chromedriver: "150.0.1" } },
    call: chromium,
    runs: [update, /install --no-remove chromium-driver$/],
    says: /ChromeDriver 150\.0\.1 \(.*\) is for another Chromium/,
  },
  {
    name: "the driver and WebKitGTK's browser are in Debian's folders, which PATH does not name: they are taken",
    state: {
      programs: {
        chromium: "156.0.1",
        "../lib/chromium/chromedriver": "156.0.1",
        WebKitWebDriver: "2.50",
        "../lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser": "2.50",
        Xvfb: "21",
      },
    },
    call: `setupBrowsers(["chromium", "webkit"])`,
  },
  {
    name: "all browsers are missing, on whatever machine this runs: one sentence",
    state: {},
    call: `setupBrowsers(["chromium", "firefox", "webkit"])`,
    says: /^Chromium was .*; ChromeDriver was .*; Firefox was .*; WebKitWebDriver .* was .*; MiniBrowser .* was .*; Xvfb was .*: install what is missing/,
  },
  {
    name: "a browser is missing, for somebody who may not install it: one sentence",
    state: { as: "user", apt: current },
    call: firefox,
    says: /^Firefox was not found, and the tests in browsers need it, in version 140 or later: run `sudo apt-get update && sudo apt-get install firefox-esr`\.$/,
  },
  {
    name: "a browser is missing, and there is no apt: one sentence",
    state: { platform: "darwin" },
    call: firefox,
    says: /^Firefox was not found, .*: install what is missing, or set COMETCHAT_FIREFOX to its path\.$/,
  },
  {
    name: "a variable names no program: one sentence",
    state: { env: { COMETCHAT_FIREFOX: "/none" } },
    call: firefox,
    says: /^COMETCHAT_FIREFOX is set to \/none, which is not a program\.$/,
  },
];

/** @type {Row[]} */
const npm = [
  { name: "npm is there", state: { programs: { npm: "10.8.2" } }, call: "checkNpm()" },
  {
    name: "npm is too old: one sentence",
    state: { programs: { npm: "8.19.4" } },
    call: "checkNpm()",
    says: /^npm 8\.19\.4 was found, and 9 or later is needed: /,
  },
  {
    name: "npm is absent: one sentence",
    state: {},
    call: "checkNpm()",
    says: /^npm was not found, and 9 or later is needed: /,
  },
];

const toTest = `checkDisk("test", process.env.HOME)`;
const toBuild = `checkDisk("build", process.env.HOME)`;

/** @type {Row[]} */
const disks = [
  { name: "there is room: nothing is said", state: { disk: { free: 60 } }, call: toTest },
  {
    name: "there is too little room: one sentence",
    state: { disk: { free: 1.8 } },
    call: toTest,
    says: /^The disk has 1\.8 GB left, and 4\.0 GB are needed to test in .*: make room for 2\.2 GB more\.$/,
  },
  {
    name: "there is room for building, if not for testing: nothing is said",
    state: { disk: { free: 2.2 } },
    call: toBuild,
  },
  {
    name: "there is little room, and all was built before: nothing is said",
    state: { disk: { free: 1.5, built: 3.5 } },
    call: toTest,
  },
  {
    name: "there is little room, and some of it was built before: one sentence",
    state: { disk: { free: 1.5, built: 1 } },
    call: toTest,
    says: /^The disk has 1\.5 GB left, and 3\.0 GB are needed .*: make room for 1\.5 GB more\.$/,
  },
  {
    name: "what was built before fills the disk: one sentence",
    state: { disk: { free: 0.2, built: 9 } },
    call: toTest,
    says: /^The disk has 0\.2 GB left, and 1\.0 GB are needed .*: run `cargo clean`\.$/,
  },
];

/** What installs something. */
const installer = /^(?:apt-get|dpkg|rustup component|rustup toolchain install) /;

/** @param {Machine} machine */
const installs = (machine) => machine.log().filter((line) => installer.test(line));

/** @param {Row} row */
function isFine({ rustc, call, says }) {
  return rustc !== undefined || (call !== undefined && !says?.source.startsWith("^"));
}

for (const [what, rows] of Object.entries({ Rust: compilers, browsers, npm, disk: disks })) {
  describe(what, () => {
    for (const row of rows) {
      test(row.name, () => {
        const machine = new Machine(row.state);
        try {
          check(row, machine);
        } finally {
          machine.remove();
        }
      });
    }
  });
}

/**
 * @param {Row} row
 * @param {Machine} machine
 */
function check(row, machine) {
  const { call = withClippy, rustc, linker, runs = [], says } = row;
  const { status, stdout, stderr, decided } = machine.run(call);
  const told = `${stdout}\n${stderr}\n${machine.log().join("\n")}`;
  const installed = installs(machine);
  assert.equal(installed.length, runs.length, told);
  for (const [index, run] of runs.entries()) assert.match(installed[index], run, told);
  if (!isFine(row)) {
    assert.equal(status, 1, told);
    // What programs print on the way comes before.
    assert.match(stderr.trim().split("\n").at(-1) ?? "", says ?? / /, told);
    return;
  }
  assert.equal(status, 0, told);
  if (says) assert.match(stdout, says);
  if (rustc === undefined) return;
  const expected = { rustc: machine.at(rustc), ...(linker && { linker: machine.at(linker) }) };
  assert.deepEqual(decided, expected, told);

  // The next run decides alike, and installs nothing.
  machine.forget();
  assert.deepEqual(machine.run(call).decided, expected);
  assert.deepEqual(installs(machine), []);
}

test("cargo finds toolchains beside it when HOME is another folder", () => {
  const machine = new Machine({ rust: own });
  machine.program(
    "user/.cargo/bin/cargo",
    `test "$RUSTUP_HOME" = "${machine.at("user/.rustup")}" && echo cargo 1.95.0`,
  );
  machine.program("user/.rustup/none", "");
  machine.state.env = {
    PATH: `${machine.at("user/.cargo/bin")}:${machine.at("bin")}`,
  };
  assert.equal(machine.run("setupRust()").status, 0);
  machine.remove();
});

test("versions are compared by their parts", () => {
  for (const [version, least, expected] of /** @type {const} */ ([
    ["1.95.0", "1.95", true],
    ["1.100.0", "1.95", true],
    ["1.85.0", "1.95", false],
    ["2.0", "1.95.1", true],
    ["9", "10", false],
    ["156.0.8078.79", "156", true],
  ])) {
    assert.equal(isAtLeast(version, least), expected, `${version} ${least}`);
  }
});

describe("Node", () => {
  const guard = fileURLToPath(new URL("../node.cjs", import.meta.url));
  for (const [version, fine] of /** @type {const} */ ([
    ["16.20.2", false],
    ["18.20.4", false],
    ["20.18.0", false],
    ["20.19.0", true],
    ["21.7.0", false],
    ["22.11.0", false],
    ["22.12.0", true],
    ["24.0.0", true],
  ])) {
    test(`${version} ${fine ? "will do" : "will not do: one sentence"}`, () => {
      const pretence = `Object.defineProperty(process, "versions", { value: { node: "${version}" } });`;
      const { status, stderr } = spawnSync(
        process.execPath,
        ["--eval", `${pretence} require(${JSON.stringify(guard)});`],
        { encoding: "utf8" },
      );
      assert.equal(status, fine ? 0 : 1, stderr);
      if (!fine)
        assert.match(stderr, new RegExp(`^Node ${version} was found, and .* is needed: .*\n$`));
    });
  }
});
