//! Values: JavaScript's own.
//!
//! Texts and records stay in the engine. Copying them into `String` and `serde_json::Value` makes the
//! WebAssembly three times as large.

use js_sys::{Function, JSON, JsString, Object};
use wasm_bindgen::prelude::*;

use super::literal::literal;
use super::{ErrorCallback, Record, Text, TokenSource};
use crate::platform::Kind;

// js-sys has these too, but does not catch what they throw.
#[wasm_bindgen]
extern "C" {
    /// Throws for a proxy that was revoked.
    #[wasm_bindgen(js_namespace = Array, js_name = isArray, catch)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, js_name = get, catch)]
    pub(super) fn reflect_get(target: &JsValue, key: &JsString) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, js_name = getPrototypeOf, catch)]
    fn reflect_get_prototype_of(target: &JsValue) -> Result<JsValue, JsValue>;

    // A page's own `Object.entries` may throw.
    #[wasm_bindgen(js_namespace = Object, js_name = entries, catch)]
    fn entries(object: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = fromEntries, catch)]
    fn from_entries(entries: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = assign, catch)]
    fn assign(target: &Object, source: &JsValue) -> Result<Object, JsValue>;
}

/// A JavaScript value from anywhere, not trusted.
#[derive(Clone, Debug)]
pub struct Value(JsValue);

impl Value {
    /// The value `undefined`.
    #[must_use]
    pub const fn nothing() -> Self {
        Self(JsValue::UNDEFINED)
    }

    /// The kind of this value.
    #[must_use]
    pub fn kind(&self) -> Kind {
        let value = &self.0;
        if value.is_string() {
            Kind::String
        } else if self.is_nullish() {
            Kind::Nullish
        } else if value.is_function() {
            Kind::Function
        } else if value.is_object() {
            match is_array(value) {
                Ok(true) => Kind::Array,
                Ok(false) => Kind::Object,
                Err(_) => Kind::Unsupported,
            }
        } else if self.as_number().is_some() {
            Kind::Number
        } else if value.as_bool().is_some() {
            Kind::Boolean
        } else if value.is_bigint() || value.as_f64().is_some() {
            Kind::UnsupportedNumber
        } else {
            Kind::Unsupported
        }
    }

    /// Whether this value is `undefined` or `null`.
    #[must_use]
    pub fn is_nullish(&self) -> bool {
        self.0.is_undefined() || self.0.is_null()
    }

    /// The text, if this value is one.
    #[must_use]
    pub fn as_text(&self) -> Option<Text> {
        let is_text = self.0.is_string();
        is_text.then(|| Text::from(self.0.clone().unchecked_into::<JsString>()))
    }

    /// The number, if this value is a finite one.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        self.0.as_f64().filter(|number| number.is_finite())
    }

    /// A copy of the own enumerable properties, each read once, if this value is an object and not an
    /// array. `None` if reading one of them throws.
    #[must_use]
    pub fn as_record(&self) -> Option<Record> {
        if self.kind() == Kind::Object {
            assign(Record::new().as_js(), &self.0)
                .ok()
                .map(Record::from)
        } else {
            None
        }
    }

    /// This value for foreign code, which may use an object's methods: copies an object that inherits
    /// nothing to an ordinary one, and returns anything else unchanged.
    #[must_use]
    pub fn to_ordinary(&self) -> Self {
        if !self.is_bare() {
            return self.clone();
        }
        // `fromEntries` defines properties, so that setters on `Object.prototype` are not called.
        let made = entries(&self.0).and_then(|entries| from_entries(&entries));
        made.map_or_else(|_| self.clone(), Self)
    }

    /// Whether this value is an object that inherits nothing.
    fn is_bare(&self) -> bool {
        let is_object = self.kind() == Kind::Object;
        is_object && reflect_get_prototype_of(&self.0).is_ok_and(|prototype| prototype.is_null())
    }

    /// This value as a token function, if it is a function.
    #[must_use]
    pub fn as_token_source(&self) -> Option<TokenSource> {
        self.as_function().cloned().map(TokenSource::new)
    }

    /// This value as an `onError` function, if it is a function.
    #[must_use]
    pub fn as_error_callback(&self) -> Option<ErrorCallback> {
        self.as_function().cloned().map(ErrorCallback::new)
    }

    /// This value as JSON text; `None` for what JSON cannot express (`undefined`, a function, a cycle)
    /// and `null`.
    #[must_use]
    pub fn to_json(&self) -> Option<Text> {
        if self.is_nullish() {
            return None;
        }
        // `JSON.stringify` returns `undefined` for what JSON cannot express, unlike its Rust type says.
        Self(JSON::stringify(&self.0).ok()?.into()).as_text()
    }

    /// A global such as `navigator`; [`Self::nothing`] where it is missing or blocked.
    pub(super) fn global(name: &'static str) -> Self {
        Self(js_sys::global().into()).property(name)
    }

    /// A property, or [`Self::nothing`] if its getter throws or this value has no properties.
    ///
    /// For objects of the platform. Objects from applications and servers are read by
    /// [`Self::as_record`].
    pub(super) fn property(&self, name: &'static str) -> Self {
        self.read(name).unwrap_or(Self::nothing())
    }

    /// A property of an object from the application.
    ///
    /// # Errors
    /// What the property's getter throws.
    pub(super) fn read(&self, name: &'static str) -> Result<Self, Self> {
        reflect_get(&self.0, literal(name)).map(Self).map_err(Self)
    }

    /// The function, if this value is one.
    pub(super) fn as_function(&self) -> Option<&Function> {
        self.0.is_function().then(|| self.0.unchecked_ref())
    }

    /// The JavaScript value.
    pub(super) const fn as_js(&self) -> &JsValue {
        &self.0
    }
}

impl From<JsValue> for Value {
    fn from(value: JsValue) -> Self {
        Self(value)
    }
}

impl From<Value> for JsValue {
    fn from(value: Value) -> Self {
        value.0
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self(JsValue::from_f64(number))
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self(JsValue::from_bool(flag))
    }
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self(literal(text).into())
    }
}
