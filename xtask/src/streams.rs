//! The WebAssembly's code, sorted: what compresses alike stands together.
//!
//! In a function's body, opcodes, local variables, addresses and block types take turns, and each is
//! noise between the others. In a stream of its own each compresses better: the application is some
//! 1,500 bytes smaller (docs/performance.md#prices). What can be told from the rest is left out: how
//! long a body is, and how an address is aligned. `payload.wat` puts all of it back together.

use anyhow::{Result, bail, ensure};

/// What [`sort`] makes of a WebAssembly module.
#[derive(Debug, Default)]
pub struct Sorted {
    /// The streams, after a header: how long what precedes the first body is, how many bodies there
    /// are, and where each stream begins; as 32-bit numbers.
    pub bytes: Vec<u8>,
    /// The module as it is put back together: the same, but that the lengths of bodies have three
    /// bytes, and that addresses have their natural alignment, which is a hint to the engine.
    pub module: Vec<u8>,
}

/// Places in the header, in the order of the streams.
const STREAMS: usize = 7;
/// How many bytes the header has.
const HEADER: usize = 4 * (STREAMS + 2);

/// What is taken from each byte of the texts, so that letters are small numbers, as most opcodes are.
const LETTERS: u8 = 35;

/// The streams.
#[derive(Default)]
struct Streams {
    /// What follows the code: mostly texts, each byte less [`LETTERS`].
    texts: Vec<u8>,
    /// What precedes the code, opcodes, and those of their immediates that have no other stream.
    code: Vec<u8>,
    /// How many blocks a branch leaves.
    branches: Vec<u8>,
    /// Local variables.
    places: Vec<u8>,
    /// The constant parts of addresses.
    offsets: Vec<u8>,
    /// Which local variables a function has.
    locals: Vec<u8>,
    /// The types of blocks.
    blocks: Vec<u8>,
}

/// The id of the code section.
const CODE: u8 = 10;

/// Sorts a module.
///
/// # Errors
/// The module is cut off, or has an instruction that `payload.wat` does not know.
pub fn sort(wasm: &[u8]) -> Result<Sorted> {
    let mut input = Input(wasm);
    let mut before = input.take(8)?.to_vec();
    let mut after = Vec::new();
    let mut bodies: Vec<(Vec<u8>, Streams)> = Vec::new();
    let mut section: Vec<u8> = Vec::new();
    let mut has_code = false;
    while let Some(id) = input.next() {
        let size = number(input.leb()?);
        let mut content = Input(input.take(size)?);
        if id != CODE {
            let target = if has_code { &mut after } else { &mut before };
            target.push(id);
            target.extend(leb(size));
            target.extend(content.0);
            continue;
        }
        has_code = true;
        let count = content.leb()?;
        section.extend(count);
        for _ in 0..number(count) {
            let size = number(content.leb()?);
            let mut body = Input(content.take(size)?);
            let mut streams = Streams::default();
            let module = streams.add(&mut body)?;
            bodies.push((module, streams));
        }
    }
    before.push(CODE);
    let count = section.len();
    let code: usize = bodies.iter().map(|(module, _)| 3 + module.len()).sum();
    before.extend(leb(count + code));
    before.extend(section);

    let mut all = Streams {
        code: before.clone(),
        ..Streams::default()
    };
    let mut module = before.clone();
    for (body, streams) in &bodies {
        let size = body.len();
        ensure!(size < 1 << 21, "a function of {size} bytes");
        module.extend([
            size as u8 | 128,
            (size >> 7) as u8 | 128,
            (size >> 14) as u8,
        ]);
        module.extend(body);
        all.append(streams);
    }
    module.extend(&after);
    all.texts = after.iter().map(|it| it.wrapping_sub(LETTERS)).collect();
    Ok(Sorted {
        bytes: all.with_header(before.len(), bodies.len()),
        module,
    })
}

impl Streams {
    /// Adds a function's body. Returns it as it is put back together.
    fn add(&mut self, body: &mut Input) -> Result<Vec<u8>> {
        let mut module = Vec::new();
        let groups = body.leb()?;
        ensure!(
            groups.len() == 1,
            "a function with many kinds of local variables"
        );
        put(groups, &mut self.locals, &mut module);
        for _ in 0..number(groups) {
            put(body.leb()?, &mut self.locals, &mut module);
            put(body.take(1)?, &mut self.locals, &mut module);
        }
        while let Some(opcode) = body.next() {
            put(&[opcode], &mut self.code, &mut module);
            match opcode {
                // Without immediates: control, parametric, numeric.
                0x00 | 0x01 | 0x05 | 0x0b | 0x0f | 0x1a | 0x1b | 0x45..=0xc4 => {}
                // block, loop, if
                0x02..=0x04 => put(body.leb()?, &mut self.blocks, &mut module),
                // br, br_if
                0x0c | 0x0d => put(body.leb()?, &mut self.branches, &mut module),
                // local.get, local.set, local.tee
                0x20..=0x22 => put(body.leb()?, &mut self.places, &mut module),
                // br_table
                0x0e => {
                    let count = body.leb()?;
                    ensure!(count.len() == 1, "a large br_table");
                    put(count, &mut self.branches, &mut module);
                    for _ in 0..=number(count) {
                        put(body.leb()?, &mut self.branches, &mut module);
                    }
                }
                // call, global.get, global.set, memory.size, memory.grow, i32.const, i64.const
                0x10 | 0x23 | 0x24 | 0x3f..=0x42 => put(body.leb()?, &mut self.code, &mut module),
                // call_indirect
                0x11 => {
                    put(body.leb()?, &mut self.code, &mut module);
                    put(body.leb()?, &mut self.code, &mut module);
                }
                // Loads and stores.
                0x28..=0x3e => {
                    body.leb()?;
                    module.push(ALIGNMENTS[usize::from(opcode - 0x28)]);
                    put(body.leb()?, &mut self.offsets, &mut module);
                }
                // f64.const
                0x44 => put(body.take(8)?, &mut self.code, &mut module),
                // memory.copy, memory.fill
                0xfc => {
                    let which = body.leb()?;
                    put(which, &mut self.code, &mut module);
                    match number(which) {
                        0..=7 => {}
                        10 => put(body.take(2)?, &mut self.code, &mut module),
                        11 => put(body.take(1)?, &mut self.code, &mut module),
                        other => bail!("the instruction 0xfc {other}"),
                    }
                }
                other => bail!("the instruction {other:#x}"),
            }
        }
        Ok(module)
    }

    fn append(&mut self, other: &Self) {
        self.code.extend(&other.code);
        self.branches.extend(&other.branches);
        self.places.extend(&other.places);
        self.offsets.extend(&other.offsets);
        self.locals.extend(&other.locals);
        self.blocks.extend(&other.blocks);
    }

    fn with_header(&self, before: usize, bodies: usize) -> Vec<u8> {
        let streams = [
            &self.texts,
            &self.code,
            &self.branches,
            &self.places,
            &self.offsets,
            &self.locals,
            &self.blocks,
        ];
        let mut header = vec![before, bodies];
        let mut start = HEADER;
        for stream in streams {
            header.push(start);
            start += stream.len();
        }
        let header = header.into_iter().flat_map(|it| (it as u32).to_le_bytes());
        header
            .chain(streams.into_iter().flatten().copied())
            .collect()
    }
}

/// The natural alignments of the loads and stores, from `i32.load` on, as powers of two.
const ALIGNMENTS: [u8; 23] = [
    2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2,
];

fn put(bytes: &[u8], stream: &mut Vec<u8>, module: &mut Vec<u8>) {
    stream.extend(bytes);
    module.extend(bytes);
}

/// What is left to read.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        ensure!(count <= self.0.len(), "the module is cut off");
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        Ok(taken)
    }

    /// A number in LEB128, as it is written.
    fn leb(&mut self) -> Result<&'a [u8]> {
        let last = self.0.iter().position(|byte| *byte < 128);
        self.take(last.map_or(usize::MAX, |last| last + 1))
    }
}

/// What an unsigned number in LEB128 is.
fn number(leb: &[u8]) -> usize {
    leb.iter()
        .rev()
        .fold(0, |number, byte| number << 7 | usize::from(byte & 127))
}

/// An unsigned number in LEB128.
fn leb(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 128 {
        bytes.push(number as u8 | 128);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_and_read() {
        for value in [0, 1, 127, 128, 300, 1 << 20] {
            assert_eq!(number(&leb(value)), value);
        }
    }

    #[test]
    fn what_is_cut_off_or_unknown_is_refused() {
        let module = |body: &[u8]| {
            let mut wasm = b"\0asm\x01\0\0\0".to_vec();
            wasm.extend([CODE, body.len() as u8 + 2, 1, body.len() as u8]);
            wasm.extend(body);
            wasm
        };
        assert!(sort(&module(&[0, 0x41, 7, 0x0b])).is_ok());
        // v128.const has an immediate that the reader does not know.
        assert!(sort(&module(&[0, 0xfd, 12, 0x0b])).is_err());
        assert!(sort(&module(&[0, 0x41, 0x80])).is_err());
        assert!(sort(b"\0asm").is_err());
    }

    #[test]
    fn each_kind_of_immediate_is_in_its_stream() {
        let mut streams = Streams::default();
        // One i32 local; block; local.get 5; i32.load align=0 offset=9; br_if 0; end; end.
        let body = [
            1, 1, 0x7f, 0x02, 0x40, 0x20, 5, 0x28, 0, 9, 0x0d, 0, 0x0b, 0x0b,
        ];
        let module = streams.add(&mut Input(&body)).unwrap_or_default();
        assert_eq!(streams.code, [0x02, 0x20, 0x28, 0x0d, 0x0b, 0x0b]);
        assert_eq!(streams.branches, [0]);
        assert_eq!(streams.places, [5]);
        assert_eq!(streams.offsets, [9]);
        assert_eq!(streams.blocks, [0x40]);
        assert_eq!(streams.locals, [1, 1, 0x7f]);
        // With its natural alignment.
        assert_eq!(module[8], 2);
    }
}
