// @ts-check
/**
 * Tries a Rust: its version, and a program of nothing, compiled and linked.
 */
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isAtLeast, lowest, versionIn } from "./needs.mjs";
import { ask, which } from "./process.mjs";

/**
 * What a probe found.
 *
 * @typedef {object} Found
 * @property {boolean} ok
 * @property {string} why what is wrong, in words that begin a sentence; empty if nothing is
 * @property {"rust" | "version" | "flags" | "linker" | "sources" | "clippy"} [lacks] what is missing
 * @property {string} rustc its path
 * @property {string} [linker] for WebAssembly, where the compiler does not find one itself
 * @property {string} [llvm] the version of LLVM that the compiler is built with, such as `22`
 */

/** The flags that decide whether a compiler can build the SDK. */
const flags = [
  ...["--edition", "2024", "--target", "wasm32-unknown-unknown"],
  ...["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none"],
  ...["-Zfmt-debug=none", "-Zmir-opt-level=3", "-Ctarget-feature=-reference-types"],
];

/** A library of nothing, not even of the core library, which may have to be compiled first. */
const nothing = "#![feature(no_core)]\n#![no_core]\n";

/** Where a compiler has the sources of its standard library, below its sysroot. */
const library = "lib/rustlib/src/rust/library";

/**
 * Tries the active toolchain: cargo, and the compiler that it runs for this machine.
 *
 * @returns {Found}
 */
export function probeHost() {
  const rustc = which("rustc");
  if (!which("cargo") || !rustc) return lacking("rust", rustc, "Rust was not found");
  if (!ask("cargo", ["--version"]).ok) return lacking("rust", rustc, "`cargo --version` fails");
  const about = ask(rustc, ["-vV"]);
  if (!about.ok) return lacking("rust", rustc, "`rustc --version` fails");
  const version = versionIn(about.stdout) ?? "";
  const name = `Rust ${version} (${rustc})`;
  if (!isAtLeast(version, lowest.rust)) return lacking("version", rustc, `${name} is too old`);
  const tried = compile(rustc, "fn main() {}\n", ["--edition", "2024"]);
  if (!tried.ok) return lacking("linker", rustc, `${name} cannot link a program`);
  return { ok: true, why: "", rustc };
}

/**
 * Tries a compiler for WebAssembly.
 *
 * @param {string | undefined} rustc its path
 * @param {{ clippy?: boolean, called?: string }} [options] `clippy`: it needs its clippy too
 * @returns {Found}
 */
export function probeCompiler(rustc, { clippy = false, called = "A Rust compiler" } = {}) {
  if (!rustc || !which(rustc)) return lacking("rust", rustc, `${called} was not found`);
  const about = ask(rustc, ["-vV"]);
  if (!about.ok) return lacking("rust", rustc, `${rustc} does not run`);
  const version = versionIn(about.stdout) ?? "";
  const name = `Rust ${version} (${rustc})`;
  if (!isAtLeast(version, lowest.rust)) return lacking("version", rustc, `${name} is too old`);

  const llvm = /^LLVM version: (\d+)/m.exec(about.stdout)?.[1];
  const linker = firstLinker(rustc, llvm);
  if (linker === undefined) {
    return compile(rustc, nothing, [...flags, "--crate-type", "lib", "--emit=obj"]).ok
      ? { ...lacking("linker", rustc, `${name} has no linker for WebAssembly`), llvm }
      : lacking(
          "flags",
          rustc,
          `${name} does not take the flags that the WebAssembly is built with`,
        );
  }
  const sources = path.join(ask(rustc, ["--print", "sysroot"]).stdout.trim(), library);
  if (!existsSync(path.join(sources, "Cargo.lock"))) {
    return lacking("sources", rustc, `${name} has no sources of its standard library`);
  }
  if (!areOf(sources, rustc, version)) {
    return lacking("sources", rustc, `${name} has the sources of another standard library`);
  }
  if (clippy && !clippyIsOf(rustc, version)) {
    return lacking("clippy", rustc, `${name} has no clippy of its version`);
  }
  return { ok: true, why: "", rustc, ...(linker !== "" && { linker }) };
}

/**
 * @param {Found["lacks"]} lacks
 * @param {string | undefined} rustc
 * @param {string} why
 * @returns {Found}
 */
function lacking(lacks, rustc, why) {
  return { ok: false, lacks, rustc: rustc ?? "", why };
}

/**
 * What may link WebAssembly: the compiler's own linker (an empty text), that of its LLVM, that of the
 * active toolchain, or one on PATH.
 *
 * @param {string | undefined} llvm
 */
function* linkers(llvm) {
  yield "";
  for (const name of [...(llvm ? [`wasm-ld-${llvm}`] : []), "rust-lld"]) {
    const file = which(name);
    if (file) yield file;
  }
  const sysroot = ask("rustc", ["--print", "sysroot"]).stdout.trim();
  const host = /^host: (.*)$/m.exec(ask("rustc", ["-vV"]).stdout)?.[1];
  const bundled = path.join(sysroot, "lib/rustlib", host ?? "", "bin/rust-lld");
  if (which(bundled)) yield bundled;
  const any = which("wasm-ld");
  if (any) yield any;
}

/**
 * @param {string} rustc
 * @param {string | undefined} llvm
 * @returns {string | undefined} the first of them that links a library of nothing
 */
function firstLinker(rustc, llvm) {
  for (const linker of linkers(llvm)) {
    const own = linker === "" ? [] : [`-Clinker=${linker}`];
    if (compile(rustc, nothing, [...flags, "--crate-type", "cdylib", ...own]).ok) return linker;
  }
  return undefined;
}

/**
 * Whether sources are of the compiler's version: their folder says so, or rustup has put them there,
 * which keeps the two together; otherwise the compiler is asked to compile the core library.
 *
 * @param {string} sources
 * @param {string} rustc
 * @param {string} version
 */
function areOf(sources, rustc, version) {
  const told = /rustc-(\d[\d.]*)/.exec(realpathSync(sources))?.[1];
  if (told !== undefined) return told === version;
  if (existsSync(path.join(sources, "../../../manifest-rust-src"))) return true;
  const core = path.join(sources, "core/src/lib.rs");
  const args = ["--crate-name", "core", "--crate-type", "lib", "--emit=metadata"];
  return compile(rustc, core, [...flags, ...args]).ok;
}

/**
 * @param {string} rustc
 * @param {string} version
 */
function clippyIsOf(rustc, version) {
  const { ok, stdout } = ask(path.join(path.dirname(rustc), "cargo-clippy"), ["--version"]);
  // Clippy 0.1.96 is of Rust 1.96.
  return ok && versionIn(stdout)?.split(".")[2] === version.split(".")[1];
}

/**
 * Compiles a file, or a text, to a file that is thrown away.
 *
 * @param {string} rustc
 * @param {string} source
 * @param {string[]} args
 */
function compile(rustc, source, args) {
  const folder = mkdtempSync(path.join(tmpdir(), "cometchat-wasm-probe-"));
  try {
    let file = source;
    if (!path.isAbsolute(source)) {
      file = path.join(folder, "probe.rs");
      writeFileSync(file, source);
    }
    const out = path.join(folder, "probe");
    return ask(rustc, [...args, "-Awarnings", "-o", out, file], { env: { RUSTC_BOOTSTRAP: "1" } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
