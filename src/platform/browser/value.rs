//! Values: the engine's own.

use js_sys::{Array, JSON, JsString, Number};
use wasm_bindgen::prelude::*;

use super::TokenSource;
use crate::platform::Kind;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    fn parse_json(text: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = encodeURIComponent, catch)]
    fn encode_uri_component(text: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch)]
    fn btoa(text: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, js_name = get, catch)]
    fn reflect_get(target: &JsValue, key: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    fn reflect_set(target: &JsValue, key: &str, value: &JsValue) -> bool;

    #[wasm_bindgen(js_namespace = Object, js_name = create)]
    fn create(prototype: &JsValue) -> JsValue;

    #[wasm_bindgen(js_namespace = Object, js_name = assign, catch)]
    fn assign(target: &JsValue, source: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = RegExp)]
    type Pattern;

    #[wasm_bindgen(constructor, js_class = "RegExp")]
    fn new(source: &str, flags: &str) -> Pattern;

    #[wasm_bindgen(method)]
    fn test(this: &Pattern, text: &JsValue) -> bool;

    #[wasm_bindgen(js_name = String)]
    type Characters;

    #[wasm_bindgen(method, js_class = "String")]
    fn concat(this: &Characters, text: &JsValue) -> JsValue;

    #[wasm_bindgen(method, js_class = "String")]
    fn includes(this: &Characters, text: &JsValue) -> bool;

    /// `from` is a text, or a pattern with the flag `g`.
    #[wasm_bindgen(method, js_class = "String", js_name = replaceAll)]
    fn replace_all(this: &Characters, from: &JsValue, to: &str) -> JsValue;

    #[derive(Debug)]
    #[wasm_bindgen(js_name = URL)]
    type Address;

    #[wasm_bindgen(constructor, js_class = "URL", catch)]
    fn new(text: &JsValue) -> Result<Address, JsValue>;
}

/// A property. A getter that throws, like a target that has no properties, gives `undefined`.
///
/// For what the platform has, such as `navigator`. What comes from applications and servers is read
/// by [`Value::as_record`].
pub fn property(target: &JsValue, name: &str) -> JsValue {
    if target.is_object() || target.is_function() {
        reflect_get(target, name).unwrap_or(JsValue::UNDEFINED)
    } else {
        JsValue::UNDEFINED
    }
}

/// A value that may have come from anywhere.
#[derive(Clone, Debug)]
pub struct Value(JsValue);

impl Value {
    /// No value.
    #[must_use]
    pub fn nothing() -> Self {
        Self(JsValue::UNDEFINED)
    }

    /// What this is.
    #[inline(never)]
    #[must_use]
    pub fn kind(&self) -> Kind {
        let value = &self.0;
        if value.is_null() || value.is_undefined() {
            Kind::Nothing
        } else if value.is_string() {
            Kind::Text
        } else if Number::is_finite(value) {
            Kind::Number
        } else if *value == JsValue::TRUE || *value == JsValue::FALSE {
            Kind::Flag
        } else if Array::is_array(value) {
            Kind::Array
        } else if value.is_object() {
            Kind::Object
        } else {
            Kind::Other
        }
    }

    /// The text, if this is one.
    #[inline(never)]
    #[must_use]
    pub fn as_text(&self) -> Option<Text> {
        self.0.is_string().then(|| Text(self.0.clone()))
    }

    /// The number, if this is a finite one.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        Number::is_finite(&self.0).then(|| self.0.unchecked_ref::<Number>().value_of())
    }

    /// A copy of the own enumerable properties, each read once, if this is an object (and no
    /// array). `None` if reading one of them throws.
    #[inline(never)]
    #[must_use]
    pub fn as_record(&self) -> Option<Record> {
        if self.kind() != Kind::Object {
            return None;
        }
        assign(&create(&JsValue::NULL), &self.0).ok().map(Record)
    }

    /// The function that gives tokens, if this is a function.
    #[must_use]
    pub fn as_token_source(&self) -> Option<TokenSource> {
        self.0
            .is_function()
            .then(|| TokenSource::new(self.0.clone()))
    }

    /// JSON text of this; `None` if it has none (it is nothing, cyclic, or a function).
    #[inline(never)]
    #[must_use]
    pub fn to_json(&self) -> Option<Text> {
        if self.0.is_null() {
            return None;
        }
        // What JSON has no word for gives `undefined`, whatever the type says.
        let json = JSON::stringify(&self.0).ok()?;
        json.is_string().then(|| Text(json.into()))
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

impl AsRef<JsValue> for Value {
    fn as_ref(&self) -> &JsValue {
        &self.0
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
        Self(text.0)
    }
}

impl From<Record> for Value {
    fn from(record: Record) -> Self {
        Self(record.0)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Text::from(text).into()
    }
}

/// An object of the SDK's own: it inherits nothing, and reading it never runs foreign code.
#[derive(Clone, Debug)]
pub struct Record(JsValue);

impl Record {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self(create(&JsValue::NULL))
    }

    /// What is under a key; nothing if there is nothing.
    #[inline(never)]
    #[must_use]
    pub fn get(&self, key: &str) -> Value {
        Value(reflect_get(&self.0, key).unwrap_or(JsValue::UNDEFINED))
    }

    /// The text under a key, if there is one.
    #[inline(never)]
    #[must_use]
    pub fn text(&self, key: &str) -> Option<Text> {
        self.get(key).as_text()
    }

    /// Sets what is under a key.
    pub fn set(&self, key: &str, value: impl Into<Value>) {
        self.put(key, value.into());
    }

    #[inline(never)]
    fn put(&self, key: &str, value: Value) {
        reflect_set(&self.0, key, &value.0);
    }

    /// JSON text of this; `None` if something in it has none.
    #[must_use]
    pub fn to_json(&self) -> Option<Text> {
        Value(self.0.clone()).to_json()
    }
}

impl Default for Record {
    fn default() -> Self {
        Self::new()
    }
}

impl AsRef<JsValue> for Record {
    fn as_ref(&self) -> &JsValue {
        &self.0
    }
}

/// A text.
#[derive(Clone, Debug)]
pub struct Text(JsValue);

impl From<&str> for Text {
    #[inline(never)]
    fn from(text: &str) -> Self {
        Self(JsValue::from_str(text))
    }
}

impl AsRef<JsValue> for Text {
    fn as_ref(&self) -> &JsValue {
        &self.0
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl PartialEq<str> for Text {
    #[inline(never)]
    fn eq(&self, other: &str) -> bool {
        self.0 == *other
    }
}

impl Text {
    fn string(&self) -> &JsString {
        self.0.unchecked_ref()
    }

    fn characters(&self) -> &Characters {
        self.0.unchecked_ref()
    }

    /// This text and another after it.
    #[inline(never)]
    #[must_use]
    pub fn concat(&self, other: &Self) -> Self {
        Self(self.characters().concat(&other.0))
    }

    /// This text and another after it.
    #[inline(never)]
    #[must_use]
    pub fn and(&self, other: &str) -> Self {
        self.concat(&Self::from(other))
    }

    /// Whether this text matches a regular expression, in the syntax that ECMAScript and the `regex`
    /// crate share.
    #[inline(never)]
    #[must_use]
    pub fn matches(&self, pattern: &str) -> bool {
        Pattern::new(pattern, "").test(&self.0)
    }

    /// Whether this text holds something else than white space.
    #[must_use]
    pub fn is_present(&self) -> bool {
        self.matches(r"\S")
    }

    /// How many UTF-16 code units this text has.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.string().length()
    }

    /// Whether this text has no characters.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The part from one place to another, in UTF-16 code units.
    #[must_use]
    pub fn slice(&self, start: u32, end: u32) -> Self {
        Self(self.string().slice(start, end).into())
    }

    /// Whether another text is part of this one.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        self.characters().includes(&other.0)
    }

    /// This text with every `from` in it replaced by `to`, which has no `$` in it.
    #[inline(never)]
    #[must_use]
    pub fn replace(&self, from: &Self, to: &str) -> Self {
        Self(self.characters().replace_all(&from.0, to))
    }

    /// This text without what matches a regular expression.
    #[must_use]
    pub fn without(&self, pattern: &str) -> Self {
        let pattern = Pattern::new(pattern, "g");
        Self(self.characters().replace_all(&pattern, ""))
    }

    /// This text in lower case.
    #[inline(never)]
    #[must_use]
    pub fn to_lower_case(&self) -> Self {
        Self(self.string().to_lower_case().into())
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
    #[inline(never)]
    #[must_use]
    pub fn parse_json(&self) -> Option<Value> {
        parse_json(&self.0).ok().map(Value)
    }

    /// This text as JSON text.
    #[must_use]
    pub fn to_json(&self) -> Self {
        // Every text has JSON text.
        Value(self.0.clone()).to_json().unwrap_or_else(|| self.clone())
    }

    /// This text as a URL, as the URL Standard has it; `None` if it is none.
    #[must_use]
    pub fn parse_url(&self) -> Option<Url> {
        Address::new(&self.0).ok().map(Url)
    }
}

/// A URL that was parsed.
#[derive(Debug)]
pub struct Url(Address);

impl Url {
    /// One of the parts `protocol`, `hostname`, `origin`, `pathname` and `href`.
    #[inline(never)]
    #[must_use]
    pub fn part(&self, name: &str) -> Text {
        let part = property(&self.0, name);
        if part.is_string() {
            Text(part)
        } else {
            Text::from("")
        }
    }
}
