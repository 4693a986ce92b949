//! The region of an app.

use super::is_label;
use crate::error::{ErrorSpec, INVALID_REGION};
use crate::platform::{Text, Value};

/// A region, in lower case.
#[derive(Clone, Debug, PartialEq)]
pub struct Region(Text);

impl Region {
    /// Parses the `region` of the settings; `eu` if it is missing.
    ///
    /// # Errors
    /// `INVALID_REGION` if it is not valid after `apiclient-` in a host name.
    pub fn parse(value: &Value) -> Result<Self, &'static ErrorSpec> {
        if value.is_nullish() {
            return Ok(Self(Text::from("eu")));
        }
        value
            .as_text()
            .filter(|text| is_label(text, 53))
            .map(|text| Self(text.to_lower_case()))
            .ok_or(&INVALID_REGION)
    }

    /// The region as text.
    #[must_use]
    pub const fn text(&self) -> &Text {
        &self.0
    }
}
