//! Sessions: the user who is logged in, the token, and the text that is stored.

use std::fmt;
use std::rc::Rc;

use super::{Secret, user_record};
use crate::platform::{Record, Text, Value};

/// The session of a user who is logged in.
#[derive(Clone)]
pub struct Session(Rc<Parts>);

struct Parts {
    uid: Text,
    token: Secret,
    /// The user's record as JSON text, with the token.
    json: Text,
    /// The settings that the server sent for the app.
    settings: Option<Record>,
}

impl Session {
    /// Parses the `data` of the answer to `PUT /me`. Its token wins over the token `sent`, its settings
    /// over those `known`. `None` without a uid, or with an invalid token.
    #[must_use]
    pub fn from_answer(data: &Value, sent: &Secret, known: Option<Record>) -> Option<Self> {
        let data = data.as_record()?;
        let token = data.get("authToken");
        let token = if token.is_nullish() {
            sent.clone()
        } else {
            Secret::from_text(token.as_text()?)?
        };
        let settings = data.get("settings").as_record().or(known);
        Self::new(&data, token, settings)
    }

    /// Parses the stored user and settings, each as [`decode`] reads it. `None` for anything that is not
    /// a session.
    #[must_use]
    pub fn from_stored(user: &Text, settings: Option<&Text>) -> Option<Self> {
        let data = decode(user)?.as_record()?;
        let token = Secret::from_text(data.text("authToken")?)?;
        let settings = settings.and_then(|text| decode(text)?.as_record());
        Self::new(&data, token, settings)
    }

    fn new(data: &Record, token: Secret, settings: Option<Record>) -> Option<Self> {
        let uid = data.text("uid").filter(Text::is_present)?;
        // `None` if a value is nested too deep for the engine.
        let json = user_record(data, &token).to_json()?;
        Some(Self(Rc::new(Parts {
            uid,
            token,
            json,
            settings,
        })))
    }

    /// The UID of the session's user.
    #[must_use]
    pub fn uid(&self) -> &Text {
        &self.0.uid
    }

    /// The auth token of the session.
    #[must_use]
    pub fn token(&self) -> &Secret {
        &self.0.token
    }

    /// The user's record as JSON text. Holds the token.
    #[must_use]
    pub fn json(&self) -> &Text {
        &self.0.json
    }

    /// The settings that the server sent for this app.
    #[must_use]
    pub fn settings(&self) -> Option<Record> {
        self.0.settings.clone()
    }

    /// The user's record: a new one each time.
    #[must_use]
    pub fn user(&self) -> Value {
        self.0.json.parse_json().unwrap_or_else(Value::nothing)
    }

    /// Whether both have the same user and the same token.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.uid() == other.uid() && self.token() == other.token()
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Session")
    }
}

/// Parses a stored value, which is JSON encoded twice, or once.
#[must_use]
pub fn decode(kept: &Text) -> Option<Value> {
    let outer = kept.parse_json()?;
    let inner = outer.as_text().and_then(|text| text.parse_json());
    Some(inner.unwrap_or(outer))
}
