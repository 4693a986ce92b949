//! Builds the npm package: cargo, wasm-bindgen, wasm-opt, the TypeScript, `pkg/`.

mod breakdown;
mod emulator;
mod glue;
mod package;
mod run;
mod size;
mod tables;
mod toolchain;
mod wasm;
mod web_test;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Parser)]
#[command(about = "Builds the npm package and runs what needs a wasm compiler.")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Leaves in pkg/ exactly what `npm publish` would send, and prints its sizes.
    Build,
    /// Leaves in pkg-emulator/ exactly what `npm publish` would send of the emulator.
    Emulator,
    /// Builds, and prints what the bytes are for.
    Size,
    /// Writes docs/errors.md.
    Errors,
    /// Runs clippy on the SDK and on the emulator for the wasm target.
    Clippy,
    /// Runs tests/web.rs in a headless Chromium.
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
            let built = wasm::build(root, wasm::SDK)?;
            package::assemble(root, &built)?;
            size::report(root)
        }
        Task::Size => {
            let built = wasm::build(root, wasm::SDK)?;
            package::assemble(root, &built)?;
            // What makes the application too large is what one wants to see then.
            let within_budget = size::report(root);
            breakdown::print(root, &built)?;
            within_budget
        }
        Task::Emulator => emulator::build(root),
        Task::Errors => tables::write_document(root),
        Task::Clippy => wasm::clippy(root),
        Task::WebTest { runner } => web_test::run(root, runner),
    }
}

/// The workspace's folder.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
