//! Values: the engine's own.

use js_sys::{Function, JSON, JsString};
use wasm_bindgen::prelude::*;

use super::handle::Handle;
use super::{TokenSource, host};
use crate::platform::Kind;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    fn parse_json(text: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = Number)]
    fn number(value: &JsValue) -> f64;

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

    #[wasm_bindgen(js_name = Number)]
    type Numeral;

    #[wasm_bindgen(method, js_class = "Number", js_name = toString)]
    fn to_string(this: &Numeral, radix: u32) -> JsValue;

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

/// A value that may have come from anywhere.
#[derive(Clone, Debug)]
pub struct Value(Handle);

impl Value {
    /// No value.
    #[inline(always)]
    #[must_use]
    pub fn nothing() -> Self {
        JsValue::UNDEFINED.into()
    }

    /// What this is.
    #[inline(always)]
    #[must_use]
    pub fn kind(&self) -> Kind {
        kind(self.0)
    }

    /// The text, if this is one.
    #[inline(always)]
    #[must_use]
    pub fn as_text(&self) -> Option<Text> {
        as_text(self.0).map(Text)
    }

    /// The number, if this is a finite one.
    #[inline(always)]
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        as_number(self.0)
    }

    /// A copy of the own enumerable properties, each read once, if this is an object (and no
    /// array). `None` if reading one of them throws.
    #[inline(always)]
    #[must_use]
    pub fn as_record(&self) -> Option<Record> {
        as_record(self.0).map(Record)
    }

    /// The function that gives tokens, if this is a function.
    #[must_use]
    pub fn as_token_source(&self) -> Option<TokenSource> {
        self.is_function().then(|| TokenSource::new(self.clone()))
    }

    /// JSON text of this; `None` if it has none (it is nothing, cyclic, or a function).
    #[inline(always)]
    #[must_use]
    pub fn to_json(&self) -> Option<Text> {
        to_json(self.0).map(Text)
    }

    /// A global of the platform's, such as `navigator`; nothing if reading it throws.
    pub(super) fn global(name: &str) -> Self {
        host::global(name)
    }

    /// A property. A getter that throws, like a value that has no properties, gives nothing.
    ///
    /// For what the platform has. What comes from applications and servers is read by
    /// [`Self::as_record`].
    #[inline(always)]
    pub(super) fn property(&self, name: &str) -> Self {
        Self(get(self.0, name))
    }

    /// A property of what an application gave.
    ///
    /// # Errors
    /// What its getter throws.
    pub(super) fn read(&self, name: &str) -> Result<Self, Self> {
        let made = self.0.with(|value| reflect_get(value, name));
        made.map(Self::from).map_err(Self::from)
    }

    /// Whether this is a function.
    #[inline(always)]
    pub(super) fn is_function(&self) -> bool {
        self.kind() == Kind::Function
    }

    /// Calls this, a function, as a method of `this`.
    ///
    /// # Errors
    /// What it throws.
    #[inline(always)]
    pub(super) fn call(&self, this: &Self, argument: &Self) -> Result<Self, Self> {
        let made = call(self.0, this.0, argument.0);
        made.map(Self).map_err(Self)
    }

    /// Whether both are the same.
    #[inline(always)]
    pub(super) fn is(&self, other: &Self) -> bool {
        is(self.0, other.0)
    }

    /// Sets a property.
    #[inline(always)]
    pub(super) fn set(&self, key: &str, value: impl Into<Self>) {
        let Self(value) = value.into();
        set(self.0, key, value);
    }

    /// Lets `look` see the value as JavaScript has it.
    #[inline(always)]
    pub(super) fn with<R>(&self, look: impl FnOnce(&JsValue) -> R) -> R {
        self.0.with(look)
    }
}

impl From<JsValue> for Value {
    #[inline(always)]
    fn from(value: JsValue) -> Self {
        Self(Handle::new(value))
    }
}

impl From<Value> for JsValue {
    #[inline(always)]
    fn from(value: Value) -> Self {
        value.0.into_value()
    }
}

impl From<f64> for Value {
    #[inline(always)]
    fn from(number: f64) -> Self {
        JsValue::from_f64(number).into()
    }
}

impl From<bool> for Value {
    #[inline(always)]
    fn from(flag: bool) -> Self {
        JsValue::from_bool(flag).into()
    }
}

impl From<Text> for Value {
    #[inline(always)]
    fn from(text: Text) -> Self {
        Self(text.0)
    }
}

impl From<Record> for Value {
    #[inline(always)]
    fn from(record: Record) -> Self {
        Self(record.0)
    }
}

impl From<&str> for Value {
    #[inline(always)]
    fn from(text: &str) -> Self {
        Self(make_text(text))
    }
}

/// An object of the SDK's own: it inherits nothing, and reading it never runs foreign code.
#[derive(Clone, Debug)]
pub struct Record(Handle);

impl Record {
    /// An empty one.
    #[inline(always)]
    #[must_use]
    pub fn new() -> Self {
        Self(empty())
    }

    /// The fields of the error of a number, as the package's TypeScript has them.
    pub(crate) fn of_error(number: u32) -> Self {
        host::error(number).as_record().unwrap_or_default()
    }

    /// What is under a key; nothing if there is nothing.
    #[inline(always)]
    #[must_use]
    pub fn get(&self, key: &str) -> Value {
        Value(get(self.0, key))
    }

    /// The text under a key, if there is one.
    #[inline(always)]
    #[must_use]
    pub fn text(&self, key: &str) -> Option<Text> {
        get_text(self.0, key).map(Text)
    }

    /// Sets what is under a key.
    #[inline(always)]
    pub fn set(&self, key: &str, value: impl Into<Value>) {
        let Value(value) = value.into();
        set(self.0, key, value);
    }

    /// JSON text of this; `None` if something in it has none.
    #[inline(always)]
    #[must_use]
    pub fn to_json(&self) -> Option<Text> {
        to_json(self.0).map(Text)
    }

    /// Lets `look` see the object as JavaScript has it.
    #[inline(always)]
    pub(crate) fn with<R>(&self, look: impl FnOnce(&JsValue) -> R) -> R {
        self.0.with(look)
    }
}

impl Default for Record {
    fn default() -> Self {
        Self::new()
    }
}

/// A text.
#[derive(Clone, Debug)]
pub struct Text(Handle);

impl From<&str> for Text {
    #[inline(always)]
    fn from(text: &str) -> Self {
        Self(make_text(text))
    }
}

impl PartialEq for Text {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        is(self.0, other.0)
    }
}

impl PartialEq<str> for Text {
    #[inline(always)]
    fn eq(&self, other: &str) -> bool {
        is_str(self.0, other)
    }
}

impl Text {
    /// A whole number that is not negative, in hexadecimal digits.
    #[must_use]
    pub fn hexadecimal(number: f64) -> Self {
        let number = Value::from(number);
        let text = number.with(|number| number.unchecked_ref::<Numeral>().to_string(16));
        Self(Handle::new(text))
    }

    /// This text and another after it.
    #[inline(always)]
    #[must_use]
    pub fn concat(&self, other: &Self) -> Self {
        Self(concat(self.0, other.0))
    }

    /// This text and another after it.
    #[inline(always)]
    #[must_use]
    pub fn and(&self, other: &str) -> Self {
        Self(and(self.0, other))
    }

    /// Whether this text matches a regular expression, in the syntax that ECMAScript and the `regex`
    /// crate share.
    #[inline(always)]
    #[must_use]
    pub fn matches(&self, pattern: &str) -> bool {
        matches(self.0, pattern)
    }

    /// Whether this text holds something else than white space.
    #[inline(always)]
    #[must_use]
    pub fn is_present(&self) -> bool {
        matches(self.0, r"\S")
    }

    /// How many UTF-16 code units this text has.
    #[must_use]
    #[inline(always)]
    pub fn len(&self) -> u32 {
        length(self.0)
    }

    /// Whether this text has no characters.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The part from one place to another, in UTF-16 code units.
    #[inline(always)]
    #[must_use]
    pub fn slice(&self, start: u32, end: u32) -> Self {
        Self(slice(self.0, start, end))
    }

    /// Whether another text is part of this one.
    #[inline(always)]
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        contains(self.0, other.0)
    }

    /// This text with every `from` in it replaced by `to`, which has no `$` in it.
    #[inline(always)]
    #[must_use]
    pub fn replace(&self, from: &Self, to: &str) -> Self {
        Self(replace(self.0, from.0, to))
    }

    /// This text without what matches a regular expression.
    #[inline(always)]
    #[must_use]
    pub fn without(&self, pattern: &str) -> Self {
        Self(without(self.0, pattern))
    }

    /// This text in lower case.
    #[inline(always)]
    #[must_use]
    pub fn to_lower_case(&self) -> Self {
        Self(lower_case(self.0))
    }

    /// This text as one segment of a URL's path. `None` for half a surrogate pair, which has no
    /// encoding.
    #[inline(always)]
    #[must_use]
    pub fn encode_component(&self) -> Option<Self> {
        encode(self.0).map(Self)
    }

    /// This text in base64. `None` if it is not Latin-1.
    #[inline(always)]
    #[must_use]
    pub fn to_base64(&self) -> Option<Self> {
        base64(self.0).map(Self)
    }

    /// What this text says as JSON; `None` if it is none.
    #[inline(always)]
    #[must_use]
    pub fn parse_json(&self) -> Option<Value> {
        parse(self.0).map(Value)
    }

    /// This text as JSON text.
    #[must_use]
    pub fn to_json(&self) -> Self {
        // Every text has JSON text.
        to_json(self.0).map_or_else(|| self.clone(), Self)
    }

    /// This text as a URL, as the URL Standard has it; `None` if it is none.
    #[inline(always)]
    #[must_use]
    pub fn parse_url(&self) -> Option<Url> {
        parse_url(self.0).map(Url)
    }

    /// Lets `look` see the text as JavaScript has it.
    #[inline(always)]
    pub(crate) fn with<R>(&self, look: impl FnOnce(&JsValue) -> R) -> R {
        self.0.with(look)
    }
}

/// A URL that was parsed.
#[derive(Debug)]
pub struct Url(Handle);

impl Url {
    /// One of the parts `protocol`, `hostname`, `origin`, `pathname` and `href`.
    #[inline(always)]
    #[must_use]
    pub fn part(&self, name: &str) -> Text {
        Text(part(self.0, name))
    }
}

// The functions behind the methods, none of them inlined.

fn caught(result: Result<JsValue, JsValue>) -> Option<Handle> {
    match result {
        Ok(value) => Some(Handle::new(value)),
        Err(error) => {
            // As a handle it needs no code to free it.
            let _ = Handle::new(error);
            None
        }
    }
}

#[inline(never)]
fn call(function: Handle, this: Handle, argument: Handle) -> Result<Handle, Handle> {
    let function = &*function.value();
    let made = function
        .unchecked_ref::<Function>()
        .call1(&this.value(), &argument.value());
    made.map(Handle::new).map_err(Handle::new)
}

#[inline(never)]
fn length(text: Handle) -> u32 {
    text.value().unchecked_ref::<JsString>().length()
}

#[inline(never)]
fn without(text: Handle, pattern: &str) -> Handle {
    let pattern = Handle::new(Pattern::new(pattern, "g").into());
    replace(text, pattern, "")
}

#[inline(never)]
fn encode(text: Handle) -> Option<Handle> {
    caught(encode_uri_component(&text.value()))
}

#[inline(never)]
fn base64(text: Handle) -> Option<Handle> {
    caught(btoa(&text.value()))
}

#[inline(never)]
fn parse_url(text: Handle) -> Option<Handle> {
    let url = Address::new(&text.value()).ok()?;
    Some(Handle::new(url.into()))
}

#[inline(never)]
fn kind(value: Handle) -> Kind {
    Kind::of(host::kind(&value.value()))
}

#[inline(never)]
fn as_text(value: Handle) -> Option<Handle> {
    (kind(value) == Kind::Text).then_some(value)
}

#[inline(never)]
fn as_number(value: Handle) -> Option<f64> {
    (kind(value) == Kind::Number).then(|| number(&value.value()))
}

#[inline(never)]
fn as_record(value: Handle) -> Option<Handle> {
    if kind(value) == Kind::Object {
        caught(assign(&create(&JsValue::NULL), &value.value()))
    } else {
        None
    }
}

#[inline(never)]
fn to_json(value: Handle) -> Option<Handle> {
    if kind(value) == Kind::Nothing {
        return None;
    }
    // What JSON has no word for gives `undefined`, whatever the type says.
    let json = Handle::new(JSON::stringify(&value.value()).ok()?.into());
    as_text(json)
}

#[inline(never)]
fn empty() -> Handle {
    Handle::new(create(&JsValue::NULL))
}

#[inline(never)]
fn get(record: Handle, key: &str) -> Handle {
    let record = &*record.value();
    Handle::new(reflect_get(record, key).unwrap_or(JsValue::UNDEFINED))
}

#[inline(never)]
fn get_text(record: Handle, key: &str) -> Option<Handle> {
    as_text(get(record, key))
}

#[inline(never)]
fn set(record: Handle, key: &str, value: Handle) {
    let record = &*record.value();
    reflect_set(record, key, &value.value());
}

#[inline(never)]
fn make_text(text: &str) -> Handle {
    Handle::new(JsValue::from_str(text))
}

#[inline(never)]
fn is(text: Handle, other: Handle) -> bool {
    let text = &*text.value();
    let other = &*other.value();
    text == other
}

#[inline(never)]
fn is_str(text: Handle, other: &str) -> bool {
    is(text, make_text(other))
}

#[inline(always)]
fn characters(text: &JsValue) -> &Characters {
    text.unchecked_ref()
}

#[inline(never)]
fn concat(text: Handle, other: Handle) -> Handle {
    let text = &*text.value();
    let other = &*other.value();
    Handle::new(characters(text).concat(other))
}

#[inline(never)]
fn contains(text: Handle, other: Handle) -> bool {
    characters(&text.value()).includes(&other.value())
}

#[inline(never)]
fn and(text: Handle, other: &str) -> Handle {
    concat(text, make_text(other))
}

#[inline(never)]
fn matches(text: Handle, pattern: &str) -> bool {
    let text = &*text.value();
    Pattern::new(pattern, "").test(text)
}

#[inline(never)]
fn slice(text: Handle, start: u32, end: u32) -> Handle {
    let text = &*text.value();
    Handle::new(text.unchecked_ref::<JsString>().slice(start, end).into())
}

#[inline(never)]
fn replace(text: Handle, from: Handle, to: &str) -> Handle {
    let text = &*text.value();
    let from = &*from.value();
    Handle::new(characters(text).replace_all(from, to))
}

#[inline(never)]
fn lower_case(text: Handle) -> Handle {
    let text = &*text.value();
    Handle::new(text.unchecked_ref::<JsString>().to_lower_case().into())
}

#[inline(never)]
fn parse(text: Handle) -> Option<Handle> {
    let text = &*text.value();
    caught(parse_json(text))
}

#[inline(never)]
fn part(url: Handle, name: &str) -> Handle {
    get_text(url, name).unwrap_or_else(|| make_text(""))
}
