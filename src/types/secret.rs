//! Auth Keys and auth tokens.

use std::fmt;

use super::required_argument;
use crate::error::ErrorSpec;
use crate::platform::{Text, Value};

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

    /// Takes a text for a secret; `None` if no header can carry it.
    #[must_use]
    pub fn from_text(text: Text) -> Option<Self> {
        text.matches(r#"^[!#-\[\]-~]([ !#-\[\]-~]*[!#-\[\]-~])?$"#)
            .then_some(Self(text))
    }

    /// The secret itself: for the header of a request, for the record of a session, and for cutting
    /// it out of what servers say.
    #[must_use]
    pub const fn expose(&self) -> &Text {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}
