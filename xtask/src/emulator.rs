//! The npm package of the emulator: cargo, wasm-bindgen, its TypeScript, `pkg-emulator/`.

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::fs;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

use crate::run::{npm_program, run};
use crate::wasm::{self, EMULATOR};

/// The folder of the package's own files.
const TEMPLATE: &str = "emulator-npm";
/// The folder with what `npm publish` would send.
const PACKAGE: &str = "pkg-emulator";

/// The package's modules, each as ESM and as CommonJS. None is bundled into another.
const MODULES: [&str; 9] = [
    "core",
    "cypress",
    "fetch",
    "hosts",
    "index",
    "msw",
    "node",
    "playwright",
    "testing",
];

/// What needs no types of its own: the parts of other modules.
const UNTOLD: [&str; 6] = ["cli", "listen", "node", "platform", "websocket", "worker"];

/// Leaves in `pkg-emulator/` exactly what `npm publish` would send.
pub fn build(root: &Path) -> Result<()> {
    println!("compiling the emulator for JavaScript");
    wasm::compile(root, EMULATOR, &[])?;
    let wasm = wasm::compiled(root, EMULATOR);
    let template = root.join(TEMPLATE);
    glue(root, &wasm, &template.join("src/generated"))?;
    println!("assembling {PACKAGE}/");
    let package = root.join(PACKAGE);
    if package.exists() {
        fs::remove_dir_all(&package)?;
    }
    fs::create_dir_all(&package)?;
    types(root, &template, &package)?;
    scripts(root, &template, &package)?;
    documents(root, &template, &package)
}

/// Makes the WebAssembly's glue, and a module that holds the WebAssembly.
fn glue(root: &Path, compiled: &Path, generated: &Path) -> Result<()> {
    let folder = root.join("target/emulator/glue");
    fs::create_dir_all(generated)?;
    Bindgen::new()
        .input_path(compiled)
        .out_name("emulator")
        .web(true)?
        .typescript(true)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&folder)
        .context("wasm-bindgen")?;
    for file in ["emulator.js", "emulator.d.ts"] {
        fs::copy(folder.join(file), generated.join(file))
            .with_context(|| format!("copying {file}"))?;
    }
    let optimised = folder.join("emulator.wasm");
    run(npm_program(root, "wasm-opt")?
        .args([
            "-Os",
            "--enable-bulk-memory",
            "--enable-nontrapping-float-to-int",
        ])
        .args([
            "--enable-sign-ext",
            "--enable-mutable-globals",
            "--enable-reference-types",
        ])
        .args(["--enable-multivalue"])
        .arg(folder.join("emulator_bg.wasm"))
        .arg("-o")
        .arg(&optimised))?;
    let text = format!(
        "/** The WebAssembly, in base64. */\nexport const wasm = \"{}\";\n",
        STANDARD.encode(fs::read(optimised)?)
    );
    fs::write(generated.join("wasm.ts"), text)?;
    Ok(())
}

/// The declarations, and the same again for CommonJS: TypeScript tells the two apart by the ending.
fn types(root: &Path, template: &Path, package: &Path) -> Result<()> {
    let types = package.join("types");
    run(npm_program(root, "tsc")?
        .arg("--project")
        .arg(template)
        .args(["--emitDeclarationOnly", "--outDir"])
        .arg(&types))?;
    let generated = types.join("generated");
    fs::remove_file(generated.join("wasm.d.ts"))?;
    let told = fs::read_to_string(template.join("src/generated/emulator.d.ts"))?;
    fs::write(generated.join("emulator.d.ts"), data_types(&told)?)?;
    for untold in UNTOLD {
        fs::remove_file(types.join(format!("{untold}.d.ts")))?;
    }
    for folder in [&types, &generated] {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.to_string_lossy();
            if let Some(stem) = name.strip_suffix(".d.ts") {
                let text = fs::read_to_string(&path)?.replace(".js\"", ".cjs\"");
                fs::write(format!("{stem}.d.cts"), text)?;
            }
        }
    }
    Ok(())
}

/// The types of what goes in and out. Those of the WebAssembly's own classes follow them; nobody gets to see
/// these, and they need the DOM's types.
fn data_types(declarations: &str) -> Result<&str> {
    let class = declarations
        .find("export class ")
        .context("the declarations have no class")?;
    let before = &declarations[..class];
    Ok(&before[..before.rfind("/**").unwrap_or(class)])
}

fn scripts(root: &Path, template: &Path, package: &Path) -> Result<()> {
    let source = template.join("src");
    let esbuild = |entry: &str, format: &str, out: &str, options: &[&str]| {
        run(npm_program(root, "esbuild")?
            .arg(source.join(format!("{entry}.ts")))
            .args(["--bundle", "--target=es2022", "--log-level=warning"])
            .args(["--platform=neutral", "--external:node:*", "--external:msw"])
            // What the glue reads of the platform: see platform.ts.
            .arg(format!("--inject:{}", source.join("platform.ts").display()))
            .arg("--define:globalThis.crypto=crypto")
            .arg(format!("--format={format}"))
            .args(options)
            .arg(format!("--outfile={}", package.join(out).display())))
    };
    for module in MODULES {
        let others: Vec<_> = MODULES
            .iter()
            .filter(|other| **other != module)
            .map(|other| format!("--external:./{other}.js"))
            .collect();
        let others: Vec<_> = others.iter().map(String::as_str).collect();
        esbuild(module, "esm", &format!("{module}.js"), &others)?;
        let common = format!("{module}.cjs");
        esbuild(module, "cjs", &common, &others)?;
        let path = package.join(&common);
        let mut text = fs::read_to_string(&path)?;
        for other in MODULES {
            text = text.replace(
                &format!("require(\"./{other}.js\")"),
                &format!("require(\"./{other}.cjs\")"),
            );
        }
        fs::write(&path, text)?;
    }
    esbuild("cli", "esm", "cli.js", &["--external:./node.js"])?;
    esbuild("worker", "iife", "service-worker.js", &["--minify"])
}

fn documents(root: &Path, template: &Path, package: &Path) -> Result<()> {
    fs::copy(template.join("README.md"), package.join("README.md"))?;
    for file in ["LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(root.join(file), package.join(file)).with_context(|| format!("copying {file}"))?;
    }
    let manifest = fs::read_to_string(template.join("package.json"))?;
    let mut manifest: Value = serde_json::from_str(&manifest)?;
    manifest
        .as_object_mut()
        .with_context(|| format!("{TEMPLATE}/package.json is not an object"))?
        .insert("version".into(), env!("CARGO_PKG_VERSION").into());
    fs::write(
        package.join("package.json"),
        format!("{}\n", serde_json::to_string_pretty(&manifest)?),
    )?;
    Ok(())
}
