//! Sends requests with `fetch`.

use js_sys::JsString;
use wasm_bindgen::prelude::*;

use super::deadline::Deadline;
use super::{Record, Text, Value, body};
use crate::platform::{Failure, Request, Response};

#[wasm_bindgen]
extern "C" {
    // web-sys's `fetch` does not catch what a page's own `fetch` throws.
    #[wasm_bindgen(catch)]
    fn fetch(url: &JsString, options: &JsValue) -> Result<JsValue, JsValue>;
}

thread_local! {
    /// `undefined` for every option of `fetch` that the SDK does not set, so that a page's additions to
    /// `Object.prototype` are not read.
    static UNSET: Value = {
        let options = Record::new();
        for name in [
            "attributionReporting",
            "body",
            "browsingTopics",
            "cf",
            "dispatcher",
            "duplex",
            "integrity",
            "mode",
            "priority",
            "referrer",
            "referrerPolicy",
            "sharedStorageWritable",
            "window",
        ] {
            options.set(name, Value::nothing());
        }
        options.into()
    };
}

/// Sends a request, and reads the whole answer. Completes by the request's timeout, even if the page has
/// replaced `fetch`.
pub async fn send(request: Request) -> Result<Response, Failure> {
    // Some browsers always report being offline. Nothing was sent only if the request fails, too.
    let is_online = Value::global("navigator").property("onLine").to_json();
    let is_offline = is_online.is_some_and(|it| it == "false");
    let mut deadline = Deadline::after(request.timeout);
    // Engines reject with different errors after the deadline.
    send_within(request, &mut deadline).await.map_err(|error| {
        if deadline.is_over() {
            Failure::Timeout
        } else if is_offline {
            Failure::Offline
        } else {
            network(error)
        }
    })
}

async fn send_within(request: Request, deadline: &mut Deadline) -> Result<Response, Value> {
    let answer = deadline.first(begin(request, deadline)?).await?;
    let body = body::read(&answer, deadline).await?;
    Ok(response(&answer, body))
}

/// Calls `fetch`. Its options are ordinary objects, since a page's own `fetch` may use their methods.
fn begin(request: Request, deadline: &Deadline) -> Result<Value, Value> {
    let options = UNSET.with(Value::as_record).unwrap_or_default();
    options.set("method", request.method.name());
    options.set("keepalive", request.outlives_page());
    options.set("headers", Value::from(request.headers).to_ordinary());
    if let Some(body) = request.body {
        options.set("body", body);
    }
    options.set("signal", deadline.signal());
    options.set("credentials", "omit");
    options.set("cache", "no-store");
    // Redirects would send the secrets to another server. Cloudflare's workers do not support "error".
    options.set("redirect", "manual");
    let options = Value::from(options).to_ordinary();
    Ok(fetch(request.url.as_js(), options.as_js())?.into())
}

/// Reads status and `Retry-After` of an answer.
fn response(answer: &Value, body: Option<Text>) -> Response {
    let status = answer.property("status").as_number();
    // CometChat sends seconds, which parse as JSON. A date, which other servers send, is ignored.
    let header = Text::from("retry-after").into();
    let seconds = invoke(&answer.property("headers"), "get", header)
        .ok()
        .and_then(|seconds| seconds.as_text()?.parse_json()?.as_number());
    Response {
        status: status.unwrap_or_default() as u16,
        retry_after: seconds.unwrap_or_default().max(0.0) * 1_000.0,
        body,
    }
}

/// Calls a method of a value from the page's `fetch`, which may be anything.
///
/// # Errors
/// What the method throws; [`Value::nothing`] if there is no such method.
pub fn invoke(target: &Value, method: &'static str, argument: Value) -> Result<Value, Value> {
    let function = target.read(method)?;
    let function = function.as_function().ok_or_else(Value::nothing)?;
    let given = function.call1(target.as_js(), argument.as_js());
    given.map(Value::from).map_err(Value::from)
}

/// Turns what the platform threw into a failure. A thrown text becomes the message.
pub fn network(error: Value) -> Failure {
    let part = |name| -> Option<Text> { error.property(name).as_text() };
    let message = part("message").or_else(|| error.as_text());
    let name = part("name").unwrap_or_else(|| Text::from("Error"));
    Failure::Network(message.map(|message| (name, message)))
}
