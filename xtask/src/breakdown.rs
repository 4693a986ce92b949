//! What the bytes of the package are for.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use wasmparser::{KnownCustom, Name, Parser, Payload};

use crate::glue;
use crate::run::{npm_program, run};
use crate::size::{self, FOUR_CALLS};
use crate::wasm::{self, Built};

/// How many of the WebAssembly's functions are named.
const LARGEST: usize = 20;

/// Prints what [`size::report`] has no room for: the application by another bundler, and what both
/// it and the WebAssembly are made of.
pub fn print(root: &Path, built: &Built) -> Result<()> {
    let folder = root.join("target/size");
    size::line("the same by Vite", &by_vite(root, &folder.join("vite"))?)?;
    println!("\nof which, minified");
    for (part, bytes) in parts(root, &folder)? {
        println!("{part:<28} {bytes:>9}");
    }
    functions(root, built)
}

/// The four-call application as Vite builds it.
fn by_vite(root: &Path, folder: &Path) -> Result<Vec<u8>> {
    fs::create_dir_all(folder)?;
    fs::write(
        folder.join("main.js"),
        FOUR_CALLS.replace("../../pkg", "../../../pkg"),
    )?;
    fs::write(
        folder.join("index.html"),
        "<!doctype html><title>four calls</title><script type=\"module\" src=\"./main.js\"></script>\n",
    )?;
    fs::write(
        folder.join("vite.config.mjs"),
        "export default { build: { modulePreload: false, target: \"es2022\" } };\n",
    )?;
    run(npm_program(root, "vite")?
        .args(["build", "--logLevel", "warn"])
        .current_dir(folder))?;
    let mut scripts = fs::read_dir(folder.join("dist/assets"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    scripts.retain(|path| path.extension().is_some_and(|ending| ending == "js"));
    ensure!(scripts.len() == 1, "Vite made {} scripts", scripts.len());
    Ok(fs::read(scripts.pop().context("a script")?)?)
}

/// How much of the four-call application, as esbuild makes it, is what.
fn parts(root: &Path, folder: &Path) -> Result<BTreeMap<&'static str, u64>> {
    let entry = folder.join("four-calls-of-parts.js");
    let metafile = folder.join("four-calls.json");
    fs::write(
        &entry,
        FOUR_CALLS.replace("../../pkg/index.js", "../sdk/typescript/index.js"),
    )?;
    let bundle = folder.join("four-calls-of-parts.bundle.js");
    let option = format!("--metafile={}", metafile.display());
    size::bundle(root, &entry, &bundle, &[&option])?;
    let metafile: Value = serde_json::from_slice(&fs::read(metafile)?)?;
    let outputs = metafile["outputs"].as_object().context("no outputs")?;
    let inputs = outputs
        .values()
        .find_map(|output| output["inputs"].as_object())
        .context("no inputs")?;
    let mut parts = BTreeMap::new();
    for (file, input) in inputs {
        let part = match file {
            file if file.ends_with("generated/wasm.js") => "WebAssembly, as text",
            file if file.contains("generated/") => "glue",
            file if file.contains("typescript/") => "TypeScript",
            _ => "application",
        };
        *parts.entry(part).or_default() += input["bytesInOutput"].as_u64().unwrap_or_default();
    }
    Ok(parts)
}

/// Prints how large the WebAssembly's sections are, its layers, and its largest functions.
fn functions(root: &Path, built: &Built) -> Result<()> {
    let folder = root.join("target/size/named");
    glue::make_with_names(root, &wasm::compiled(root, wasm::SDK), &folder)?;
    let named = folder.join("named.wasm");
    wasm::optimise(root, &folder.join("bindings_bg.wasm"), &named, &["-g"])?;

    let bytes = fs::read(&named)?;
    let mut sizes = Vec::new();
    let mut names = BTreeMap::new();
    let mut imported = 0;
    for payload in Parser::new(0).parse_all(&bytes) {
        match payload? {
            Payload::ImportSection(section) => imported = section.count(),
            Payload::CodeSectionEntry(body) => sizes.push(body.range().len()),
            Payload::CustomSection(section) => {
                let KnownCustom::Name(subsections) = section.as_known() else {
                    continue;
                };
                for subsection in subsections {
                    if let Name::Function(map) = subsection? {
                        for naming in map {
                            let naming = naming?;
                            names.insert(naming.index, without_hashes(naming.name));
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let mut layers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut functions = Vec::new();
    for (index, size) in (imported..).zip(sizes) {
        let name = names.get(&index).map_or("(no name)", String::as_str);
        *layers.entry(layer(name)).or_default() += size;
        functions.push((size, name));
    }
    functions.sort_unstable_by(|one, other| other.cmp(one));

    let total = fs::metadata(&built.wasm)?.len();
    let code: usize = layers.values().sum();
    println!("\nthe WebAssembly: {total} bytes raw, of which {code} are code:");
    for (layer, size) in layers {
        println!("{layer:<28} {size:>9}");
    }
    println!("\nits largest functions");
    for (size, name) in functions.into_iter().take(LARGEST) {
        println!("{size:>6}  {}", short(name));
    }
    Ok(())
}

/// A function's name without the hashes of crates, such as `[78a252fe0e4869f2]`.
fn without_hashes(name: &str) -> String {
    let mut pieces = name.split('[');
    let mut result = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once(']') {
            Some((hash, rest)) if hash.len() == 16 => result.push_str(rest),
            _ => {
                result.push('[');
                result.push_str(piece);
            }
        }
    }
    result
}

/// Whose a function is, by its name.
fn layer(name: &str) -> &'static str {
    [
        ("cometchat_wasm::core", "core"),
        ("cometchat_wasm::browser", "browser"),
        ("cometchat_wasm", "binding"),
        ("lol_alloc", "allocator"),
        ("serde", "serde"),
        ("gloo", "gloo, js-sys, wasm-bindgen"),
        ("js_sys", "gloo, js-sys, wasm-bindgen"),
        ("web_sys", "gloo, js-sys, wasm-bindgen"),
        ("wasm_bindgen", "gloo, js-sys, wasm-bindgen"),
        ("::", "Rust's libraries"),
    ]
    .iter()
    .find(|(part, _)| name.contains(part))
    // wasm-bindgen gives exports the names that JavaScript knows.
    .map_or("binding", |(_, layer)| layer)
}

/// A function's name without what all have in common.
fn short(name: &str) -> String {
    name.replace("cometchat_wasm::", "")
        .replace("::<browser::value::Js>", "")
        .replace("<browser::value::Js>", "")
        .replace("<browser::Browser>", "")
}
