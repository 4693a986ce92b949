// @ts-check
/**
 * A Rust for this machine, and a compiler that can build the WebAssembly.
 *
 * The standard library is built along with the SDK, to make it small, so what is needed is a compiler
 * that takes our flags, together with the sources of its own standard library. The ways to one:
 *
 * 1. the active toolchain, if it passes the probe;
 * 2. with `COMETCHAT_RUST=debian` or without rustup, Debian's;
 * 3. the active toolchain, once rustup has added the component `rust-src`;
 * 4. a toolchain of the lowest version that works, next to the active one, through rustup;
 * 5. Debian's.
 *
 * Whatever is there and passes is taken before anything is installed.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { aptCommand, aptFile, aptInstall, aptWorks, hasApt } from "./apt.mjs";
import { lowest, ownToolchain } from "./needs.mjs";
import { probeCompiler, probeHost } from "./probe.mjs";
import { ask, Problem, run, say, which } from "./process.mjs";

/** @typedef {"clippy" | "rustfmt"} Tool */

/**
 * A compiler that builds the WebAssembly.
 *
 * @typedef {object} Compiler
 * @property {string} rustc its path
 * @property {string} [linker] where it does not find one itself
 */

/** Debian's packages, by what they are for. */
const debian = {
  compiler: ["rustc-web", "rust-web-src"],
  host: ["cargo-web", "rustc-web"],
  linker: ["gcc", "libc6-dev"],
  clippy: ["rust-web-clippy"],
  rustfmt: ["rustfmt-web"],
};

const rustupCommand = `rustup toolchain install ${ownToolchain} --profile minimal --component rust-src,clippy,rustfmt`;

/**
 * Sees to it that cargo builds for this machine, and, if wanted, that there is a compiler for
 * WebAssembly.
 *
 * @param {{ wasm?: boolean, tools?: Tool[] }} [wanted]
 * @returns {Promise<Compiler | undefined>} that compiler
 */
export async function setupRust({ wasm = false, tools = [] } = {}) {
  await setupHost();
  await setupTools(tools);
  if (!wasm) return undefined;
  const { rustc, linker } = await findCompiler(tools.includes("clippy"));
  return { rustc, linker };
}

/** Is `cargo nextest` there? Without it, tests run with `cargo test`. */
export function hasNextest() {
  return ask("cargo", ["nextest", "--version"]).ok;
}

/** Is Debian's compiler wanted, and rustup's toolchains left as they are? */
const wantsDebian = () => process.env.COMETCHAT_RUST === "debian";

const hasRustup = () => which("rustup") !== undefined;

/** A Rust for this machine. */
async function setupHost() {
  findToolchains();
  let found = probeHost();
  if (found.ok) return;
  if (found.lacks === "linker") {
    if (aptWorks()) {
      say(`${found.why}.`);
      await aptInstall(debian.linker);
      found = probeHost();
      if (found.ok) return;
    }
    const command = hasApt() ? aptCommand(debian.linker) : "`xcode-select --install`";
    const how = hasApt() || process.platform === "darwin" ? `run ${command}` : "install gcc";
    throw new Problem(`${found.why}, and a C compiler that links is needed: ${how}.`);
  }
  const why = `${found.why}; Rust ${lowest.rust} or later is needed`;
  for (const take of [takeOwnToolchain, takeDebian]) {
    if (take()) return;
  }
  if (hasRustup() && !wantsDebian()) {
    await installOwnToolchain(why);
    if (takeOwnToolchain()) return;
  }
  let trouble = "";
  if (aptWorks()) {
    say(`${why}.`);
    trouble = because(await aptInstall(debian.host));
    if (takeDebian()) return;
  }
  throw new Problem(`${why}${trouble}: ${wayToRust(debian.host)}.`);
}

/** Takes our own toolchain for all that follows, if it is there and passes. */
function takeOwnToolchain() {
  if (wantsDebian() || !hasOwnToolchain()) return false;
  const before = process.env.RUSTUP_TOOLCHAIN;
  process.env.RUSTUP_TOOLCHAIN = ownToolchain;
  if (probeHost().ok) return true;
  if (before === undefined) delete process.env.RUSTUP_TOOLCHAIN;
  else process.env.RUSTUP_TOOLCHAIN = before;
  return false;
}

/** Takes Debian's cargo for all that follows, ahead of one that is too old, if it is there and passes. */
function takeDebian() {
  const cargo = aptFile("cargo-web", "/bin/cargo");
  if (!cargo) return false;
  const before = process.env.PATH;
  process.env.PATH = path.dirname(cargo) + path.delimiter + before;
  if (probeHost().ok) return true;
  process.env.PATH = before;
  return false;
}

/**
 * rustup's cargo looks for its toolchains in the home folder. Where HOME is a fresh folder (some CI
 * systems do that), they are taken from beside the `.cargo/bin` that PATH leads to.
 */
function findToolchains() {
  const cargo = which("cargo");
  if (!cargo || process.env.RUSTUP_HOME !== undefined || ask("cargo", ["--version"]).ok) return;
  const toolchains = path.resolve(path.dirname(cargo), "..", "..", ".rustup");
  if (existsSync(toolchains)) process.env.RUSTUP_HOME = toolchains;
}

/**
 * cargo's own commands that checks need.
 *
 * @param {Tool[]} tools
 */
async function setupTools(tools) {
  const commands = { clippy: "clippy", rustfmt: "fmt" };
  const missing = () => tools.filter((tool) => !ask("cargo", [commands[tool], "--version"]).ok);
  const wanted = missing();
  if (wanted.length === 0) return;
  const packages = wanted.flatMap((tool) => debian[tool]);
  if (hasRustup() && !wantsDebian() && activeRustc() !== debianRustc()) {
    say(`Adding ${wanted.join(" and ")} to the active Rust toolchain.`);
    await run("rustup", ["component", "add", ...wanted]);
  } else if (aptWorks()) {
    await aptInstall(packages);
  }
  const still = missing();
  if (still.length === 0) return;
  const command = hasRustup()
    ? `\`rustup component add ${still.join(" ")}\``
    : aptCommand(still.flatMap((tool) => debian[tool]));
  throw new Problem(
    `\`cargo ${commands[still[0]]}\` was not found, and checks need it: run ${command}.`,
  );
}

/**
 * @param {boolean} clippy whether its clippy is needed too
 * @returns {Promise<Compiler>}
 */
async function findCompiler(clippy) {
  if (wantsDebian()) return debianCompiler({ clippy });
  const [probeActive, probeOwn, probeDebian] = [activeRustc, ownRustc, debianRustc].map(
    (rustc) => () => probeCompiler(rustc(), { clippy }),
  );
  const active = probeActive();
  if (active.ok) return active;
  if (!hasRustup() || active.rustc === debianRustc()) {
    return debianCompiler({ clippy, reason: active.why });
  }
  for (const probe of [probeOwn, probeDebian]) {
    const found = probe();
    if (found.ok) return found;
  }
  let refused = false;
  if (active.lacks === "sources") {
    say(`${active.why}; adding the component rust-src to the toolchain.`);
    refused = !(await run("rustup", ["component", "add", "rust-src"])).ok;
    const extended = probeActive();
    if (extended.ok) return extended;
  }
  if (!refused) {
    await installOwnToolchain(active.why);
    const own = probeOwn();
    if (own.ok) return own;
  }
  return debianCompiler({ clippy, reason: active.why });
}

/** The compiler that runs when somebody types `rustc`: rustup's own only passes on to it. */
function activeRustc() {
  const { stdout } = ask("rustc", ["--print", "sysroot"]);
  return path.join(stdout.trim(), "bin/rustc");
}

function ownRustc() {
  if (!hasOwnToolchain()) return undefined;
  return ask("rustup", ["which", "--toolchain", ownToolchain, "rustc"]).stdout.trim();
}

/** Asked first, because rustup may install a toolchain that is named to it. */
function hasOwnToolchain() {
  if (!hasRustup()) return false;
  const { stdout } = ask("rustup", ["toolchain", "list"]);
  return stdout.split("\n").some((line) => line.startsWith(ownToolchain));
}

function debianRustc() {
  return aptFile("rustc-web", "/bin/rustc");
}

/** @param {string} reason */
async function installOwnToolchain(reason) {
  say(`${reason}; installing rustup's toolchain ${ownToolchain} next to it.`);
  const [program, ...args] = rustupCommand.split(" ");
  await run(program, args);
}

/**
 * @param {{ clippy: boolean, reason?: string }} options `reason`: why another one does not do
 * @returns {Promise<Compiler>}
 */
async function debianCompiler({ clippy, reason }) {
  const look = () => probeCompiler(debianRustc(), { clippy, called: "Debian's rustc-web" });
  let found = look();
  if (found.ok) return found;
  const packages = [...debian.compiler, ...(clippy ? debian.clippy : [])];
  let trouble = "";
  if (aptWorks()) {
    say(`${reason ?? found.why}; taking Debian's compiler for WebAssembly.`);
    trouble = because(await aptInstall(packages));
    found = look();
    if (!found.ok && found.lacks === "linker" && found.llvm) {
      trouble = because(await aptInstall([`lld-${found.llvm}`]));
      found = look();
    }
    if (found.ok) return found;
  }
  const why = aptWorks() || wantsDebian() ? found.why : (reason ?? found.why);
  throw new Problem(
    `${why}, and the WebAssembly needs Rust ${lowest.rust} or later with the sources of its standard ` +
      `library${trouble}: ${wayToRust(packages)}.`,
  );
}

/**
 * The one command that gets a Rust.
 *
 * @param {string[]} packages Debian's
 */
function wayToRust(packages) {
  if (hasApt() && (wantsDebian() || !hasRustup())) return `run ${aptCommand(packages)}`;
  if (hasRustup()) return `run \`${rustupCommand}\``;
  return "install it with rustup (https://rustup.rs)";
}

/** @param {string | undefined} trouble */
const because = (trouble) => (trouble === undefined ? "" : ` (${trouble})`);
