//! Finds parts of secrets in texts, in the usual encodings (docs/security.md#what-is-redacted lists
//! them).
//!
//! Every step moves on in the text, so that the work is linear in the text's length, whatever a server
//! sends.

use std::cell::Cell;

use crate::platform::Text;

/// The length of the parts that are searched for, in letters and digits: as many as fit in a `u64`.
const PART: usize = 8;
/// Every escape has one of these characters; most texts have none.
const MARKS: &[u8] = b"%=\\&xX";
/// How many times a text is decoded.
const LAYERS: usize = 4;

/// The parts of some secrets: plain, unescaped, and in hexadecimal, decimal and base64.
#[derive(Debug)]
pub struct Traces {
    /// The parts as numbers, sorted.
    parts: Vec<u64>,
    reads: Cell<u64>,
}

impl Traces {
    /// Collects the parts of texts that are secret.
    pub fn of(secrets: &[Text]) -> Self {
        let mut traces = Self {
            parts: Vec::new(),
            reads: Cell::default(),
        };
        for secret in secrets {
            let bytes = String::from(secret).into_bytes();
            traces.add(&digits(&bytes, &[16, 1]));
            traces.add(&digits(&bytes, &[100, 10, 1]));
            // Base64 encodes three bytes together: the form depends on which byte is the first of three.
            for start in 0..3 {
                if let Some(encoded) = secret.slice(start, secret.len()).to_base64() {
                    traces.add(String::from(&encoded).as_bytes());
                }
            }
            traces.each_layer(bytes, |traces, layer| traces.add(layer));
        }
        traces.parts.sort_unstable();
        traces.parts.dedup();
        traces
    }

    /// Whether a text contains one of the parts, plain or encoded.
    pub fn are_in(&mut self, text: &str) -> bool {
        let mut is_found = false;
        self.each_layer(text.as_bytes().to_vec(), |traces, layer| {
            is_found = is_found || traces.parts_of(layer).any(|part| traces.has(part));
        });
        is_found
    }

    /// How often a character was read, so that tests can bound it.
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

    /// The parts of a text: each [`PART`] letters and digits in a row, in lower case, without the rest.
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

    /// Calls `look` with a text, and with the text decoded once, twice, up to [`LAYERS`] times.
    fn each_layer(&mut self, mut text: Vec<u8>, mut look: impl FnMut(&mut Self, &[u8])) {
        for layer in 0..=LAYERS {
            look(self, &text);
            if layer == LAYERS || !text.iter().any(|byte| MARKS.contains(byte)) {
                return;
            }
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
    }
}

/// Writes numbers in hexadecimal, two digits each, or in decimal, as many digits as needed.
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
    /// The character `ahead` places further on.
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.reads.set(self.reads.get() + 1);
        self.text.get(self.at.checked_add(ahead)?).copied()
    }

    /// The number of `least` to `most` digits, `ahead` places further on, and the place after it.
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

    /// The escape at this place, if there is one: the number of its character, and its length.
    fn escape(&self) -> Option<(u32, usize)> {
        match self.peek(0)? {
            b'%' | b'=' => self.number(1, 16, 2, 2),
            b'0' if self.peek(1)? | 0x20 == b'x' => self.number(2, 16, 2, 2),
            b'\\' => self.backslashes(),
            b'&' => self.reference(),
            _ => None,
        }
    }

    /// The escape of JavaScript, JSON, CSS or a shell that begins here, with any number of backslashes.
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

    /// The HTML character reference that begins here. A named one is no letter or digit: it gives 0.
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

/// A text with every escape undone once. Characters outside ASCII become 0.
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
