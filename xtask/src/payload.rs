//! The WebAssembly as text, for a script to carry it. `pkg-template/src/inline.ts` reads it.
//!
//! The WebAssembly is [sorted](crate::streams) first. The text is ASCII, and the bytes that are common
//! there are one character of it: small numbers, from `#` on. What is larger has one before it, `!` or a
//! space. Servers compress such a text about as well as the WebAssembly itself, which base64 prevents.
//! A few instructions of WebAssembly, `payload.wat`, read it in little more than half the time of a loop
//! in JavaScript.

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{npm_program, run};
use crate::streams::{self, Sorted};

/// The character of the byte 0. The two before it begin pairs.
const FIRST: u8 = b'#';

/// How many bytes are one character: as many as are left of ASCII's printable ones.
const SINGLE: u8 = 92;

/// Where `payload.wat` puts the module, before which the text has to end, and where its memory ends.
const MODULE: usize = 131_072;
const MEMORY: usize = 3 * 65_536;

/// Runs `payload.wat` as the package does, and compares.
const CHECK: &str = "const { readFileSync: read } = require('node:fs');
const [, reader, text, module] = process.argv;
const { m, d } = new WebAssembly.Instance(new WebAssembly.Module(read(reader))).exports;
const bytes = Buffer.from(m.buffer);
read(text).copy(bytes);
if (read(module).compare(bytes.subarray(131072, d()))) throw new Error('another module');";

/// A TypeScript module with the WebAssembly. Writes what it needs on the way into `folder`.
pub fn module(root: &Path, folder: &Path, wasm: &[u8]) -> Result<String> {
    let Sorted { bytes, module } = streams::sort(wasm)?;
    let text = written(&bytes);
    ensure!(
        text.len() < MODULE && MODULE + module.len() < MEMORY,
        "the payload is too long for its reader"
    );
    let reader = reader(root, folder)?;
    let (text_file, module_file) = (folder.join("payload.txt"), folder.join("module.wasm"));
    fs::write(&text_file, &text)?;
    fs::write(&module_file, module)?;
    run(Command::new("node")
        .args(["-e", CHECK])
        .args([&reader, &text_file, &module_file]))
    .context("payload.wat does not read the payload")?;
    Ok(format!(
        "/** The WebAssembly that reads the text, in base64: takes it in its memory `m`; its function `d`
 * leaves the module there, from 131072 on, and returns its end. */
export const reader = {:?};

/** The WebAssembly, as text. */
export const text =
  {};
",
        STANDARD.encode(fs::read(reader)?),
        serde_json::to_string(&text)?,
    ))
}

/// The WebAssembly that reads payloads.
fn reader(root: &Path, folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let reader = folder.join("payload.wasm");
    run(npm_program(root, "wasm-as")?
        .arg(root.join("xtask/src/payload.wat"))
        .arg("-o")
        .arg(&reader))?;
    run(npm_program(root, "wasm-opt")?
        .arg("-Oz")
        .arg(&reader)
        .arg("-o")
        .arg(&reader))?;
    Ok(reader)
}

/// What stands for bytes.
fn written(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        match byte / SINGLE {
            0 => {}
            1 => text.push('!'),
            _ => text.push(' '),
        }
        text.push(char::from(FIRST + byte % SINGLE));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_byte_has_a_text_of_its_own() {
        let texts: BTreeSet<_> = (0..=255).map(|byte| written(&[byte])).collect();
        assert_eq!(texts.len(), 256);
    }

    #[test]
    fn small_numbers_take_one_character() {
        let small: Vec<u8> = (0..92).collect();
        assert_eq!(written(&small).len(), small.len());
        assert_eq!(written(&[92]), "!#");
        assert_eq!(written(&[255]), " j");
    }

    #[test]
    fn the_text_is_printable_ascii_in_which_pairs_can_be_told() {
        let bytes: Vec<u8> = (0..=255).collect();
        let text = written(&bytes);
        assert!(text.bytes().all(|c| (b' '..=b'~').contains(&c)));
        assert!(!text.contains("  ") && !text.contains("!!") && !text.contains('"'));
    }
}
