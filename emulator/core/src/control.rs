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
use serde_json::{Map, Value};

use crate::app::{self, About, App, NotFound, Seed};
use crate::errors::{ApiError, Code};
use crate::faults::FaultOrder;
use crate::journal::RequestQuery;
use crate::{json, openapi};

/// The routes of the control API.
pub(crate) fn control() -> Router<App> {
    Router::new()
        .route("/_emulator", get(about))
        .route("/_emulator/", get(about))
        .route(
            "/_emulator/{*unknown}",
            any(async || ApiError::new(Code::RouteNotFound, "")),
        )
        .route("/_emulator/openapi.json", get(read_document))
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

/// Whether a path is the control API's.
pub(crate) fn owns(path: &str) -> bool {
    path.strip_prefix("/_emulator")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Marks an answer that stands if no better one can be had in this time, from the same request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NotYet(pub(crate) Duration);

impl From<NotFound> for ApiError {
    fn from(error: NotFound) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            code: "ERR_NOT_FOUND".into(),
            ..Self::refused(error.to_string())
        }
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
            .map_err(|rejection| ApiError::refused(rejection.body_text()))?;
        let body: &[u8] = if json::is_blank(&body) { b"{}" } else { &body };
        json::read(body)
            .map(Self)
            .map_err(|error| ApiError::refused(error.to_string()))
    }
}

async fn about(State(app): State<App>) -> Json<About> {
    Json(app.about())
}

/// The REST API as an OpenAPI document.
async fn read_document(State(app): State<App>) -> Json<Value> {
    Json(openapi::document(&app.config))
}

async fn requests(
    State(app): State<App>,
    query: Result<Query<RequestQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(query) = query.map_err(|rejection| ApiError::refused(rejection.body_text()))?;
    let come = app.count_requests(&query);
    if query.is_met_by(come) {
        let (requests, dropped) = (app.requests(&query), app.dropped_requests());
        return Ok(
            Json(serde_json::json!({ "requests": requests, "dropped": dropped })).into_response(),
        );
    }
    let late = ApiError {
        status: StatusCode::REQUEST_TIMEOUT,
        code: "ERR_TIMEOUT".into(),
        ..ApiError::refused(query.complaint(come))
    };
    let mut response = late.into_response();
    response.extensions_mut().insert(NotYet(query.timeout()));
    Ok(response)
}

async fn clear_requests(State(app): State<App>) -> StatusCode {
    app.clear_requests();
    StatusCode::NO_CONTENT
}

async fn reset(State(app): State<App>) -> StatusCode {
    app.reset();
    StatusCode::NO_CONTENT
}

async fn list_faults(State(app): State<App>) -> Json<Value> {
    Json(serde_json::json!({ "faults": app.faults() }))
}

async fn add_fault(
    State(app): State<App>,
    Command(order): Command<FaultOrder>,
) -> Result<Response, ApiError> {
    Ok((StatusCode::CREATED, Json(app.order(order)?)).into_response())
}

async fn remove_faults(State(app): State<App>) -> StatusCode {
    app.end_faults();
    StatusCode::NO_CONTENT
}

async fn remove_fault(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let number = id.parse();
    app.end_fault(number.map_err(|_| NotFound::fault(&id))?)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whose requests to let go.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReleaseCommand {
    fault: Option<u64>,
}

async fn release(State(app): State<App>, Command(command): Command<ReleaseCommand>) -> Json<Value> {
    Json(serde_json::json!({ "released": app.release(command.fault) }))
}

async fn state(State(app): State<App>) -> Json<app::State> {
    Json(app.state())
}

async fn add_user(
    State(app): State<App>,
    Command(body): Command<Map<String, Value>>,
) -> Result<Response, ApiError> {
    Ok((StatusCode::CREATED, Json(app.add_user(&body)?)).into_response())
}

async fn add_token(
    State(app): State<App>,
    Command(seed): Command<Seed>,
) -> Result<Response, ApiError> {
    Ok((StatusCode::CREATED, Json(app.add_token(seed)?)).into_response())
}

async fn revoke_token(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<StatusCode, ApiError> {
    app.revoke(&token)?;
    Ok(StatusCode::NO_CONTENT)
}
