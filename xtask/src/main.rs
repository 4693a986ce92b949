//! Builds the SDK's WebAssembly: cargo, wasm-bindgen, wasm-opt; `pkg-template/rolldown.config.mjs` then
//! makes the npm package. Also builds the emulator's WebAssembly, for `emulator-npm/rolldown.config.mjs`.

mod emulator;
mod glue;
mod run;
mod tables;
mod toolchain;
mod wasm;
mod web_test;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use wasm::Half;

#[derive(Parser)]
#[command(about = "Builds the WebAssembly, and runs what needs a compiler for it.")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds the SDK's WebAssembly, client and server, its glue and its tables, into pkg-template/src/generated/.
    Build,
    /// Makes the emulator's WebAssembly, its glue, and the module that holds it.
    Emulator,
    /// Writes docs/errors.md.
    Errors,
    /// Runs clippy on the SDK and on the emulator for the wasm target.
    Clippy,
    /// Runs tests/web in a headless Chromium.
    WebTest {
        /// The program that runs them, if it is built already.
        #[arg(long)]
        runner: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    match perform(&root(), Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(root: &Path, task: Task) -> Result<()> {
    match task {
        Task::Build => {
            let generated = folder(root, "pkg-template/src/generated")?;
            wasm::build(root, Half::Client, &generated)?;
            let server = folder(root, "pkg-template/src/generated/server")?;
            wasm::build(root, Half::Server, &server)?;
            tables::write_types(&generated)
        }
        Task::Emulator => emulator::build(root, &root.join("emulator-npm/src/generated")),
        Task::Errors => tables::write_document(root),
        Task::Clippy => wasm::clippy(root),
        Task::WebTest { runner } => web_test::run(root, runner),
    }
}

/// Makes an empty folder for generated files.
fn folder(root: &Path, path: &str) -> Result<PathBuf> {
    let folder = root.join(path);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The workspace's folder.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
