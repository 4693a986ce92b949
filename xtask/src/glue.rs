//! The glue: the JavaScript between TypeScript and one instance of the WebAssembly.
//!
//! wasm-bindgen writes a module, whose state belongs to the page. esbuild turns it into a function,
//! `createGlue`, so that the state belongs to one instance and ends with it. esbuild also shortens the
//! names of imports and exports, to save bytes; walrus writes the same names into the WebAssembly. The
//! types are in `glue.d.ts`.

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};
use std::fs;
use std::path::Path;
use wasm_bindgen_cli_support::{Bindgen, Output};

use crate::run::{npm_program, run};

/// The beginning of the names of wasm-bindgen's files.
const STEM: &str = "bindings";

/// Functions of wasm-bindgen's module that it does not export: one returns the imports of the
/// WebAssembly, the other takes its instance.
const IMPORTS: &str = "__wbg_get_imports";
const CONNECT: &str = "__wbg_finalize_init";

/// The exports of wasm-bindgen's module that load the WebAssembly. The package does not use them.
const LOADING: [&str; 2] = ["default", "initSync"];

/// Short names by their long ones.
type Names = Map<String, Value>;

/// The types of `glue.js`.
const DECLARATIONS: &str = include_str!("glue.d.ts");

/// Writes into `folder`, from the WebAssembly that cargo compiled: `glue.js` and `glue.d.ts`,
/// `bindings.d.ts` with the types of Rust's exports, and `bindings_bg.wasm`.
pub fn make(root: &Path, compiled: &Path, folder: &Path) -> Result<()> {
    let mut output = Bindgen::new()
        .input_path(compiled)
        .out_name(STEM)
        .web(true)?
        .typescript(true)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .context("wasm-bindgen")?;
    output.emit(folder)?;
    let known = exports(root, folder)?;
    let names = bundle(root, folder, &known, &long_names(&output, &known))?;
    rename(&mut output, &names, &known)?;
    let wasm = output.wasm_mut().emit_wasm();
    fs::write(folder.join(format!("{STEM}_bg.wasm")), wasm)?;
    fs::write(folder.join("glue.d.ts"), DECLARATIONS)?;
    Ok(())
}

/// Writes `glue.js`. Returns the short names by the long ones.
fn bundle(root: &Path, folder: &Path, known: &[String], long: &str) -> Result<Names> {
    let script = folder.join(format!("{STEM}.js"));
    let text = fs::read_to_string(&script)?;
    // esbuild fails if the file does not have these functions.
    fs::write(
        &script,
        format!("{text}export {{ {IMPORTS}, {CONNECT} }};\n"),
    )?;

    let entry = folder.join("entry.js");
    let known = known.join(", ");
    fs::write(
        &entry,
        format!(
            "import {{ {IMPORTS}, {CONNECT}, {known} }} from \"./{STEM}.js\";
glue = {{
    imports: {IMPORTS}(),
    connect(exports) {{
        {CONNECT}({{ exports }});
        return {{ {known} }};
    }},
}};
"
        ),
    )?;
    let names = folder.join("names.json");
    fs::write(&names, "{}")?;
    run(npm_program(root, "esbuild")?
        .arg(&entry)
        .args(["--bundle", "--format=esm", "--target=es2022"])
        .arg("--log-level=warning")
        .arg("--banner:js=export function createGlue(host, queueMicrotask) {\nlet glue;")
        .arg("--footer:js=return glue;\n}")
        .arg(format!("--mangle-props={long}"))
        .arg("--mangle-quoted")
        .arg(format!("--mangle-cache={}", names.display()))
        .arg(format!("--outfile={}", folder.join("glue.js").display())))?;
    Ok(serde_json::from_slice(&fs::read(names)?)?)
}

/// The names of Rust's exports in JavaScript.
fn exports(root: &Path, folder: &Path) -> Result<Vec<String>> {
    let metafile = folder.join("bindings.json");
    run(npm_program(root, "esbuild")?
        .arg(folder.join(format!("{STEM}.js")))
        .args(["--bundle", "--format=esm", "--log-level=warning"])
        .arg(format!("--outfile={}", folder.join("all.js").display()))
        .arg(format!("--metafile={}", metafile.display())))?;
    let metafile: Value = serde_json::from_slice(&fs::read(metafile)?)?;
    let outputs = metafile["outputs"].as_object().context("no outputs")?;
    let exports = outputs
        .values()
        .find_map(|output| output["exports"].as_array())
        .context("no exports")?;
    Ok(exports
        .iter()
        .filter_map(Value::as_str)
        .filter(|name| !LOADING.contains(name))
        .map(str::to_owned)
        .collect())
}

/// A pattern of the properties that get short names: imports and exports of the WebAssembly, and
/// wasm-bindgen's own, which begin with underscores. Excludes `known` names.
fn long_names(output: &Output, known: &[String]) -> String {
    let module = output.wasm();
    let imports = module
        .imports
        .iter()
        .flat_map(|import| [&import.module, &import.name]);
    let exports = module.exports.iter().map(|export| &export.name);
    let mut names: Vec<_> = imports
        .chain(exports)
        .filter(|name| is_long(name) && !known.contains(name))
        .map(|name| name.replace('.', "\\."))
        .collect();
    names.sort_unstable();
    names.dedup();
    format!("^(_.*|{})$", names.join("|"))
}

/// Whether a name has an underscore: no property of the web's own objects has one.
fn is_long(name: &str) -> bool {
    name.contains('_')
}

/// Renames imports and exports of the WebAssembly as in the glue. Removes exports that it does not use.
fn rename(output: &mut Output, names: &Names, known: &[String]) -> Result<()> {
    let short = |long: &str| names.get(long).and_then(Value::as_str).map(str::to_owned);
    let module = output.wasm_mut();
    for import in module.imports.iter_mut() {
        for name in [&mut import.module, &mut import.name] {
            match short(name) {
                Some(short) => *name = short,
                None => bail!("the glue has no {name:?} for the WebAssembly to import"),
            }
        }
    }
    let mut unused = Vec::new();
    for export in module.exports.iter_mut() {
        match short(&export.name) {
            Some(short) => export.name = short,
            None if is_long(&export.name) && !known.contains(&export.name) => {
                unused.push(export.id());
            }
            None => {}
        }
    }
    for export in unused {
        module.exports.delete(export);
    }
    Ok(())
}
