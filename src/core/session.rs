//! A logged-in user: who it is, by which token, and the text that is kept of it.

use std::fmt;

use super::credential::SECRET;
use super::user;
use super::value::Value;

/// The session of a logged-in user.
#[derive(Clone)]
pub struct Session<V> {
    /// Whose session.
    pub uid: V,
    /// The token that requests carry. Secret.
    pub token: V,
    /// The user's record as JSON text. Holds the token.
    pub json: V,
    /// The server's settings for this app, if it sent any; else none.
    pub settings: V,
}

impl<V: Value> Session<V> {
    /// Reads the `data` of the answer to `PUT /me`. The token in it wins over the one `sent`.
    ///
    /// # Errors
    /// The reason why this is no session, for an `INVALID_RESPONSE`.
    pub fn from_answer(data: &V, sent: &V) -> Result<Self, &'static str> {
        let mut token = data.get("authToken");
        if token.is_none() {
            token = sent.clone();
        }
        Self::of(data, token, data.get("settings")).ok_or("no uid, or no token")
    }

    /// Reads what a storage keeps of a user and of the settings: JSON of JSON text, or JSON. `None`
    /// for anything that is not a session.
    pub fn from_stored(user: &V, settings: &V) -> Option<Self> {
        let record = decode(user);
        let token = record.get("authToken");
        Self::of(&record, token, decode(settings))
    }

    fn of(data: &V, token: V, settings: V) -> Option<Self> {
        let uid = data.get("uid");
        if !uid.is_present() || !token.is_present() || !token.matches(SECRET) {
            return None;
        }
        Some(Self {
            uid,
            json: user::record(data, &token).stringified(),
            token,
            settings,
        })
    }

    /// The user's record, made anew each time.
    pub fn user(&self) -> V {
        self.json.parsed()
    }

    /// Whether both are of the same user by the same token.
    pub fn is(&self, other: &Self) -> bool {
        self.uid.is(&other.uid) && self.token.is(&other.token)
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
