//! The compiler that builds the WebAssembly: set-up tries the installed ones, and writes down which one
//! passed.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::HashMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where `scripts/setup.mjs` writes the decision.
const DECISION: &str = "target/rust.json";

/// A compiler for the wasm target, with the sources of its own standard library.
#[derive(Deserialize)]
pub struct Toolchain {
    rustc: PathBuf,
    /// The linker, if the compiler does not find one itself.
    linker: Option<PathBuf>,
    /// The environment variables for the compiler.
    env: HashMap<String, String>,
}

impl Toolchain {
    /// Reads which compiler set-up chose. Fails if there is none.
    pub fn find(root: &Path) -> Result<Self> {
        let decision = fs::read(root.join(DECISION))
            .context("no compiler for WebAssembly is set up yet; run `npm run setup`")?;
        let toolchain: Self = serde_json::from_slice(&decision)
            .with_context(|| format!("{DECISION} is broken; run `npm run setup`"))?;
        if !toolchain.rustc.exists() {
            bail!(
                "the compiler {} is gone; run `npm run setup`",
                toolchain.rustc.display()
            );
        }
        Ok(toolchain)
    }

    /// A `cargo` command that builds for the wasm target with this compiler.
    pub fn cargo(&self, root: &Path) -> Command {
        self.set_up(Command::new(cargo()), root)
    }

    /// A `cargo clippy` command for the wasm target. Uses this compiler's clippy: no other can read its
    /// output.
    pub fn clippy(&self, root: &Path) -> Result<Command> {
        let program = self.rustc.with_file_name("cargo-clippy");
        if !program.exists() {
            bail!("{} is missing; run `npm run setup`", program.display());
        }
        let mut clippy = Command::new(program);
        clippy.env("CARGO", cargo()).arg("clippy");
        Ok(self.set_up(clippy, root))
    }

    fn set_up(&self, mut cargo: Command, root: &Path) -> Command {
        cargo
            .current_dir(root)
            .envs(&self.env)
            .env("RUSTC", &self.rustc)
            .env("RUSTDOC", self.rustc.with_file_name("rustdoc"));
        // The flags of the cargo that runs this are for the host.
        cargo.env_remove("RUSTFLAGS");
        if let Some(linker) = &self.linker {
            cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        cargo
    }
}

/// The cargo that runs this program.
pub fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
