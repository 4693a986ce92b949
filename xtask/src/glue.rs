//! The glue: the JavaScript between TypeScript and one instance of the WebAssembly.
//!
//! wasm-bindgen writes a module, whose state belongs to the page. esbuild makes a function of it,
//! `createGlue`, so that the state belongs to one instance and ends with it, and gives what the
//! WebAssembly imports and exports short names, which compress; walrus writes the same names into the
//! WebAssembly. The types are in `glue.d.ts`.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value};
use std::fs;
use std::path::Path;
use wasm_bindgen_cli_support::{Bindgen, Output};
use wasmparser::{ConstExpr, DataKind, Operator, Parser, Payload};

use crate::run::{npm_program, run};
use crate::wasm::STACK;

/// What wasm-bindgen calls its files.
const STEM: &str = "bindings";

/// The functions of wasm-bindgen's module that load the WebAssembly, which it does not export: what
/// the WebAssembly imports, and what takes its instance.
const IMPORTS: &str = "__wbg_get_imports";
const CONNECT: &str = "__wbg_finalize_init";

/// The variables of wasm-bindgen's module that hold JavaScript's values, and the first place among them
/// that is free, which has the number of the next one.
const VALUES: &str = "heap";
const FREE: &str = "heap_next";

/// What wasm-bindgen's module exports for pages that let it load the WebAssembly.
const LOADING: [&str; 2] = ["default", "initSync"];

/// Short names by their long ones.
type Names = Map<String, Value>;

/// The types of what [`make`] writes.
const DECLARATIONS: &str = include_str!("glue.d.ts");

/// Makes of what cargo made, in `folder`: `glue.js` and `glue.d.ts`, `bindings.d.ts` with the types of
/// what Rust exports, and `bindings_bg.wasm`.
pub fn make(root: &Path, compiled: &Path, folder: &Path) -> Result<()> {
    write(root, compiled, folder, true)
}

/// The same, with names for the WebAssembly's functions.
pub fn make_with_names(root: &Path, compiled: &Path, folder: &Path) -> Result<()> {
    write(root, compiled, folder, false)
}

fn write(root: &Path, compiled: &Path, folder: &Path, strip: bool) -> Result<()> {
    let mut output = Bindgen::new()
        .input_path(compiled)
        .out_name(STEM)
        .web(true)?
        .typescript(true)
        .omit_default_module_path(true)
        .remove_name_section(strip)
        .remove_producers_section(true)
        .generate_output()
        .context("wasm-bindgen")?;
    output.emit(folder)?;
    let known = exports(root, folder)?;
    let names = bundle(root, folder, &known, &long_names(&output, &known))?;
    rename(&mut output, &names, &known)?;
    let wasm = output.wasm_mut().emit_wasm();
    check_stack(&wasm)?;
    fs::write(folder.join(format!("{STEM}_bg.wasm")), wasm)?;
    fs::write(folder.join("glue.d.ts"), DECLARATIONS)?;
    Ok(())
}

/// Makes sure that the memory begins with the stack, and that all data comes after it: that is where the
/// collector looks for handles (`pkg-template/src/collector.ts`).
fn check_stack(wasm: &[u8]) -> Result<()> {
    let mut has_stack = false;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::GlobalSection(globals) => {
                for global in globals {
                    let global = global?;
                    has_stack |= global.ty.mutable && number(&global.init_expr)? == Some(STACK);
                }
            }
            Payload::DataSection(segments) => {
                for segment in segments {
                    if let DataKind::Active { offset_expr, .. } = segment?.kind {
                        let place = number(&offset_expr)?;
                        ensure!(
                            place.is_some_and(|place| place >= STACK),
                            "the WebAssembly has data before the end of the stack, at {place:?}"
                        );
                    }
                }
            }
            _ => {}
        }
    }
    ensure!(
        has_stack,
        "the WebAssembly has no stack of {STACK} bytes at the beginning of its memory"
    );
    Ok(())
}

/// The number that a constant expression is, if it is one.
fn number(expression: &ConstExpr<'_>) -> Result<Option<usize>> {
    Ok(match expression.get_operators_reader().read()? {
        Operator::I32Const { value } => usize::try_from(value).ok(),
        _ => None,
    })
}

/// Writes `glue.js`, and returns the short names of what has long ones.
fn bundle(root: &Path, folder: &Path, known: &[String], long: &str) -> Result<Names> {
    let script = folder.join(format!("{STEM}.js"));
    let text = fs::read_to_string(&script)?;
    // esbuild refuses the file if it has no such functions and variables.
    fs::write(
        &script,
        format!(
            "{text}export {{ {IMPORTS}, {CONNECT}, {VALUES}, {FREE} }};
export function __set_free(place) {{ {FREE} = place; }}
"
        ),
    )?;

    let entry = folder.join("entry.js");
    let known = known.join(", ");
    fs::write(
        &entry,
        format!(
            "import {{ {IMPORTS}, {CONNECT}, {VALUES}, {FREE}, __set_free, {known} }} from \"./{STEM}.js\";
glue = {{
    imports: {IMPORTS}(),
    values: {VALUES},
    get free() {{ return {FREE}; }},
    set free(place) {{ __set_free(place); }},
    stack: {STACK},
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
        .arg("--banner:js=export function createGlue(host) {\nlet glue;")
        .arg("--footer:js=return glue;\n}")
        .arg(format!("--mangle-props={long}"))
        .arg("--mangle-quoted")
        .arg(format!("--mangle-cache={}", names.display()))
        .arg(format!("--outfile={}", folder.join("glue.js").display())))?;
    Ok(serde_json::from_slice(&fs::read(names)?)?)
}

/// What Rust exports, by JavaScript's names.
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

/// A pattern of the properties that get short names: what the WebAssembly imports and exports, and
/// wasm-bindgen's own, which begin with underscores. Not those that TypeScript knows.
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

/// Whether a name is none that the web's own objects may have: those have no underscores.
fn is_long(name: &str) -> bool {
    name.contains('_')
}

/// Gives the WebAssembly the names that are in the glue. What it exports to nobody goes.
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with a mutable global, and data at an address.
    fn module(global: &[u8], data: &[u8]) -> Vec<u8> {
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        // One page of memory; `(global (mut i32) (i32.const …))`; `(data (i32.const …) "")`.
        wasm.extend([5, 3, 1, 0, 1]);
        wasm.extend([6, global.len() as u8 + 5, 1, 0x7f, 1, 0x41]);
        wasm.extend(global);
        wasm.push(0x0b);
        wasm.extend([11, data.len() as u8 + 5, 1, 0, 0x41]);
        wasm.extend(data);
        wasm.extend([0x0b, 0]);
        wasm
    }

    #[test]
    fn data_before_the_end_of_the_stack_is_refused() {
        let stack: &[u8] = &[0x80, 0x80, 0x02];
        assert!(check_stack(&module(stack, stack)).is_ok());
        // At 1,024.
        assert!(check_stack(&module(stack, &[0x80, 0x08])).is_err());
        // A stack of half the size.
        assert!(check_stack(&module(&[0x80, 0x80, 0x01], stack)).is_err());
    }
}
