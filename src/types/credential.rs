//! Credentials: what a user logs in with.

use std::rc::Rc;

use super::{Secret, Session, Uid, argument};
use crate::error::{
    CALLS_AUTH_TOKEN_WITH_SPACE, CALLS_INVALID_UID, CALLS_MISSING_AUTH_KEY,
    CALLS_MISSING_AUTH_TOKEN, CALLS_UID_WITH_SPACE, ErrorSpec, INVALID_AUTH_KEY,
    INVALID_AUTH_TOKEN, MISSING_AUTH_KEY, MISSING_AUTH_TOKEN, MISSING_UID,
};
use crate::platform::{ErrorCallback, TokenSource, Value};

/// The user to log in, and where the token comes from.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The user to log in; `None` for the owner of the token.
    pub uid: Option<Uid>,
    /// Where the token comes from.
    pub origin: TokenOrigin,
    /// The application's function that gets the error of a failed renewal with this credential.
    pub on_error: Option<ErrorCallback>,
}

/// Where the token of a login comes from.
#[derive(Clone, Debug)]
pub enum TokenOrigin {
    /// For development: CometChat's server makes a token for the app's Auth Key.
    AuthKey(Secret),
    /// For production: a token that the application's own server got.
    AuthToken(Secret),
    /// For production: a function of the application that gets a token when one is needed.
    Source(TokenSource),
}

impl Credential {
    /// Parses the arguments of `login(uid, authKey)`.
    ///
    /// # Errors
    /// `MISSING_PARAMETERS` naming the argument that is missing or blank; `INVALID_UID` or
    /// `INVALID_AUTH_KEY` for one that a request cannot carry.
    pub fn auth_key(uid: &Value, key: &Value) -> Result<Rc<Self>, &'static ErrorSpec> {
        let uid = Uid::parse(uid, &MISSING_UID)?;
        let key = Secret::parse(key, &MISSING_AUTH_KEY, &INVALID_AUTH_KEY)?;
        Ok(Self::new(Some(uid), TokenOrigin::AuthKey(key)))
    }

    /// Parses the argument of `login(authToken)`.
    ///
    /// # Errors
    /// `MISSING_PARAMETERS` if it is missing or blank, `INVALID_AUTH_TOKEN` if a header cannot carry it.
    pub fn auth_token(token: &Value) -> Result<Rc<Self>, &'static ErrorSpec> {
        Ok(Self::new(None, given_token(token)?))
    }

    /// Parses the arguments of `CometChatCalls.login(uid, authKey)`, which has more error codes.
    ///
    /// # Errors
    /// `ERROR_INVALID_UID`, `ERROR_UID_WITH_SPACE`, `ERROR_API_KEY_NOT_FOUND`, and those of
    /// [`Self::auth_key`].
    pub fn calls_auth_key(uid: &Value, key: &Value) -> Result<Rc<Self>, &'static ErrorSpec> {
        without_space(uid, &CALLS_INVALID_UID, &CALLS_UID_WITH_SPACE)?;
        argument(key).ok_or(&CALLS_MISSING_AUTH_KEY)?;
        Self::auth_key(uid, key)
    }

    /// Parses the argument of `CometChatCalls.loginWithAuthToken(authToken)`.
    ///
    /// # Errors
    /// `ERROR_BLANK_AUTHTOKEN`, `ERROR_AUTHTOKEN_WITH_SPACE`, and those of [`Self::auth_token`].
    pub fn calls_auth_token(token: &Value) -> Result<Rc<Self>, &'static ErrorSpec> {
        without_space(
            token,
            &CALLS_MISSING_AUTH_TOKEN,
            &CALLS_AUTH_TOKEN_WITH_SPACE,
        )?;
        Self::auth_token(token)
    }

    /// Parses the argument of `ensureLoggedIn({ uid, authToken })`, where `authToken` is a token or a
    /// function that gives one. For development, `authKey` may replace it.
    ///
    /// # Errors
    /// Those of [`Self::auth_key`] and [`Self::auth_token`].
    pub fn request(request: &Value) -> Result<Rc<Self>, &'static ErrorSpec> {
        let request = request.as_record().ok_or(&MISSING_UID)?;
        let (uid, token, key) = (
            request.get("uid"),
            request.get("authToken"),
            request.get("authKey"),
        );
        if token.is_nullish() && !key.is_nullish() {
            return Self::auth_key(&uid, &key);
        }
        let origin = match token.as_token_source() {
            Some(source) => TokenOrigin::Source(source),
            None => given_token(&token)?,
        };
        let uid = Uid::parse(&uid, &MISSING_UID)?;
        Ok(Rc::new(Self {
            uid: Some(uid),
            origin,
            on_error: request.get("onError").as_error_callback(),
        }))
    }

    fn new(uid: Option<Uid>, origin: TokenOrigin) -> Rc<Self> {
        Rc::new(Self {
            uid,
            origin,
            on_error: None,
        })
    }

    /// The UID, for credentials that need one to get a token.
    ///
    /// # Errors
    /// `MISSING_PARAMETERS` without a UID, which the parsers of these credentials rule out.
    pub fn uid(&self) -> Result<&Uid, &'static ErrorSpec> {
        self.uid.as_ref().ok_or(&MISSING_UID)
    }

    /// Whether the server makes the token, so that nobody else has it.
    #[must_use]
    pub const fn makes_token(&self) -> bool {
        matches!(self.origin, TokenOrigin::AuthKey(_))
    }

    /// Whether both would log the same user in with the same secret.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        let is_same_secret = match (&self.origin, &other.origin) {
            (TokenOrigin::AuthKey(own), TokenOrigin::AuthKey(other))
            | (TokenOrigin::AuthToken(own), TokenOrigin::AuthToken(other)) => own == other,
            _ => false,
        };
        is_same_secret && self.uid.as_ref().map(Uid::text) == other.uid.as_ref().map(Uid::text)
    }

    /// Whether both would log the same user in, with any secret.
    #[must_use]
    pub fn is_for_same_user(&self, other: &Self) -> bool {
        match (&self.uid, &other.uid) {
            (Some(own), Some(other)) => own.is(other.text()),
            _ => false,
        }
    }

    /// Whether `session` belongs to this credential's user or, without a UID, has its token.
    #[must_use]
    pub fn is_of(&self, session: &Session) -> bool {
        match (&self.uid, &self.origin) {
            (Some(uid), _) => uid.is(session.uid()),
            (None, TokenOrigin::AuthToken(token)) => token == session.token(),
            (None, _) => false,
        }
    }
}

fn given_token(token: &Value) -> Result<TokenOrigin, &'static ErrorSpec> {
    let token = Secret::parse(token, &MISSING_AUTH_TOKEN, &INVALID_AUTH_TOKEN)?;
    Ok(TokenOrigin::AuthToken(token))
}

/// Refuses an argument that is missing, blank, or contains white space.
fn without_space(
    value: &Value,
    missing: &'static ErrorSpec,
    with_space: &'static ErrorSpec,
) -> Result<(), &'static ErrorSpec> {
    let text = argument(value).ok_or(missing)?;
    if text.matches(r"\s") {
        return Err(with_space);
    }
    Ok(())
}
