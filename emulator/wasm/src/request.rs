//! Requests as JavaScript has them.

use axum::body::Body;
use axum::http::{self, HeaderMap, HeaderName, HeaderValue};
use cometchat_emulator_core::Channel;
use js_sys::{Array, JsString, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "
/** The part of an `AbortSignal` that is used. */
export interface SignalLike {
    readonly aborted: boolean;
    readonly reason?: any;
    addEventListener(type: \"abort\", listener: () => void): void;
    removeEventListener(type: \"abort\", listener: () => void): void;
}

/** The part of a request that is read: a `Request`, or an object with these members. */
export interface RequestLike {
    readonly method: string;
    readonly url: string;
    /** Names and values. */
    readonly headers: Iterable<[string, string]>;
    /** With which the client goes away: an `AbortSignal` of any make. */
    readonly signal?: SignalLike | null;
    /** Whether it came over a socket, so that the control API may answer it only if no website sent it. */
    readonly overNetwork?: boolean;
    /** Returns the body. */
    arrayBuffer(): Promise<ArrayBuffer>;
}
";

#[wasm_bindgen]
extern "C" {
    /// A request of any make.
    #[wasm_bindgen(typescript_type = "RequestLike")]
    #[derive(Debug)]
    pub type RequestLike;

    #[wasm_bindgen(method, getter)]
    fn method(this: &RequestLike) -> JsString;
    #[wasm_bindgen(method, getter)]
    fn url(this: &RequestLike) -> JsString;
    #[wasm_bindgen(method, getter)]
    fn headers(this: &RequestLike) -> JsValue;
    /// With which the client goes away.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn signal(this: &RequestLike) -> Option<AbortSignal>;
    #[wasm_bindgen(method, getter, js_name = overNetwork)]
    fn over_network(this: &RequestLike) -> JsValue;
    #[wasm_bindgen(method, catch, js_name = arrayBuffer)]
    async fn array_buffer(this: &RequestLike) -> Result<JsValue, JsValue>;
}

/// How the request came.
pub(crate) fn channel(request: &RequestLike) -> Channel {
    if request.over_network().is_truthy() {
        Channel::Network
    } else {
        Channel::Process
    }
}

/// The request in Rust. Its host is left out: the emulator is all hosts.
pub(crate) async fn read(request: &RequestLike) -> Result<http::Request<Body>, JsValue> {
    let body = Uint8Array::new(&request.array_buffer().await?).to_vec();
    let url = String::from(request.url());
    let built = http::Request::builder()
        .method(String::from(request.method()).as_str())
        .uri(without_host(&url))
        .body(Body::from(body));
    let mut built = built.map_err(|error| js_sys::TypeError::new(&error.to_string()))?;
    *built.headers_mut() = headers(&request.headers())?;
    Ok(built)
}

/// The path and the query, as they were sent.
fn without_host(url: &str) -> &str {
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => url,
    };
    path.split('#').next().unwrap_or(path)
}

fn headers(pairs: &JsValue) -> Result<HeaderMap, JsValue> {
    let mut headers = HeaderMap::new();
    let pairs = js_sys::try_iter(pairs)?
        .ok_or_else(|| js_sys::TypeError::new("the request's headers cannot be iterated over"))?;
    for pair in pairs {
        let pair = Array::from(&pair?);
        let (name, value) = (pair.get(0).as_string(), pair.get(1).as_string());
        let (name, value) = (name.unwrap_or_default(), value.unwrap_or_default());
        // In JavaScript, each byte of a header is a character.
        let bytes: Vec<u8> = value.chars().map(|byte| byte as u32 as u8).collect();
        let parsed = (HeaderName::try_from(&name), HeaderValue::from_bytes(&bytes));
        let (Ok(name), Ok(value)) = parsed else {
            let message = format!("{name:?}: {value:?} is not an HTTP header");
            return Err(js_sys::TypeError::new(&message).into());
        };
        headers.append(name, value);
    }
    Ok(headers)
}
