//! Carries a plan out where there is no socket.

use std::future::pending;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::response::Parts;
use cometchat_emulator_core::{Beginning, Piece, Plan, Service};
use futures_util::stream::{self, Stream};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, JsString, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_streams::ReadableStream;
use web_sys::{Response, ResponseInit};

use crate::client::{Client, Gone};
use crate::request::{self, RequestLike};
use crate::values::set;

/// The longest time that a timer can take, in milliseconds.
const LONGEST: u32 = i32::MAX as u32;

/// Answers a request, as the global `fetch` would: with a response, or with a rejection if the
/// connection closes first or the client goes away.
pub(crate) async fn fetch(service: Service, request: RequestLike) -> Result<Response, JsValue> {
    let mut client = Client::of(request.signal()).map_err(|Gone(reason)| reason)?;
    let channel = request::channel(&request);
    let request = request::read(&request).await?;
    let mut plan = service.plan(request, channel).await;
    loop {
        match plan.begin().await {
            Beginning::Wait(time) => {
                let waited = client.while_here(plan.wait(sleep(time))).await;
                waited.map_err(|Gone(reason)| reason)?;
            }
            Beginning::Answer(head) => return response(head, plan, client),
            Beginning::Close { reset } => return Err(network_error(reset)),
        }
    }
}

/// The answer: whole, if it comes in one piece.
fn response(head: Parts, mut plan: Plan, client: Client) -> Result<Response, JsValue> {
    let init = ResponseInit::new();
    init.set_status(head.status.as_u16());
    let headers = Array::new();
    for (name, value) in &head.headers {
        let value: String = value.as_bytes().iter().copied().map(char::from).collect();
        headers.push(&Array::of2(
            &JsString::from(name.as_str()),
            &JsString::from(value.as_str()),
        ));
    }
    init.set_headers(&headers);
    let first = match plan.next_piece() {
        Some(Piece::Bytes(bytes)) if plan.is_complete() => {
            let body = (!is_without_body(head.status)).then(|| bytes_to_js(&bytes));
            return Response::new_with_opt_js_u8_array_and_init(body.as_ref(), &init);
        }
        None => return Response::new_with_opt_readable_stream_and_init(None, &init),
        Some(first) => first,
    };
    let body = ReadableStream::from_stream(pieces(first, plan, client)).into_raw();
    Response::new_with_opt_readable_stream_and_init(Some(&body), &init)
}

/// The body of an answer that comes in pieces.
fn pieces(
    first: Piece,
    plan: Plan,
    client: Client,
) -> impl Stream<Item = Result<JsValue, JsValue>> {
    let start = Some((Some(first), plan, client));
    stream::unfold(start, async |state| {
        let (mut next, mut plan, mut client) = state?;
        loop {
            match next.take().or_else(|| plan.next_piece())? {
                Piece::Wait(time) => {
                    if let Err(Gone(reason)) = client.while_here(plan.wait(sleep(time))).await {
                        return Some((Err(reason), None));
                    }
                }
                Piece::Bytes(bytes) if bytes.is_empty() => {}
                Piece::Bytes(bytes) => {
                    return Some((Ok(bytes_to_js(&bytes).into()), Some((None, plan, client))));
                }
                Piece::Close => return Some((Err(network_error(false)), None)),
            }
        }
    })
}

fn bytes_to_js(bytes: &Bytes) -> Uint8Array {
    Uint8Array::from(&bytes[..])
}

/// Whether JavaScript lets a response of this status have no body, not even an empty one.
fn is_without_body(status: StatusCode) -> bool {
    matches!(status.as_u16(), 101 | 204 | 205 | 304)
}

/// What `fetch` rejects with when a connection ends too early. `cause.code` is what Node's `fetch`
/// says, which tells a connection that broke from one that closed.
fn network_error(reset: bool) -> JsValue {
    let (code, message) = if reset {
        ("ECONNRESET", "read ECONNRESET")
    } else {
        ("UND_ERR_SOCKET", "other side closed")
    };
    let cause = js_sys::Error::new(message);
    set(&cause, "code", &code.into());
    let error = js_sys::TypeError::new("fetch failed");
    set(&error, "cause", &cause);
    error.into()
}

/// Waits so long; without a time, for ever.
pub(crate) async fn sleep(time: Option<Duration>) {
    match time {
        Some(time) => {
            let millis = u32::try_from(time.as_millis()).unwrap_or(LONGEST);
            TimeoutFuture::new(millis.min(LONGEST)).await;
        }
        None => pending().await,
    }
}
