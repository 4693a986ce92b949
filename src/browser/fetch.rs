//! Requests, by `fetch`.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestInit, Response as FetchResponse};

use super::Js;
use crate::core::platform::{MAX_BODY, Request, Response};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    fn fetch(url: &JsValue, init: &RequestInit) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_name = Headers)]
    type Headers;

    #[wasm_bindgen(method)]
    fn get(this: &Headers, name: &str) -> JsValue;

    #[wasm_bindgen(js_name = Number)]
    fn number(value: &JsValue) -> f64;

    #[wasm_bindgen(js_namespace = Date, js_name = parse)]
    fn parse_date(value: &JsValue) -> f64;
}

/// Sends a request at once. The future reads the whole answer; dropping it aborts both.
pub fn send(request: Request<'_, Js>) -> impl Future<Output = Result<Response<Js>, Js>> + 'static {
    let sent = start(request);
    async move { finish(sent).await.map_err(Js::from) }
}

type Sent = Result<(AbortOnDrop, Promise), JsValue>;

fn start(request: Request<'_, Js>) -> Sent {
    let guard = AbortOnDrop(AbortController::new()?);
    let init = RequestInit::new();
    init.set_method(request.method);
    request.headers.lend(|headers| init.set_headers(headers));
    init.set_signal(Some(&guard.0.signal()));
    init.set_credentials(web_sys::RequestCredentials::Omit);
    init.set_cache(web_sys::RequestCache::NoStore);
    request.body.lend(|body| init.set_body(body));
    if request.keepalive {
        // Not in web-sys' stable part.
        let _ = js_sys::Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE);
    }
    let promise = request.url.lend(|url| fetch(url, &init))?;
    Ok((guard, promise))
}

async fn finish(sent: Sent) -> Result<Response<Js>, JsValue> {
    let (_guard, promise) = sent?;
    let response: FetchResponse = JsFuture::from(promise).await?.unchecked_into();
    let headers: Headers = response.headers().unchecked_into();
    // A missing header is 0; one that is no number is NaN, and compares as false.
    let too_long = number(&headers.get("content-length")) > f64::from(MAX_BODY);
    let mut body = JsValue::UNDEFINED;
    if !too_long {
        body = JsFuture::from(response.text()?).await?;
        if number(&super::property(&body, "length")) > f64::from(MAX_BODY) {
            body = JsValue::UNDEFINED;
        }
    }
    Ok(Response {
        status: response.status(),
        retry_after: delay_of(&headers.get("retry-after")),
        body: body.into(),
    })
}

/// A `Retry-After` of seconds or of a date, as milliseconds from now; 0 for anything else.
fn delay_of(value: &JsValue) -> f64 {
    let mut milliseconds = number(value) * 1_000.0;
    if milliseconds.is_nan() {
        milliseconds = parse_date(value) - js_sys::Date::now();
    }
    milliseconds.max(0.0)
}

struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
