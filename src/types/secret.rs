//! Auth Keys and auth tokens.

use std::fmt;

use super::required_argument;
use crate::error::ErrorSpec;
use crate::platform::{Text, Value};

/// The longest secret, in characters. CometChat's have some sixty, and servers take headers of 8,000.
pub const MAX_SECRET: u32 = 4_096;

/// An Auth Key or an auth token: what a header can carry as it is, which is printable ASCII but for
/// what JSON escapes. Nothing prints it.
#[derive(Clone, PartialEq)]
pub struct Secret(Text);

impl Secret {
    /// Reads an argument.
    ///
    /// # Errors
    /// `missing` if it is missing or blank, `invalid` if no header can carry it.
    pub fn parse(
        value: &Value,
        missing: &'static ErrorSpec,
        invalid: &'static ErrorSpec,
    ) -> Result<Self, &'static ErrorSpec> {
        let text = required_argument(value, missing, invalid)?;
        Self::from_text(text).ok_or(invalid)
    }

    /// Takes a text for a secret; `None` if no header can carry it, or if it is longer than one is.
    #[must_use]
    pub fn from_text(text: Text) -> Option<Self> {
        // Without a regular expression, of which the engine would keep the text: `RegExp.input`.
        let is_secret = text.len() <= MAX_SECRET && is_plain(String::from(&text).as_bytes());
        is_secret.then_some(Self(text))
    }

    /// The secret itself: for the header of a request, for the record of a session, and for cutting
    /// it out of what servers say.
    #[must_use]
    pub const fn expose(&self) -> &Text {
        &self.0
    }
}

/// Whether this is printable ASCII but for what JSON escapes, without spaces around it.
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
