//! The WebAssembly as text, for a script to carry it. `pkg-template/src/inline.ts` reads it.
//!
//! The text is ASCII, and most bytes are one character of it: bytes that are printable characters are
//! those, but for some that are rare, which stand for the bytes that are not printable and common.
//! Servers compress such a text about as well as the WebAssembly itself, which base64 prevents, and a
//! browser needs nothing to read it but a loop.

use anyhow::{Result, ensure};
use std::iter;
use std::ops::RangeInclusive;

/// The characters that a text has.
const PRINTABLE: RangeInclusive<u8> = b' '..=b'~';

/// How many bytes, from 0 on, are the common ones that are not printable: rare characters stand for
/// them.
const CONTROLS: usize = 32;

/// How many rare characters begin a pair: the first adds nothing to the second, each further one 95
/// more. Together they make any byte.
const MARKS: usize = 3;

/// A TypeScript module with the WebAssembly.
pub fn module(wasm: &[u8]) -> Result<String> {
    let payload = Payload::new(wasm);
    ensure!(
        payload.bytes() == wasm,
        "the payload is not the WebAssembly"
    );
    Ok(format!(
        "/** The WebAssembly, as text. */
export const text =
  {};

/** The characters that stand for the bytes 0 to 31, then those that begin a pair. */
export const key = {};
",
        serde_json::to_string(&payload.text)?,
        serde_json::to_string(&payload.key)?,
    ))
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
