// @ts-check
/**
 * A Rust that can build the WebAssembly.
 *
 * The standard library is built along with the SDK, to make it small, so what is needed is a
 * compiler together with its own standard library's sources. The first of these that can be had:
 *
 * 1. the active rustup toolchain, if it has the component `rust-src`;
 * 2. Debian's `rustc-web`, `rust-web-src` and `rust-web-clippy`, when `COMETCHAT_RUST=debian` or without rustup;
 * 3. `rustup component add rust-src`, and if that fails, 2.
 *
 * The build program (xtask) then looks for them in the same order.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { aptInstall, aptMissing, aptWorks } from "./apt.mjs";
import { ask, Problem, run, say, which } from "./process.mjs";

const debianPackages = ["rustc-web", "rust-web-src", "rust-web-clippy"];

/** Sees to it that cargo runs and that there is a compiler for WebAssembly. */
export async function setupRust() {
  findCargo();
  const debian = process.env.COMETCHAT_RUST === "debian";
  const rustup = which("rustup") !== undefined;
  if (!debian && rustup) {
    if (activeToolchainHasSources()) return;
    say("Adding the component rust-src to the active Rust toolchain.");
    const added = await run("rustup", ["component", "add", "rust-src"]);
    if (added.ok && activeToolchainHasSources()) return;
    say("That did not work; trying Debian's compiler for WebAssembly instead.");
  }
  await installDebianCompiler();
}

/**
 * Sees to it that `cargo` runs.
 *
 * rustup's cargo looks for its toolchains in the home folder. Where HOME is a fresh folder (some CI
 * systems do that), they are taken from beside the `.cargo/bin` that PATH leads to.
 */
export function findCargo() {
  const cargo = which("cargo");
  if (!cargo) {
    throw new Problem(
      "Rust is missing: install it with rustup (https://rustup.rs), then run this again.",
    );
  }
  if (ask("cargo", ["--version"]).ok) return;
  const toolchains = path.resolve(path.dirname(cargo), "..", "..", ".rustup");
  if (process.env.RUSTUP_HOME === undefined && existsSync(toolchains)) {
    process.env.RUSTUP_HOME = toolchains;
    if (ask("cargo", ["--version"]).ok) return;
  }
  throw new Problem(
    `Rust does not work (${cargo} --version fails): run \`rustup default stable\`, then run this again.`,
  );
}

/** Is `cargo nextest` there? Without it, tests run with `cargo test`. */
export function hasNextest() {
  return ask("cargo", ["nextest", "--version"]).ok;
}

function activeToolchainHasSources() {
  const { ok, stdout } = ask("rustc", ["--print", "sysroot"]);
  return ok && existsSync(path.join(stdout.trim(), "lib/rustlib/src/rust/library/Cargo.lock"));
}

async function installDebianCompiler() {
  const missing = aptMissing(debianPackages);
  if (missing.length === 0) return;
  if (!aptWorks()) {
    throw new Problem(
      "No compiler for WebAssembly: run `rustup component add rust-src`, or on Debian " +
        `\`apt-get install ${debianPackages.join(" ")}\` as root, then run this again.`,
    );
  }
  await aptInstall(missing);
}
