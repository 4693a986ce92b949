//! What a user logs in with.

use std::fmt;

use super::error::{
    Checked, INVALID_AUTH_KEY, INVALID_AUTH_TOKEN, INVALID_UID, MISSING_AUTH_KEY,
    MISSING_AUTH_TOKEN, MISSING_UID, check,
};
use super::session::Session;
use super::value::Value;

/// What a header can carry as it is: printable ASCII, but for what JSON escapes.
pub const SECRET: &str = r#"^[!#-\[\]-~]([ !#-\[\]-~]*[!#-\[\]-~])?$"#;

/// Whether a text can be a segment of a path. `.` and `..` cannot, encoded or not, and neither can
/// half a surrogate pair, which has no encoding.
pub fn is_segment<V: Value>(text: &V) -> bool {
    text.percent_encoded().matches(r"[^.]|\.\.\.")
}

/// A UID with the app's Auth Key, or an auth token. Secret.
#[derive(Clone)]
pub struct Credential<V> {
    /// Whether it is a UID with an Auth Key (for development: the server makes a token for the
    /// UID). If not, it is an auth token (for production: the application's own server asked for
    /// it).
    pub with_key: bool,
    /// Whom to log in, if there is an Auth Key.
    pub uid: V,
    /// The Auth Key, or the auth token.
    pub secret: V,
}

impl<V: Value> Credential<V> {
    /// A UID and an Auth Key.
    pub fn auth_key(uid: V, secret: V) -> Self {
        Self {
            with_key: true,
            uid,
            secret,
        }
    }

    /// An auth token.
    pub fn auth_token(secret: V) -> Self {
        Self {
            with_key: false,
            uid: V::none(),
            secret,
        }
    }

    /// Checks that each part is there, and can be sent.
    ///
    /// # Errors
    /// `MISSING_PARAMETERS` naming the part that is missing or blank; `INVALID_UID` for a UID that
    /// no URL can carry; `INVALID_AUTH_KEY` or `INVALID_AUTH_TOKEN` for one that no header can.
    pub fn check(&self) -> Checked {
        let (missing, invalid) = if self.with_key {
            check(self.uid.is_present(), &MISSING_UID)?;
            (&MISSING_AUTH_KEY, &INVALID_AUTH_KEY)
        } else {
            (&MISSING_AUTH_TOKEN, &INVALID_AUTH_TOKEN)
        };
        check(self.secret.is_present(), missing)?;
        check(!self.with_key || is_segment(&self.uid), &INVALID_UID)?;
        check(self.secret.matches(SECRET), invalid)
    }

    /// Whether both would log the same user in with the same secret.
    pub fn is(&self, other: &Self) -> bool {
        self.with_key == other.with_key
            && self.secret.is(&other.secret)
            && (!self.with_key || self.uid.is(&other.uid))
    }

    /// Whether `session` is of the user, or of the token, that this would log in.
    pub fn is_of(&self, session: &Session<V>) -> bool {
        if self.with_key {
            // The server keeps UIDs in lower case.
            self.uid.lower_case().is(&session.uid().lower_case())
        } else {
            self.secret.is(&session.token())
        }
    }
}

impl<V> fmt::Debug for Credential<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Credential")
    }
}
