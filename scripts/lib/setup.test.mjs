// @ts-check
/**
 * Set-up on machines that this one is not: a row for each says what it has, what set-up installs there, in order, and
 * what it takes, or the sentence that it stops with.
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

const wasm = "update rustc-web+rust-web-src+rust-web-clippy";
const host = "update cargo-web+rustc-web+rust-web-clippy";
const browsers = /** @type {const} */ (["chromium", "firefox", "webkit"]);

/** What is run, and on which machines. @type {[string, () => unknown, string][]} */
const tables = [
  [
    "Rust",
    () => setupRust({ wasm: true, tools: ["clippy"] }),
    `
rustup=1.95.0+sources                           | | active
rustup=1.96.0-beta.2+sources                    | | active
rust=1.95.0+sources apt=1.96.0                  | | local
rust=1.95.0+sources+elsewhere                   | | local
rustup=1.95.0                                   | toolchain | 1.95.0
rustup=1.80.0+sources                           | toolchain | 1.95.0
rustup=1.97.0-nightly+sources+flagless          | toolchain | 1.95.0
rustup=1.95.0+sources+lintless                  | toolchain | 1.95.0
rustup=1.80.0+refuses apt=1.85.0>1.96.0         | toolchain ${host} toolchain ${wasm} update lld-22 | debian
mac rustup=1.95.0+refuses                       | toolchain | Rust 1.95.0 (*) has no sources of its standard library, and the WebAssembly needs Rust 1.95 or later with the sources of its standard library (*failed, as shown above): run \`rustup toolchain install 1.95.0 *\`.
debian rustup=1.95.0+sources apt=1.96.0 installed=1.96.0 | | debian
debian rustup=1.95.0+sources apt=1.85.0>1.96.0  | ${wasm} update lld-22 | debian
debian rustup=1.95.0+sources apt=1.96.0 installed=1.85.0 | ${wasm} | debian
debian rustup=1.95.0+sources apt=1.96.0 installed=1.96.0 stale | ${wasm} | debian
debian sudo rustup=1.95.0+sources apt=1.96.0    | ${wasm} update lld-22 | debian
debian rustup=1.95.0+sources apt=1.96.0 locked  | update ${wasm} update lld-22 | debian
debian rustup=1.95.0+sources apt=1.85.0         | ${wasm} | Rust 1.85.0 (*) is too old, and the WebAssembly needs Rust 1.95 or later *: install it with rustup (https://rustup.rs), without COMETCHAT_RUST.
debian rustup=1.95.0+sources apt=1.96.0 offline | ${wasm} | Debian's rustc-web was not found, * (apt-get failed, as shown above): run \`apt-get update *
debian user rustup=1.95.0+sources apt=1.96.0    | | Debian's rustc-web was not found, *: run \`sudo apt-get update && sudo apt-get install rustc-web *
apt=1.85.0>1.96.0                               | ${host} ${wasm} update lld-22 | debian
mac                                             | | Rust was not found, and Rust 1.95 or later is needed: install it with rustup (https://rustup.rs).
mac rust=1.80.0                                 | | Rust 1.80.0 (*) is too old, and Rust 1.95 or later is needed: install it with rustup *
rustup=1.95.0+sources+unlinked apt=1.96.0       | update gcc+libc6-dev | active
mac rustup=1.95.0+sources+unlinked              | | Rust 1.95.0 (*) cannot link a program, and a C compiler that links is needed: run \`xcode-select --install\`.`,
  ],
  [
    "Chromium",
    () => setupBrowsers(["chromium"]),
    `
chromium=120.0.1 google-chrome=156.0.1 chromedriver=156.0.1 | | ready
chromium=156.0.1 chromedriver=150.0.1 apt=1     | update chromium-driver | ready
chromium=156.0.1 chromedriver=150.0.1           | | ChromeDriver 150.0.1 (*) is for another Chromium, *
chromium-headless-shell=156.0.1 chromedriver=156.0.1 apt=1 | update chromium | ready
chromium=156.0.1 /usr/lib/chromium/chromedriver=156.0.1 | | ready`,
  ],
  [
    "Chromium's headless shell",
    () => setupBrowsers(["chromium"], { headlessShell: true }),
    `
chromium-headless-shell=156.0.1 chromedriver=156.0.1 | | ready
chromium=156.0.1 chromedriver=156.0.1           | | ready
apt=1                                           | update chromium-headless-shell+chromium-driver | ready`,
  ],
  [
    "Firefox",
    () => setupBrowsers(["firefox"]),
    `
user firefox=153.0                              | | ready
sudo firefox=128.0 apt=1                        | update firefox-esr | ready
user firefox=128.0 apt=1                        | | Firefox 128.0 (*) is too old, and the tests in browsers need it, in version 140 or later: run \`sudo apt-get update && sudo apt-get install firefox-esr\`.
mac                                             | | Firefox was not found, *: install what is missing, or set COMETCHAT_FIREFOX to its path.
told                                            | | COMETCHAT_FIREFOX is set to /none, which is not a program.`,
  ],
  [
    "all browsers",
    () => setupBrowsers([...browsers]),
    `
                                                | | Chromium was *; ChromeDriver was *; Firefox was *; WebKitWebDriver * was *; MiniBrowser * was *; Xvfb was *
chromium=156.0.1 chromedriver=156.0.1 firefox=153.0 WebKitWebDriver=2 Xvfb=21 /usr/lib/aarch64/webkit2gtk-4.1/MiniBrowser=2 | | ready`,
  ],
  [
    "npm",
    checkNpm,
    `
npm=10.8.2                                      | | ready
npm=8.19.4                                      | | npm 8.19.4 was found, and 9 or later is needed: *
                                                | | npm was not found, and 9 or later is needed: *`,
  ],
  [
    "room to test",
    () => checkDisk("test"),
    `
free=60                                         | | ready
free=1.8                                        | | The disk has 1.8 GB left, and 4.0 GB are needed to test in *: make room for 2.2 GB more.
free=1.5 built                                  | | ready
free=0.2 built                                  | | The disk has 0.2 GB left, and 1.0 GB are needed *: run \`cargo clean\`, or make room for 0.8 GB more.`,
  ],
];

/** What is on the machine: files, and what they answer when they are run. @type {Map<string, (args: string) => string | false>} */
const files = new Map();

/** Adds the programs of a toolchain, of a version with traits. @type {(sysroot: string, described: string, bin?: string) => void} */
function addToolchain(sysroot, described, bin = `${sysroot}/bin`) {
  const [version, ...traits] = described.split("+");
  const has = (/** @type {string} */ trait) => traits.includes(trait);
  const old = Number(version.split(".")[1]) < 92;
  files.set(`${bin}/rustc`, (args) => {
    if (args === "-vV") return `rustc ${version}\nhost: x86\nLLVM version: 22.1.8`;
    if (args === "--print sysroot") return sysroot;
    if (!args.includes("panic")) return (!has("unlinked") || files.has("/bin/gcc")) && "";
    // Debian's compiler brings no linker for WebAssembly.
    const links = sysroot !== "/usr" || !args.includes("cdylib") || args.includes("linker=");
    return !old && !has("flagless") && links && "";
  });
  files.set(`${bin}/cargo`, (args) => {
    if (args.startsWith("clippy")) return files.has(`${sysroot}/bin/cargo-clippy`) && "";
    return (!has("elsewhere") || machine.env.RUSTUP_HOME === "/home/.rustup") && "cargo";
  });
  if (!has("lintless")) files.set(`${sysroot}/bin/cargo-clippy`, () => "");
  const sources = `${sysroot}/lib/rustlib/src/rust/library/Cargo.lock`;
  if (has("sources")) files.set(sources, () => version);
}

/**
 * Puts a machine in the place of this one.
 *
 * @param {string} state as in the tables
 * @returns {string[]} what is installed on it, as it comes
 */
function pretend(state) {
  const is = (/** @type {string} */ word) => state.split(" ").includes(word);
  const words = [...state.matchAll(/(\S+)=(\S+)/g)].map(([, name, value]) => [name, value]);
  const { rust, rustup, apt, installed, free = "100", ...programs } = Object.fromEntries(words);
  /** @type {string[]} */
  const log = [];
  files.clear();
  for (const [name, version] of Object.entries(programs)) {
    files.set(path.resolve("/bin", name), () => version);
  }
  if (rust) {
    addToolchain("/local", rust);
    addToolchain("/local", rust, rust.includes("elsewhere") ? "/home/.cargo/bin" : "/bin");
    files.set("/home/.rustup", () => "");
  }
  if (rustup) {
    addToolchain("/active", rustup);
    for (const name of ["rustc", "cargo"]) {
      const real = () => files.get(`/${machine.env.RUSTUP_TOOLCHAIN ?? "active"}/bin/${name}`);
      files.set(`/bin/${name}`, (args) => real()?.(args) ?? false);
    }
    files.set("/bin/rustup", (args) => {
      if (args === "toolchain list") return files.has("/1.95.0/bin/rustc") ? "1.95.0-x86" : "";
      // rustup would install a toolchain that is named to it, and is not there.
      if (args.startsWith("which") && files.has("/1.95.0/bin/rustc")) return "/1.95.0/bin/rustc";
      log.push(args.split(" ")[0]);
      if (rustup.includes("refuses")) return false;
      addToolchain("/1.95.0", "1.95.0+sources");
      return "";
    });
  }
  let [offered, renewed = offered] = (apt ?? "").split(">");
  if (apt) for (const name of ["apt-get", "dpkg-query"]) files.set(`/bin/${name}`, () => "");
  /** Puts what a Debian package brings on the machine. @param {string} name */
  const unpack = (name, version = offered) => {
    if (name === "rustc-web") addToolchain("/usr", `${version}+sources`);
    else if (name === "lld-22") files.set("/usr/bin/wasm-ld-22", () => "");
    else files.set(`/bin/${name.replace("chromium-driver", "chromedriver")}`, () => "156.0.1");
  };
  if (installed) for (const name of ["rustc-web", "lld-22"]) unpack(name, installed);
  let [locked, stale] = [is("locked"), is("stale")];
  /** What apt-get prints, and whether it succeeds. @param {string[]} args */
  const aptGet = (args) => {
    const packages = args.slice(args.indexOf("--no-remove") + 1 || args.length);
    log.push(packages.join("+") || "update");
    if (locked) {
      locked = false;
      return { ok: false, output: "E: Could not get lock" };
    }
    if (packages.length === 0) offered = renewed;
    else stale = false;
    if (!is("offline")) for (const name of packages) unpack(name);
    return { ok: !is("offline"), output: "" };
  };
  const env = {
    PATH: "/home/.cargo/bin:/bin:/usr/bin",
    ...(is("debian") && { COMETCHAT_RUST: "debian" }),
    ...(is("told") && { COMETCHAT_FIREFOX: "/none" }),
  };
  /** @param {string} name */
  const which = (name) =>
    machine.env.PATH?.split(":")
      .map((folder) => path.resolve(folder, name))
      .find((file) => files.has(file));
  /** @type {(program: string, args: string[]) => { ok: boolean, stdout: string, stderr: string }} */
  const ask = (program, args) => {
    let answer = files.get(which(program) ?? "")?.(args.join(" ")) ?? false;
    if (program === "sudo") answer = is("sudo") && "";
    const [option, , name = args[1]] = args;
    if (program === "dpkg-query")
      answer = option === "-L" ? `/usr/bin/${name.split("-")[0]}` : "2.50.6-1";
    return { ok: answer !== false, stdout: answer || "", stderr: "" };
  };
  Object.assign(machine, {
    platform: is("mac") ? "darwin" : "linux",
    isRoot: !is("user") && !is("sudo"),
    ...{ env, which, ask, sleep: async () => {}, say: () => {} },
    run: async (/** @type {string} */ program, /** @type {string[]} */ args) =>
      program === "rustup" ? { ok: ask(program, args).ok, output: "" } : aptGet(args),
    exists: (/** @type {string} */ file) =>
      files.has(file) || (is("built") && file.startsWith(root)),
    realpath: (/** @type {string} */ file) =>
      file.startsWith("/usr/")
        ? `/usr/src/rustc-${stale ? "1.95.0" : files.get(`${file}/Cargo.lock`)?.("")}`
        : file,
    list: () => ["aarch64", "chromium"],
    free: () => Number(free) * 1e9,
  });
  return log;
}

/** @type {Record<string, string>} */
const places = { active: "/active", local: "/local", debian: "/usr", "1.95.0": "/1.95.0" };

for (const [what, call, rows] of tables) {
  for (const row of rows.trim().split("\n")) {
    const [state, installs, takes] = row.split("|").map((cell) => cell.trim());
    test(`${what}: ${state || "nothing"}: ${takes}`, async () => {
      const log = pretend(state);
      const decide = async () => call();
      const result = await decide().catch((/** @type {Error} */ error) => error);
      assert.deepEqual(log, installs.split(" ").filter(Boolean), `${result}`);
      if (takes !== "ready" && !places[takes]) {
        const parts = `Problem: ${takes}`.split("*").map((it) => it.replace(/[^\w\s]/g, "\\$&"));
        return assert.match(`${result}`, new RegExp(parts.join("[^]*")));
      }
      const linker = takes === "debian" && { linker: "/usr/bin/wasm-ld-22" };
      const rustc = {
        rustc: `${places[takes]}/bin/rustc`,
        ...linker,
        env: { RUSTC_BOOTSTRAP: "1" },
      };
      assert.deepEqual(Object(result ?? {}), places[takes] ? { linker: undefined, ...rustc } : {});
      // The next run decides alike, and installs nothing.
      log.length = 0;
      assert.deepEqual(await decide(), result);
      assert.deepEqual(log, []);
    });
  }
}

test("versions are compared by their parts", () => {
  const cases =
    "1.95.0 ≥ 1.95, 1.95 ≥ 1.95.0, 1.100.0 ≥ 1.95, 1.85.0 < 1.95, 2.0 ≥ 1.95.1, 9 < 10, 156.0.8078.79 ≥ 156";
  for (const each of cases.split(", ")) {
    const [version, sign, least] = each.split(" ");
    assert.equal(isAtLeast(version, least), sign === "≥", each);
  }
});

test("a Node that is too old gets one sentence", () => {
  const old = ["16.20.2", "18.20.4", "20.18.0", "21.7.0", "22.11.0"];
  for (const version of [...old, "20.19.0", "22.12.0", "24.0.0"]) {
    const pretence = `Object.defineProperty(process, "versions", { value: { node: "${version}" } });`;
    const script = `${pretence} require("./scripts/node.cjs");`;
    const { stderr } = spawnSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" });
    const sentence = new RegExp(`^Node ${version} was found, and .* is needed: .*\n$`);
    assert.match(stderr, old.includes(version) ? sentence : /^$/);
  }
});
