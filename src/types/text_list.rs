//! Lists of texts.

use crate::platform::{Kind, Text, Value};

/// A list of texts: an array with at least one text, and no empty ones.
#[derive(Clone, Debug)]
pub struct TextList(Text);

impl TextList {
    /// Parses an array of texts; `None` for other values, an empty array and empty texts.
    #[must_use]
    pub fn parse(value: &Value) -> Option<Self> {
        let json = value.to_json()?;
        let is_list = value.kind() == Kind::Array
            && json.matches(r#"^\["([^"\\]|\\.)+"(,"([^"\\]|\\.)+")*\]$"#);
        is_list.then_some(Self(json))
    }

    /// Whether the list has this text.
    #[must_use]
    pub fn contains(&self, text: &Text) -> bool {
        // Looks for the text with its quotation marks: one inside a text is escaped in JSON.
        let json = Text::from("[").concat(&text.to_json());
        let later = Text::from(",").concat(&text.to_json());
        self.0.contains(&json) || self.0.contains(&later)
    }

    /// The list as JSON text.
    #[must_use]
    pub const fn json(&self) -> &Text {
        &self.0
    }

    /// A copy of the array.
    #[must_use]
    pub fn to_value(&self) -> Value {
        self.0.parse_json().unwrap_or_else(Value::nothing)
    }
}
