//! Users, as the server sends them and as the storage holds them.

use super::Secret;
use crate::error::{ErrorSpec, MISSING_USER};
use crate::platform::{Kind, Record, Value};

/// The fields of a user, in the order of CometChat's SDK, and after them the fields that it stores only
/// with a session's user. Each has its kind of value.
const FIELDS: [(&str, Kind); 17] = [
    ("hasBlockedMe", Kind::Boolean),
    ("blockedByMe", Kind::Boolean),
    ("deactivatedAt", Kind::Number),
    ("uid", Kind::String),
    ("name", Kind::String),
    ("authToken", Kind::String),
    ("avatar", Kind::String),
    ("lastActiveAt", Kind::Number),
    ("link", Kind::String),
    ("metadata", Kind::Object),
    ("role", Kind::String),
    ("statusMessage", Kind::String),
    ("status", Kind::String),
    ("tags", Kind::Array),
    ("wsChannel", Kind::Object),
    ("jwt", Kind::String),
    ("fat", Kind::String),
];

/// The names of the fields of a user, in order: the package's `User` has the first 14.
#[cfg(not(target_arch = "wasm32"))]
pub fn user_fields() -> impl Iterator<Item = &'static str> {
    FIELDS.into_iter().map(|(name, _)| name).take(14)
}

/// A user's record: the `FIELDS` in `data`, and the auth token.
///
/// Leaves out a field of the wrong kind: it must not make a login fail. [`super::Session`] checks what a
/// session needs, uid and token.
#[must_use]
pub fn user_record(data: &Record, auth_token: &Secret) -> Record {
    let record = Record::new();
    for key in ["hasBlockedMe", "blockedByMe"] {
        record.set(key, false);
    }
    record.set("deactivatedAt", 0.0);
    for (key, holds) in FIELDS {
        let value = data.get(key);
        let kind = value.kind();
        if key == "authToken" {
            record.set(key, auth_token.expose().clone());
        // An empty object may arrive as an empty array: the server's PHP does not tell them apart.
        } else if kind == holds || (kind == Kind::Array && holds == Kind::Object) {
            record.set(key, value);
        }
    }
    record
}

/// A copy, made through JSON, of a user to send, so that later changes of the original do not matter.
///
/// # Errors
/// `MISSING_PARAMETERS` if `user` is not an object, or JSON cannot express it.
pub fn user_to_send(user: &Value) -> Result<Record, &'static ErrorSpec> {
    let json = user.to_json().ok_or(&MISSING_USER)?;
    json.parse_json()
        .and_then(|user| user.as_record())
        .ok_or(&MISSING_USER)
}
