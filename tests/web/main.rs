//! The platform in a real browser: what its values, storages, clock, requests, listeners, tabs and
//! promises do there, and that nothing that a page can do to them fails.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, clippy::panic)]

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;

use cometchat_wasm::error::{CANCELLED, Error, ErrorSpec, INVALID_APP_ID};
use cometchat_wasm::platform::{
    AbortHandle, Area, Deferred, Environment, Event, Failure, Kind, MAX_BODY, Method, Record,
    Request, Response, ResultKind, Text, TokenSource, Value,
};
use cometchat_wasm::types::BaseUrl;
use futures_util::future::{Either, join, select};
use gloo_storage::{LocalStorage, SessionStorage, Storage as _};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

mod clock;
mod listeners;
mod promises;
mod requests;
mod storage;
mod tabs;
mod tokens;
mod values;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen]
extern "C" {
    fn eval(code: &str) -> JsValue;
}

#[wasm_bindgen(module = "/tests/web/host.js")]
extern "C" {
    /// Gives Rust what it calls in the place of the package's TypeScript.
    #[wasm_bindgen(js_name = installHost)]
    fn install_host();
}

/// The value of a JavaScript expression, as JavaScript has it.
fn raw(code: &str) -> JsValue {
    eval(&format!("({code})"))
}

/// The value of a JavaScript expression.
fn js(code: &str) -> Value {
    raw(code).into()
}

/// A text as Rust has it; `None` for anything else.
fn text(value: impl Into<Value>) -> Option<String> {
    JsValue::from(value.into()).as_string()
}

/// What JSON says of a value.
fn json(value: impl Into<Value>) -> String {
    value.into().to_json().and_then(text).unwrap_or_default()
}

/// Checks which text a value is.
#[track_caller]
fn assert_text(value: impl Into<Value>, expected: &str) {
    assert_eq!(text(value).as_deref(), Some(expected));
}

/// Checks what JSON says of the value of a JavaScript expression.
#[track_caller]
fn assert_json(code: &str, expected: &str) {
    assert_eq!(json(js(code)), expected, "{code}");
}

/// The fields of one of the SDK's own errors.
fn fields(spec: &'static ErrorSpec) -> Record {
    Error::from(spec).fields().clone()
}

/// What surrounds the page's client.
fn page() -> Environment {
    install_host();
    Environment::of_page()
}

/// What surrounds a client with a storage of the application's own.
fn instance(storage: &str) -> Environment {
    install_host();
    Environment::of_instance(js(storage))
}

/// Sleeps by the SDK's own timers.
async fn sleep(milliseconds: f64) {
    page().sleep(milliseconds).await;
}

/// Something of the page's own that is replaced until this is dropped.
struct Replaced(&'static str);

impl Replaced {
    /// Puts a property, given by its descriptor, in the place of a global one.
    fn by(name: &'static str, descriptor: &str) -> Self {
        // A test that fails drops nothing, so the page's own may have been kept before.
        eval(&format!(
            "globalThis.kept_{name} ??= Object.getOwnPropertyDescriptor(globalThis, '{name}');
             Object.defineProperty(globalThis, '{name}', {{ configurable: true, {descriptor} }})"
        ));
        Self(name)
    }
}

impl Drop for Replaced {
    fn drop(&mut self) {
        let name = self.0;
        eval(&format!(
            "Object.defineProperty(globalThis, '{name}', globalThis.kept_{name})"
        ));
    }
}

/// Something of a global object's, put there until this is dropped.
struct Polluted(&'static str);

impl Polluted {
    fn by(place: &'static str, value: &str) -> Self {
        eval(&format!("{place} = {value}"));
        Self(place)
    }
}

impl Drop for Polluted {
    fn drop(&mut self) {
        eval(&format!("delete {}", self.0));
    }
}

/// Waits for the promise of an expression.
async fn wait_for(code: &str) {
    let promise: Promise = raw(code).unchecked_into();
    JsFuture::from(promise).await.expect("not rejected");
}
