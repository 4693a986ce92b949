//! Records: objects that only the SDK has.

use js_sys::{JSON, JsString, Object};
use wasm_bindgen::prelude::*;

use super::literal::literal;
use super::value::reflect_get;
use super::{Text, Value};

#[wasm_bindgen]
extern "C" {
    // js-sys has `Reflect.set` too, but does not catch what it throws.
    #[wasm_bindgen(js_namespace = Reflect, js_name = set, catch)]
    fn reflect_set(target: &JsValue, key: &JsString, value: &JsValue) -> Result<bool, JsValue>;
}

/// An object that only the SDK has: it inherits nothing, and reading it never runs foreign code.
#[derive(Clone, Debug)]
pub struct Record(Object);

impl Record {
    /// An empty record.
    #[must_use]
    pub fn new() -> Self {
        Self(Object::create(JsValue::NULL.unchecked_ref()))
    }

    /// The value of a key; [`Value::nothing`] if there is none.
    #[must_use]
    pub fn get(&self, key: &'static str) -> Value {
        reflect_get(&self.0, literal(key))
            .unwrap_or(JsValue::UNDEFINED)
            .into()
    }

    /// The value of a key, if it is a text.
    #[must_use]
    pub fn text(&self, key: &'static str) -> Option<Text> {
        self.get(key).as_text()
    }

    /// Sets the value of a key.
    pub fn set(&self, key: &'static str, value: impl Into<Value>) {
        // Only a proxy's traps throw, and an object of the SDK's own has none.
        let _ = reflect_set(&self.0, literal(key), value.into().as_js());
    }

    /// The record as JSON text; `None` if JSON cannot express a value in it.
    #[must_use]
    pub fn to_json(&self) -> Option<Text> {
        Value::from(JsValue::from(JSON::stringify(&self.0).ok()?)).as_text()
    }

    /// The JavaScript object.
    pub(super) const fn as_js(&self) -> &Object {
        &self.0
    }
}

impl Default for Record {
    fn default() -> Self {
        Self::new()
    }
}

impl From<Object> for Record {
    /// Wraps an object that inherits nothing and that nobody else has.
    fn from(object: Object) -> Self {
        Self(object)
    }
}

impl From<Record> for Value {
    fn from(record: Record) -> Self {
        JsValue::from(record.0).into()
    }
}
