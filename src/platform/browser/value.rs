//! Values: the engine's own.
//!
//! Texts and records stay in the engine. A `String` or a `serde_json::Value` of each would have to be
//! copied in and out, and makes the WebAssembly three times as large.

use js_sys::{Function, JSON, JsString, Object};
use wasm_bindgen::prelude::*;

use super::{ErrorCallback, TokenSource};
use crate::platform::Kind;

// js-sys has these too, but does not catch what they throw, or takes a copy of a text in the place of
// the engine's own.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    fn parse_json(text: &JsString) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = encodeURIComponent, catch)]
    fn encode_uri_component(text: &JsString) -> Result<JsString, JsValue>;

    #[wasm_bindgen(catch)]
    fn btoa(text: &JsString) -> Result<JsString, JsValue>;

    /// Throws for a proxy that was revoked.
    #[wasm_bindgen(js_namespace = Array, js_name = isArray, catch)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, js_name = get, catch)]
    fn reflect_get(target: &JsValue, key: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, js_name = set, catch)]
    fn reflect_set(target: &JsValue, key: &str, value: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, js_name = getPrototypeOf, catch)]
    fn reflect_get_prototype_of(target: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = assign, catch)]
    fn assign(target: &Object, source: &JsValue) -> Result<Object, JsValue>;

    type RegExp;

    #[wasm_bindgen(constructor)]
    fn new(source: &str, flags: &str) -> RegExp;

    #[wasm_bindgen(method)]
    fn test(this: &RegExp, text: &JsString) -> bool;

    #[wasm_bindgen(js_name = String)]
    type Characters;

    #[wasm_bindgen(method, js_class = "String")]
    fn concat(this: &Characters, other: &JsValue) -> JsString;

    #[wasm_bindgen(method, js_class = "String")]
    fn includes(this: &Characters, other: &JsString) -> bool;

    /// `from` is a text, or a pattern with the flag `g`.
    #[wasm_bindgen(method, js_class = "String", js_name = replaceAll)]
    fn replace_all(this: &Characters, from: &JsValue, to: &str) -> JsString;

    #[wasm_bindgen(js_name = URL)]
    type Address;

    #[wasm_bindgen(constructor, js_class = "URL", catch)]
    fn new(text: &JsString) -> Result<Address, JsValue>;
}

/// A value that may have come from anywhere.
#[derive(Clone, Debug)]
pub struct Value(JsValue);

impl Value {
    /// No value.
    #[must_use]
    pub const fn nothing() -> Self {
        Self(JsValue::UNDEFINED)
    }

    /// What this is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        let value = &self.0;
        if value.is_string() {
            Kind::String
        } else if value.is_undefined() || value.is_null() {
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

    /// The text, if this is one.
    #[must_use]
    pub fn as_text(&self) -> Option<Text> {
        let is_text = self.0.is_string();
        is_text.then(|| Text(self.0.clone().unchecked_into()))
    }

    /// The number, if this is a finite one.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        self.0.as_f64().filter(|number| number.is_finite())
    }

    /// A copy of the own enumerable properties, each read once, if this is an object (and no
    /// array). `None` if reading one of them throws.
    #[must_use]
    pub fn as_record(&self) -> Option<Record> {
        if self.kind() == Kind::Object {
            assign(&Record::new().0, &self.0).ok().map(Record)
        } else {
            None
        }
    }

    /// This for foreign code, which may use methods of an object: an object that inherits nothing as an
    /// ordinary one, all else as it is.
    #[must_use]
    pub fn to_ordinary(&self) -> Self {
        if !self.is_bare() {
            return self.clone();
        }
        // Properties are defined, not set: what a page put on every object is not called.
        let entries = Object::entries(self.0.unchecked_ref());
        Object::from_entries(&entries).map_or_else(|_| self.clone(), |made| Self(made.into()))
    }

    /// Whether this is an object that inherits nothing.
    fn is_bare(&self) -> bool {
        let is_object = self.kind() == Kind::Object;
        is_object && reflect_get_prototype_of(&self.0).is_ok_and(|prototype| prototype.is_null())
    }

    /// The function that gives tokens, if this is a function.
    #[must_use]
    pub fn as_token_source(&self) -> Option<TokenSource> {
        self.as_function().cloned().map(TokenSource::new)
    }

    /// The function that hears of errors, if this is a function.
    #[must_use]
    pub fn as_error_callback(&self) -> Option<ErrorCallback> {
        self.as_function().cloned().map(ErrorCallback::new)
    }

    /// JSON text of this; `None` if it has none (it is nothing, cyclic, or a function).
    #[must_use]
    pub fn to_json(&self) -> Option<Text> {
        if self.0.is_null() || self.0.is_undefined() {
            return None;
        }
        // What JSON has no word for gives `undefined`, whatever the type says.
        Self(JSON::stringify(&self.0).ok()?.into()).as_text()
    }

    /// A global of the platform's, such as `navigator`; nothing where it is missing or blocked.
    pub(super) fn global(name: &str) -> Self {
        Self(js_sys::global().into()).property(name)
    }

    /// A property. A getter that throws, like a value that has no properties, gives nothing.
    ///
    /// For what the platform has. What comes from applications and servers is read by
    /// [`Self::as_record`].
    pub(super) fn property(&self, name: &str) -> Self {
        self.read(name).unwrap_or(Self::nothing())
    }

    /// A property of what an application gave.
    ///
    /// # Errors
    /// What its getter throws.
    pub(super) fn read(&self, name: &str) -> Result<Self, Self> {
        reflect_get(&self.0, name).map(Self).map_err(Self)
    }

    /// The function, if this is one.
    pub(super) fn as_function(&self) -> Option<&Function> {
        self.0.is_function().then(|| self.0.unchecked_ref())
    }

    /// The value as JavaScript has it.
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

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Self(text.0.into())
    }
}

impl From<Record> for Value {
    fn from(record: Record) -> Self {
        Self(record.0.into())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self(JsValue::from_str(text))
    }
}

/// An object of the SDK's own: it inherits nothing, and reading it never runs foreign code.
#[derive(Clone, Debug)]
pub struct Record(Object);

impl Record {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self(Object::create(JsValue::NULL.unchecked_ref()))
    }

    /// What is under a key; nothing if there is nothing.
    #[must_use]
    pub fn get(&self, key: &str) -> Value {
        Value(reflect_get(&self.0, key).unwrap_or(JsValue::UNDEFINED))
    }

    /// The text under a key, if there is one.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<Text> {
        self.get(key).as_text()
    }

    /// Sets what is under a key.
    pub fn set(&self, key: &str, value: impl Into<Value>) {
        // Only a proxy's traps throw, and an object of the SDK's own has none.
        let _ = reflect_set(&self.0, key, &value.into().0);
    }

    /// JSON text of this; `None` if something in it has none.
    #[must_use]
    pub fn to_json(&self) -> Option<Text> {
        Value(JSON::stringify(&self.0).ok()?.into()).as_text()
    }

    /// The object as JavaScript has it.
    pub(super) const fn as_js(&self) -> &Object {
        &self.0
    }
}

impl Default for Record {
    fn default() -> Self {
        Self::new()
    }
}

/// A text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text(JsString);

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<&Text> for String {
    fn from(text: &Text) -> Self {
        Self::from(&text.0)
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        // As JavaScript compares them: js-sys copies this text.
        let other = Self::from(other);
        *self == other
    }
}

impl Text {
    /// A whole number that is not negative, in hexadecimal digits.
    #[must_use]
    pub fn hexadecimal(number: f64) -> Self {
        // Every radix from 2 to 36 is one.
        let digits = js_sys::Number::from(number).to_string_with_radix(16);
        digits.map_or_else(|_| "0".into(), Self)
    }

    /// This text and another after it.
    #[must_use]
    pub fn concat(&self, other: &Self) -> Self {
        Self(self.characters().concat(&other.0))
    }

    /// This text and another after it.
    #[must_use]
    pub fn and(&self, other: &str) -> Self {
        Self(self.characters().concat(&JsValue::from_str(other)))
    }

    /// Whether this text matches a regular expression, in the syntax that ECMAScript and the `regex`
    /// crate share.
    #[must_use]
    pub fn matches(&self, pattern: &str) -> bool {
        let matches = RegExp::new(pattern, "").test(&self.0);
        forget_match();
        matches
    }

    /// Whether this text holds something else than white space.
    #[must_use]
    pub fn is_present(&self) -> bool {
        self.0.trim().length() > 0
    }

    /// This text without white space at both ends.
    #[must_use]
    pub fn trim(&self) -> Self {
        Self(self.0.trim())
    }

    /// How many UTF-16 code units this text has.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.0.length()
    }

    /// Whether this text has no characters.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The part from one place to another, in UTF-16 code units.
    #[must_use]
    pub fn slice(&self, start: u32, end: u32) -> Self {
        Self(self.0.slice(start, end))
    }

    /// Whether another text is part of this one.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        self.characters().includes(&other.0)
    }

    /// This text with every `from` in it replaced by `to`, which has no `$` in it.
    #[must_use]
    pub fn replace(&self, from: &Self, to: &str) -> Self {
        Self(self.characters().replace_all(&from.0, to))
    }

    /// This text without what matches a regular expression.
    #[must_use]
    pub fn without(&self, pattern: &str) -> Self {
        let pattern = RegExp::new(pattern, "g");
        let rest = self.characters().replace_all(&pattern, "");
        forget_match();
        Self(rest)
    }

    /// Whether both are the same text, but for the case of the letters of ASCII.
    #[must_use]
    pub fn eq_ignore_ascii_case(&self, other: &Self) -> bool {
        let unit = |text: &Self, at| {
            // NaN, which is no place in the text, becomes 0.
            let unit = text.0.char_code_at(at) as u32;
            u8::try_from(unit).map_or(unit, |byte| byte.to_ascii_lowercase().into())
        };
        self.len() == other.len() && (0..self.len()).all(|at| unit(self, at) == unit(other, at))
    }

    /// This text in lower case.
    #[must_use]
    pub fn to_lower_case(&self) -> Self {
        Self(self.0.to_lower_case())
    }

    /// This text as one segment of a URL's path. `None` for half a surrogate pair, which has no
    /// encoding.
    #[must_use]
    pub fn encode_component(&self) -> Option<Self> {
        encode_uri_component(&self.0).ok().map(Self)
    }

    /// This text in base64. `None` if it is not Latin-1.
    #[must_use]
    pub fn to_base64(&self) -> Option<Self> {
        btoa(&self.0).ok().map(Self)
    }

    /// What this text says as JSON; `None` if it is none.
    #[must_use]
    pub fn parse_json(&self) -> Option<Value> {
        parse_json(&self.0).ok().map(Value)
    }

    /// This text as JSON text.
    #[must_use]
    pub fn to_json(&self) -> Self {
        // Every text has JSON text.
        let json = JSON::stringify(&self.0);
        json.map_or_else(|_| self.clone(), Self)
    }

    /// This text as a URL, as the URL Standard has it; `None` if it is none.
    #[must_use]
    pub fn parse_url(&self) -> Option<Url> {
        Address::new(&self.0).ok().map(|url| Url(Value(url.into())))
    }

    fn characters(&self) -> &Characters {
        self.0.unchecked_ref()
    }

    /// The text as JavaScript has it.
    pub(super) const fn as_js(&self) -> &JsString {
        &self.0
    }
}

/// Has `RegExp.input`, `RegExp.$1` and their like, where every script of the page finds what was
/// matched last, hold nothing.
fn forget_match() {
    RegExp::new("", "").test(&"".into());
}

/// A URL that was parsed.
#[derive(Debug)]
pub struct Url(Value);

impl Url {
    /// One of the parts `protocol`, `hostname`, `origin`, `pathname` and `href`.
    #[must_use]
    pub fn part(&self, name: &str) -> Text {
        self.0.property(name).as_text().unwrap_or_else(|| "".into())
    }
}
