//! Texts: JavaScript strings, which stay in the engine.

use js_sys::{JSON, JsString};
use wasm_bindgen::prelude::*;

use super::Value;
use super::literal::literal;

// js-sys has these too, but does not catch what they throw, or copies the texts that it passes.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    fn parse_json(text: &JsString) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = encodeURIComponent, catch)]
    fn encode_uri_component(text: &JsString) -> Result<JsString, JsValue>;

    #[wasm_bindgen(catch)]
    fn btoa(text: &JsString) -> Result<JsString, JsValue>;

    type RegExp;

    #[wasm_bindgen(constructor)]
    fn new(source: &JsString, flags: &JsString) -> RegExp;

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
    fn replace_all(this: &Characters, from: &JsValue, to: &JsString) -> JsString;

    #[wasm_bindgen(js_name = URL)]
    type Address;

    #[wasm_bindgen(constructor, js_class = "URL", catch)]
    fn new(text: &JsString) -> Result<Address, JsValue>;
}

/// A JavaScript string.
#[derive(Clone, Debug, PartialEq)]
pub struct Text(JsString);

impl From<&'static str> for Text {
    fn from(text: &'static str) -> Self {
        Self(literal(text).clone())
    }
}

impl From<&Text> for String {
    fn from(text: &Text) -> Self {
        Self::from(&text.0)
    }
}

impl PartialEq<&'static str> for Text {
    fn eq(&self, other: &&'static str) -> bool {
        // Compares in JavaScript: js-sys's comparison with `str` copies this text.
        self.0 == *literal(other)
    }
}

impl Text {
    /// The hexadecimal digits of a whole number that is not negative.
    #[must_use]
    pub fn hexadecimal(number: f64) -> Self {
        // `toString` throws only for a radix outside 2 to 36.
        let digits = js_sys::Number::from(number).to_string_with_radix(16);
        digits.map_or_else(|_| "0".into(), Self)
    }

    /// This text followed by `other`.
    #[must_use]
    pub fn concat(&self, other: &Self) -> Self {
        Self(self.characters().concat(&other.0))
    }

    /// This text followed by `other`.
    #[must_use]
    pub fn and(&self, other: &'static str) -> Self {
        Self(self.characters().concat(literal(other)))
    }

    /// Whether this text matches a regular expression, in the syntax that ECMAScript and the `regex`
    /// crate share.
    #[must_use]
    pub fn matches(&self, pattern: &'static str) -> bool {
        let matches = RegExp::new(literal(pattern), literal("")).test(&self.0);
        forget_match();
        matches
    }

    /// Whether this text has a character that is not white space.
    #[must_use]
    pub fn is_present(&self) -> bool {
        self.0.trim().length() > 0
    }

    /// This text without white space at its ends.
    #[must_use]
    pub fn trim(&self) -> Self {
        Self(self.0.trim())
    }

    /// The length in UTF-16 code units.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.0.length()
    }

    /// Whether this text has no characters.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The part from `start` up to `end`, in UTF-16 code units.
    #[must_use]
    pub fn slice(&self, start: u32, end: u32) -> Self {
        Self(self.0.slice(start, end))
    }

    /// Whether this text contains `other`.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        self.characters().includes(&other.0)
    }

    /// This text with every `from` in it replaced by `to`, which has no `$` in it.
    #[must_use]
    pub fn replace(&self, from: &Self, to: &'static str) -> Self {
        Self(self.characters().replace_all(&from.0, literal(to)))
    }

    /// This text without the matches of a regular expression.
    #[must_use]
    pub fn without(&self, pattern: &'static str) -> Self {
        let pattern = RegExp::new(literal(pattern), literal("g"));
        let rest = self.characters().replace_all(&pattern, literal(""));
        forget_match();
        Self(rest)
    }

    /// Whether both texts are equal, ignoring the case of ASCII letters.
    #[must_use]
    pub fn eq_ignore_ascii_case(&self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        let unit = |text: &Self, at| {
            // NaN, which stands for a place outside the text, becomes 0.
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

    /// This text encoded as one segment of a URL's path. `None` if it holds half a surrogate pair, which
    /// has no encoding.
    #[must_use]
    pub fn encode_component(&self) -> Option<Self> {
        encode_uri_component(&self.0).ok().map(Self)
    }

    /// This text in base64. `None` if it is not Latin-1.
    #[must_use]
    pub fn to_base64(&self) -> Option<Self> {
        btoa(&self.0).ok().map(Self)
    }

    /// Parses this text as JSON; `None` if it is not JSON.
    #[must_use]
    pub fn parse_json(&self) -> Option<Value> {
        parse_json(&self.0).ok().map(Value::from)
    }

    /// This text as a JSON string.
    #[must_use]
    pub fn to_json(&self) -> Self {
        // `JSON.stringify` does not fail for a string.
        let json = JSON::stringify(&self.0);
        json.map_or_else(|_| self.clone(), Self)
    }

    /// Parses this text as a URL by the URL Standard; `None` if it is not a URL.
    #[must_use]
    pub fn parse_url(&self) -> Option<Url> {
        Address::new(&self.0)
            .ok()
            .map(|url| Url(JsValue::from(url).into()))
    }

    fn characters(&self) -> &Characters {
        self.0.unchecked_ref()
    }

    /// The JavaScript string.
    pub(super) const fn as_js(&self) -> &JsString {
        &self.0
    }
}

/// Clears `RegExp.input`, `RegExp.$1` and the like, which show the last match to every script of the
/// page.
fn forget_match() {
    let empty = literal("");
    RegExp::new(empty, empty).test(empty);
}

/// A parsed URL.
#[derive(Debug)]
pub struct Url(Value);

impl Url {
    /// One of the parts `protocol`, `hostname`, `origin`, `pathname` and `href`.
    #[must_use]
    pub fn part(&self, name: &'static str) -> Text {
        self.0.property(name).as_text().unwrap_or_else(|| "".into())
    }
}

impl From<JsString> for Text {
    fn from(text: JsString) -> Self {
        Self(text)
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        JsValue::from(text.0).into()
    }
}
