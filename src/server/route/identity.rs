//! The user who is logged in to the application, as its `identify` returns it.

use crate::error::{Error, INVALID_UID, NO_IDENTITY};
use crate::platform::{Kind, Record, Value};
use crate::types::{Uid, user_to_send};

/// The fields that CometChat gets when a user is created. It gets no other fields of the application's
/// users.
const PROFILE: [&str; 7] = [
    "name",
    "avatar",
    "link",
    "role",
    "statusMessage",
    "metadata",
    "tags",
];

/// The user who is logged in to the application.
#[derive(Debug)]
pub struct Identity {
    /// The user's UID.
    pub uid: Uid,
    /// The record to create an unknown user with. It asks for an auth token, too.
    pub new_user: Record,
}

impl Identity {
    /// Parses what `identify` returned: `{ uid, name?, avatar?, … }`; `None` for nothing and `false`.
    ///
    /// # Errors
    /// `IDENTITY_UNAVAILABLE` for anything else.
    pub fn parse(given: &Value) -> Result<Option<Self>, Error> {
        let no = |reason| Error::without_answer(&NO_IDENTITY, reason, None);
        let is_nobody = match given.kind() {
            Kind::Nullish => true,
            Kind::Boolean => given.to_json().is_some_and(|json| json == "false"),
            _ => false,
        };
        if is_nobody {
            return Ok(None);
        }
        let user = given.as_record().ok_or_else(|| no("no object"))?;
        let uid = Uid::parse(&user.get("uid"), &INVALID_UID).map_err(|_| no("no uid"))?;
        let known = Record::new();
        for key in PROFILE {
            let value = user.get(key);
            if !value.is_nullish() {
                known.set(key, value);
            }
        }
        known.set("uid", uid.text().clone());
        known.set("withAuthToken", true);
        let new_user = user_to_send(&known.into()).map_err(|_| no("no JSON"))?;
        // CometChat creates no user without a name.
        if new_user.text("name").is_none_or(|name| !name.is_present()) {
            new_user.set("name", uid.text().clone());
        }
        Ok(Some(Self { uid, new_user }))
    }
}
