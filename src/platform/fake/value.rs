//! Values: those of `serde_json`, with `null` for nothing.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use regex::Regex;
use serde_json::{Map, Number, Value as Json, json};

use super::{ErrorCallback, TokenSource};
use crate::platform::Kind;

/// The characters that `encodeURIComponent` encodes.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// Stands for half a surrogate pair, which Rust's strings cannot hold.
const LONE_SURROGATE: char = '\u{fffd}';

thread_local! {
    static PATTERNS: RefCell<HashMap<String, Rc<Regex>>> = RefCell::default();
}

/// A regular expression, compiled once.
fn compiled(pattern: &str) -> Option<Rc<Regex>> {
    PATTERNS.with_borrow_mut(|known| {
        if !known.contains_key(pattern) {
            known.insert(pattern.into(), Rc::new(Regex::new(pattern).ok()?));
        }
        known.get(pattern).cloned()
    })
}

/// A value from anywhere, not trusted.
#[derive(Clone, Debug, PartialEq)]
pub struct Value(Json);

impl Value {
    /// The value `null`.
    #[must_use]
    pub const fn nothing() -> Self {
        Self(Json::Null)
    }

    /// The kind of this value.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self.0 {
            Json::Null => Kind::Nullish,
            Json::Bool(_) => Kind::Boolean,
            Json::Number(_) => Kind::Number,
            Json::String(_) => Kind::String,
            Json::Array(_) => Kind::Array,
            Json::Object(_) => Kind::Object,
        }
    }

    /// Whether this value is `undefined` or `null`.
    #[must_use]
    pub const fn is_nullish(&self) -> bool {
        matches!(self.0, Json::Null)
    }

    /// The text, if this value is one.
    #[must_use]
    pub fn as_text(&self) -> Option<Text> {
        self.0.as_str().map(Text::from)
    }

    /// The number, if this value is a finite one.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    /// A copy of the properties, if this value is an object.
    #[must_use]
    pub fn as_record(&self) -> Option<Record> {
        let map = self.0.as_object()?;
        Some(Record(Rc::new(RefCell::new(map.clone()))))
    }

    /// `None`: JSON has no functions.
    #[must_use]
    pub const fn as_token_source(&self) -> Option<TokenSource> {
        None
    }

    /// `None`: JSON has no functions.
    #[must_use]
    pub const fn as_error_callback(&self) -> Option<ErrorCallback> {
        None
    }

    /// This value as JSON text; `None` for `null`.
    #[must_use]
    pub fn to_json(&self) -> Option<Text> {
        match &self.0 {
            Json::Null => None,
            value => Some(Text::from(&*value.to_string())),
        }
    }

    /// The value as `serde_json` has it.
    #[must_use]
    pub fn into_json(self) -> Json {
        self.0
    }
}

impl From<Json> for Value {
    fn from(value: Json) -> Self {
        Self(value)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        // Whole numbers have no decimal point in JavaScript.
        Self(if number.fract() == 0.0 && number.abs() < 9e15 {
            json!(number as i64)
        } else {
            Number::from_f64(number).map_or(Json::Null, Json::Number)
        })
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self(json!(flag))
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Self(json!(*text.0))
    }
}

impl From<Record> for Value {
    fn from(record: Record) -> Self {
        Self(record.to_value())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self(json!(text))
    }
}

/// An object that only the SDK has.
#[derive(Clone, Debug, Default)]
pub struct Record(Rc<RefCell<Map<String, Json>>>);

impl Record {
    /// An empty record.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of a key; [`Value::nothing`] if there is none.
    #[must_use]
    pub fn get(&self, key: &str) -> Value {
        Value(self.0.borrow().get(key).cloned().unwrap_or_default())
    }

    /// The value of a key, if it is a text.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<Text> {
        self.get(key).as_text()
    }

    /// Sets the value of a key.
    pub fn set(&self, key: &str, value: impl Into<Value>) {
        let Value(value) = value.into();
        let mut map = self.0.borrow_mut();
        // Like `undefined` in JSON, nothing leaves the key out.
        if value.is_null() {
            map.shift_remove(key);
        } else {
            map.insert(key.into(), value);
        }
    }

    /// The record as JSON text.
    #[must_use]
    pub fn to_json(&self) -> Option<Text> {
        Value(self.to_value()).to_json()
    }

    /// The object as `serde_json` has it.
    #[must_use]
    pub fn to_value(&self) -> Json {
        Json::Object(self.0.borrow().clone())
    }
}

/// A text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text(Rc<str>);

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<&Text> for String {
    fn from(text: &Text) -> Self {
        (*text.0).into()
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == **other
    }
}

impl Text {
    /// The text as Rust has it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The hexadecimal digits of a whole number that is not negative.
    #[must_use]
    pub fn hexadecimal(number: f64) -> Self {
        Self::from(&*format!("{:x}", number as u64))
    }

    /// This text followed by `other`.
    #[must_use]
    pub fn concat(&self, other: &Self) -> Self {
        self.and(&other.0)
    }

    /// This text followed by `other`.
    #[must_use]
    pub fn and(&self, other: &str) -> Self {
        Self::from(&*format!("{}{other}", self.0))
    }

    /// Whether this text matches a regular expression, in the syntax that ECMAScript and the `regex`
    /// crate share.
    #[must_use]
    pub fn matches(&self, pattern: &str) -> bool {
        // A pattern of the SDK that is not valid matches nothing, which tests notice.
        compiled(pattern).is_some_and(|pattern| pattern.is_match(&self.0))
    }

    /// Whether this text has a character that is not white space.
    #[must_use]
    pub fn is_present(&self) -> bool {
        !self.0.trim().is_empty()
    }

    /// This text without white space at its ends.
    #[must_use]
    pub fn trim(&self) -> Self {
        Self::from(self.0.trim())
    }

    /// The length in UTF-16 code units.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.0.encode_utf16().count().try_into().unwrap_or(u32::MAX)
    }

    /// Whether this text has no characters.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The part from `start` up to `end`, in UTF-16 code units.
    #[must_use]
    pub fn slice(&self, start: u32, end: u32) -> Self {
        let units: Vec<u16> = self
            .0
            .encode_utf16()
            .skip(start as usize)
            .take(end.saturating_sub(start) as usize)
            .collect();
        Self::from(&*String::from_utf16_lossy(&units))
    }

    /// Whether this text contains `other`.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        self.0.contains(&*other.0)
    }

    /// This text with every `from` in it replaced by `to`, which has no `$` in it.
    #[must_use]
    pub fn replace(&self, from: &Self, to: &str) -> Self {
        Self::from(&*self.0.replace(&*from.0, to))
    }

    /// This text without the matches of a regular expression.
    #[must_use]
    pub fn without(&self, pattern: &str) -> Self {
        compiled(pattern).map_or_else(
            || self.clone(),
            |pattern| Self::from(&*pattern.replace_all(&self.0, "")),
        )
    }

    /// Whether both texts are equal, ignoring the case of ASCII letters.
    #[must_use]
    pub fn eq_ignore_ascii_case(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }

    /// This text in lower case.
    #[must_use]
    pub fn to_lower_case(&self) -> Self {
        Self::from(&*self.0.to_lowercase())
    }

    /// This text encoded as one segment of a URL's path. `None` if it holds half a surrogate pair, which
    /// has no encoding.
    #[must_use]
    pub fn encode_component(&self) -> Option<Self> {
        let encoded = || utf8_percent_encode(&self.0, COMPONENT).to_string();
        (!self.0.contains(LONE_SURROGATE)).then(|| Self::from(&*encoded()))
    }

    /// This text in base64. `None` if it is not Latin-1.
    #[must_use]
    pub fn to_base64(&self) -> Option<Self> {
        let bytes: Option<Vec<u8>> = self
            .0
            .chars()
            .map(|character| u8::try_from(character).ok())
            .collect();
        Some(Self::from(&*STANDARD.encode(bytes?)))
    }

    /// Parses this text as JSON; `None` if it is not JSON.
    #[must_use]
    pub fn parse_json(&self) -> Option<Value> {
        serde_json::from_str(&self.0).ok().map(Value)
    }

    /// This text as a JSON string.
    #[must_use]
    pub fn to_json(&self) -> Self {
        Self::from(&*json!(*self.0).to_string())
    }

    /// Parses this text as a URL by the URL Standard; `None` if it is not a URL.
    #[must_use]
    pub fn parse_url(&self) -> Option<Url> {
        url::Url::parse(&self.0).ok().map(Url)
    }
}

/// A parsed URL.
#[derive(Debug)]
pub struct Url(url::Url);

impl Url {
    /// One of the parts `protocol`, `hostname`, `origin`, `pathname` and `href`.
    #[must_use]
    pub fn part(&self, name: &str) -> Text {
        let url = &self.0;
        let part = match name {
            "protocol" => format!("{}:", url.scheme()),
            "hostname" => url.host_str().unwrap_or_default().into(),
            "origin" => url.origin().ascii_serialization(),
            "pathname" => url.path().into(),
            _ => url.as_str().into(),
        };
        Text::from(&*part)
    }
}
