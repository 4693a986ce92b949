//! Requests, by `fetch`. A page may have replaced that by anything, so nothing that it gives is
//! trusted to be a promise, an answer, or to end when its signal says so.

use js_sys::{Array, JsString, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{Browser, BrowserPromise, Js, property};
use crate::core::platform::{Failure, MAX_BODY, Request, Response};
use crate::core::value::{Plain, Value as _};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    fn fetch(url: &JsValue, init: &JsValue) -> Result<JsValue, JsValue>;
}

/// Sends a request at once. The future reads the whole answer. `late` is a new promise.
pub fn send(
    request: Request<'_, Js>,
    late: BrowserPromise,
) -> impl Future<Output = Result<Response<Js>, Failure<Js>>> + 'static {
    let signals = property(&js_sys::global(), "AbortSignal").into();
    // Ends the reading of the body, too.
    let mut deadline = Browser::make(&signals, "timeout", Js::of(Plain::Number(request.timeout)));
    deadline.set("onabort", &late.part("resolve").into());
    let sent = start(request, &deadline);
    async move {
        let answer = finish(sent, &late.part("promise")).await;
        // What has ended need not wait for its deadline to be forgotten.
        deadline.set("onabort", &JsValue::NULL.into());
        answer.map_err(|error| {
            // Engines do not agree on the error of a request that ran out of time.
            if deadline.lend(|deadline| property(deadline, "aborted")) == JsValue::TRUE {
                Failure::Timeout
            } else {
                Failure::Network(error.into())
            }
        })
    }
}

fn start(request: Request<'_, Js>, deadline: &Js) -> Result<JsValue, JsValue> {
    // Not redirected: another server must not get the secrets.
    let mut init = Js::json(r#"{"credentials":"omit","cache":"no-store","redirect":"error"}"#);
    init.set("method", &Js::text(request.method));
    init.set("keepalive", &Js::of(Plain::Flag(request.keepalive)));
    init.set("headers", request.headers);
    init.set("body", request.body);
    init.set("signal", deadline);
    request.url.lend(|url| init.lend(|init| fetch(url, init)))
}

async fn finish(sent: Result<JsValue, JsValue>, late: &JsValue) -> Result<Response<Js>, JsValue> {
    let response = Js::from(either(&sent?, late).await?);
    let text = Browser::make(&response, "text", Js::none());
    let mut body = text.lend(|text| either(text, late)).await?;
    if !body.is_string() {
        return Err(JsValue::UNDEFINED);
    }
    if f64::from(body.unchecked_ref::<JsString>().length()) > MAX_BODY {
        body = JsValue::UNDEFINED;
    }
    let delay = Browser::make(&response.get("headers"), "get", Js::text("retry-after"));
    Ok(Response {
        status: response.get("status").as_number().unwrap_or_default() as u16,
        // CometChat sends seconds, which are JSON. A date would be some other server's.
        retry_after: delay.parsed().as_number().unwrap_or_default().max(0.0) * 1_000.0,
        body: body.into(),
    })
}

/// What `wanted` ends with, whether it is a promise or not; `undefined` if it is late.
fn either(wanted: &JsValue, late: &JsValue) -> JsFuture {
    JsFuture::from(Promise::race(&Array::of2(wanted, late)))
}
