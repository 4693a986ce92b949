//! The package's TypeScript, as far as Rust calls it: it makes the application's objects. The glue has
//! it as `host` (`pkg-template/src/rust-imports.ts`).

use js_sys::Object;
use wasm_bindgen::prelude::*;

use super::{Record, Value};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = host, js_name = exception)]
    fn exception_js(fields: &JsValue) -> JsValue;

    #[wasm_bindgen(js_namespace = host, js_name = user)]
    fn user_js(fields: &JsValue) -> JsValue;

    #[wasm_bindgen(js_namespace = host, js_name = fullUser)]
    fn full_user_js(fields: &JsValue) -> JsValue;

    #[wasm_bindgen(js_namespace = host, js_name = snapshot)]
    fn snapshot_js(status: &str, user: &JsValue, error: &JsValue) -> JsValue;

    #[wasm_bindgen(js_namespace = host, js_name = report)]
    fn report_js(error: &JsValue);

    #[wasm_bindgen(js_namespace = host, js_name = ordinary)]
    fn ordinary_js(value: &JsValue) -> JsValue;

    #[wasm_bindgen(js_namespace = host, js_name = request)]
    fn request_js(options: &JsValue) -> Object;

    #[wasm_bindgen(js_namespace = host, js_name = isPromise)]
    fn is_promise_js(value: &JsValue) -> bool;
}

/// A `CometChatException` of these fields.
pub fn exception(fields: &Record) -> Value {
    exception_js(fields.as_js()).into()
}

/// A `User` of these fields.
pub fn user(fields: &Value) -> Value {
    user_js(fields.as_js()).into()
}

/// The same, with the fields that a `User` does not have.
pub fn full_user(fields: &Value) -> Value {
    full_user_js(fields.as_js()).into()
}

/// A frozen snapshot of the state.
pub fn snapshot(status: &str, user: Option<Value>, error: Option<Record>) -> Value {
    let user = user.map_or(JsValue::NULL, JsValue::from);
    let error = error.map_or(JsValue::NULL, |fields| Value::from(fields).into());
    snapshot_js(status, &user, &error).into()
}

/// A value for foreign code: an object of the SDK's own as an ordinary object, all else as it is.
pub fn ordinary(value: &Value) -> Value {
    ordinary_js(value.as_js()).into()
}

/// The options of a request, for a `fetch` that may be foreign code.
pub fn request(options: &Record) -> Object {
    request_js(options.as_js())
}

/// Whether a value is a promise. If it rejects, nobody hears of it.
pub fn is_promise(value: &JsValue) -> bool {
    is_promise_js(value)
}

/// Shows an error that nobody else gets, as the browser shows an uncaught one.
pub fn report(error: &JsValue) {
    report_js(error);
}
