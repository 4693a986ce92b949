//! The control API below `/_emulator`, for tests.

use std::time::Duration;

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequest, Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, delete, get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::errors::{ApiError, Code};
use crate::faults::{Order, RoutePattern};
use crate::journal::{Entry, Outcome};
use crate::routes::create_user;
use crate::users::Uid;

/// How long `GET /_emulator/requests?atLeast=…` waits if it is not told.
const WAIT: Duration = Duration::from_secs(10);

/// The routes of the control API.
pub(crate) fn control() -> Router<App> {
    Router::new()
        .route("/_emulator", get(about))
        .route("/_emulator/", get(about))
        .route(
            "/_emulator/{*unknown}",
            any(async || ApiError::new(Code::RouteNotFound, "")),
        )
        .route("/_emulator/requests", get(requests).delete(clear_requests))
        .route("/_emulator/reset", post(reset))
        .route(
            "/_emulator/faults",
            get(list_faults).post(add_fault).delete(remove_faults),
        )
        .route("/_emulator/faults/{id}", delete(remove_fault))
        .route("/_emulator/release", post(release))
        .route("/_emulator/state", get(state))
        .route("/_emulator/users", post(add_user))
        .route("/_emulator/tokens", post(add_token))
        .route("/_emulator/tokens/{token}", delete(revoke_token))
        .method_not_allowed_fallback(async || ApiError::new(Code::MethodNotAllowed, ""))
}

fn refused(message: impl Into<String>) -> ApiError {
    ApiError {
        message: message.into(),
        ..ApiError::new(Code::BadRequest, "")
    }
}

fn missing(message: String) -> ApiError {
    ApiError {
        status: StatusCode::NOT_FOUND,
        code: "ERR_NOT_FOUND".into(),
        ..refused(message)
    }
}

/// A body that must be exactly what is expected. No body counts as `{}`.
#[derive(Debug)]
struct Command<T>(T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Command<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let body = axum::body::Bytes::from_request(request, state)
            .await
            .map_err(|rejection| refused(rejection.body_text()))?;
        let body: &[u8] = if body.trim_ascii().is_empty() {
            b"{}"
        } else {
            &body
        };
        serde_json::from_slice(body)
            .map(Self)
            .map_err(|error| refused(error.to_string()))
    }
}

/// What this is, and what a client needs to know to use it.
async fn about(State(app): State<App>) -> Json<Value> {
    Json(json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "appId": app.config.app_id,
        "region": app.config.region,
    }))
}

/// Which requests are asked for, and how many must be there before the answer comes.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct RequestQuery {
    preflights: u8,
    route: Option<RoutePattern>,
    outcome: Option<Outcome>,
    at_least: usize,
    timeout_ms: Option<u64>,
}

impl RequestQuery {
    fn admits(&self, entry: &Entry) -> bool {
        (self.preflights != 0 || !entry.is_preflight())
            && self
                .route
                .as_ref()
                .is_none_or(|route| route.matches(entry.route()))
            && self
                .outcome
                .is_none_or(|outcome| outcome == entry.outcome())
    }

    fn timeout(&self) -> Duration {
        self.timeout_ms.map_or(WAIT, Duration::from_millis)
    }
}

async fn requests(
    State(app): State<App>,
    query: Result<Query<RequestQuery>, QueryRejection>,
) -> Result<Json<Value>, ApiError> {
    let Query(query) = query.map_err(|rejection| refused(rejection.body_text()))?;
    let admits = |entry: &Entry| query.admits(entry);
    let waiting = app.journal.wait_for(query.at_least, admits);
    match tokio::time::timeout(query.timeout(), waiting).await {
        Ok(entries) => Ok(Json(json!({ "requests": entries }))),
        Err(_) => {
            let come = app.journal.entries(admits).len();
            let message = format!("{come} requests came where {} were awaited", query.at_least);
            let (status, code) = (StatusCode::REQUEST_TIMEOUT, "ERR_TIMEOUT".into());
            Err(ApiError {
                status,
                code,
                ..refused(message)
            })
        }
    }
}

async fn clear_requests(State(app): State<App>) -> StatusCode {
    app.journal.clear();
    StatusCode::NO_CONTENT
}

async fn reset(State(app): State<App>) -> StatusCode {
    app.reset();
    StatusCode::NO_CONTENT
}

async fn list_faults(State(app): State<App>) -> Json<Value> {
    Json(json!({ "faults": app.faults.list() }))
}

async fn add_fault(State(app): State<App>, Command(order): Command<Order>) -> Response {
    (StatusCode::CREATED, Json(app.faults.add(order))).into_response()
}

async fn remove_faults(State(app): State<App>) -> StatusCode {
    app.faults.remove_all();
    StatusCode::NO_CONTENT
}

async fn remove_fault(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    match id.parse() {
        Ok(id) if app.faults.remove(id) => Ok(StatusCode::NO_CONTENT),
        _ => Err(missing(format!("there is no fault {id}"))),
    }
}

/// Whose requests to let go.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReleaseCommand {
    fault: Option<u64>,
}

async fn release(State(app): State<App>, Command(command): Command<ReleaseCommand>) -> Json<Value> {
    Json(json!({ "released": app.faults.release(command.fault) }))
}

async fn state(State(app): State<App>) -> Json<Value> {
    let held = app.faults.held();
    let world = app.world();
    let users: Vec<_> = world.users.iter().map(|user| user.to_json()).collect();
    let tokens: Vec<_> = world.tokens.iter().map(|token| token.to_json()).collect();
    Json(json!({ "users": users, "tokens": tokens, "held": held }))
}

/// Creates a user as `POST /users` would, without asking for a key.
async fn add_user(
    State(app): State<App>,
    Command(body): Command<Map<String, Value>>,
) -> Result<Response, ApiError> {
    let user = create_user(&mut app.world(), &body)?;
    Ok((StatusCode::CREATED, Json(user)).into_response())
}

/// A token to make.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenCommand {
    uid: String,
    token: Option<String>,
}

async fn add_token(
    State(app): State<App>,
    Command(command): Command<TokenCommand>,
) -> Result<Response, ApiError> {
    let uid = Uid::parse(&command.uid).map_err(refused)?;
    if command.token.as_ref().is_some_and(String::is_empty) {
        return Err(refused("the token is empty"));
    }
    let token = app.world().seed_token(uid, command.token).to_json();
    Ok((StatusCode::CREATED, Json(token)).into_response())
}

async fn revoke_token(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<StatusCode, ApiError> {
    if app.world().tokens.remove(&token) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(missing(format!("there is no live token {token}")))
    }
}
