// @ts-check
/**
 * Setup on machines that this one is not: its programs are stand-ins on a PATH of their own.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";

/** @type {string} */
let machine;
beforeEach(() => {
  machine = mkdtempSync(path.join(tmpdir(), "cometchat-wasm-setup-"));
  mkdirSync(path.join(machine, "bin"));
  for (const name of ["sh", "env", "cat", "echo", "mkdir"]) {
    for (const folder of ["/bin", "/usr/bin"]) {
      if (!existsSync(path.join(folder, name))) continue;
      symlinkSync(path.join(folder, name), path.join(machine, "bin", name));
      break;
    }
  }
});
afterEach(() => rmSync(machine, { recursive: true, force: true }));

/**
 * Puts a program on the machine that writes down its arguments, then runs a shell script.
 *
 * @param {string} name
 * @param {string} [script]
 */
function program(name, script = "") {
  const file = path.join(machine, "bin", name);
  writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> "${machine}/log"\n${script}\n`);
  chmodSync(file, 0o755);
}

/** What was run on the machine, a line each. */
function log() {
  const file = path.join(machine, "log");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
}

/**
 * Runs a part of setup on the machine.
 *
 * @param {string} call
 * @param {NodeJS.ProcessEnv} [env]
 */
function setup(call, env = {}) {
  const module = (/** @type {string} */ name) =>
    JSON.stringify(new URL(`./${name}.mjs`, import.meta.url).href);
  const source = `
    import { main } from ${module("process")};
    import { setupRust } from ${module("rust")};
    import { setupBrowsers } from ${module("browsers")};
    Object.defineProperty(process, "platform", { value: "linux" });
    process.getuid = () => Number(process.env.TEST_UID ?? 0);
    await main(async () => { await ${call}; });`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", source],
    { encoding: "utf8", env: { PATH: path.join(machine, "bin"), HOME: machine, ...env } },
  );
  return { status, stdout, stderr };
}

/** An apt-get that installs programs by making files, once it has read the lists. */
function debian() {
  program("dpkg-query", `cat "${machine}/installed" 2>/dev/null`);
  program(
    "apt-cache",
    `shift; for name in "$@"; do echo "$name:"; if [ -e "${machine}/lists" ]; then echo "  Candidate: 1"; else echo "  Candidate: (none)"; fi; done`,
  );
  program(
    "apt-get",
    `for last in "$@"; do
      case "$last" in
        update) echo > "${machine}/lists" ;;
        rustc-web | rust-web-src | rust-web-clippy) echo "$last installed" >> "${machine}/installed" ;;
        firefox-esr) echo "#!/bin/sh" > "${machine}/bin/$last"; /bin/chmod 755 "${machine}/bin/$last" ;;
      esac
    done`,
  );
}

/** A cargo and rustup whose toolchain lies below the machine's folder. */
function rustup() {
  program("cargo", "echo cargo 1.95.0");
  program("rustc", `echo "${machine}/toolchain"`);
  program("rustup");
}

/** Gives that toolchain its sources. */
const addSources = () => `mkdir -p "${sources()}"; echo > "${path.join(sources(), "Cargo.lock")}"`;
const sources = () => path.join(machine, "toolchain/lib/rustlib/src/rust/library");

const installs = () => log().filter((line) => line.startsWith("apt-get"));

describe("Rust", () => {
  test("without cargo, one sentence says what to install", () => {
    const { status, stderr } = setup("setupRust()");
    assert.equal(status, 1);
    assert.match(stderr, /^Rust is missing: install it with rustup .*\n$/);
  });

  test("takes a toolchain that has its sources", () => {
    rustup();
    mkdirSync(sources(), { recursive: true });
    writeFileSync(path.join(sources(), "Cargo.lock"), "");
    assert.deepEqual(setup("setupRust()"), { status: 0, stdout: "", stderr: "" });
    assert.equal(
      log().some((line) => line.startsWith("rustup")),
      false,
    );
  });

  test("adds the sources to a toolchain without them", () => {
    rustup();
    program("rustup", addSources());
    assert.equal(setup("setupRust()").status, 0);
    assert.ok(log().includes("rustup component add rust-src"));
  });

  test("takes Debian's compiler when the sources cannot be added", () => {
    rustup();
    program("rustup", "exit 1");
    debian();
    assert.equal(setup("setupRust()").status, 0);
    assert.match(installs().at(-1) ?? "", /install rustc-web rust-web-src rust-web-clippy$/);
  });

  test("takes Debian's compiler when told, and leaves the toolchain alone", () => {
    rustup();
    debian();
    assert.equal(setup("setupRust()", { COMETCHAT_RUST: "debian" }).status, 0);
    assert.equal(
      log().some((line) => line.startsWith("rustup")),
      false,
    );
    assert.match(installs()[0], / update$/);
    assert.match(
      installs()[1],
      /DPkg::Lock::Timeout=300 install rustc-web rust-web-src rust-web-clippy$/,
    );

    const before = installs().length;
    const again = setup("setupRust()", { COMETCHAT_RUST: "debian" });
    assert.deepEqual(again, { status: 0, stdout: "", stderr: "" });
    assert.equal(installs().length, before);
  });

  test("installs nothing without the right to, and says what to do", () => {
    rustup();
    debian();
    const { status, stderr } = setup("setupRust()", { COMETCHAT_RUST: "debian", TEST_UID: "1000" });
    assert.equal(status, 1);
    assert.match(stderr, /^No compiler for WebAssembly: .*apt-get install rustc-web rust-web-src/);
    assert.deepEqual(installs(), []);
  });

  test("finds toolchains beside cargo when HOME is another folder", () => {
    const folder = path.join(machine, "user/.cargo/bin");
    mkdirSync(folder, { recursive: true });
    mkdirSync(path.join(machine, "user/.rustup"));
    const cargo = path.join(folder, "cargo");
    writeFileSync(cargo, `#!/bin/sh\ntest "$RUSTUP_HOME" = "${machine}/user/.rustup"\n`);
    chmodSync(cargo, 0o755);
    program(
      "dpkg-query",
      "echo rustc-web installed; echo rust-web-src installed; echo rust-web-clippy installed",
    );
    const result = setup("setupRust()", {
      COMETCHAT_RUST: "debian",
      PATH: `${folder}:${path.join(machine, "bin")}`,
    });
    assert.equal(result.status, 0);
  });
});

describe("browsers", () => {
  test("are installed by root", () => {
    debian();
    assert.equal(setup(`setupBrowsers(["firefox"])`).status, 0);
    assert.match(installs().at(-1) ?? "", /install firefox-esr$/);
  });

  test("are installed by somebody who may use sudo without a password", () => {
    debian();
    program("sudo", 'if [ "$1" = -n ]; then shift; fi; if [ "$1" = true ]; then exit 0; fi; "$@"');
    const { status } = setup(`setupBrowsers(["firefox"])`, { TEST_UID: "1000" });
    assert.equal(status, 0);
    assert.match(installs().at(-1) ?? "", /install firefox-esr$/);
  });

  test("are not installed by anybody else: one sentence says what to do", () => {
    debian();
    program("sudo", "exit 1");
    const { status, stderr } = setup(`setupBrowsers(["firefox"])`, { TEST_UID: "1000" });
    assert.equal(status, 1);
    assert.match(stderr, /^For the tests in browsers, install Firefox \(or set COMETCHAT_FIREFOX/);
    assert.equal(stderr.trim().split("\n").length, 1);
    assert.deepEqual(installs(), []);
  });

  test("that are there are used", () => {
    program("firefox");
    const result = setup(`setupBrowsers(["firefox"])`, { TEST_UID: "1000" });
    assert.deepEqual(result, { status: 0, stdout: "", stderr: "" });
  });

  test("are taken from where a variable says", () => {
    program("my-firefox");
    const place = path.join(machine, "bin/my-firefox");
    assert.equal(setup(`setupBrowsers(["firefox"])`, { COMETCHAT_FIREFOX: place }).status, 0);
    const { status, stderr } = setup(`setupBrowsers(["firefox"])`, { COMETCHAT_FIREFOX: "/none" });
    assert.equal(status, 1);
    assert.match(stderr, /COMETCHAT_FIREFOX is set to \/none, which is not a program/);
  });
});
