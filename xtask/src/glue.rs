//! The JavaScript between the face and the WebAssembly: what wasm-bindgen writes, cut to what this
//! package needs of it.
//!
//! Of the JavaScript that wasm-bindgen writes for everybody, some is for other ways to load the
//! WebAssembly and for browsers that the package does not support, and its generated names hold
//! hashes, which do not compress. Each cut looks for what it cuts, so that a wasm-bindgen that
//! writes something else fails the build.

use anyhow::{Context, Result, bail, ensure};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use wasm_bindgen_cli_support::{Bindgen, Output};

/// What the WebAssembly imports from, as wasm-bindgen and as this package call it.
const IMPORTED_MODULE: [&str; 2] = ["./cometchat_bg.js", "a"];

/// What wasm-bindgen exports to load the WebAssembly by, and what the face needs instead.
const LOADING: [&str; 2] = [
    "export { initSync, __wbg_init as default };",
    "export { __wbg_get_imports as imports };
export function adopt(instance, failed) {
    wasm = { ...instance.exports };
    for (const name in wasm) {
        const f = wasm[name];
        // All but the memory.
        if (f.call) {
            wasm[name] = (...args) => {
                try {
                    return f(...args);
                } catch (e) {
                    // Nothing is called any more.
                    wasm = failed(e);
                    throw e;
                }
            };
        }
    }
}
",
];

/// The same for TypeScript. wasm-bindgen's declarations of loading are all that follows the first.
const LOADING_TYPES: [&str; 2] = [
    "export type InitInput =",
    "/** What the WebAssembly imports. */
export function imports(): WebAssembly.Imports;

/** Makes all other functions use this instance, until it throws; tells what it threw. */
export function adopt(instance: WebAssembly.Instance, failed: (error: unknown) => undefined): void;
",
];

/// Pieces of JavaScript, from a beginning to an end, and what to put in their place.
const CUTS: [(&str, &str, &str); 10] = [
    // A view of the memory is made when it is needed: few texts pass through it.
    ("let cachedUint8ArrayMemory0 =", "\n}\n", ""),
    (
        "function getStringFromWasm0(",
        "\n}\n",
        "function getStringFromWasm0(ptr, len) {
    return textDecoder.decode(new Uint8Array(wasm.memory.buffer, ptr >>> 0, len));
}
",
    ),
    // wasm-bindgen renews the decoder before it has decoded the 2 GB that Safari's can do.
    (
        "let cachedTextDecoder =",
        "\n}\n",
        "const textDecoder = new TextDecoder('utf-8', { ignoreBOM: true });\n",
    ),
    // Whoever gets these looks nothing up in them but what they hold.
    ("        __proto__: null,\n", "", ""),
    ("        __proto__: null,\n", "", ""),
    // None of the SDK's closures calls itself, and none is called after it was dropped.
    (
        "function makeMutClosure(",
        "\n}\n",
        "function makeMutClosure(arg0, arg1, f) {
    let count = 1;
    const owner = wasm;
    const real = (...args) => {
        // One of an instance that has failed must not call into its successor.
        if (owner === wasm) {
            count++;
            try {
                return f(arg0, arg1, ...args);
            } finally {
                real._wbg_cb_unref();
            }
        }
    };
    real._wbg_cb_unref = () => --count || wasm.__wbindgen_destroy_closure(arg0, arg1);
    return real;
}
",
    ),
    // These are asked only where there is no `globalThis`, which every supported browser has.
    (
        "typeof global === 'undefined'",
        "addHeapObject(ret);",
        "0;
return ret;",
    ),
    (
        "typeof self === 'undefined'",
        "addHeapObject(ret);",
        "0;
return ret;",
    ),
    (
        "typeof window === 'undefined'",
        "addHeapObject(ret);",
        "0;
return ret;",
    ),
    // Rust drops its closures itself: none is left to the garbage collector.
    ("const CLOSURE_DTORS =", ";\n", ""),
];

/// How wasm-bindgen passes what JavaScript throws to Rust, shorter.
const HANDLE_ERROR: (&str, &str, &str) = (
    "function handleError(",
    "\n}\n",
    "function handleError(f) {
    return (...args) => {
        try {
            return f(...args);
        } catch (e) {
            wasm.__wbindgen_exn_store(addHeapObject(e));
        }
    };
}
",
);

/// Makes `cometchat.js`, `cometchat.d.ts` and `cometchat_bg.wasm` in `folder` from what cargo made.
pub fn make(compiled: &Path, folder: &Path) -> Result<()> {
    let mut output = generate(compiled, false)?;
    let (imports, exports) = shorten(&mut output)?;
    // Writes the script better than `output.js()` gives it: with indentation.
    output.emit(folder)?;
    rewrite(&folder.join("cometchat.d.ts"), cut_types)?;
    rewrite(&folder.join("cometchat.js"), |script| {
        rename(&cut(script)?, &imports, &exports)
    })
}

/// Makes `cometchat_bg.wasm` in `folder`, in which functions have names.
pub fn make_with_names(compiled: &Path, folder: &Path) -> Result<()> {
    let mut output = generate(compiled, true)?;
    shorten(&mut output)?;
    output.emit(folder)
}

fn generate(compiled: &Path, with_names: bool) -> Result<Output> {
    Bindgen::new()
        .input_path(compiled)
        .out_name("cometchat")
        .web(true)?
        .typescript(true)
        .omit_default_module_path(true)
        .remove_name_section(!with_names)
        .remove_producers_section(true)
        .generate_output()
        .context("wasm-bindgen")
}

fn rewrite(path: &Path, change: impl FnOnce(&str) -> Result<String>) -> Result<()> {
    fs::write(path, change(&fs::read_to_string(path)?)?)?;
    Ok(())
}

/// The glue without what is not needed.
fn cut(script: &str) -> Result<String> {
    let [theirs, ours] = LOADING;
    let mut script = replaced(script, theirs, "", ours)?;
    for (start, end, replacement) in CUTS {
        script = replaced(&script, start, end, replacement)?;
    }
    arrows(&script)
}

/// `text` with the first piece from `start` to the `end` after it replaced.
fn replaced(text: &str, start: &str, end: &str, replacement: &str) -> Result<String> {
    let piece = text.split_once(start).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(end)?;
        Some(format!("{before}{replacement}{after}"))
    });
    piece.with_context(|| format!("wasm-bindgen's glue has no {start:?} … {end:?}"))
}

fn cut_types(types: &str) -> Result<String> {
    let [theirs, ours] = LOADING_TYPES;
    let (kept, _) = types
        .split_once(theirs)
        .with_context(|| format!("wasm-bindgen's declarations have no {theirs:?}"))?;
    Ok(format!("{kept}{ours}"))
}

/// The glue with arrow functions for its imports. None of them uses `this`, and those that use
/// `arguments` pass them on to `handleError`.
fn arrows(script: &str) -> Result<String> {
    const CATCHING: &str = ": function() { return handleError(function (";
    let (start, end, replacement) = HANDLE_ERROR;
    let script = replaced(script, start, end, replacement)?;

    let mut lines = Vec::new();
    let mut open = 0_u32;
    for line in script.lines() {
        let arrow = |head: &str, arguments: &str, by: &str| {
            let arguments = arguments.strip_suffix(") {")?;
            Some(format!("{head}: {by}({arguments}) => {{"))
        };
        let new = if let Some((head, arguments)) = line.split_once(CATCHING) {
            open += 1;
            arrow(head, arguments, "handleError(")
        } else if let Some((head, arguments)) = line.split_once(": function(") {
            arrow(head, arguments, "")
        } else if line.trim() == "}, arguments); }," {
            open = open.checked_sub(1).context("handleError closes twice")?;
            Some("}),".to_owned())
        } else {
            Some(line.to_owned())
        };
        lines.push(new.with_context(|| format!("wasm-bindgen's glue has the line {line:?}"))?);
    }
    ensure!(open == 0, "a handleError of wasm-bindgen's glue stays open");
    Ok(inlined(&lines.join("\n")) + "\n")
}

/// The glue without the constants that are only returned.
fn inlined(script: &str) -> String {
    const CONSTANT: &str = "const ret = ";
    let mut pieces = script.split(CONSTANT);
    let mut result = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let made = piece.split_once(";\n").and_then(|(value, rest)| {
            let (function, rest) = rest.trim_start().split_once("(ret);\n")?;
            let returned = function.strip_prefix("return ")?;
            let is_name = returned.chars().all(char::is_alphanumeric);
            is_name.then(|| format!("return {returned}({value});\n{rest}"))
        });
        match made {
            Some(made) => result.push_str(&made),
            None => {
                result.push_str(CONSTANT);
                result.push_str(piece);
            }
        }
    }
    result
}

/// Gives what the WebAssembly imports and exports names of one or two letters, and returns both.
/// What it exports to nobody goes.
fn shorten(output: &mut Output) -> Result<(Names, Names)> {
    let script = output.js().to_owned();
    let module = output.wasm_mut();
    let [theirs, ours] = IMPORTED_MODULE;
    let mut imports = Names::default();
    for import in module.imports.iter_mut() {
        ensure!(
            import.module == theirs,
            "the WebAssembly imports from {:?}",
            import.module
        );
        import.module = ours.into();
        import.name = imports.shorten(&import.name);
    }
    let unused: Vec<_> = module
        .exports
        .iter()
        .filter(|export| !script.contains(&format!("wasm.{}", export.name)))
        .map(|export| export.id())
        .collect();
    for export in unused {
        module.exports.delete(export);
    }
    let mut exports = Names::default();
    for export in module.exports.iter_mut() {
        export.name = exports.shorten(&export.name);
    }
    Ok((imports, exports))
}

/// The glue with the short names.
fn rename(script: &str, imports: &Names, exports: &Names) -> Result<String> {
    let [theirs, ours] = IMPORTED_MODULE.map(|name| format!("{name:?}"));
    let script = replaced(script, &theirs, "", &ours)?;
    let script = exports.replace_in(&script, |before, _| before.ends_with("wasm."))?;
    imports.replace_in(&script, |_, after| after.starts_with(": "))
}

/// Short names for long ones.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    /// A short name that is still free: `a` to `z`, then `aa` and on.
    fn shorten(&mut self, long: &str) -> String {
        let letter = |index: usize| char::from(b'a' + (index % 26) as u8);
        let index = self.0.len();
        let mut short = String::new();
        if index >= 26 {
            short.push(letter(index / 26 - 1));
        }
        short.push(letter(index));
        self.0.insert(long.to_owned(), short.clone());
        short
    }

    /// The script with the long names replaced, as far as `here` finds that what is before and
    /// after them is right.
    fn replace_in(&self, script: &str, here: impl Fn(&str, &str) -> bool) -> Result<String> {
        let is_part = |character: char| character.is_ascii_alphanumeric() || character == '_';
        let mut unseen: BTreeSet<_> = self.0.keys().map(String::as_str).collect();
        let mut result = String::with_capacity(script.len());
        let mut rest = script;
        while let Some(start) = rest.find(is_part) {
            let (other, from) = rest.split_at(start);
            let end = from.find(|character| !is_part(character));
            let (word, after) = from.split_at(end.unwrap_or(from.len()));
            result.push_str(other);
            match self.0.get(word) {
                Some(short) if here(&result, after) => {
                    unseen.remove(word);
                    result.push_str(short);
                }
                _ => result.push_str(word),
            }
            rest = after;
        }
        if let Some(name) = unseen.first() {
            bail!("wasm-bindgen's glue does not mention {name}");
        }
        Ok(result + rest)
    }
}
