// @ts-check
/**
 * A Rust for this machine, and a compiler that can build the WebAssembly.
 *
 * The standard library is built along with the SDK, to make it small, so what is needed is a compiler that takes our
 * flags, with the sources of its own standard library. Whatever is there and passes is taken before anything is
 * installed: the active toolchain, a toolchain of ours in rustup, or Debian's. With `COMETCHAT_RUST=debian`, only
 * Debian's is looked at, and rustup's toolchains stay as they are.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as at from "./machine.mjs";
import { lowest, machine } from "./machine.mjs";
import { Problem } from "./process.mjs";

/** @typedef {"clippy" | "rustfmt"} Tool */

/**
 * What a look at a compiler found. `why`: what is wrong, empty if nothing is; `lacks`: what alone would mend it;
 * `linker`: for WebAssembly, where the compiler does not find one itself; `llvm`: the version of its LLVM.
 *
 * @typedef {{ rustc: string, why: string, lacks?: "linker", linker?: string, llvm?: string }} Found
 */

/** Debian's packages. */
const debian = {
  compiler: ["rustc-web", "rust-web-src"],
  host: ["cargo-web", "rustc-web"],
  linker: ["gcc", "libc6-dev"],
  clippy: ["rust-web-clippy"],
  rustfmt: ["rustfmt-web"],
};

/** The toolchain that rustup is asked for when the active one does not do. */
const ours = `${lowest.rust}.0`;
const addOurs = `rustup toolchain install ${ours} --profile minimal --component rust-src,clippy,rustfmt`;
const needed = `Rust ${lowest.rust} or later`;

/** The flags that decide whether a compiler can build the SDK. */
const flags =
  "--edition 2024 --target wasm32-unknown-unknown -Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none " +
  "-Zfmt-debug=none -Zmir-opt-level=3 -Ctarget-feature=-reference-types";

/** What lets a stable compiler take them, and build its standard library. */
const env = { RUSTC_BOOTSTRAP: "1" };

/** A library of nothing, not even of the core library, which may have to be compiled first. */
const nothing = "#![feature(no_core)]\n#![no_core]\n";

/** @type {typeof machine.ask} */
const ask = (...command) => machine.ask(...command);
const has = (/** @type {string} */ name) => machine.which(name) !== undefined;
const wantsDebian = () => machine.env.COMETCHAT_RUST === "debian";
const usesRustup = () => has("rustup") && !wantsDebian();
const debianRustc = () => at.aptFile("rustc-web", "/bin/rustc");
const sysrootOf = (/** @type {string} */ rustc) => ask(rustc, ["--print", "sysroot"]).stdout.trim();

/** That of our toolchain. rustup may install a toolchain that is named to it, so its list is read first. */
function rustcOfOurs() {
  const list = usesRustup() ? ask("rustup", ["toolchain", "list"]).stdout : "";
  if (!list.split("\n").some((line) => line.startsWith(ours))) return undefined;
  return ask("rustup", ["which", "--toolchain", ours, "rustc"]).stdout.trim();
}

/**
 * The one command that gets a Rust. What is too old although apt-get has just installed it has to come from elsewhere.
 *
 * @type {(packages: string[], found?: { why: string, trouble: string, isTried: boolean }) => string}
 */
const wayToRust = (packages, found) => {
  if (usesRustup()) return `run \`${addOurs}\``;
  const isNewest = found?.isTried && found.trouble === "" && found.why.endsWith("is too old");
  if (at.hasApt() && !isNewest) return `run ${at.aptCommand(packages)}`;
  return `install it with rustup (https://rustup.rs)${wantsDebian() ? ", without COMETCHAT_RUST" : ""}`;
};

/** Has rustup install our toolchain next to those that are there. @param {{ why: string }} found */
const byRustup = ({ why }) =>
  usesRustup() && at.install(`${why}; installing rustup's toolchain ${ours} next to it`, addOurs);

/**
 * Sees to it that cargo builds for this machine, and, if wanted, that there is a compiler for WebAssembly.
 *
 * @param {{ wasm?: boolean, tools?: Tool[] }} [wanted]
 * @returns {Promise<{ rustc: string, linker?: string, env: Record<string, string> } | undefined>} that compiler, and
 *   what it runs with
 */
export async function setupRust({ wasm = false, tools = [] } = {}) {
  // rustup looks for its toolchains in HOME. Where that is a fresh folder, they are beside the `.cargo/bin` on PATH.
  const toolchains = path.resolve(machine.which("cargo") ?? "/", "../../../.rustup");
  if (!machine.env.RUSTUP_HOME && machine.exists(toolchains) && !ask("cargo", ["--version"]).ok) {
    machine.env.RUSTUP_HOME = toolchains;
  }
  await setupHost(tools);
  return wasm ? setupCompiler(tools.includes("clippy")) : undefined;
}

/** A Rust for this machine, with cargo's own commands that checks need. @param {Tool[]} tools */
async function setupHost(tools) {
  const packages = [...debian.host, ...tools.flatMap((tool) => debian[tool])];
  const { why, lacks, trouble } = await at.obtain(
    () => lookAtHost(tools),
    [
      (found) => !found.lacks && byRustup(found),
      ({ why, lacks }) => !lacks && at.aptInstall(packages, why),
      ({ why, lacks }) => lacks && at.aptInstall(debian.linker, why),
    ],
  );
  if (why === "") return;
  if (!lacks)
    throw new Problem(`${why}, and ${needed} is needed${trouble}: ${wayToRust(packages)}.`);
  const apt = at.hasApt() && `run ${at.aptCommand(debian.linker)}`;
  const way = machine.platform === "darwin" ? "run `xcode-select --install`" : "install gcc";
  throw new Problem(`${why}, and a C compiler that links is needed${trouble}: ${apt || way}.`);
}

/**
 * Looks at the active toolchain, then at ours, then at Debian's. The one that passes is taken for all that follows.
 *
 * @param {Tool[]} tools
 */
function lookAtHost(tools) {
  const active = probeHost(tools);
  if (active.why === "" || active.lacks) return active;
  const cargo = at.aptFile("cargo-web", "/bin/cargo");
  for (const [name, value] of Object.entries({
    RUSTUP_TOOLCHAIN: rustcOfOurs() && ours,
    PATH: cargo && path.dirname(cargo) + path.delimiter + machine.env.PATH,
  })) {
    const before = machine.env[name];
    if (!value) continue;
    machine.env[name] = value;
    if (probeHost(tools).why === "") return { ...active, why: "" };
    if (before === undefined) delete machine.env[name];
    else machine.env[name] = before;
  }
  return active;
}

/** Tries cargo, its commands, and the compiler that it runs for this machine. @type {(tools: Tool[]) => Found} */
function probeHost(tools) {
  const rustc = machine.which("rustc") ?? "";
  if (!has("cargo") || !rustc) return { rustc, why: "Rust was not found" };
  if (!ask("cargo", ["--version"]).ok) return { rustc, why: "`cargo --version` fails" };
  const { name, why } = about(rustc);
  if (why !== "") return { rustc, why };
  const commands = tools.map((tool) => ({ clippy: "clippy", rustfmt: "fmt" })[tool]);
  const missing = commands.find((command) => !ask("cargo", [command, "--version"]).ok);
  if (missing) return { rustc, why: `${name} has no \`cargo ${missing}\`` };
  if (compiles(rustc, "fn main() {}\n", "--edition 2024")) return { rustc, why };
  return { rustc, why: `${name} cannot link a program`, lacks: "linker" };
}

/** @param {boolean} clippy whether its clippy is needed too */
async function setupCompiler(clippy) {
  const ofDebian = () => probeCompiler(debianRustc(), clippy, "Debian's rustc-web");
  // rustup's own `rustc` only passes on to that of the active toolchain.
  const active = () => probeCompiler(path.join(sysrootOf("rustc"), "bin/rustc"), clippy);
  const probes = [active, () => probeCompiler(rustcOfOurs(), clippy), ofDebian];
  /** Finds the first that passes, or else says what is wrong with the first. */
  const look = () => {
    /** @type {Found | undefined} */
    let first;
    for (const probe of wantsDebian() ? [ofDebian] : probes) {
      const found = probe();
      if (found.why === "") return found;
      first ??= found;
    }
    return /** @type {Found} */ (first);
  };
  const packages = [...debian.compiler, ...(clippy ? debian.clippy : [])];
  const found = await at.obtain(look, [
    byRustup,
    ({ why }) => at.aptInstall(packages, why),
    () => {
      const { why, lacks, llvm } = ofDebian();
      return lacks && at.aptInstall([`lld-${llvm}`], why);
    },
  ]);
  const { rustc, linker, why, trouble } = found;
  if (why === "") return { rustc, linker, env };
  throw new Problem(
    `${why}, and the WebAssembly needs ${needed} with the sources of its standard library${trouble}: ` +
      `${wayToRust(packages, found)}.`,
  );
}

/** @param {string} rustc */
function about(rustc) {
  const { ok, stdout } = ask(rustc, ["-vV"]);
  const version = at.versionIn(stdout);
  const name = `Rust ${version} (${rustc})`;
  const old = at.isAtLeast(version, lowest.rust) ? "" : `${name} is too old`;
  const llvm = /^LLVM version: (\d+)/m.exec(stdout)?.[1];
  return { version, name, why: ok ? old : `${rustc} does not run`, llvm };
}

/** Tries a compiler for WebAssembly. @type {(rustc: string | undefined, clippy: boolean, called?: string) => Found} */
function probeCompiler(rustc = "", clippy, called = "A Rust compiler") {
  if (!has(rustc)) return { rustc, why: `${called} was not found` };
  const { version, name, why, llvm } = about(rustc);
  if (why !== "") return { rustc, why };
  if (!compiles(rustc, nothing, `${flags} --crate-type lib --emit=obj`)) {
    return { rustc, why: `${name} does not take the flags that the WebAssembly is built with` };
  }
  const sources = path.join(sysrootOf(rustc), "lib/rustlib/src/rust/library");
  // Debian keeps them in a folder that tells their version.
  const told = machine.exists(path.join(sources, "Cargo.lock"))
    ? (/rustc-(\d[\d.]*)/.exec(machine.realpath(sources))?.[1] ?? version)
    : "";
  if (told !== version) {
    return { rustc, why: `${name} has no sources of its standard library` };
  }
  if (clippy && !has(path.join(path.dirname(rustc), "cargo-clippy"))) {
    return { rustc, why: `${name} has no clippy` };
  }
  const linker = linkers(llvm).find((it) =>
    compiles(rustc, nothing, `${flags} --crate-type cdylib`, it),
  );
  if (linker !== undefined) return { rustc, why: "", ...(linker && { linker }) };
  return { rustc, why: `${name} has no linker for WebAssembly`, lacks: "linker", llvm };
}

/**
 * What may link WebAssembly: the compiler's own linker (an empty text), that of its LLVM, that of the active toolchain,
 * or one on PATH.
 *
 * @param {string | undefined} llvm
 */
function linkers(llvm) {
  const host = /^host: (.*)$/m.exec(ask("rustc", ["-vV"]).stdout)?.[1] ?? "";
  const bundled = path.join(sysrootOf("rustc"), "lib/rustlib", host, "bin/rust-lld");
  const names = [`wasm-ld-${llvm}`, "rust-lld", bundled, "wasm-ld"];
  return ["", ...names.flatMap((name) => machine.which(name) ?? [])];
}

/** Whether a text compiles. @type {(rustc: string, source: string, args: string, linker?: string) => boolean} */
function compiles(rustc, source, args, linker) {
  const folder = mkdtempSync(path.join(tmpdir(), "cometchat-wasm-probe-"));
  try {
    const file = path.join(folder, "probe.rs");
    writeFileSync(file, source);
    const words = [...args.split(" "), ...(linker ? [`-Clinker=${linker}`] : []), "-Awarnings"];
    return ask(rustc, [...words, "-o", path.join(folder, "probe"), file], env).ok;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
