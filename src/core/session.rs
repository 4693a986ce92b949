//! A logged-in user: who it is, by which token, and the text that is kept of it.

use std::fmt;

use super::credential::SECRET;
use super::user;
use super::value::Value;

/// The session of a logged-in user: an object with `uid`, `token` (secret), `json` (the user's
/// record as JSON text, with the token) and `settings` (the server's for this app, or none).
#[derive(Clone)]
pub struct Session<V>(V);

impl<V: Value> Session<V> {
    /// Reads the `data` of the answer to `PUT /me`. The token in it wins over the one `sent`, the
    /// settings in it over those `known`. `None` if there is no uid or no token in it.
    pub fn from_answer(data: &V, sent: &V, known: &V) -> Option<Self> {
        let token = data.get("authToken");
        let settings = data.get("settings");
        Self::of(
            data,
            if token.is_none() { sent } else { &token },
            if settings.is_none() { known } else { &settings },
        )
    }

    /// Reads what a storage keeps of a user and of the settings: JSON of JSON text, or JSON. `None`
    /// for anything that is not a session.
    pub fn from_stored(user: &V, settings: &V) -> Option<Self> {
        let record = decode(user);
        Self::of(&record, &record.get("authToken"), &decode(settings))
    }

    fn of(data: &V, token: &V, settings: &V) -> Option<Self> {
        let uid = data.get("uid");
        // None, where a value is nested too deep for the engine.
        let json = user::record(data, token).stringified();
        if !uid.is_present() || !token.matches(SECRET) || json.is_none() {
            return None;
        }
        let mut session = V::object();
        session.set("uid", &uid);
        session.set("token", token);
        session.set("json", &json);
        session.set("settings", settings);
        Some(Self(session))
    }

    /// Whose session.
    pub fn uid(&self) -> V {
        self.0.get("uid")
    }

    /// The token that requests carry. Secret.
    pub fn token(&self) -> V {
        self.0.get("token")
    }

    /// The user's record as JSON text. Holds the token.
    pub fn json(&self) -> V {
        self.0.get("json")
    }

    /// The settings that the server sent for this app, or none.
    pub fn settings(&self) -> V {
        self.0.get("settings")
    }

    /// The user's record, made anew each time.
    pub fn user(&self) -> V {
        self.json().parsed()
    }

    /// Whether both are of the same user by the same token.
    pub fn is(&self, other: &Self) -> bool {
        self.uid().is(&other.uid()) && self.token().is(&other.token())
    }
}

impl<V> fmt::Debug for Session<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Session")
    }
}

/// Reads what is kept as JSON of its JSON text, or as JSON.
pub fn decode<V: Value>(kept: &V) -> V {
    let outer = kept.parsed();
    let inner = outer.parsed();
    if inner.is_none() { outer } else { inner }
}
