// @ts-check
/**
 * Machines that this one is not, for the tests of set-up: a folder with stand-ins for the programs that
 * set-up runs, and nothing else on PATH.
 */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "./process.mjs";

/**
 * What a machine has before set-up.
 *
 * @typedef {object} State
 * @property {"linux" | "darwin"} [platform] linux unless told
 * @property {"root" | "sudo" | "user"} [as] who runs set-up: somebody who may use sudo, or not; root unless told
 * @property {Toolchain} [rustup] rustup, and its active toolchain
 * @property {Toolchain} [rust] a Rust that rustup knows nothing of
 * @property {Apt} [apt]
 * @property {Record<string, string>} [programs] further programs, by name or path, and the version that each tells
 * @property {Disk} [disk] an empty one of 100 GB unless told
 * @property {NodeJS.ProcessEnv} [env]
 */

/**
 * @typedef {object} Disk
 * @property {number} free in gigabytes
 * @property {number} [built] how many of them were built before
 */

/**
 * @typedef {object} Toolchain
 * @property {string} version
 * @property {"own" | "other" | "none"} [sources] whose standard library's sources it has; none unless told
 * @property {boolean} [flags] whether it takes the flags of the build; by its version unless told
 * @property {boolean} [refuses] rustup installs nothing
 * @property {boolean} [linker] whether it links programs; it does unless told
 */

/**
 * @typedef {object} Apt
 * @property {string} [lists] the version of Rust that the package lists offer; none unless told
 * @property {string} [archive] the version that they offer once they are refreshed
 * @property {string} [installed] the version of Debian's compiler that is installed
 * @property {boolean} [offline] nothing can be downloaded
 * @property {"locked" | "interrupted" | "full"} [trouble] meets the first command, or every one if `full`
 * @property {boolean} [brokenSource] one of the sources cannot be refreshed; the others can
 */

/** What a stand-in may use. */
const tools = ["sh", "env", "cat", "chmod", "ln", "mkdir", "rm", "sed"];

/**
 * A program whose every path leads below a folder, and never to the machine that tests; its disk has so much room.
 *
 * @param {string} folder
 * @param {number} gigabytes
 */
const confined = (folder, gigabytes) => `
  const { default: fs } = await import("node:fs");
  const { default: child } = await import("node:child_process");
  const kept = ${JSON.stringify([folder, root])};
  const at = (file) =>
    /^\\//.test(file) && !kept.some((it) => \`\${file}/\`.startsWith(it)) ? kept[0] + file : file;
  for (const [from, names] of [
    [fs, ["accessSync", "existsSync", "lstatSync", "readdirSync", "realpathSync", "statSync"]],
    [child, ["spawn", "spawnSync"]],
  ]) {
    for (const name of names) {
      const real = from[name];
      from[name] = (file, ...rest) => real(at(file), ...rest);
    }
  }
  fs.statfsSync = () => ({ bavail: ${gigabytes}, blocks: 100, bsize: 1e9 });
  (await import("node:module")).syncBuiltinESMExports();`;

/** The lowest version that takes the flags of the build. */
const flagged = 92;

export class Machine {
  /** @param {State} state */
  constructor(state) {
    this.state = state;
    this.folder = mkdtempSync(path.join(tmpdir(), "cometchat-wasm-machine-"));
    for (const name of ["bin", "usr/bin", "root", "tmp"])
      mkdirSync(this.at(name), { recursive: true });
    for (const name of tools) {
      const file = ["/bin", "/usr/bin"].map((folder) => path.join(folder, name)).find(existsSync);
      if (file) symlinkSync(file, this.at("bin", name));
    }
    if (state.as === "sudo") {
      this.program("bin/sudo", 'shift; if [ "$1" != true ]; then exec "$@"; fi');
    }
    if (state.as === "user") this.program("bin/sudo", "exit 1");
    if (state.rustup) this.addRustup(state.rustup);
    if (state.rust) {
      this.addToolchain("local", state.rust);
      for (const name of ["cargo", "rustc"])
        this.forward(`bin/${name}`, this.at("local/bin", name));
    }
    if (state.apt) this.addApt(state.apt);
    if (state.disk?.built) this.addBuilt(state.disk.built);
    for (const [name, version] of Object.entries(state.programs ?? {})) {
      this.program(path.join("usr/bin", name), `echo "${name} ${version}"`);
    }
  }

  /** @param {string[]} parts */
  at(...parts) {
    return path.join(this.folder, ...parts);
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /**
   * Puts a program on the machine that writes down its arguments, then runs a shell script.
   *
   * @param {string} place
   * @param {string} script
   */
  program(place, script) {
    const file = this.at(place);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(
      file,
      `#!/bin/sh\necho "${path.basename(place)} $*" >> "${this.folder}/log"\n${script}\n`,
    );
    chmodSync(file, 0o755);
  }

  /**
   * @param {string} place
   * @param {string} to
   */
  forward(place, to) {
    this.program(place, `exec "${to}" "$@"`);
  }

  /** What was run on the machine, a line each. */
  log() {
    const file = this.at("log");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  }

  /** Begins the log anew. */
  forget() {
    rmSync(this.at("log"), { force: true });
  }

  /**
   * Runs a part of set-up on the machine.
   *
   * @param {string} call
   */
  run(call) {
    const { platform = "linux", as: who = "root", disk = { free: 100 }, env } = this.state;
    const module = (/** @type {string} */ name) =>
      JSON.stringify(new URL(`./${name}.mjs`, import.meta.url).href);
    const source = `
      Object.defineProperty(process, "platform", { value: "${platform}" });
      process.getuid = () => ${who === "root" ? 0 : 1000};
      ${confined(this.folder, disk.free)}
      const { main } = await import(${module("process")});
      const { setupRust } = await import(${module("rust")});
      const { setupBrowsers } = await import(${module("browsers")});
      const { checkNpm } = await import(${module("npm")});
      const { checkDisk } = await import(${module("disk")});
      await main(async () => {
        const decided = await ${call};
        if (decided) console.log("decided " + JSON.stringify(decided));
      });`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--input-type=module", "--eval", source],
      {
        encoding: "utf8",
        env: {
          PATH: `${this.at("bin")}:${this.at("usr/bin")}`,
          HOME: this.at("root"),
          TMPDIR: this.at("tmp"),
          ...env,
        },
      },
    );
    const decided = /^decided (.*)$/m.exec(stdout)?.[1];
    return { status, stdout, stderr, decided: decided && JSON.parse(decided) };
  }

  /**
   * A project that was built before, below HOME.
   *
   * @param {number} gigabytes
   */
  addBuilt(gigabytes) {
    const file = this.at("root/target/debug/deps/built");
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, "");
    // Of holes: it fills nothing.
    truncateSync(file, gigabytes * 1e9);
    mkdirSync(this.at("root/target/debug/built"));
    linkSync(file, this.at("root/target/debug/built/again"));
  }

  /**
   * @param {string} place the sysroot
   * @param {Toolchain} toolchain
   */
  addToolchain(place, { version, sources = "none", flags, linker = true }) {
    const minor = Number(version.split(".")[1]);
    const takes = flags ?? minor >= flagged;
    this.program(
      `${place}/bin/rustc`,
      `case "$*" in
        -vV) echo "rustc ${version}"; echo "host: x86_64-unknown-linux-gnu"; echo "LLVM version: 22.1.8" ;;
        "--print sysroot") echo "${this.at(place)}" ;;
        *immediate-abort*)
          ${takes ? ":" : 'echo "error: incorrect value \\`immediate-abort\\`" >&2; exit 1'}
          case "$*" in
            *"--crate-name core"*) test ! -e "${this.at(place, "other-sources")}" ;;
            *linker=*) ;;
            *cdylib*) : ;;
          esac ;;
        *) ${linker ? ":" : `test -e "${this.at("gcc")}"`} ;;
      esac`,
    );
    this.program(
      `${place}/bin/cargo`,
      `case "$1" in
        clippy) test -e "${this.at(place)}/bin/cargo-clippy" ;;
        *) echo "cargo ${version}" ;;
      esac`,
    );
    this.program(`${place}/bin/cargo-clippy`, `echo "clippy 0.1.${minor}"`);
    if (sources === "none") return;
    mkdirSync(this.at(place, "lib/rustlib/src/rust/library"), { recursive: true });
    writeFileSync(this.at(place, "lib/rustlib/src/rust/library/Cargo.lock"), "");
    if (sources === "other") writeFileSync(this.at(place, "other-sources"), "");
    else writeFileSync(this.at(place, "lib/rustlib/manifest-rust-src"), "");
  }

  /** @param {Toolchain} active */
  addRustup(active) {
    const { refuses = false } = active;
    this.addToolchain("active", active);
    this.addToolchain("spare", { version: "1.95.0", sources: "own" });
    const own = this.at("1.95.0");
    for (const name of ["cargo", "rustc"]) {
      this.program(
        `bin/${name}`,
        `exec "${this.folder}/\${RUSTUP_TOOLCHAIN:-active}/bin/${name}" "$@"`,
      );
    }
    this.program(
      "bin/rustup",
      `case "$*" in
        "toolchain list") if [ -e "${own}" ]; then echo 1.95.0-x86_64-unknown-linux-gnu; fi ;;
        "which --toolchain 1.95.0 rustc") echo "${own}/bin/rustc" ;;
        "component add rust-src")
          ${refuses ? 'echo "error: could not download" >&2; exit 1' : ":"}
          mkdir -p "${this.at("active/lib/rustlib/src/rust/library")}"
          echo > "${this.at("active/lib/rustlib/src/rust/library/Cargo.lock")}"
          echo > "${this.at("active/lib/rustlib/manifest-rust-src")}" ;;
        "toolchain install"*)
          ${refuses ? 'echo "error: could not download" >&2; exit 1' : ":"}
          test -e "${own}" || ln -s "${this.at("spare")}" "${own}" ;;
      esac`,
    );
    this.spareSysroot(own);
  }

  /**
   * A toolchain that is not installed yet answers as the one that it becomes.
   *
   * @param {string} own
   */
  spareSysroot(own) {
    const file = this.at("spare/bin/rustc");
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(this.at("spare"), own));
  }

  /** @param {Apt} apt */
  addApt({ lists, archive = lists, installed, offline = false, trouble, brokenSource = false }) {
    if (lists) writeFileSync(this.at("lists"), lists);
    if (trouble) writeFileSync(this.at("trouble"), "");
    for (const version of new Set([lists, archive, installed].filter((it) => it !== undefined))) {
      // What the packages of that version bring.
      this.addToolchain(`archive/${version}`, { version });
      for (const name of ["cargo", "rustc"]) {
        const file = this.at(`archive/${version}/bin/${name}`);
        const text = readFileSync(file, "utf8");
        // Debian's compiler brings no linker for WebAssembly.
        const unlinked = text.replace("*cdylib*) : ;;", "*cdylib*) exit 1 ;;");
        writeFileSync(file, unlinked.replaceAll(this.at("archive", version), this.at("usr")));
      }
      mkdirSync(this.at(`usr/src/rustc-${version}/library`), { recursive: true });
      writeFileSync(this.at(`usr/src/rustc-${version}/library/Cargo.lock`), "");
    }
    this.program(
      "unpack",
      `name=$1; version=$2
      case "$name" in
        rustc-web) ln -sf "${this.folder}/archive/$version/bin/rustc" "${this.at("usr/bin/rustc")}" ;;
        cargo-web) ln -sf "${this.folder}/archive/$version/bin/cargo" "${this.at("usr/bin/cargo")}" ;;
        rust-web-clippy) ln -sf "${this.folder}/archive/$version/bin/cargo-clippy" "${this.at("usr/bin/cargo-clippy")}" ;;
        rust-web-src)
          mkdir -p "${this.at("usr/lib/rustlib/src")}"
          rm -f "${this.at("usr/lib/rustlib/src/rust")}"
          ln -s "${this.folder}/usr/src/rustc-$version" "${this.at("usr/lib/rustlib/src/rust")}" ;;
        lld-22) ln -sf "${this.at("bin/sh")}" "${this.at("usr/bin/wasm-ld-22")}" ;;
        gcc) echo > "${this.at("gcc")}" ;;
        chromium | chromium-headless-shell | firefox-esr) printf '#!/bin/sh\\necho 156.0.1\\n' > "${this.folder}/usr/bin/$name"; chmod 755 "${this.folder}/usr/bin/$name" ;;
        chromium-driver) printf '#!/bin/sh\\necho 156.0.1\\n' > "${this.at("usr/bin/chromedriver")}"; chmod 755 "${this.at("usr/bin/chromedriver")}" ;;
      esac`,
    );
    if (installed) {
      for (const name of ["rustc-web", "rust-web-src", "rust-web-clippy", "lld-22"]) {
        spawnSync(this.at("unpack"), [name, installed], { env: { PATH: this.at("bin") } });
      }
      this.forget();
    }
    const meet = {
      locked: `rm "${this.at("trouble")}"; echo "E: Could not get lock /var/lib/apt/lists/lock" >&2; exit 100`,
      interrupted:
        'case "$*" in *" install "*) echo "E: dpkg was interrupted, you must manually run \'dpkg --configure -a\'" >&2; exit 100 ;; esac',
      full: 'case "$*" in *" install "*) echo "E: You don\'t have enough free space" >&2; exit 100 ;; esac',
    };
    this.program(
      "bin/apt-get",
      `if [ -e "${this.at("trouble")}" ]; then ${trouble ? meet[trouble] : ":"}; fi
      ${offline ? 'echo "E: Failed to fetch" >&2; exit 100' : ":"}
      case "$*" in
        *update) echo "${archive ?? ""}" > "${this.at("lists")}"; exit ${brokenSource ? 100 : 0} ;;
      esac
      version=$(cat "${this.at("lists")}" 2>/dev/null)
      if [ -z "$version" ]; then echo "E: Unable to locate package" >&2; exit 100; fi
      installing=
      for word in "$@"; do
        if [ -n "$installing" ]; then "${this.at("unpack")}" "$word" "$version"; fi
        if [ "$word" = --no-remove ]; then installing=1; fi
      done`,
    );
    this.program("bin/dpkg", `rm -f "${this.at("trouble")}"`);
    this.program(
      "bin/dpkg-query",
      `case "$*" in
        "-L rustc-web") echo "${this.at("usr/bin/rustc")}" ;;
        "-L cargo-web") echo "${this.at("usr/bin/cargo")}" ;;
        *) exit 1 ;;
      esac`,
    );
  }
}
