//! Values on their way between Rust and JavaScript.

use cometchat_emulator_core::{ApiError, InvalidSeed, NotFound};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// What JavaScript gave, which must be exactly what is expected: unknown fields are refused.
pub(crate) fn read<T: DeserializeOwned>(value: JsValue) -> Result<T, JsValue> {
    if value.is_undefined() {
        return parse(Value::Object(serde_json::Map::new()));
    }
    parse(serde_wasm_bindgen::from_value(value).map_err(|error| refused(&error.to_string()))?)
}

fn parse<T: DeserializeOwned>(value: Value) -> Result<T, JsValue> {
    serde_json::from_value(value).map_err(|error| refused(&error.to_string()))
}

/// A value as plain JavaScript, in which maps are objects.
pub(crate) fn write(value: &impl Serialize) -> Result<JsValue, JsValue> {
    value
        .serialize(&Serializer::json_compatible())
        .map_err(JsValue::from)
}

fn refused(message: &str) -> JsValue {
    error("ERR_BAD_REQUEST", message)
}

/// An `Error` with a `code`.
pub(crate) fn error(code: &str, message: &str) -> JsValue {
    let error = js_sys::Error::new(message);
    error.set_name("EmulatorError");
    set(&error, "code", &code.into());
    error.into()
}

/// Sets a property of an object that was made here, which cannot fail.
pub(crate) fn set(target: &JsValue, name: &str, value: &JsValue) {
    let _ = js_sys::Reflect::set(target, &name.into(), value);
}

/// Errors that JavaScript gets to see.
pub(crate) trait IntoJsError {
    /// The error as JavaScript's.
    fn into_js(self) -> JsValue;
}

impl IntoJsError for ApiError {
    fn into_js(self) -> JsValue {
        let js = error(&self.code, &self.message);
        if let Some(details) = self.details
            && let Ok(details) = write(&details)
        {
            set(&js, "details", &details);
        }
        js
    }
}

impl IntoJsError for InvalidSeed {
    fn into_js(self) -> JsValue {
        refused(&self.to_string())
    }
}

impl IntoJsError for NotFound {
    fn into_js(self) -> JsValue {
        error("ERR_NOT_FOUND", &self.to_string())
    }
}
