//! Calls about the auth tokens of a user.

use super::Server;
use super::call::{ApiCall, Expected};
use super::page::{PAGE, listed};
use super::users::is_set;
use crate::error::{Error, INVALID_AUTH_TOKEN, MISSING_AUTH_TOKEN, MISSING_UID};
use crate::platform::{Deferred, Method, Record, Value};
use crate::types::{Path, Secret, Uid};

impl Server {
    /// Creates an auth token of a user; with `{ force: true }` always a new one. Resolves with the token.
    ///
    /// The request is repeated only if the server refused it: each one makes a token, and a lost answer
    /// would leave a token that nobody has.
    pub fn create_auth_token(&self, uid: &Value, options: &Value) -> Deferred {
        let force = is_set(options, "force");
        self.perform(uid_of(uid).map(|uid| creating_token(uid, force)))
    }

    /// Lists the auth tokens of a user. Resolves with `{ authTokens, page, totalPages, total }`.
    pub fn list_auth_tokens(&self, uid: &Value, options: &Value) -> Deferred {
        let path = uid_of(uid).map(|uid| Path::auth_tokens(&uid));
        let path = path.and_then(|path| listed(path, options, &[PAGE]));
        self.perform(path.map(|path| ApiCall::new(Method::Get, path, Expected::Page("authTokens"))))
    }

    /// Reads an auth token's record. Resolves with the record.
    pub fn get_auth_token(&self, uid: &Value, token: &Value) -> Deferred {
        self.perform(of_token(uid, token, Method::Get, Expected::Token))
    }

    /// Revokes an auth token. Resolves with nothing.
    pub fn revoke_auth_token(&self, uid: &Value, token: &Value) -> Deferred {
        self.perform(of_token(uid, token, Method::Delete, Expected::Done))
    }

    /// Revokes all auth tokens of a user, which ends every session. Resolves with nothing.
    pub fn revoke_all_auth_tokens(&self, uid: &Value) -> Deferred {
        self.perform(uid_of(uid).map(|uid| revoking_all(&uid)))
    }
}

/// The call that creates an auth token.
pub fn creating_token(uid: Uid, force: bool) -> ApiCall {
    let body = Record::new();
    if force {
        body.set("force", true);
    }
    let path = Path::auth_tokens(&uid);
    ApiCall::new(Method::Post, path, Expected::NewToken(uid)).with_body(body)
}

/// The call that revokes all auth tokens of a user.
pub fn revoking_all(uid: &Uid) -> ApiCall {
    ApiCall::new(Method::Delete, Path::auth_tokens(uid), Expected::Done)
}

fn uid_of(uid: &Value) -> Result<Uid, Error> {
    Uid::parse(uid, &MISSING_UID).map_err(Error::from)
}

fn of_token(
    uid: &Value,
    token: &Value,
    method: Method,
    expected: Expected,
) -> Result<ApiCall, Error> {
    let uid = uid_of(uid)?;
    let token = Secret::parse(token, &MISSING_AUTH_TOKEN, &INVALID_AUTH_TOKEN)?;
    // With `.` or `..`, the path would be that of other tokens or users.
    let path = Path::auth_token(&uid, &token).ok_or(&INVALID_AUTH_TOKEN)?;
    Ok(ApiCall::new(method, path, expected).about(token))
}
