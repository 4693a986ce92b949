//! Requests, by `fetch`.

use wasm_bindgen::prelude::*;

use super::deadline::Deadline;
use super::value::property;
use super::{Record, Text, Value};
use crate::platform::{Failure, MAX_BODY, Request, Response};

#[wasm_bindgen]
extern "C" {
    // web-sys's do not catch what a page's own `fetch` and its answers throw.
    #[wasm_bindgen(catch)]
    fn fetch(url: &JsValue, options: &JsValue) -> Result<JsValue, JsValue>;

    type Body;

    #[wasm_bindgen(method, catch)]
    fn text(this: &Body) -> Result<JsValue, JsValue>;

    type Headers;

    #[wasm_bindgen(method, catch)]
    fn get(this: &Headers, name: &str) -> Result<JsValue, JsValue>;
}

/// Sends a request, and reads the whole answer. Whatever the page has put in the place of `fetch`,
/// this completes, and not later than the deadline.
pub async fn send(request: Request) -> Result<Response, Failure> {
    if property(&property(&js_sys::global(), "navigator"), "onLine") == JsValue::FALSE {
        return Err(Failure::Offline);
    }
    let deadline = Deadline::after(request.timeout).map_err(network)?;
    // Engines do not agree on the error after the deadline.
    exchange(&request, &deadline).await.map_err(|error| {
        if deadline.is_over() {
            Failure::Timeout
        } else {
            network(error)
        }
    })
}

async fn exchange(request: &Request, deadline: &Deadline) -> Result<Response, JsValue> {
    let options = Record::new();
    options.set("method", request.method.name());
    options.set("headers", request.headers.clone());
    if let Some(body) = &request.body {
        options.set("body", body.clone());
    }
    options.set("keepalive", request.outlives_page());
    options.set("signal", deadline.signal());
    options.set("credentials", "omit");
    options.set("cache", "no-store");
    // Another server must not get the secrets. Cloudflare's workers do not know "error".
    options.set("redirect", "manual");
    let sent = request
        .url
        .with(|url| options.with(|options| fetch(url, options)));
    let answer = deadline.first(sent?).await?;
    // A value that has no such method throws.
    let body = answer.unchecked_ref::<Body>().text()?;
    let body = Value::from(deadline.first(body).await?).as_text();
    let body = body.ok_or(JsValue::UNDEFINED)?;
    let status = Value::from(property(&answer, "status")).as_number();
    let headers = property(&answer, "headers");
    let retry_after = headers.unchecked_ref::<Headers>().get("retry-after");
    // CometChat sends seconds, which are JSON. A date would be some other server's.
    let seconds = Value::from(retry_after.unwrap_or_default())
        .as_text()
        .and_then(|text| text.parse_json()?.as_number());
    Ok(Response {
        status: status.unwrap_or_default() as u16,
        retry_after: seconds.unwrap_or_default().max(0.0) * 1_000.0,
        body: Some(body).filter(|body| body.len() <= MAX_BODY),
    })
}

/// The failure that an error of the platform's tells.
fn network(error: JsValue) -> Failure {
    let part = |name| -> Option<Text> { Value::from(property(&error, name)).as_text() };
    Failure::Network(part("name").zip(part("message")))
}
