//! The npm package: what `npm publish` would send.

use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::payload;
use crate::run::{npm_program, run};
use crate::tables;
use crate::wasm::Built;

/// The package's scripts: what each is made of, its format and file, and more arguments for esbuild.
const DOORS: [(&str, &str, &str, &[&str]); 7] = [
    ("index.js", "esm", "index.js", &[]),
    ("index.js", "cjs", "index.cjs", &[]),
    ("slim.js", "esm", "slim.js", &[]),
    ("slim.js", "cjs", "slim.cjs", &COMMON_JS_URL),
    ("workerd.js", "esm", "workerd.js", &[]),
    ("edge-light.js", "esm", "edge-light.js", &[]),
    ("global.js", "iife", "cometchat.global.js", &[]),
];

/// The oldest browsers that the package supports, of whose JavaScript nothing newer is used.
const BROWSERS: &str = "--target=chrome103,edge103,firefox100,safari16,node20";

/// What CommonJS has in place of `import.meta.url`.
const COMMON_JS_URL: [&str; 2] = [
    "--define:import.meta.url=url",
    "--banner:js=\"use strict\";var url=\"file://\"+encodeURI(__filename).replace(/[#?]/g,encodeURIComponent);",
];

/// What runtimes that compile imported WebAssembly give for `cometchat.wasm`.
const WASM_TYPE: &str = "/** The WebAssembly, compiled. */
declare const module: WebAssembly.Module;
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

    let wasm = fs::read(&built.wasm)?;
    fs::write(
        generated.join("payload.ts"),
        payload::module(root, &root.join("target/sdk/payload"), &wasm)?,
    )?;
    for file in ["glue.js", "glue.d.ts", "bindings.d.ts"] {
        fs::copy(built.glue.join(file), generated.join(file))
            .with_context(|| format!("copying {file}"))?;
    }

    tables::write_types(&generated)?;
    let compiled = root.join("target/sdk/face");
    if compiled.exists() {
        fs::remove_dir_all(&compiled)?;
    }
    run(npm_program(root, "tsc")?
        .arg("--project")
        .arg(&template)
        .arg("--outDir")
        .arg(&compiled)
        .arg("--declarationDir")
        .arg(pkg.join("types")))?;
    fs::copy(
        generated.join("glue.js"),
        compiled.join("generated/glue.js"),
    )?;
    keep_reachable(&pkg.join("types"), &["index.d.ts", "slim.d.ts"])?;
    common_js_types(&pkg.join("types"))?;

    for (entry, format, file, more) in DOORS {
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

/// Removes the declarations that none of the entries refers to.
fn keep_reachable(types: &Path, entries: &[&str]) -> Result<()> {
    let mut reachable: BTreeSet<String> = BTreeSet::new();
    let mut waiting: Vec<String> = entries.iter().map(|entry| (*entry).to_owned()).collect();
    while let Some(file) = waiting.pop() {
        let text = fs::read_to_string(types.join(&file)).with_context(|| file.clone())?;
        // `from "./user.js"`, or `import("./user.js")`.
        for rest in text.split("\"./").skip(1) {
            if let Some((module, _)) = rest.split_once(".js\"") {
                waiting.push(format!("{module}.d.ts"));
            }
        }
        reachable.insert(file);
        waiting.retain(|file| !reachable.contains(file));
    }
    for file in declarations(types)? {
        let name = file.strip_prefix(types)?.to_str();
        if !name.is_some_and(|name| reachable.contains(&name.replace('\\', "/"))) {
            fs::remove_file(file)?;
        }
    }
    Ok(())
}

/// The files of a folder, and of those in it.
fn declarations(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(declarations(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// The same declarations again for CommonJS: TypeScript tells the two apart by the file's ending.
fn common_js_types(types: &Path) -> Result<()> {
    for path in declarations(types)? {
        let Some(stem) = path.to_str().and_then(|path| path.strip_suffix(".d.ts")) else {
            continue;
        };
        let text = fs::read_to_string(&path)?.replace(".js\"", ".cjs\"");
        fs::write(format!("{stem}.d.cts"), text)?;
    }
    Ok(())
}
