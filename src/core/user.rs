//! Users, as the server sends them and the storage keeps them.

use super::value::{Kind, Value};

/// The fields of a user, in the order in which CometChat's SDK has them, and after them those that
/// it keeps with the user of a session; each with the kind of value that it holds.
const FIELDS: [(&str, Kind); 17] = [
    ("hasBlockedMe", Kind::Flag),
    ("blockedByMe", Kind::Flag),
    ("deactivatedAt", Kind::Number),
    ("uid", Kind::Text),
    ("name", Kind::Text),
    ("authToken", Kind::Text),
    ("avatar", Kind::Text),
    ("lastActiveAt", Kind::Number),
    ("link", Kind::Text),
    ("metadata", Kind::Object),
    ("role", Kind::Text),
    ("statusMessage", Kind::Text),
    ("status", Kind::Text),
    ("tags", Kind::Array),
    ("wsChannel", Kind::Object),
    ("jwt", Kind::Text),
    ("fat", Kind::Text),
];

/// A user, with nothing in it but the fields that a user has, each of its own kind.
///
/// A field of another kind is left out: a decoration never costs a login. What a session stands
/// on, uid and token, is checked by [`super::session`].
pub fn record<V: Value>(data: &V, auth_token: &V) -> V {
    let mut record = V::json(r#"{"hasBlockedMe":false,"blockedByMe":false,"deactivatedAt":0}"#);
    for (key, holds) in FIELDS {
        let value = data.get(key);
        let kind = value.kind();
        if key == "authToken" {
            record.set(key, auth_token);
        // An empty object may arrive as an empty array; the server's PHP does not tell them apart.
        } else if kind == holds || (kind == Kind::Array && holds == Kind::Object) {
            record.set(key, &value);
        }
    }
    record
}
