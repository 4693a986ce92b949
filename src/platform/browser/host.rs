//! The package's TypeScript, as far as Rust calls it: it makes the application's objects.

use wasm_bindgen::prelude::*;

use super::{Record, Value};

#[wasm_bindgen]
extern "C" {
    /// Makes instances of the package's classes.
    type Factory;

    #[wasm_bindgen(method)]
    fn exception(this: &Factory, fields: &JsValue) -> JsValue;

    #[wasm_bindgen(method)]
    fn user(this: &Factory, fields: &JsValue) -> JsValue;

    #[wasm_bindgen(method, js_name = fullUser)]
    fn full_user(this: &Factory, fields: &JsValue) -> JsValue;

    #[wasm_bindgen(method)]
    fn snapshot(this: &Factory, status: &str, user: &JsValue, error: &JsValue) -> JsValue;

    #[wasm_bindgen(method)]
    fn report(this: &Factory, error: &JsValue);
}

/// What makes instances of the package's classes.
#[derive(Clone, Debug)]
pub struct Host(Value);

impl From<JsValue> for Host {
    fn from(host: JsValue) -> Self {
        Self(host.into())
    }
}

impl Host {
    /// A `CometChatException` of these fields.
    #[inline(never)]
    pub fn exception(&self, fields: &Record) -> Value {
        fields
            .with(|fields| self.with(|host| host.exception(fields)))
            .into()
    }

    /// A `User` of these fields.
    #[inline(never)]
    pub fn user(&self, fields: &Value) -> Value {
        fields
            .with(|fields| self.with(|host| host.user(fields)))
            .into()
    }

    /// The same, with the fields that a `User` does not have.
    pub fn full_user(&self, fields: &Value) -> Value {
        fields
            .with(|fields| self.with(|host| host.full_user(fields)))
            .into()
    }

    /// A frozen snapshot of the state.
    pub fn snapshot(&self, status: &str, user: Option<Value>, error: Option<Record>) -> Value {
        let null = || Value::from(JsValue::NULL);
        let user = user.unwrap_or_else(null);
        let error = error.map_or_else(null, Value::from);
        let made = user
            .with(|user| error.with(|error| self.with(|host| host.snapshot(status, user, error))));
        made.into()
    }

    /// Shows an error that nobody else gets, as the browser shows an uncaught one.
    #[inline(never)]
    pub fn report(&self, error: &Value) {
        error.with(|error| self.with(|host| host.report(error)));
    }

    fn with<R>(&self, call: impl FnOnce(&Factory) -> R) -> R {
        self.0.with(|host| call(host.unchecked_ref()))
    }
}
