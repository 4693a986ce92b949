//! Runs tests/web in a headless Chromium.

use anyhow::{Context, Result, bail};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run;
use crate::toolchain::{Toolchain, cargo};
use crate::wasm::{OUTPUT, STD_FEATURES, TARGET};

/// The runner: a program of this package, behind the feature `web-test`.
const RUNNER: &str = "web-test-runner";

/// Builds the tests with the compiler that builds the package, and runs them through chromedriver.
/// `webdriver.json` has the options of Chromium. Without a `runner`, builds the runner first.
pub fn run(root: &Path, runner: Option<PathBuf>) -> Result<()> {
    let driver = driver()?;
    let runner = match runner {
        Some(runner) => root.join(runner),
        None => build_runner(root)?,
    };
    run::run(
        Toolchain::find(root)?
            .cargo(root)
            .env("CHROMEDRIVER", driver)
            .env(
                "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
                root.join("webdriver.json"),
            )
            .args(["test", "--locked", "--package", "cometchat-wasm"])
            .args(["--test", "web", "--target", TARGET])
            .arg("--target-dir")
            .arg(root.join(OUTPUT))
            .arg("-Zbuild-std=std,panic_abort,test")
            .arg(STD_FEATURES)
            .arg("--config")
            .arg(format!("target.{TARGET}.runner = [{runner:?}]")),
    )
}

/// Builds the runner, next to this program.
fn build_runner(root: &Path) -> Result<PathBuf> {
    run::run(
        Command::new(cargo())
            .current_dir(root)
            .args(["build", "--quiet", "--locked", "--package", "xtask"])
            .args(["--features", "web-test", "--bin", RUNNER]),
    )?;
    let runner = env::current_exe()?.with_file_name(RUNNER);
    if !runner.exists() {
        bail!("cargo did not build {}", runner.display());
    }
    Ok(runner)
}

/// The path of chromedriver: from `CHROMEDRIVER`, or found on `PATH`.
fn driver() -> Result<PathBuf> {
    if let Some(driver) = env::var_os("CHROMEDRIVER") {
        return Ok(driver.into());
    }
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .map(|folder| folder.join("chromedriver"))
        .find(|candidate| candidate.exists())
        .context("found no chromedriver; install it, or name it in CHROMEDRIVER")
}
