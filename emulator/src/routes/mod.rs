//! The REST API, below `/v3` and `/v3.0`.

mod auth_tokens;
mod me;
mod settings;
mod users;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use serde_json::{Map, Value, json};

pub(crate) use users::create_user;

use crate::app::App;
use crate::errors::{ApiError, Code};

/// The routes of one version of the API.
fn version() -> Router<App> {
    Router::new()
        .route(
            "/me",
            put(me::register_or_update)
                .get(me::read)
                .delete(me::log_out),
        )
        .route("/settings", get(settings::read))
        .route("/user_sessions", post(settings::note_session))
        .route(
            "/users",
            post(users::create)
                .get(users::list)
                .put(users::reactivate)
                .delete(users::deactivate),
        )
        .route(
            "/users/{uid}",
            get(users::read).put(users::update).delete(users::delete),
        )
        .route(
            "/users/{uid}/auth_tokens",
            post(auth_tokens::create)
                .get(auth_tokens::list)
                .delete(auth_tokens::flush),
        )
        .route(
            "/users/{uid}/auth_tokens/{auth_token}",
            get(auth_tokens::read)
                .put(auth_tokens::update)
                .delete(auth_tokens::delete),
        )
        .method_not_allowed_fallback(async || ApiError::new(Code::MethodNotAllowed, ""))
}

/// All routes of the API, and an error for every other path.
pub(crate) fn api() -> Router<App> {
    Router::new()
        .nest("/v3", version())
        .nest("/v3.0", version())
        .fallback(async || ApiError::new(Code::RouteNotFound, ""))
}

/// What a route answers: `{"data": …}`, with `meta` beside it in lists.
#[derive(Debug)]
struct Answer(Value);

impl Answer {
    fn data(data: impl Into<Value>) -> Self {
        Self(json!({ "data": data.into() }))
    }

    /// `{"success": true, "message": …}`, the answer of calls that have nothing else to say.
    fn done(message: String) -> Self {
        Self::data(json!({ "success": true, "message": message }))
    }

    /// One page of a list, with CometChat's `meta.pagination`.
    fn page(items: Vec<Map<String, Value>>, total: usize, page: &Page) -> Self {
        Self(json!({
            "data": items,
            "meta": {
                "pagination": {
                    "total": total,
                    "count": items.len(),
                    "per_page": page.per_page,
                    "current_page": page.number,
                    "total_pages": total.div_ceil(page.per_page),
                },
            },
        }))
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

type Result<T = Answer> = std::result::Result<T, ApiError>;

/// Which page of a list is wanted.
#[derive(Debug)]
struct Page {
    number: usize,
    per_page: usize,
}

impl Page {
    const DEFAULT_SIZE: usize = 100;
    const LARGEST_SIZE: usize = 1000;

    /// Reads `page` and `perPage`.
    fn parse(query: &[(String, String)]) -> Result<Self> {
        Ok(Self {
            number: Self::number(query, "page", 1, usize::MAX)?,
            per_page: Self::number(query, "perPage", Self::DEFAULT_SIZE, Self::LARGEST_SIZE)?,
        })
    }

    fn number(query: &[(String, String)], field: &str, usual: usize, most: usize) -> Result<usize> {
        let Some((_, text)) = query.iter().find(|(name, _)| name == field) else {
            return Ok(usual);
        };
        match text.parse() {
            Ok(number) if (1..=most).contains(&number) => Ok(number),
            _ => Err(ApiError::invalid_field(
                field,
                format!("The {field} must be an integer from 1 to {most}."),
            )),
        }
    }

    fn cut<T>(&self, items: impl Iterator<Item = T>) -> Vec<T> {
        items
            .skip((self.number - 1).saturating_mul(self.per_page))
            .take(self.per_page)
            .collect()
    }
}

/// The body of a request: a JSON object. No body at all counts as an empty one.
#[derive(Debug)]
struct Body(Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| ApiError::invalid_field("body", rejection.body_text()))?;
        if bytes.trim_ascii().is_empty() {
            return Ok(Self(Map::new()));
        }
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(object)) => Ok(Self(object)),
            _ => Err(ApiError::invalid_field(
                "body",
                "The body must be a JSON object.",
            )),
        }
    }
}
