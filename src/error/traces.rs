//! Looks for parts of secrets in texts, in any of the usual encodings (docs/security.md#what-is-redacted
//! lists them).
//!
//! Every step moves on in the text, so that the work grows with the text's length and not faster,
//! whatever a server has written.

use std::cell::Cell;

use crate::platform::Text;

/// The shortest part of a secret that gives it away, in letters and digits: as many as fit in a `u64`.
const PART: usize = 8;
/// How often what is encoded may be encoded again.
const LAYERS: usize = 4;

/// The parts of some secrets, in each form that shows without decoding.
#[derive(Debug)]
pub struct Traces {
    /// Each part, as a number; in order.
    parts: Vec<u64>,
    reads: Cell<u64>,
}

impl Traces {
    /// The parts of secrets, each without what of it is none.
    pub fn of(secrets: &[Text]) -> Self {
        let mut traces = Self {
            parts: Vec::new(),
            reads: Cell::default(),
        };
        for secret in secrets {
            let bytes = String::from(secret).into_bytes();
            traces.add(&digits(&bytes, &[16, 1]));
            traces.add(&digits(&bytes, &[100, 10, 1]));
            // In base64, how a secret looks depends on where in the encoded bytes it starts.
            for before in ["", "-", "--"] {
                let encoded = Text::from(before).concat(secret).to_base64();
                let encoded = encoded.map(|text| String::from(&text).into_bytes());
                let skipped = if before.is_empty() { 0 } else { 4 };
                traces.add(
                    encoded
                        .unwrap_or_default()
                        .get(skipped..)
                        .unwrap_or_default(),
                );
            }
            traces.each_layer(bytes, |traces, layer| traces.add(layer));
        }
        traces.parts.sort_unstable();
        traces.parts.dedup();
        traces
    }

    /// Whether one of the parts is in a text, as it is or encoded.
    pub fn are_in(&mut self, text: &str) -> bool {
        let mut is_found = false;
        self.each_layer(text.as_bytes().to_vec(), |traces, layer| {
            is_found = is_found || traces.parts_of(layer).any(|part| traces.has(part));
        });
        is_found
    }

    /// How often a character was looked at, so that tests can bound it.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn reads(&self) -> u64 {
        self.reads.get()
    }

    fn add(&mut self, form: &[u8]) {
        let parts: Vec<u64> = self.parts_of(form).collect();
        self.parts.extend(parts);
    }

    fn has(&self, part: u64) -> bool {
        self.parts.binary_search(&part).is_ok()
    }

    /// The parts of a text, by its letters and digits: what else there is, some encoding changes.
    fn parts_of<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = u64> + 'a {
        let mut last = 0_u64;
        let mut count = 0;
        text.iter().filter_map(move |byte| {
            self.reads.set(self.reads.get() + 1);
            if !byte.is_ascii_alphanumeric() {
                return None;
            }
            last = last << 8 | u64::from(byte.to_ascii_lowercase());
            count += 1;
            (count >= PART).then_some(last)
        })
    }

    /// Lets `look` see a text as it is, and decoded, and so on.
    fn each_layer(&mut self, mut text: Vec<u8>, mut look: impl FnMut(&mut Self, &[u8])) {
        for _ in 0..LAYERS {
            look(self, &text);
            let decoded = decoded(Reader {
                text: &text,
                at: 0,
                reads: &self.reads,
            });
            if decoded == text {
                return;
            }
            text = decoded;
        }
        look(self, &text);
    }
}

/// Numbers in the digits of `places`: in hexadecimal two of each, in decimal as many as needed.
fn digits(numbers: &[u8], places: &[u8]) -> Vec<u8> {
    let radix = if places.len() == 2 { 16 } else { 10 };
    let mut digits = Vec::new();
    for number in numbers {
        for place in places {
            let is_needed = radix == 16 || number >= place;
            let digit = char::from_digit(u32::from(number / place) % radix, radix);
            digits.extend(digit.filter(|_| is_needed).map(|digit| digit as u8));
        }
    }
    digits
}

/// Reads a text character by character.
struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    reads: &'a Cell<u64>,
}

impl Reader<'_> {
    /// The character that is so far ahead.
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.reads.set(self.reads.get() + 1);
        self.text.get(self.at.checked_add(ahead)?).copied()
    }

    /// The number that begins so far ahead, of at least and at most so many digits, and where it ends.
    fn number(&self, ahead: usize, radix: u32, least: usize, most: usize) -> Option<(u32, usize)> {
        let mut number = 0;
        let mut end = ahead;
        while end < ahead + most {
            let digit = self.peek(end).and_then(|it| char::from(it).to_digit(radix));
            let Some(digit) = digit else { break };
            number = number * radix + digit;
            end += 1;
        }
        (end >= ahead + least).then_some((number, end))
    }

    /// What is escaped here, if something is: the character, 0 for none of ASCII, and how long the escape
    /// is.
    fn escape(&self) -> Option<(u32, usize)> {
        match self.peek(0)? {
            b'%' | b'=' => self.number(1, 16, 2, 2),
            b'0' if self.peek(1)? | 0x20 == b'x' => self.number(2, 16, 2, 2),
            b'\\' => self.backslashes(),
            b'&' => self.reference(),
            _ => None,
        }
    }

    /// An escape of JavaScript's, JSON's, CSS's or a shell's, whatever escapes the backslash itself.
    fn backslashes(&self) -> Option<(u32, usize)> {
        let mut end = 1;
        while self.peek(end) == Some(b'\\') {
            end += 1;
        }
        let found = match self.peek(end) {
            Some(b'x') => self.number(end + 1, 16, 2, 2),
            Some(b'u') if self.peek(end + 1) == Some(b'{') => self
                .number(end + 2, 16, 1, 6)
                .map(|(number, end)| (number, end + 1)),
            Some(b'u') => self.number(end + 1, 16, 4, 4),
            Some(b'U') => self.number(end + 1, 16, 8, 8),
            Some(b'n' | b'r' | b't' | b'b' | b'f' | b'v') => Some((0, end + 1)),
            Some(_) => self.number(end, 8, 3, 3),
            None => None,
        };
        Some(found.unwrap_or((0, end)))
    }

    /// A character reference of HTML's. Those with names are of no letter and no digit.
    fn reference(&self) -> Option<(u32, usize)> {
        let (number, end) = match (self.peek(1)?, self.peek(2)) {
            (b'#', Some(b'x' | b'X')) => self.number(3, 16, 1, 7)?,
            (b'#', _) => self.number(2, 10, 1, 8)?,
            _ => {
                let mut end = 1;
                while end < 10 && self.peek(end)?.is_ascii_alphanumeric() {
                    end += 1;
                }
                (self.peek(end)? == b';').then_some((0, end))?
            }
        };
        let is_closed = self.peek(end) == Some(b';');
        Some((number, end + usize::from(is_closed)))
    }
}

/// A text with every escape in it undone, once.
fn decoded(mut reader: Reader<'_>) -> Vec<u8> {
    let mut decoded = Vec::new();
    while let Some(byte) = reader.peek(0) {
        let (byte, length) = reader.escape().map_or((byte, 1), |(number, length)| {
            let byte = u8::try_from(number).ok().filter(u8::is_ascii);
            (byte.unwrap_or_default(), length)
        });
        decoded.push(byte);
        reader.at += length;
    }
    decoded
}
