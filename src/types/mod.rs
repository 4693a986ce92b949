//! What enters, parsed once: types that cannot hold anything wrong.

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

/// An argument that is text, or a finite number as text.
///
/// # Errors
/// `missing` for anything else and for a blank one, but `invalid` for a number that has no such text.
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

/// A text as one segment of a URL's path. `None` for one that no path can carry: half a surrogate pair, and
/// dots alone, which mean other folders, encoded or not.
#[must_use]
pub fn segment(text: &Text) -> Option<Text> {
    text.encode_component()
        .filter(|segment| !segment.matches(r"^\.\.?$"))
}

/// Whether a text begins with another, whatever the case of ASCII's letters.
#[must_use]
pub fn starts_with(text: &Text, beginning: &Text) -> bool {
    let text = text.slice(0, beginning.len());
    String::from(&text).eq_ignore_ascii_case(&String::from(beginning))
}

/// An argument that is text, or a finite number as text; `None` for anything else, and for a blank
/// one.
#[must_use]
pub fn argument(value: &Value) -> Option<Text> {
    let text = match value.kind() {
        Kind::String => value.as_text(),
        Kind::Number => value.to_json(),
        _ => None,
    };
    text.filter(Text::is_present)
}
