//! Values: those of `serde_json`, where `null` is none.

use std::cell::RefCell;
use std::collections::HashMap;

use cometchat_wasm::core::value::{Kind, Plain, Value};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use regex::Regex;
use serde_json::{Map, Number, Value as Json_, json};
use url::Url;

/// What `encodeURIComponent` encodes.
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

thread_local! {
    static PATTERNS: RefCell<HashMap<String, Regex>> = RefCell::default();
}

#[derive(Clone, Debug, PartialEq)]
pub struct Json(pub Json_);

impl From<Json_> for Json {
    fn from(value: Json_) -> Self {
        Self(value)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self(json!(text))
    }
}

impl Json {
    fn map_text(&self, change: impl FnOnce(&str) -> Option<Json_>) -> Self {
        Self(self.0.as_str().and_then(change).unwrap_or_default())
    }
}

impl Value for Json {
    fn none() -> Self {
        Self(Json_::Null)
    }

    fn of(plain: Plain<'_>) -> Self {
        Self(match plain {
            Plain::Flag(flag) => json!(flag),
            Plain::Number(number) => number_as_javascript_has_it(number),
            Plain::Text(text) => json!(text),
        })
    }

    fn object() -> Self {
        Self(Json_::Object(Map::new()))
    }

    fn kind(&self) -> Kind {
        match self.0 {
            Json_::Null => Kind::None,
            Json_::Bool(_) => Kind::Flag,
            Json_::Number(_) => Kind::Number,
            Json_::String(_) => Kind::Text,
            Json_::Array(_) => Kind::Array,
            Json_::Object(_) => Kind::Object,
        }
    }

    fn as_number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn parsed(&self) -> Self {
        self.map_text(|text| serde_json::from_str(text).ok())
    }

    fn stringified(&self) -> Self {
        match &self.0 {
            Json_::Null => Self::none(),
            value => Self(json!(value.to_string())),
        }
    }

    fn get(&self, key: &str) -> Self {
        Self(self.0.get(key).cloned().unwrap_or_default())
    }

    fn part(&self, name: &str) -> Self {
        self.get(name)
    }

    fn set(&mut self, key: &str, value: &Self) {
        let Json_::Object(map) = &mut self.0 else {
            return;
        };
        // As `undefined` does in JSON, none leaves no trace.
        if value.is_none() {
            map.shift_remove(key);
        } else {
            map.insert(key.into(), value.0.clone());
        }
    }

    fn matches(&self, pattern: &str) -> bool {
        let Some(text) = self.0.as_str() else {
            return false;
        };
        PATTERNS.with_borrow_mut(|known| {
            known
                .entry(pattern.into())
                .or_insert_with(|| Regex::new(pattern).expect("a pattern"))
                .is_match(text)
        })
    }

    fn is(&self, other: &Self) -> bool {
        self.0.is_string() && self.0 == other.0
    }

    fn plus(&self, other: &Self) -> Self {
        self.map_text(|text| Some(json!(format!("{text}{}", other.0.as_str()?))))
    }

    fn replaced(&self, from: &Self, to: &str) -> Self {
        self.map_text(|text| Some(json!(text.replace(from.0.as_str()?, to))))
    }

    fn lower_case(&self) -> Self {
        self.map_text(|text| Some(json!(text.to_lowercase())))
    }

    fn percent_encoded(&self) -> Self {
        // What stands for half a surrogate pair, which Rust's texts cannot hold.
        self.map_text(|text| {
            let encoded = || json!(utf8_percent_encode(text, COMPONENT).to_string());
            (!text.contains('\u{fffd}')).then(encoded)
        })
    }

    fn url(&self) -> Self {
        self.map_text(|text| {
            let url = Url::parse(text).ok()?;
            Some(json!({
                "protocol": format!("{}:", url.scheme()),
                "hostname": url.host_str().unwrap_or_default(),
                "origin": url.origin().ascii_serialization(),
                "pathname": url.path(),
                "href": url.as_str(),
            }))
        })
    }
}

/// Whole numbers without a decimal point.
fn number_as_javascript_has_it(number: f64) -> Json_ {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        json!(number as i64)
    } else {
        Number::from_f64(number).map_or(Json_::Null, Json_::Number)
    }
}
