//! Auth Keys and auth tokens.

use std::fmt;

use super::required_argument;
use crate::error::ErrorSpec;
use crate::platform::{Text, Value};

/// The longest secret, in characters. CometChat's have some sixty, and servers take headers of 8,000.
pub const MAX_SECRET: u32 = 4_096;

/// An Auth Key or an auth token: text that headers and JSON carry unchanged, which is printable ASCII
/// except `"` and `\`. Its `Debug` does not print it.
#[derive(Clone, PartialEq)]
pub struct Secret(Text);

impl Secret {
    /// Parses an argument.
    ///
    /// # Errors
    /// `missing` if it is missing or blank, `invalid` if a header cannot carry it.
    pub fn parse(
        value: &Value,
        missing: &'static ErrorSpec,
        invalid: &'static ErrorSpec,
    ) -> Result<Self, &'static ErrorSpec> {
        let text = required_argument(value, missing, invalid)?;
        Self::from_text(text).ok_or(invalid)
    }

    /// Makes a secret; `None` if a header cannot carry the text, or if it exceeds [`MAX_SECRET`].
    #[must_use]
    pub fn from_text(text: Text) -> Option<Self> {
        // Uses no regular expression: the engine would keep the text in `RegExp.input`.
        let is_secret = text.len() <= MAX_SECRET && is_plain(String::from(&text).as_bytes());
        is_secret.then_some(Self(text))
    }

    /// The secret's text: for the header of a request, for the record of a session, and to redact it from
    /// answers.
    #[must_use]
    pub const fn expose(&self) -> &Text {
        &self.0
    }
}

/// Whether a text is printable ASCII except `"` and `\`, without spaces at its ends.
fn is_plain(text: &[u8]) -> bool {
    let is_inner = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    let is_outer = |byte: Option<&u8>| byte.is_some_and(|byte| *byte != b' ');
    is_outer(text.first()) && is_outer(text.last()) && text.iter().all(is_inner)
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}
