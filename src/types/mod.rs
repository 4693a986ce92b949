//! Inputs, parsed once into types that cannot hold invalid values.

mod app_id;
mod base_url;
mod config;
mod credential;
mod region;
mod secret;
mod session;
mod text_list;
mod uid;
mod user;

pub use app_id::AppId;
pub use base_url::{API_VERSION, BaseUrl, Path, RequestUrl, Service};
pub use config::{Config, REQUEST_TIMEOUT, request_timeout};
pub use credential::{Credential, TokenOrigin};
pub use region::Region;
pub use secret::{MAX_SECRET, Secret};
pub use session::{Session, decode};
pub use text_list::TextList;
pub use uid::Uid;
#[cfg(not(target_arch = "wasm32"))]
pub use user::user_fields;
pub use user::{user_record, user_to_send};

use crate::error::ErrorSpec;
use crate::platform::{Kind, Text, Value};

/// Returns an argument that is text, or a finite number as text.
///
/// # Errors
/// `invalid` for NaN, an infinity and a `BigInt`; `missing` for anything else, and for blank text.
pub fn required_argument(
    value: &Value,
    missing: &'static ErrorSpec,
    invalid: &'static ErrorSpec,
) -> Result<Text, &'static ErrorSpec> {
    argument(value).ok_or(match value.kind() {
        Kind::UnsupportedNumber => invalid,
        _ => missing,
    })
}

/// Encodes a text as one segment of a URL's path. `None` for a text that a path cannot carry: one with half
/// a surrogate pair, and `.` and `..`, which name other folders even if encoded.
#[must_use]
pub fn segment(text: &Text) -> Option<Text> {
    text.encode_component()
        .filter(|segment| *segment != "." && *segment != "..")
}

/// Whether a text has 1 to `most` characters, all of them ASCII letters, digits, or one of `others`.
#[must_use]
pub fn is_made_of(text: &Text, most: u32, others: &[u8]) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || others.contains(&byte);
    (1..=most).contains(&text.len()) && String::from(text).bytes().all(is_allowed)
}

/// Whether a text is a label of a host name: up to `most` letters, digits and hyphens, with no hyphen at
/// its end.
#[must_use]
pub fn is_label(text: &Text, most: u32) -> bool {
    is_made_of(text, most, b"-") && text.slice(text.len() - 1, text.len()) != "-"
}

/// Whether a text begins with another, ignoring the case of ASCII letters.
#[must_use]
pub fn starts_with(text: &Text, beginning: &Text) -> bool {
    let text = text.slice(0, beginning.len());
    String::from(&text).eq_ignore_ascii_case(&String::from(beginning))
}

/// Returns an argument that is text, or a finite number as text; `None` for anything else, and for blank
/// text.
#[must_use]
pub fn argument(value: &Value) -> Option<Text> {
    let text = match value.kind() {
        Kind::String => value.as_text(),
        Kind::Number => value.to_json(),
        _ => None,
    };
    text.filter(Text::is_present)
}
