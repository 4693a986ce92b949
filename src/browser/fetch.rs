//! Requests, by `fetch`.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{Face, Js};
use crate::core::platform::{Failure, MAX_BODY, Request, Response};
use crate::core::value::Value as _;

/// Sends a request at once. The future reads the whole answer. The face does so with its `exchange`.
pub fn send(
    request: Request<'_, Js>,
    face: &Face,
) -> impl Future<Output = Result<Response<Js>, Failure<Js>>> + 'static {
    let sent = request.url.lend(|url| {
        request.headers.lend(|headers| {
            request.body.lend(|body| {
                face.exchange(
                    request.method,
                    url,
                    headers,
                    body,
                    request.keepalive,
                    request.timeout,
                )
            })
        })
    });
    async move {
        let answer = JsFuture::from(sent).await;
        answer
            .map_or_else(|error| Err(error.into()), read)
            .map_err(|error| {
                if JsValue::from(error.clone()) == JsValue::TRUE {
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
    // Texts tell their length as arrays do.
    if f64::from(body.unchecked_ref::<Array>().length()) > MAX_BODY {
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
