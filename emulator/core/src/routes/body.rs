//! What a route reads.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use serde_json::{Map, Value};

use super::answer::Result;
use crate::errors::ApiError;
use crate::json;

/// The body of a request: a JSON object. No body at all counts as an empty one.
#[derive(Debug)]
pub(super) struct Body(pub(super) Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| ApiError::invalid_field("body", rejection.body_text()))?;
        if json::is_blank(&bytes) {
            return Ok(Self(Map::new()));
        }
        match json::parse(&bytes) {
            Some(Value::Object(object)) => Ok(Self(object)),
            _ => Err(ApiError::invalid_field(
                "body",
                "The body must be a JSON object.",
            )),
        }
    }
}
