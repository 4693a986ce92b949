//! Which compiler builds the WebAssembly: set-up tries those that there are, and writes down which one
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
    /// Where the compiler does not find one itself.
    linker: Option<PathBuf>,
    /// What it runs with.
    env: HashMap<String, String>,
}

impl Toolchain {
    /// The compiler that set-up decided for.
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

    /// `cargo`, set up to build for the wasm target with this compiler.
    pub fn cargo(&self, root: &Path) -> Command {
        self.set_up(Command::new(cargo()), root)
    }

    /// `cargo clippy`, set up likewise: with the clippy of this compiler, as no other can read what
    /// it compiles.
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
        // Those of the cargo that runs this are for the host.
        cargo.env_remove("RUSTFLAGS");
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
