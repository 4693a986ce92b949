//! The package's TypeScript, as far as Rust calls it: it makes the application's objects.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Makes instances of the package's classes.
    #[derive(Clone)]
    pub type Host;

    /// A `CometChatException` of these fields.
    #[wasm_bindgen(method)]
    pub fn exception(this: &Host, fields: &JsValue) -> JsValue;

    /// A `User` of these fields.
    #[wasm_bindgen(method)]
    pub fn user(this: &Host, fields: &JsValue) -> JsValue;

    /// The same, with the fields that a `User` does not have.
    #[wasm_bindgen(method, js_name = fullUser)]
    pub fn full_user(this: &Host, fields: &JsValue) -> JsValue;

    /// A frozen snapshot of the state; `user` and `error` are fields, or `null`.
    #[wasm_bindgen(method)]
    pub fn snapshot(this: &Host, status: &str, user: &JsValue, error: &JsValue) -> JsValue;

    /// Shows an error that nobody else gets, as the browser shows an uncaught one.
    #[wasm_bindgen(method)]
    pub fn report(this: &Host, error: &JsValue);
}

impl std::fmt::Debug for Host {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Host")
    }
}
