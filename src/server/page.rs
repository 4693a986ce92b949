//! Which page of a list is wanted, and of what.

use crate::error::{Error, INVALID_OPTIONS};
use crate::platform::{Kind, Text, Value};
use crate::types::{Path, TextList, argument};

/// The options of every list.
pub const PAGE: &[&str] = &["page", "perPage"];

/// The path of a list with the parameters that an application named in its options.
///
/// # Errors
/// `INVALID_OPTIONS` for a value that no parameter can have.
pub fn listed(path: Path, options: &Value, known: &[&[&'static str]]) -> Result<Path, Error> {
    let options = options.as_record().unwrap_or_default();
    known
        .iter()
        .copied()
        .flatten()
        .try_fold(path, |path, name| {
            let value = options.get(name);
            if value.kind() == Kind::Nullish {
                return Ok(path);
            }
            let text = parameter(&value).and_then(|text| path.with(name, &text));
            text.ok_or_else(|| Error::without_answer(&INVALID_OPTIONS, name, None))
        })
}

/// A parameter as text: a text, a number, a flag, or several texts, with commas between them.
fn parameter(value: &Value) -> Option<Text> {
    match value.kind() {
        Kind::Boolean => value.to_json(),
        Kind::Array => {
            TextList::parse(value)?;
            let list = value.to_json()?;
            // A text with a comma or an escape in it is no tag and no role.
            Some(list.without(r#"[\[\]"]"#)).filter(|list| !list.matches(r"\\"))
        }
        _ => argument(value),
    }
}
