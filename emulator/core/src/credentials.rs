//! Who is calling: the headers `appid`, `apikey`, `authtoken` and `onBehalfOf`.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::app::App;
use crate::errors::{ApiError, Code};
use crate::tokens::Token;
use crate::users::User;
use crate::world::World;

/// What an API key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// The Auth Key: create and update users, create auth tokens.
    AuthOnly,
    /// The REST API Key: everything.
    FullAccess,
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .trim()
}

fn check_app_id(headers: &HeaderMap, app: &App) -> Result<(), ApiError> {
    match header(headers, "appid") {
        "" => Err(ApiError::new(Code::EmptyAppId, "")),
        app_id if app_id == app.config.app_id => Ok(()),
        app_id => Err(ApiError::new(Code::InvalidAppId, app_id)),
    }
}

fn scope(headers: &HeaderMap, app: &App) -> Result<(Scope, String), ApiError> {
    check_app_id(headers, app)?;
    match header(headers, "apikey") {
        "" => Err(ApiError::new(Code::EmptyApiKey, "")),
        key if key == app.config.rest_api_key => Ok((Scope::FullAccess, key.to_owned())),
        key if key == app.config.auth_key => Ok((Scope::AuthOnly, key.to_owned())),
        key => Err(ApiError::new(Code::ApiKeyNotFound, key)),
    }
}

fn check_on_behalf_of(headers: &HeaderMap, app: &App) -> Result<Option<String>, ApiError> {
    match header(headers, "onbehalfof") {
        "" => Ok(None),
        uid => Ok(Some(app.world().active_user(uid)?.uid.to_string())),
    }
}

/// A caller who knows the app id.
#[derive(Debug)]
pub(crate) struct AnyApp;

impl FromRequestParts<App> for AnyApp {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        check_app_id(&parts.headers, app)?;
        Ok(Self)
    }
}

/// A caller with either key.
#[derive(Debug)]
pub(crate) struct AnyKey;

impl FromRequestParts<App> for AnyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        scope(&parts.headers, app)?;
        check_on_behalf_of(&parts.headers, app)?;
        Ok(Self)
    }
}

/// A caller with the REST API Key.
#[derive(Debug)]
pub(crate) struct FullAccess {
    /// The user that the caller acts for, if it names one.
    pub(crate) on_behalf_of: Option<String>,
}

impl FromRequestParts<App> for FullAccess {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        match scope(&parts.headers, app)? {
            (Scope::FullAccess, _) => Ok(Self {
                on_behalf_of: check_on_behalf_of(&parts.headers, app)?,
            }),
            (Scope::AuthOnly, key) => Err(ApiError::new(Code::NoAccess, &key)),
        }
    }
}

/// A caller with an auth token: a logged-in user.
#[derive(Debug)]
pub(crate) struct Session {
    auth_token: String,
}

impl FromRequestParts<App> for Session {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        check_app_id(&parts.headers, app)?;
        match header(&parts.headers, "authtoken") {
            "" => Err(ApiError::new(Code::EmptyAuthToken, "")),
            auth_token => {
                let session = Self {
                    auth_token: auth_token.to_owned(),
                };
                session.resolve(&app.world())?;
                Ok(session)
            }
        }
    }
}

impl Session {
    /// The caller's token and user.
    ///
    /// # Errors
    /// `AUTH_ERR_AUTH_TOKEN_NOT_FOUND`, or `ERR_UID_NOT_FOUND` if the user is deactivated.
    pub(crate) fn resolve<'w>(&self, world: &'w World) -> Result<(&'w Token, &'w User), ApiError> {
        let token = world.tokens.get(&self.auth_token);
        let token = token.ok_or_else(|| ApiError::new(Code::AuthTokenUnknown, &self.auth_token))?;
        Ok((token, world.active_user(token.uid.as_str())?))
    }
}

/// A caller with an auth token, or with either key.
#[derive(Debug)]
pub(crate) struct Member;

impl FromRequestParts<App> for Member {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        if parts.headers.contains_key("apikey") {
            AnyKey::from_request_parts(parts, app).await?;
        } else {
            Session::from_request_parts(parts, app).await?;
        }
        Ok(Self)
    }
}

/// A caller who may look at users: a logged-in user, or one with the REST API Key.
#[derive(Debug)]
pub(crate) struct Reader {
    /// Whether the caller is a user, or acts for one, and so sees who has blocked whom.
    pub(crate) is_user: bool,
}

impl FromRequestParts<App> for Reader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        if parts.headers.contains_key("authtoken") {
            Session::from_request_parts(parts, app).await?;
            return Ok(Self { is_user: true });
        }
        let caller = FullAccess::from_request_parts(parts, app).await?;
        Ok(Self {
            is_user: caller.on_behalf_of.is_some(),
        })
    }
}

impl Reader {
    /// The user as this caller sees it.
    pub(crate) fn view(&self, user: &User) -> serde_json::Map<String, serde_json::Value> {
        if self.is_user {
            user.to_peer_json()
        } else {
            user.to_json()
        }
    }
}
