//! The WebAssembly as text, for a script to carry it. `pkg-template/src/inline.ts` reads it.
//!
//! The WebAssembly is [sorted](crate::streams) first. The text is ASCII, and most bytes are one character of it: bytes that are printable characters are
//! those, but for some that are rare, which stand for the bytes that are not printable and common.
//! Servers compress such a text about as well as the WebAssembly itself, which base64 prevents. A few
//! instructions of WebAssembly, `payload.wat`, read it in little more than half the time of a loop in JavaScript.

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fs;
use std::iter;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{npm_program, run};
use crate::streams::{self, Sorted};

/// The characters that a text has.
const PRINTABLE: RangeInclusive<u8> = b' '..=b'~';

/// How many bytes, from 0 on, are the common ones that are not printable: rare characters stand for
/// them.
const CONTROLS: usize = 32;

/// How many rare characters begin a pair: the first adds nothing to the second, each further one 95
/// more. Together they make any byte.
const MARKS: usize = 3;

/// Where `payload.wat` puts the module, before which the text has to end, and where its table begins,
/// before which the module has to end.
const MODULE: usize = 131_072;
const TABLE: usize = 262_144;

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
    let payload = Payload::new(&bytes);
    ensure!(
        payload.bytes() == bytes,
        "the payload is not the WebAssembly"
    );
    let text = payload.key + &payload.text;
    ensure!(
        text.len() < MODULE && MODULE + module.len() < TABLE,
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

struct Payload {
    text: String,
    key: String,
}

impl Payload {
    fn new(bytes: &[u8]) -> Self {
        let mut counts = [0_u32; 256];
        for byte in bytes {
            counts[usize::from(*byte)] += 1;
        }
        // These two would be escaped.
        let mut characters: Vec<u8> = PRINTABLE.filter(|c| !matches!(c, b'"' | b'\\')).collect();
        characters.sort_by_key(|character| counts[usize::from(*character)]);
        let (rare, common) = characters.split_at(CONTROLS + MARKS);
        let (controls, marks) = rare.split_at(CONTROLS);

        let written = |byte: u8| -> Vec<u8> {
            if let Some(character) = controls.get(usize::from(byte)) {
                return vec![*character];
            }
            if common.contains(&byte) {
                return vec![byte];
            }
            iter::zip(marks, SUMS)
                .map(|(mark, sum)| vec![*mark, byte.wrapping_sub(sum)])
                .find(|pair| PRINTABLE.contains(&pair[1]))
                .unwrap_or_default()
        };
        let text = bytes.iter().flat_map(|byte| written(*byte));
        Self {
            text: text.map(char::from).collect(),
            key: rare.iter().copied().map(char::from).collect(),
        }
    }

    /// What the text stands for.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut characters = self.text.bytes();
        while let Some(character) = characters.next() {
            bytes.push(match self.key.bytes().position(|key| key == character) {
                None => character,
                Some(place) if place < CONTROLS => place as u8,
                Some(place) => {
                    let second = characters.next().unwrap_or_default();
                    second.wrapping_add(SUMS[place - CONTROLS])
                }
            });
        }
        bytes
    }
}

/// What the first of a pair adds to the second.
const SUMS: [u8; MARKS] = [0, 95, 190];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_written_and_read() {
        let bytes: Vec<u8> = (0..=255).chain((0..=255).rev()).collect();
        let payload = Payload::new(&bytes);
        assert_eq!(payload.bytes(), bytes);
    }

    #[test]
    fn common_bytes_take_one_character() {
        let bytes = b"\0\0asm\x01\x01 local.get".repeat(20);
        let payload = Payload::new(&bytes);
        assert_eq!(payload.bytes(), bytes);
        assert_eq!(payload.text.len(), bytes.len());
    }

    #[test]
    fn the_text_is_printable_ascii() {
        let bytes: Vec<u8> = (0..=255).collect();
        let Payload { text, key } = Payload::new(&bytes);
        assert!(
            text.bytes()
                .chain(key.bytes())
                .all(|c| PRINTABLE.contains(&c))
        );
    }
}
