//! Runs other programs.

use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs a command to its end. Fails if the command fails.
pub fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_os_string();
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", name.display()))?;
    if !status.success() {
        bail!("{} failed: {status}", name.display());
    }
    Ok(())
}

/// A command for a program of an npm package that is installed at the root.
pub fn npm_program(root: &Path, name: &str) -> Result<Command> {
    let path = npm_bin(root).join(name);
    if !path.exists() {
        bail!("{} is missing; run `npm run setup` first", path.display());
    }
    Ok(Command::new(path))
}

fn npm_bin(root: &Path) -> PathBuf {
    root.join("node_modules").join(OsStr::new(".bin"))
}
