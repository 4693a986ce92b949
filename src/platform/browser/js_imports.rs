//! The package's TypeScript, as far as Rust calls it: it makes the application's objects. The glue has
//! it as `host` (`pkg-template/src/rust-imports.ts`).

use js_sys::JsString;
use wasm_bindgen::prelude::*;

use super::literal::literal;
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
    fn snapshot_js(status: &JsString, user: &JsValue, error: &JsValue) -> JsValue;

    #[wasm_bindgen(js_namespace = host, js_name = report)]
    fn report_js(error: &JsValue);

}

/// A `CometChatException` of these fields.
pub fn exception(fields: &Record) -> Value {
    exception_js(&with_ordinary_details(fields)).into()
}

/// The fields of an exception: an application may use methods of its details.
fn with_ordinary_details(fields: &Record) -> JsValue {
    fields.set("details", fields.get("details").to_ordinary());
    fields.as_js().into()
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
pub fn snapshot(status: &'static str, user: Option<Value>, error: Option<Record>) -> Value {
    let user = user.map_or(JsValue::NULL, JsValue::from);
    let error = error.map_or(JsValue::NULL, |fields| with_ordinary_details(&fields));
    snapshot_js(literal(status), &user, &error).into()
}

/// Shows an error that nobody else gets, as the browser shows an uncaught one.
pub fn report(error: &JsValue) {
    report_js(error);
}
