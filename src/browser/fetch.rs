//! Requests, by `fetch`.

use js_sys::{JsString, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Response as FetchResponse};

use super::Js;
use crate::core::platform::{Failure, MAX_BODY, Request, Response};
use crate::core::value::{Plain, Value as _};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    fn fetch(url: &JsValue, init: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_name = Headers)]
    type Headers;

    #[wasm_bindgen(method)]
    fn get(this: &Headers, name: &str) -> JsValue;

    #[wasm_bindgen(js_name = Number)]
    fn number(value: &JsValue) -> f64;
}

/// Sends a request at once. The future reads the whole answer.
pub fn send(
    request: Request<'_, Js>,
) -> impl Future<Output = Result<Response<Js>, Failure<Js>>> + 'static {
    // Ends the reading of the body, too.
    let deadline = AbortSignal::timeout_with_f64(request.timeout);
    let sent = start(request, &deadline);
    async move {
        finish(sent).await.map_err(|error| {
            // Engines do not agree on the error of a request that ran out of time.
            if deadline.aborted() {
                Failure::Timeout
            } else {
                Failure::Network(error.into())
            }
        })
    }
}

fn start(request: Request<'_, Js>, deadline: &JsValue) -> Result<Promise, JsValue> {
    let mut init = Js::json(r#"{"credentials":"omit","cache":"no-store"}"#);
    init.set("method", &Js::text(request.method));
    init.set("keepalive", &Js::of(Plain::Flag(request.keepalive)));
    init.set("headers", request.headers);
    init.set("body", request.body);
    init.set("signal", &deadline.clone().into());
    request.url.lend(|url| init.lend(|init| fetch(url, init)))
}

async fn finish(sent: Result<Promise, JsValue>) -> Result<Response<Js>, JsValue> {
    let response: FetchResponse = JsFuture::from(sent?).await?.unchecked_into();
    let headers: Headers = response.headers().unchecked_into();
    let mut body = JsFuture::from(response.text()?).await?;
    if f64::from(body.unchecked_ref::<JsString>().length()) > MAX_BODY {
        body = JsValue::UNDEFINED;
    }
    Ok(Response {
        status: response.status(),
        retry_after: delay_of(&headers.get("retry-after")),
        body: body.into(),
    })
}

/// A `Retry-After` of seconds, as milliseconds from now; 0 for anything else. (CometChat sends
/// seconds; a date would be some other server's.)
fn delay_of(value: &JsValue) -> f64 {
    // A missing header is 0, and the larger of NaN and 0 is 0.
    (number(value) * 1_000.0).max(0.0)
}
