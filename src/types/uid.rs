//! Ids of users.

use super::{required_argument, segment};
use crate::error::{ErrorSpec, INVALID_UID};
use crate::platform::{Text, Value};

/// A user's id, and its encoding in the path of a URL.
#[derive(Clone, Debug)]
pub struct Uid {
    text: Text,
    segment: Text,
}

impl Uid {
    /// Parses an argument.
    ///
    /// # Errors
    /// `missing` if it is missing or blank; `INVALID_UID` if a path cannot carry it: `.`, `..`, half a
    /// surrogate pair, and a number such as NaN.
    pub fn parse(value: &Value, missing: &'static ErrorSpec) -> Result<Self, &'static ErrorSpec> {
        let text = required_argument(value, missing, &INVALID_UID)?;
        let segment = segment(&text).ok_or(&INVALID_UID)?;
        Ok(Self { text, segment })
    }

    /// The id as text.
    #[must_use]
    pub const fn text(&self) -> &Text {
        &self.text
    }

    /// The id, encoded as one segment of a path.
    #[must_use]
    pub const fn segment(&self) -> &Text {
        &self.segment
    }

    /// Whether `uid` names the same user. The server keeps UIDs, which are ASCII, in lower case.
    #[must_use]
    pub fn is(&self, uid: &Text) -> bool {
        self.text.eq_ignore_ascii_case(uid)
    }
}
