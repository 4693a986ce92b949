//! Requests, by `fetch`.

use js_sys::JsString;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{Face, Js};
use crate::core::platform::{Failure, MAX_BODY, Request, Response};
use crate::core::value::{Plain, Value as _};

/// Sends a request at once. The future reads the whole answer. `face` does so with its
/// `exchange(request)`.
pub fn send(
    request: Request<'_, Js>,
    face: &Face,
) -> impl Future<Output = Result<Response<Js>, Failure<Js>>> + 'static {
    // Not redirected: another server must not get the secrets.
    let mut init = Js::json(r#"{"credentials":"omit","cache":"no-store","redirect":"error"}"#);
    init.set("method", &Js::text(request.method));
    init.set("keepalive", &Js::of(Plain::Flag(request.keepalive)));
    init.set("timeout", &Js::of(Plain::Number(request.timeout)));
    init.set("url", request.url);
    init.set("headers", request.headers);
    init.set("body", request.body);
    let sent = init.lend(|init| face.exchange(init));
    async move {
        let answer = JsFuture::from(sent).await;
        answer
            .map_or_else(|error| Err(error.into()), read)
            .map_err(|error| {
                // Engines do not agree on the error of a request that ran out of time.
                if JsValue::from(init.get("signal").get("aborted")) == JsValue::TRUE {
                    Failure::Timeout
                } else {
                    Failure::Network(error)
                }
            })
    }
}

/// What is in an answer of the face's; an error if it has no text, as somebody else's `fetch` may.
fn read(answer: JsValue) -> Result<Response<Js>, Js> {
    let answer = Js::from(answer);
    let mut body = JsValue::from(answer.get("0"));
    if !body.is_string() {
        return Err(Js::none());
    }
    if f64::from(body.unchecked_ref::<JsString>().length()) > MAX_BODY {
        body = JsValue::UNDEFINED;
    }
    Ok(Response {
        status: answer.get("1").as_number().unwrap_or_default() as u16,
        // CometChat sends seconds, which are JSON. A date would be some other server's.
        retry_after: answer
            .get("2")
            .parsed()
            .as_number()
            .unwrap_or_default()
            .max(0.0)
            * 1_000.0,
        body: body.into(),
    })
}
