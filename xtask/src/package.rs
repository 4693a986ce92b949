//! The npm package: what `npm publish` would send.

use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::run::{npm_program, run};
use crate::tables;
use crate::wasm::Built;

/// The package's scripts: what each is made of, its format and file, and more arguments for esbuild.
const ENTRY_POINTS: [(&str, &str, &str, &[&str]); 15] = [
    ("index.js", "esm", "index.js", &[]),
    ("index.js", "cjs", "index.cjs", &[]),
    ("slim.js", "esm", "slim.js", &[]),
    ("slim.js", "cjs", "slim.cjs", &COMMON_JS_URL),
    ("workerd.js", "esm", "workerd.js", &[]),
    ("edge-light.js", "esm", "edge-light.js", &[]),
    ("global.js", "iife", "cometchat.global.js", &[]),
    ("development.js", "esm", "development.js", &BESIDE),
    ("slim-development.js", "esm", "slim-development.js", &BESIDE),
    ("companion.js", "esm", "companion.js", &[]),
    ("companion.js", "cjs", "companion.cjs", &[]),
    ("companion-react.js", "esm", "companion-react.js", &BESIDE),
    ("companion-react.js", "cjs", "companion-react.cjs", &BESIDE),
    ("react.js", "esm", "react.js", &BESIDE),
    ("react.js", "cjs", "react.cjs", &BESIDE),
];

/// The oldest browsers that the package supports, of whose JavaScript nothing newer is used.
const BROWSERS: &str = "--target=chrome103,edge103,firefox100,safari16,node20";

/// What an entry takes from another one, or from another package, instead of holding a copy.
const BESIDE: [&str; 4] = [
    "--external:./index.js",
    "--external:./slim.js",
    "--external:cometchat-wasm",
    "--external:react",
];

/// What CommonJS has in place of `import.meta.url`.
const COMMON_JS_URL: [&str; 2] = [
    "--define:import.meta.url=url",
    "--banner:js=\"use strict\";var url=\"file://\"+encodeURI(__filename).replace(/[#?]/g,encodeURIComponent);",
];

/// What runtimes that compile imported WebAssembly give for `cometchat.wasm`.
const WASM_TYPE: &str = "/** The WebAssembly, compiled. */
declare const module: typeof globalThis extends {
  WebAssembly: { Module: { prototype: infer T } };
}
  ? T
  : object;
";

/// Fills `pkg/` from the built parts and from `pkg-template/`.
pub fn assemble(root: &Path, built: &Built) -> Result<()> {
    println!("assembling pkg/");
    let template = root.join("pkg-template");
    let generated = template.join("src/generated");
    let pkg = root.join("pkg");
    if pkg.exists() {
        fs::remove_dir_all(&pkg)?;
    }
    fs::create_dir_all(pkg.join("types"))?;
    fs::create_dir_all(&generated)?;

    fs::write(generated.join("wasm.ts"), inlined(&fs::read(&built.wasm)?))?;
    for file in ["glue.js", "glue.d.ts", "bindings.d.ts"] {
        fs::copy(built.glue.join(file), generated.join(file))
            .with_context(|| format!("copying {file}"))?;
    }

    tables::write_types(&generated)?;
    let compiled = root.join("target/sdk/typescript");
    if compiled.exists() {
        fs::remove_dir_all(&compiled)?;
    }
    // Where pkg-template/rolldown.config.mjs finds them.
    let declarations = root.join("target/sdk/types");
    if declarations.exists() {
        fs::remove_dir_all(&declarations)?;
    }
    run(npm_program(root, "tsc")?
        .arg("--project")
        .arg(&template)
        .arg("--outDir")
        .arg(&compiled)
        .arg("--declarationDir")
        .arg(&declarations))?;
    fs::copy(
        generated.join("glue.js"),
        compiled.join("generated/glue.js"),
    )?;
    run(npm_program(root, "rolldown")?
        .arg("--config")
        .arg(template.join("rolldown.config.mjs"))
        .stdout(Stdio::null()))?;
    common_js_types(&pkg.join("types"))?;

    for (entry, format, file, more) in ENTRY_POINTS {
        run(npm_program(root, "esbuild")?
            .arg(compiled.join(entry))
            .args(["--bundle", "--minify", "--sourcemap", BROWSERS])
            .args(["--log-level=warning", "--legal-comments=none"])
            // They stay as they are: the file is there, beside the script.
            .args([
                "--external:./cometchat.wasm",
                "--external:./cometchat.wasm?module",
            ])
            .arg(format!("--format={format}"))
            .args(more)
            .arg(format!("--outfile={}", pkg.join(file).display())))?;
    }

    fs::copy(&built.wasm, pkg.join("cometchat.wasm"))?;
    for (ending, export) in [("ts", "export default"), ("cts", "export =")] {
        let declared = format!("{WASM_TYPE}{export} module;\n");
        fs::write(
            pkg.join(format!("types/cometchat.wasm.d.{ending}")),
            declared,
        )?;
    }
    fs::copy(template.join("README.md"), pkg.join("README.md"))?;
    for file in ["LICENSE-MIT", "LICENSE-APACHE", "CHANGELOG.md"] {
        fs::copy(root.join(file), pkg.join(file)).with_context(|| format!("copying {file}"))?;
    }
    let manifest = fs::read_to_string(template.join("package.json"))?;
    let mut manifest: Value = serde_json::from_str(&manifest)?;
    manifest
        .as_object_mut()
        .context("pkg-template/package.json is not an object")?
        .insert("version".into(), env!("CARGO_PKG_VERSION").into());
    fs::write(
        pkg.join("package.json"),
        format!("{}\n", serde_json::to_string_pretty(&manifest)?),
    )?;
    Ok(())
}

/// A TypeScript module with the WebAssembly, byte for byte.
///
/// Hexadecimal digits compress better than base64, which cuts bytes apart, and engines decode them
/// natively (docs/performance.md#the-inlined-webassembly).
fn inlined(wasm: &[u8]) -> String {
    let digits: String = wasm.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("/** The WebAssembly, in hexadecimal. */\nexport const wasm =\n  \"{digits}\";\n")
}

/// The same declarations again for CommonJS: TypeScript tells the two apart by the file's ending.
fn common_js_types(types: &Path) -> Result<()> {
    for entry in fs::read_dir(types)? {
        let path = entry?.path();
        let Some(stem) = path.to_str().and_then(|path| path.strip_suffix(".d.ts")) else {
            continue;
        };
        fs::copy(&path, format!("{stem}.d.cts"))?;
    }
    Ok(())
}
