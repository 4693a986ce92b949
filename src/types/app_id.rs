//! The id of an app.

use super::{is_label, required_argument};
use crate::error::{ErrorSpec, INVALID_APP_ID, MISSING_APP_ID};
use crate::platform::{Text, Value};

/// An app id: letters, digits and hyphens, as a label of a host name has them.
#[derive(Clone, Debug, PartialEq)]
pub struct AppId(Text);

impl AppId {
    /// Parses the app id that `init` got.
    ///
    /// # Errors
    /// `MISSING_PARAMETERS` if it is missing or blank, `INVALID_APP_ID` if a host name cannot have it.
    pub fn parse(value: &Value) -> Result<Self, &'static ErrorSpec> {
        let text = required_argument(value, &MISSING_APP_ID, &INVALID_APP_ID)?;
        if is_label(&text, 63) && text.slice(0, 1) != "-" {
            Ok(Self(text))
        } else {
            Err(&INVALID_APP_ID)
        }
    }

    /// The id as text.
    #[must_use]
    pub const fn text(&self) -> &Text {
        &self.0
    }
}
