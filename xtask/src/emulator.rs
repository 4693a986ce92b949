//! Builds the emulator for JavaScript: cargo, wasm-bindgen, wasm-opt.

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fs;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

use crate::wasm::{self, EMULATOR};

/// Builds the emulator's WebAssembly. Writes its glue and a module that contains it into a folder.
pub fn build(root: &Path, generated: &Path) -> Result<()> {
    println!("compiling the emulator for JavaScript");
    wasm::compile(root, EMULATOR, None, &[])?;
    let folder = root.join("target/emulator/glue");
    Bindgen::new()
        .input_path(wasm::compiled(root, EMULATOR))
        .out_name("emulator")
        .web(true)?
        .typescript(true)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&folder)
        .context("wasm-bindgen")?;
    fs::create_dir_all(generated)?;
    for file in ["emulator.js", "emulator.d.ts"] {
        fs::copy(folder.join(file), generated.join(file))
            .with_context(|| format!("copying {file}"))?;
    }
    let optimised = folder.join("emulator.wasm");
    wasm::optimise(root, &folder.join("emulator_bg.wasm"), &optimised, "-Os")?;
    let text = format!(
        "/** The WebAssembly, in base64. */\nexport const wasm = \"{}\";\n",
        STANDARD.encode(fs::read(optimised)?)
    );
    fs::write(generated.join("wasm.ts"), text)?;
    Ok(())
}
