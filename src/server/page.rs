//! The options of lists, as query parameters.

use crate::error::{Error, INVALID_OPTIONS};
use crate::platform::{Kind, Text, Value};
use crate::types::{Path, TextList, argument};

/// The options of every list: which page, and its length.
pub const PAGE: &[&str] = &["page", "perPage"];

/// Adds the `known` options that the application gave to the path of a list, as query parameters.
///
/// # Errors
/// `INVALID_OPTIONS`, naming the option, for a value that a parameter cannot have.
pub fn listed(path: Path, options: &Value, known: &[&[&'static str]]) -> Result<Path, Error> {
    let options = options.as_record().unwrap_or_default();
    known
        .iter()
        .copied()
        .flatten()
        .try_fold(path, |path, name| {
            let value = options.get(name);
            if value.is_nullish() {
                return Ok(path);
            }
            let text = parameter(&value).and_then(|text| path.with(name, &text));
            text.ok_or_else(|| Error::without_answer(&INVALID_OPTIONS, name, None))
        })
}

/// A parameter as text: a text, a number, a boolean, or an array of texts, joined by commas.
fn parameter(value: &Value) -> Option<Text> {
    match value.kind() {
        Kind::Boolean => value.to_json(),
        Kind::Array => {
            TextList::parse(value)?;
            let list = value.to_json()?;
            // The parameter has no way to write a comma within a tag or a role.
            let is_plain = list.matches(r#"^\[("[^"\\,]*",?)+\]$"#);
            is_plain.then(|| list.slice(1, list.len() - 1).without("\""))
        }
        _ => argument(value),
    }
}
