//! Cross-origin access: a page of any origin may call the emulator.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, DELETE, OPTIONS");
const HEADERS: HeaderValue = HeaderValue::from_static(
    "accept, content-type, appid, apikey, authtoken, sdk, resource, onbehalfof",
);
const EXPOSED: HeaderValue = HeaderValue::from_static("Retry-After, X-Rate-Limit-Reset");
/// Seconds that a browser may remember a preflight's answer.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

const REQUEST_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-request-private-network");
const ALLOW_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-allow-private-network");

/// Adds to an answer what lets a page of another origin read it.
pub(crate) fn expose(headers: &mut HeaderMap) {
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
}

/// Takes from an answer whatever lets a page of another origin read it.
pub(crate) fn hide(headers: &mut HeaderMap) {
    let cors = headers
        .keys()
        .filter(|name| name.as_str().starts_with("access-control-"));
    for name in cors.cloned().collect::<Vec<_>>() {
        headers.remove(name);
    }
}

/// Answers preflights; lets everything else through.
pub(crate) async fn preflight(request: Request, next: Next) -> Response {
    if request.method() != Method::OPTIONS {
        return next.run(request).await;
    }
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    if request.headers().contains_key(REQUEST_PRIVATE_NETWORK) {
        headers.insert(ALLOW_PRIVATE_NETWORK, HeaderValue::from_static("true"));
    }
    (StatusCode::NO_CONTENT, headers).into_response()
}
