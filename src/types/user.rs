//! Users, as the server sends them and the storage keeps them.

use super::Secret;
use crate::error::{ErrorSpec, MISSING_USER};
use crate::platform::{Kind, Record, Value};

/// The fields of a user, in the order in which CometChat's SDK has them, and after them those that
/// it keeps with the user of a session; each with the kind of value that it holds.
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

/// A user, with nothing in it but the fields that a user has, each of its own kind.
///
/// A field of another kind is left out: a decoration never costs a login. What a session stands
/// on, uid and token, is checked by [`super::Session`].
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
        // An empty object may arrive as an empty array; the server's PHP does not tell them apart.
        } else if kind == holds || (kind == Kind::Array && holds == Kind::Object) {
            record.set(key, value);
        }
    }
    record
}

/// A copy of a user that an application wants to send, as JSON has it: what it changes later does not matter.
///
/// # Errors
/// `MISSING_PARAMETERS` if this is no object, or one that JSON cannot hold.
pub fn user_to_send(user: &Value) -> Result<Record, &'static ErrorSpec> {
    let json = user.to_json().ok_or(&MISSING_USER)?;
    json.parse_json()
        .and_then(|user| user.as_record())
        .ok_or(&MISSING_USER)
}
