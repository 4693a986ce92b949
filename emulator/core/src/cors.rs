//! Cross-origin access: a page of any origin may call the emulator.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Allowed in any case, beside what a preflight asks for.
const METHODS: &str = "GET, POST, PUT, DELETE, OPTIONS";
const HEADERS: &str = "accept, content-type, appid, apikey, authtoken, sdk, resource, onbehalfof";
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

/// Answers preflights, with all that they ask for; lets everything else through.
pub(crate) async fn preflight(request: Request, next: Next) -> Response {
    if request.method() != Method::OPTIONS {
        return next.run(request).await;
    }
    let asked = |name| request.headers().get_all(name).iter();
    let mut headers = HeaderMap::new();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        with(METHODS, asked(header::ACCESS_CONTROL_REQUEST_METHOD)),
    );
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        with(HEADERS, asked(header::ACCESS_CONTROL_REQUEST_HEADERS)),
    );
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    if request.headers().contains_key(REQUEST_PRIVATE_NETWORK) {
        headers.insert(ALLOW_PRIVATE_NETWORK, HeaderValue::from_static("true"));
    }
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// A list, and what else is asked for: libraries that trace requests add headers of their own.
fn with<'h>(list: &'static str, asked: impl Iterator<Item = &'h HeaderValue>) -> HeaderValue {
    let mut bytes = list.as_bytes().to_vec();
    for value in asked {
        bytes.extend_from_slice(b", ");
        bytes.extend_from_slice(value.as_bytes());
    }
    HeaderValue::from_bytes(&bytes).unwrap_or(HeaderValue::from_static(list))
}
