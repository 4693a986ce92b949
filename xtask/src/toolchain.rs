//! Which compiler builds the WebAssembly: one that has the sources of its own standard library,
//! which release builds compile anew, for size.

use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::output;

/// Where Debian's `rustc-web` is.
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
/// Where a compiler keeps the sources of its standard library, below its sysroot.
const SOURCES: &str = "lib/rustlib/src/rust/library/std";

/// A compiler for the wasm target.
pub struct Toolchain {
    rustc: Option<PathBuf>,
    linker: Option<PathBuf>,
}

impl Toolchain {
    /// The active toolchain if it has its sources, else Debian's; Debian's first if `COMETCHAT_RUST`
    /// says `debian`.
    pub fn find() -> Result<Self> {
        let wants_debian = env::var_os("COMETCHAT_RUST").is_some_and(|choice| choice == "debian");
        if !wants_debian && has_sources(Path::new("rustc")) {
            return Ok(Self {
                rustc: None,
                linker: None,
            });
        }
        if has_sources(Path::new(DEBIAN_RUSTC)) {
            return Ok(Self {
                rustc: Some(DEBIAN_RUSTC.into()),
                linker: Some(linker()?),
            });
        }
        bail!(
            "found no Rust compiler with the sources of its standard library; run `npm run setup`, \
             or `rustup component add rust-src`"
        )
    }

    /// `cargo`, set up to build for the wasm target with this compiler.
    pub fn cargo(&self, root: &Path) -> Command {
        self.set_up(Command::new(cargo()), root)
    }

    /// `cargo clippy`, set up likewise: with the clippy of this compiler, as no other can read what
    /// it compiles.
    pub fn clippy(&self, root: &Path) -> Result<Command> {
        let mut clippy = match &self.rustc {
            Some(rustc) => {
                let clippy = rustc.with_file_name("cargo-clippy");
                if !clippy.exists() {
                    bail!("{} is missing; install rust-web-clippy", clippy.display());
                }
                let mut command = Command::new(clippy);
                command.env("CARGO", cargo());
                command
            }
            None => Command::new(cargo()),
        };
        clippy.arg("clippy");
        Ok(self.set_up(clippy, root))
    }

    fn set_up(&self, mut cargo: Command, root: &Path) -> Command {
        cargo.current_dir(root).env("RUSTC_BOOTSTRAP", "1");
        // Those of the cargo that runs this are for the host.
        cargo.env_remove("RUSTFLAGS");
        if let Some(rustc) = &self.rustc {
            cargo
                .env("RUSTC", rustc)
                .env("RUSTDOC", rustc.with_file_name("rustdoc"));
        }
        if let Some(linker) = &self.linker {
            cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        cargo
    }
}

/// The cargo that runs this.
pub fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn has_sources(rustc: &Path) -> bool {
    sysroot(rustc).is_ok_and(|sysroot| sysroot.join(SOURCES).is_dir())
}

fn sysroot(rustc: &Path) -> Result<PathBuf> {
    output(Command::new(rustc).args(["--print", "sysroot"])).map(PathBuf::from)
}

/// The linker for wasm that comes with the host's toolchain, or one on the path.
fn linker() -> Result<PathBuf> {
    let version = output(Command::new("rustc").arg("-vV"))?;
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc -vV names no host")?;
    let bundled = sysroot(Path::new("rustc"))?
        .join("lib/rustlib")
        .join(host)
        .join("bin/rust-lld");
    if bundled.exists() {
        return Ok(bundled);
    }
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .flat_map(|folder| [folder.join("rust-lld"), folder.join("wasm-ld")])
        .find(|candidate| candidate.exists())
        .context("found no linker for wasm: neither rust-lld nor wasm-ld")
}
