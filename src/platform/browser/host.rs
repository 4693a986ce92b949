//! The package's TypeScript, as far as Rust calls it: it makes the application's objects, and follows
//! promises. The glue has it as `host`.

use wasm_bindgen::prelude::*;

use super::{Record, Value};

/// The functions as they are.
mod imported {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = host)]
        pub fn error(number: u32) -> JsValue;

        #[wasm_bindgen(js_namespace = host)]
        pub fn exception(fields: &JsValue) -> JsValue;

        #[wasm_bindgen(js_namespace = host)]
        pub fn user(fields: &JsValue) -> JsValue;

        #[wasm_bindgen(js_namespace = host, js_name = fullUser)]
        pub fn full_user(fields: &JsValue) -> JsValue;

        #[wasm_bindgen(js_namespace = host)]
        pub fn snapshot(status: &str, user: &JsValue, error: &JsValue) -> JsValue;

        #[wasm_bindgen(js_namespace = host)]
        pub fn report(error: &JsValue);

        #[wasm_bindgen(js_namespace = host, js_name = withResolvers)]
        pub fn with_resolvers() -> JsValue;

        #[wasm_bindgen(js_namespace = host)]
        pub fn global(name: &str) -> JsValue;

        #[wasm_bindgen(js_namespace = host)]
        pub fn kind(value: &JsValue) -> u32;

        #[wasm_bindgen(js_namespace = host)]
        pub fn listener() -> JsValue;

        #[wasm_bindgen(js_namespace = host)]
        pub fn follow(promise: &JsValue, task: u32);
    }
}

/// The fields of the error of a number.
pub fn error(number: u32) -> Value {
    imported::error(number).into()
}

/// A `CometChatException` of these fields.
#[inline(never)]
pub fn exception(fields: &Record) -> Value {
    fields.with(imported::exception).into()
}

/// A `User` of these fields.
#[inline(never)]
pub fn user(fields: &Value) -> Value {
    fields.with(imported::user).into()
}

/// The same, with the fields that a `User` does not have.
pub fn full_user(fields: &Value) -> Value {
    fields.with(imported::full_user).into()
}

/// A frozen snapshot of the state.
pub fn snapshot(status: &str, user: Option<Value>, error: Option<Record>) -> Value {
    let null = || Value::from(JsValue::NULL);
    let user = user.unwrap_or_else(null);
    let error = error.map_or_else(null, Value::from);
    let made = user.with(|user| error.with(|error| imported::snapshot(status, user, error)));
    made.into()
}

/// Shows an error that nobody else gets, as the browser shows an uncaught one.
#[inline(never)]
pub fn report(error: &Value) {
    error.with(imported::report);
}

/// A promise and the functions that settle it: `{promise, resolve, reject}`.
pub fn with_resolvers() -> Value {
    imported::with_resolvers().into()
}

/// A global of the platform's; nothing if reading it throws.
#[inline(never)]
pub fn global(name: &str) -> Value {
    imported::global(name).into()
}

/// The number of the kind of a value.
pub fn kind(value: &JsValue) -> u32 {
    imported::kind(value)
}

/// Resumes a task with what becomes of a promise, or with a value, later than the code that runs now.
pub fn follow(promise: &Value, task: u32) {
    promise.with(|promise| imported::follow(promise, task));
}

/// The function that tells Rust of an event.
pub fn listener() -> Value {
    imported::listener().into()
}
