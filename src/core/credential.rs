//! What a user logs in with.

use std::fmt;

use super::error::{Error, INVALID_AUTH_KEY, INVALID_AUTH_TOKEN, INVALID_UID, Known};
use super::session::Session;
use super::value::Value;

/// What a header can carry as it is: printable ASCII, but for what JSON escapes.
pub const SECRET: &str = r#"^[ !#-\[\]-~]+$"#;
/// What can be a segment of a path: `.` and `..` cannot, encoded or not.
pub const SEGMENT: &str = r"[^.]|\.\.\.";

/// A UID with the app's Auth Key, or an auth token. Secret.
#[derive(Clone)]
pub struct Credential<V> {
    /// Whom to log in, where there is an Auth Key; else none.
    pub uid: V,
    /// The Auth Key (for development: the server makes a token for the UID), or the auth token
    /// (for production: the application's own server asked for it).
    pub secret: V,
}

impl<V: Value> Credential<V> {
    /// A UID and an Auth Key, checked.
    ///
    /// # Errors
    /// `MISSING_PARAMETERS` naming the one that is missing or blank; `INVALID_UID` for a UID that
    /// no URL can carry; `INVALID_AUTH_KEY` for a key that no header can carry.
    pub fn auth_key(uid: V, secret: V) -> Result<Self, Error<V>> {
        present(&uid, MISSING_UID)?;
        present(
            &secret,
            "The parameter authKey is missing or blank. Please pass the app's Auth Key.",
        )?;
        check(uid.matches(SEGMENT), &INVALID_UID)?;
        check(secret.matches(SECRET), &INVALID_AUTH_KEY)?;
        Ok(Self { uid, secret })
    }

    /// An auth token, checked.
    ///
    /// # Errors
    /// `MISSING_PARAMETERS` if it is missing or blank; `INVALID_AUTH_TOKEN` if no header can carry
    /// it.
    pub fn auth_token(secret: V) -> Result<Self, Error<V>> {
        present(
            &secret,
            "The parameter authToken is missing or blank. Please pass a user's auth token.",
        )?;
        check(secret.matches(SECRET), &INVALID_AUTH_TOKEN)?;
        Ok(Self {
            uid: V::none(),
            secret,
        })
    }

    /// Whether both would log the same user in with the same secret.
    pub fn is(&self, other: &Self) -> bool {
        self.secret.is(&other.secret)
            && (self.uid.is(&other.uid) || (self.uid.is_none() && other.uid.is_none()))
    }

    /// Whether `session` is of the user, or of the token, that this would log in.
    pub fn is_of(&self, session: &Session<V>) -> bool {
        if self.uid.is_none() {
            self.secret.is(&session.token)
        } else {
            // The server keeps UIDs in lower case.
            self.uid.lower_case().is(&session.uid.lower_case())
        }
    }
}

impl<V> fmt::Debug for Credential<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Credential")
    }
}

/// The sentence of a call without a UID.
pub const MISSING_UID: &str =
    "The parameter uid is missing or blank. Please pass the UID of a user.";

/// Refuses what is not text, or blank.
///
/// # Errors
/// `MISSING_PARAMETERS` with `message`.
pub fn present<V: Value>(text: &V, message: &str) -> Result<(), Error<V>> {
    if text.is_present() {
        Ok(())
    } else {
        Err(Error::missing(message))
    }
}

/// `known`, unless `good`.
///
/// # Errors
/// `known`.
pub fn check<V: Value>(good: bool, known: &Known) -> Result<(), Error<V>> {
    if good {
        Ok(())
    } else {
        Err(Error::known(known))
    }
}
