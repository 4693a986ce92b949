//! What a route answers.

use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::errors::ApiError;

/// What a route answers: `{"data": …}`, with `meta` beside it in lists.
#[derive(Debug)]
pub(super) struct Answer(Value);

impl Answer {
    pub(super) fn data(data: impl Into<Value>) -> Self {
        Self(json!({ "data": data.into() }))
    }

    /// `{"success": true, "message": …}`, the answer of calls that have nothing else to say.
    pub(super) fn done(message: String) -> Self {
        Self::data(json!({ "success": true, "message": message }))
    }

    /// A list, and what is to be said of it.
    pub(super) fn list(items: Vec<Map<String, Value>>, meta: Value) -> Self {
        Self(json!({ "data": items, "meta": meta }))
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// What comes of a route.
pub(super) type Result<T = Answer> = std::result::Result<T, ApiError>;
