//! The functions of the package's TypeScript that Rust calls, which make the application's objects. The
//! glue names them `host` (`pkg-template/src/rust-imports.ts`).

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

/// Makes a `CometChatException` with these fields.
pub fn exception(fields: &Record) -> Value {
    exception_js(&with_ordinary_details(fields)).into()
}

/// The fields of an exception, with details as an ordinary object: an application may use its methods.
fn with_ordinary_details(fields: &Record) -> JsValue {
    fields.set("details", fields.get("details").to_ordinary());
    fields.as_js().into()
}

/// Makes a `User` with the fields that `User` has.
pub fn user(fields: &Value) -> Value {
    user_js(fields.as_js()).into()
}

/// Makes a `User` with all of these fields, also those that `User` does not have.
pub fn full_user(fields: &Value) -> Value {
    full_user_js(fields.as_js()).into()
}

/// Makes a frozen snapshot of the state.
pub fn snapshot(status: &'static str, user: Option<Value>, error: Option<Record>) -> Value {
    let user = user.map_or(JsValue::NULL, JsValue::from);
    let error = error.map_or(JsValue::NULL, |fields| with_ordinary_details(&fields));
    snapshot_js(literal(status), &user, &error).into()
}

/// Reports an error as uncaught, because no caller gets it.
pub fn report(error: &JsValue) {
    report_js(error);
}
