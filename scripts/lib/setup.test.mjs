// @ts-check
/**
 * Set-up on machines that this one is not: a line for each says what it has, what set-up installs there, in order, and
 * what it takes or says.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { test } from "node:test";
import { checkDisk, checkNpm } from "../setup.mjs";
import { setupBrowsers } from "./browsers.mjs";
import { isAtLeast, machine } from "./machine.mjs";
import { root } from "./process.mjs";
import { setupRust } from "./rust.mjs";

const all = "rustc-web+rust-web-src+rust-web-clippy";

/** What is run, and on which machines. @type {Record<string, { call: () => unknown, rows: string }>} */
const tables = {
  Rust: {
    call: () => setupRust({ wasm: true, tools: ["clippy"] }),
    rows: `
rustup=1.95.0+sources                              |                     | active
rust=1.95.0+sources apt=1.96.0                     |                     | local
rust=1.95.0+sources+misfit apt=1.96.0              | update ${all} lld-22 | debian · has no clippy of its version
rustup=1.95.0                                      | rust-src            | active · has no sources of its standard library; adding the component rust-src
rustup=1.95.0+foreign                              | rust-src            | active · has the sources of another standard library
rustup=1.80.0+sources                              | toolchain           | 1.95.0 · Rust 1.80.0 (*) is too old; Rust 1.95 or later is needed; installing rustup's toolchain 1.95.0 next to it
rustup=1.96.0-beta.2+sources                       |                     | active
rustup=1.97.0-nightly+sources+flagless             | toolchain           | 1.95.0 · does not take the flags that the WebAssembly is built with
rustup=1.95.0+refuses apt=1.96.0                   | rust-src update ${all} lld-22 | debian
mac rustup=1.95.0+refuses                          | rust-src            | Rust 1.95.0 (*) has no sources of its standard library, and the WebAssembly needs Rust 1.95 or later with the sources of its standard library*: run \`rustup toolchain install 1.95.0 *\`.
rustup=1.80.0+refuses apt=1.85.0>1.96.0            | toolchain update cargo-web+rustc-web rust-web-clippy ${all} lld-22 | debian
debian rustup=1.95.0+sources apt=1.85.0>1.96.0     | update ${all} lld-22 | debian
debian rustup=1.95.0+sources apt=1.85.0>1.96.0 installed=1.85.0 | update ${all} | debian · Rust 1.85.0 (*) is too old; taking Debian's compiler
debian rustup=1.95.0+sources apt=1.96.0 installed=1.96.0 |               | debian
debian rustup=1.95.0+sources apt=1.85.0            | update ${all}       | Rust 1.85.0 (*) is too old, and the WebAssembly needs Rust 1.95 or later *: run \`apt-get update && apt-get install rustc-web rust-web-src rust-web-clippy\`.
debian rustup=1.95.0+sources apt=1.85.0>1.96.0 offline | update ${all}   | Debian's rustc-web was not found, * (Debian's package lists cannot be refreshed): run \`apt-get update *
debian user rustup=1.95.0+sources apt=1.85.0>1.96.0 |                    | Debian's rustc-web was not found, *: run \`sudo apt-get update && sudo apt-get install rustc-web *
debian sudo rustup=1.95.0+sources apt=1.85.0>1.96.0 | update ${all} lld-22 | debian
debian mac rustup=1.95.0+sources                   |                     | Debian's rustc-web was not found, *
debian rustup=1.95.0+sources apt=1.85.0>1.96.0 broken | update ${all} lld-22 | debian
debian rustup=1.95.0+sources apt=1.85.0>1.96.0 locked | update update ${all} lld-22 | debian · Another program is installing packages; waiting for it
debian rustup=1.95.0+sources apt=1.85.0>1.96.0 interrupted | update ${all} configure ${all} lld-22 | debian
debian rustup=1.95.0+sources apt=1.85.0>1.96.0 full | update ${all}      | Debian's rustc-web was not found, * (the disk is full): *
apt=1.85.0>1.96.0                                  | update cargo-web+rustc-web rust-web-clippy ${all} lld-22 | debian · Rust was not found; Rust 1.95 or later is needed
mac                                                |                     | Rust was not found; Rust 1.95 or later is needed: install it with rustup (https://rustup.rs).
mac rust=1.80.0                                    |                     | Rust 1.80.0 (*) is too old; Rust 1.95 or later is needed: install it with rustup *
rustup=1.95.0+sources+unlinked apt=1.96.0          | update gcc+libc6-dev | active
mac rustup=1.95.0+sources+unlinked                 |                     | Rust 1.95.0 (*) cannot link a program, and a C compiler that links is needed: run \`xcode-select --install\`.
rust=1.95.0+sources+elsewhere                      |                     | local`,
  },
  Chromium: {
    call: () => setupBrowsers(["chromium"]),
    rows: `
chromium=120.0.1 google-chrome=156.0.1 chromedriver=156.0.1 |            | ready
chromium=156.0.1 chromedriver=150.0.1 apt=1.96.0   | update chromium-driver | ready · ChromeDriver 150.0.1 (*) is for another Chromium
chromium-headless-shell=156.0.1 chromedriver=156.0.1 apt=1.96.0 | update chromium | ready
chromium=156.0.1 /usr/lib/chromium/chromedriver=156.0.1 |                | ready`,
  },
  "Chromium's headless shell": {
    call: () => setupBrowsers(["chromium"], { headlessShell: true }),
    rows: `
chromium-headless-shell=156.0.1 chromedriver=156.0.1 |                   | ready
chromium=156.0.1 chromedriver=156.0.1              |                     | ready
apt=1.96.0                                         | update chromium-headless-shell+chromium-driver | ready`,
  },
  Firefox: {
    call: () => setupBrowsers(["firefox"]),
    rows: `
user firefox=153.0                                 |                     | ready
apt=1.96.0                                         | update firefox-esr  | ready
sudo firefox=128.0 apt=1.96.0                      | update firefox-esr  | ready · Firefox 128.0 (*) is too old, and the tests in browsers need it, in version 140 or later
user apt=1.96.0                                    |                     | Firefox was not found, and the tests in browsers need it, in version 140 or later: run \`sudo apt-get update && sudo apt-get install firefox-esr\`.
mac                                                |                     | Firefox was not found, *: install what is missing, or set COMETCHAT_FIREFOX to its path.
told                                               |                     | COMETCHAT_FIREFOX is set to /none, which is not a program.`,
  },
  "all browsers": {
    call: () => setupBrowsers(["chromium", "firefox", "webkit"]),
    rows: `
                                                   |                     | Chromium was *; ChromeDriver was *; Firefox was *; WebKitWebDriver * was *; MiniBrowser * was *; Xvfb was *: install what is missing*
chromium=156.0.1 chromedriver=156.0.1 firefox=153.0 WebKitWebDriver=2.50 Xvfb=21 /usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser=2.50 | | ready`,
  },
  npm: {
    call: checkNpm,
    rows: `
npm=10.8.2                                         |                     | ready
npm=8.19.4                                         |                     | npm 8.19.4 was found, and 9 or later is needed: *
                                                   |                     | npm was not found, and 9 or later is needed: *`,
  },
  "room to test": {
    call: () => checkDisk("test"),
    rows: `
free=60                                            |                     | ready
free=1.8                                           |                     | The disk has 1.8 GB left, and 4.0 GB are needed to test in *: make room for 2.2 GB more.
free=1.5 built                                     |                     | ready
free=0.2 built                                     |                     | The disk has 0.2 GB left, and 1.0 GB are needed *: run \`cargo clean\`, or make room for 0.8 GB more.`,
  },
  "room to build": { call: () => checkDisk("build"), rows: "\nfree=2.2 | | ready" },
};

/** What is on the machine: files, and what they answer when they are run. @type {Map<string, (args: string) => string | false>} */
const files = new Map();

/**
 * Adds programs of a toolchain.
 *
 * @param {string} sysroot
 * @param {string} described its version, and what it has or lacks
 */
function addToolchain(
  sysroot,
  described,
  names = ["rustc", "cargo", "cargo-clippy"],
  bin = `${sysroot}/bin`,
) {
  const [version, ...traits] = described.split("+");
  const minor = version.split(".")[1];
  const has = (/** @type {string} */ trait) => traits.includes(trait);
  /** @type {Record<string, (args: string) => string | false>} */
  const programs = {
    rustc: (args) => {
      if (args === "-vV") return `rustc ${version}\nhost: x86\nLLVM version: 22.1.8`;
      if (args === "--print sysroot") return sysroot;
      if (!args.includes("immediate-abort"))
        return (!has("unlinked") || files.has("/bin/gcc")) && "";
      if (Number(minor) < 92 || has("flagless")) return false;
      if (args.includes("--crate-name core")) return !has("foreign") && "";
      // Debian's compiler brings no linker for WebAssembly.
      return (sysroot !== "/usr" || !args.includes("cdylib") || args.includes("linker=")) && "";
    },
    cargo: (args) => {
      if (args.startsWith("clippy")) return files.has(`${sysroot}/bin/cargo-clippy`) && "";
      return (
        (!has("elsewhere") || machine.env.RUSTUP_HOME === "/home/.rustup") && `cargo ${version}`
      );
    },
    "cargo-clippy": () => `clippy 0.1.${has("misfit") ? 1 : minor}`,
  };
  for (const name of names) files.set(`${bin}/${name}`, programs[name]);
  const lib = `${sysroot}/lib/rustlib`;
  if (has("sources") || has("foreign")) files.set(`${lib}/src/rust/library/Cargo.lock`, () => "");
  if (has("sources")) files.set(`${lib}/manifest-rust-src`, () => "");
}

/** Puts what a Debian package brings on the machine. @type {(name: string, version: string) => void} */
function unpack(name, version) {
  const programs = {
    "rustc-web": "rustc",
    "cargo-web": "cargo",
    "rust-web-clippy": "cargo-clippy",
  };
  const program = /** @type {Record<string, string>} */ (programs)[name];
  if (program) addToolchain("/usr", version, [program]);
  else if (name === "rust-web-src")
    files.set("/usr/lib/rustlib/src/rust/library/Cargo.lock", () => version);
  else if (name === "lld-22") files.set("/usr/bin/wasm-ld-22", () => "");
  else files.set(`/bin/${name.replace("chromium-driver", "chromedriver")}`, () => "156.0.1");
}

/**
 * Puts a machine in the place of this one.
 *
 * @param {string} state as in the tables
 * @returns {string[]} what is installed on it, as it comes
 */
function pretend(state) {
  const is = (/** @type {string} */ word) => state.split(" ").includes(word);
  /** @type {Record<string, string>} */
  const {
    rust,
    rustup,
    apt = "",
    installed,
    free = "100",
    ...programs
  } = Object.fromEntries(
    [...state.matchAll(/(\S+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  );
  /** @type {string[]} */
  const log = [];
  files.clear();
  for (const [name, version] of Object.entries(programs))
    files.set(path.resolve("/bin", name), () => version);
  if (rust) {
    addToolchain("/local", rust);
    addToolchain(
      "/local",
      rust,
      ["rustc", "cargo"],
      rust.includes("elsewhere") ? "/home/.cargo/bin" : "/bin",
    );
    files.set("/home/.rustup", () => "");
  }
  if (rustup) {
    addToolchain("/active", rustup);
    const active = () => machine.env.RUSTUP_TOOLCHAIN ?? "active";
    for (const name of ["rustc", "cargo"]) {
      files.set(`/bin/${name}`, (args) => files.get(`/${active()}/bin/${name}`)?.(args) ?? false);
    }
    files.set("/bin/rustup", (args) => {
      if (args === "toolchain list") return files.has("/1.95.0/bin/rustc") ? "1.95.0-x86" : "";
      if (args === "which --toolchain 1.95.0 rustc") {
        // rustup installs a toolchain that is named to it.
        if (!files.has("/1.95.0/bin/rustc")) log.push("unasked");
        return "/1.95.0/bin/rustc";
      }
      const adds = args.startsWith("component");
      log.push(adds ? args.split(" ")[2] : "toolchain");
      if (rustup.includes("refuses")) return false;
      addToolchain(
        adds ? "/active" : "/1.95.0",
        `${adds ? rustup.split("+")[0] : "1.95.0"}+sources`,
      );
      return "";
    });
  }
  const [lists, archive = lists] = apt.split(">");
  let offered = lists;
  if (apt) for (const name of ["apt-get", "dpkg-query"]) files.set(`/bin/${name}`, () => "");
  if (installed) for (const name of [...all.split("+"), "lld-22"]) unpack(name, installed);
  let trouble = ["locked", "interrupted", "full"].find(is);
  /** What a program says that set-up runs as root; nothing if it succeeds. @param {string[]} command */
  const asRoot = ([program, ...args]) => {
    const packages = args.includes("install") ? args.slice(args.indexOf("--no-remove") + 1) : [];
    log.push(packages.join("+") || (program === "dpkg" ? "configure" : "update"));
    const [met] = [trouble];
    if (program === "dpkg" || trouble === "locked") trouble = undefined;
    if (met === "locked") return "E: Could not get lock";
    if (met === "full" && packages[0]) return "You don't have enough free space";
    if (met === "interrupted" && program !== "dpkg" && packages[0])
      return "run dpkg --configure -a";
    if (is("offline")) return "E: Failed to fetch";
    if (args.includes("update")) offered = archive;
    for (const name of packages) unpack(name, offered);
    return is("broken") && args.includes("update") ? "E: one of the sources failed" : "";
  };
  const env = {
    PATH: "/home/.cargo/bin:/bin:/usr/bin",
    ...(is("debian") && { COMETCHAT_RUST: "debian" }),
    ...(is("told") && { COMETCHAT_FIREFOX: "/none" }),
  };
  /** @param {string} name */
  const which = (name) =>
    env.PATH.split(":")
      .map((folder) => path.resolve(folder, name))
      .find((file) => files.has(file));
  /** @type {(program: string, args: string[]) => { ok: boolean, stdout: string, stderr: string }} */
  const ask = (program, args) => {
    let answer = files.get(which(program) ?? "")?.(args.join(" ")) ?? false;
    if (program === "sudo") answer = is("sudo") && "";
    if (program === "dpkg-query")
      answer = args[0] === "-L" ? `/usr/bin/${args[1].split("-")[0]}` : "2.50.6-1";
    return { ok: answer !== false, stdout: answer || "", stderr: "" };
  };
  Object.assign(machine, {
    ...{
      platform: is("mac") ? "darwin" : "linux",
      isRoot: !is("user") && !is("sudo"),
      env,
      which,
      ask,
    },
    run: async (/** @type {string} */ program, /** @type {string[]} */ args) => {
      if (program === "rustup") return { ok: ask(program, args).ok, output: "" };
      const output = asRoot(args.filter((word) => !/^-n$|^env$|^\w+=/.test(word)));
      return { ok: output === "", output };
    },
    exists: (/** @type {string} */ file) =>
      files.has(file) || (is("built") && file.startsWith(root)),
    realpath: (/** @type {string} */ file) =>
      file.startsWith("/usr/") ? `/usr/src/rustc-${files.get(`${file}/Cargo.lock`)?.("")}` : file,
    list: () => ["aarch64-linux-gnu", "chromium"],
    free: () => Number(free) * 1e9,
  });
  return log;
}

/** Whether a text has another, in which `*` stands for anything. @type {(text: string, part: string) => void} */
function hasText(text, part) {
  const escaped = part.split("*").map((each) => each.replace(/[^\w\s]/g, "\\$&"));
  assert.match(text, new RegExp(escaped.join("[^]*")));
}

/** @type {Record<string, string>} */
const places = { active: "/active", local: "/local", debian: "/usr", "1.95.0": "/1.95.0" };

for (const [what, { call, rows }] of Object.entries(tables)) {
  for (const row of rows.trim().split("\n")) {
    const [state, installs, ends] = row.split("|").map((cell) => cell.trim());
    test(`${what}: ${state || "nothing"}: ${ends}`, async () => {
      const [takes, says = ""] = ends.split(" · ");
      const log = pretend(state);
      let told = "";
      machine.say = (sentence) => {
        told += `${sentence}\n`;
      };
      const decide = () =>
        Promise.resolve()
          .then(call)
          .catch((/** @type {Error} */ error) => error);
      const result = await decide();
      assert.deepEqual(log, installs.split(" ").filter(Boolean), `${result}`);
      if (takes !== "ready" && !places[takes]) return hasText(`${result}`, `Problem: ${takes}`);
      assert.ok(!(result instanceof Error), `${result}`);
      hasText(told, says);
      if (takes === "ready") return;
      const linker = takes === "debian" ? "/usr/bin/wasm-ld-22" : undefined;
      assert.deepEqual(
        { linker: undefined, .../** @type {{}} */ (result) },
        { rustc: `${places[takes]}/bin/rustc`, linker, env: { RUSTC_BOOTSTRAP: "1" } },
      );
      // The next run decides alike, and installs nothing.
      log.length = 0;
      assert.deepEqual(await decide(), result);
      assert.deepEqual(log, []);
    });
  }
}

test("versions are compared by their parts", () => {
  const cases =
    "1.95.0 ≥ 1.95, 1.100.0 ≥ 1.95, 1.85.0 < 1.95, 2.0 ≥ 1.95.1, 9 < 10, 156.0.8078.79 ≥ 156, 1.95 ≥ 1.95.0";
  for (const each of cases.split(", ")) {
    const [version, sign, least] = each.split(" ");
    assert.equal(isAtLeast(version, least), sign === "≥", each);
  }
});

for (const [version, fine] of Object.entries({
  "16.20.2": false,
  "18.20.4": false,
  "20.18.0": false,
  "20.19.0": true,
  "21.7.0": false,
  "22.11.0": false,
  "22.12.0": true,
  "24.0.0": true,
})) {
  test(`Node ${version} ${fine ? "will do" : "will not do: one sentence"}`, () => {
    const pretence = `Object.defineProperty(process, "versions", { value: { node: "${version}" } });`;
    const script = `${pretence} require("./scripts/node.cjs");`;
    const { status, stderr } = spawnSync(process.execPath, ["--eval", script], {
      cwd: root,
      encoding: "utf8",
    });
    assert.equal(status, fine ? 0 : 1, stderr);
    assert.match(
      stderr,
      fine ? /^$/ : new RegExp(`^Node ${version} was found, and .* is needed: .*\n$`),
    );
  });
}
