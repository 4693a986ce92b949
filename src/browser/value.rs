//! Values: the engine's own.

use std::mem::ManuallyDrop;

use js_sys::{Array, JSON, Number, Object};
use wasm_bindgen::convert::{FromWasmAbi, IntoWasmAbi};
use wasm_bindgen::prelude::*;

use crate::core::value::{Kind, Plain, Value};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    fn parse_json(text: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = encodeURIComponent, catch)]
    fn encode(text: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = hasOwn, catch)]
    fn has_own(target: &JsValue, key: &str) -> Result<bool, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, js_name = set, catch)]
    fn reflect_set(target: &JsValue, key: &str, value: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(js_name = URL)]
    type Url;

    #[wasm_bindgen(constructor, js_class = "URL", catch)]
    fn new(text: &JsValue) -> Result<Url, JsValue>;

    #[wasm_bindgen(js_name = RegExp)]
    type Pattern;

    #[wasm_bindgen(constructor, js_class = "RegExp")]
    fn new(source: &str) -> Pattern;

    #[wasm_bindgen(method)]
    fn test(this: &Pattern, text: &JsValue) -> bool;

    #[wasm_bindgen(js_name = String)]
    type Text;

    #[wasm_bindgen(method, js_class = "String")]
    fn concat(this: &Text, text: &JsValue) -> JsValue;

    #[wasm_bindgen(method, js_class = "String", js_name = replaceAll)]
    fn replace_all(this: &Text, from: &JsValue, to: &str) -> JsValue;

    #[wasm_bindgen(method, js_class = "String", js_name = toLowerCase)]
    fn to_lower_case(this: &Text) -> JsValue;
}

/// A JavaScript value, from anywhere.
///
/// This is a `JsValue` that is passed in a register: its place in wasm-bindgen's table. Every
/// method is a small wrapper around a function that is not inlined, which makes the code that uses
/// values half as large.
#[derive(Debug)]
pub struct Js(u32);

impl From<JsValue> for Js {
    #[inline(always)]
    fn from(value: JsValue) -> Self {
        Self(value.into_abi())
    }
}

impl From<Js> for JsValue {
    #[inline(always)]
    fn from(value: Js) -> Self {
        take(ManuallyDrop::new(value).0)
    }
}

impl Js {
    /// Lets `look` see the value.
    #[inline(always)]
    pub fn lend<R>(&self, look: impl FnOnce(&JsValue) -> R) -> R {
        look(&borrow(self.0))
    }
}

impl Drop for Js {
    #[inline(always)]
    fn drop(&mut self) {
        free(self.0);
    }
}

impl Clone for Js {
    #[inline(always)]
    fn clone(&self) -> Self {
        Self(copy(self.0))
    }
}

impl Value for Js {
    #[inline(always)]
    fn none() -> Self {
        Self(JsValue::UNDEFINED.into_abi())
    }

    #[inline(always)]
    fn of(plain: Plain<'_>) -> Self {
        Self(make(plain))
    }

    #[inline(always)]
    fn text(text: &str) -> Self {
        Self(make_text(text))
    }

    #[inline(always)]
    fn object() -> Self {
        Self(Object::new().into_abi())
    }

    #[inline(always)]
    fn kind(&self) -> Kind {
        kind(self.0)
    }

    #[inline(always)]
    fn as_number(&self) -> Option<f64> {
        as_number(self.0)
    }

    #[inline(always)]
    fn parsed(&self) -> Self {
        Self(changed(self.0, |text| {
            parse_json(text).unwrap_or(JsValue::UNDEFINED)
        }))
    }

    #[inline(always)]
    fn stringified(&self) -> Self {
        Self(stringified(self.0))
    }

    #[inline(always)]
    fn get(&self, key: &str) -> Self {
        Self(get(self.0, key))
    }

    #[inline(always)]
    fn part(&self, name: &str) -> Self {
        Self(part(self.0, name))
    }

    #[inline(always)]
    fn set(&mut self, key: &str, value: &Self) {
        set(self.0, key, value.0);
    }

    #[inline(always)]
    fn matches(&self, pattern: &str) -> bool {
        matches(self.0, pattern)
    }

    #[inline(always)]
    fn is(&self, other: &Self) -> bool {
        is(self.0, other.0)
    }

    #[inline(always)]
    fn plus(&self, other: &Self) -> Self {
        Self(plus(self.0, other.0))
    }

    #[inline(always)]
    fn and(&self, text: &str) -> Self {
        Self(and(self.0, text))
    }

    #[inline(always)]
    fn replaced(&self, from: &Self, to: &str) -> Self {
        Self(replaced(self.0, from.0, to))
    }

    #[inline(always)]
    fn lower_case(&self) -> Self {
        Self(changed(self.0, Text::to_lower_case))
    }

    #[inline(always)]
    fn percent_encoded(&self) -> Self {
        Self(changed(self.0, |text| {
            encode(text).unwrap_or(JsValue::UNDEFINED)
        }))
    }

    #[inline(always)]
    fn url(&self) -> Self {
        Self(changed(self.0, |text| {
            Url::new(text).map_or(JsValue::UNDEFINED, Into::into)
        }))
    }
}

/// The value at a place of the table, which it leaves.
#[allow(unsafe_code)]
fn take(place: u32) -> JsValue {
    // SAFETY: every place that a `Js` holds came from `into_abi`, is given up by it just once (in
    // its drop, or in the conversion that forgets it), and is used by nobody else.
    unsafe { JsValue::from_abi(place) }
}

/// The value at a place of the table, which stays there.
fn borrow(place: u32) -> ManuallyDrop<JsValue> {
    ManuallyDrop::new(take(place))
}

#[inline(never)]
fn free(place: u32) {
    drop(take(place));
}

#[inline(never)]
fn copy(place: u32) -> u32 {
    JsValue::clone(&borrow(place)).into_abi()
}

#[inline(never)]
fn make(plain: Plain<'_>) -> u32 {
    // Cannot fail: flags, numbers and texts are all there is.
    serde_wasm_bindgen::to_value(&plain)
        .unwrap_or(JsValue::UNDEFINED)
        .into_abi()
}

#[inline(never)]
fn make_text(text: &str) -> u32 {
    make(Plain::Text(text))
}

#[inline(never)]
fn kind(place: u32) -> Kind {
    let value = borrow(place);
    if *value == JsValue::UNDEFINED || *value == JsValue::NULL {
        Kind::None
    } else if value.is_string() {
        Kind::Text
    } else if Number::is_finite(&value) {
        Kind::Number
    } else if *value == JsValue::TRUE || *value == JsValue::FALSE {
        Kind::Flag
    } else if Array::is_array(&value) {
        Kind::Array
    } else if value.is_object() {
        Kind::Object
    } else {
        Kind::Other
    }
}

#[inline(never)]
fn as_number(place: u32) -> Option<f64> {
    let value = borrow(place);
    Number::is_finite(&value).then(|| value.unchecked_ref::<Number>().value_of())
}

/// What `change` makes of a string; none of anything else.
#[inline(never)]
fn changed(place: u32, change: impl FnOnce(&Text) -> JsValue) -> u32 {
    let value = borrow(place);
    if value.is_string() {
        change(value.unchecked_ref()).into_abi()
    } else {
        JsValue::UNDEFINED.into_abi()
    }
}

#[inline(never)]
fn stringified(place: u32) -> u32 {
    let value = borrow(place);
    if *value == JsValue::NULL {
        return Js::none().0;
    }
    JSON::stringify(&value).map_or(JsValue::UNDEFINED.into_abi(), IntoWasmAbi::into_abi)
}

#[inline(never)]
fn get(place: u32, key: &str) -> u32 {
    let value = borrow(place);
    if value.is_object() && has_own(&value, key).unwrap_or_default() {
        super::property(&value, key).into_abi()
    } else {
        // What engines throw then takes them milliseconds to make.
        Js::none().0
    }
}

#[inline(never)]
fn part(place: u32, name: &str) -> u32 {
    let url = borrow(place);
    if url.is_object() {
        super::property(&url, name).into_abi()
    } else {
        Js::none().0
    }
}

#[inline(never)]
fn set(place: u32, key: &str, value: u32) {
    // Fails on what is no object, which is then left as it is.
    let _ = reflect_set(&borrow(place), key, &borrow(value));
}

#[inline(never)]
fn matches(place: u32, pattern: &str) -> bool {
    let value = borrow(place);
    value.is_string() && Pattern::new(pattern).test(&value)
}

#[inline(never)]
fn is(place: u32, other: u32) -> bool {
    let value = borrow(place);
    value.is_string() && *value == *borrow(other)
}

#[inline(never)]
fn plus(place: u32, other: u32) -> u32 {
    let other = borrow(other);
    changed(
        if other.is_string() {
            place
        } else {
            Js::none().0
        },
        |text| text.concat(&other),
    )
}

#[inline(never)]
fn and(place: u32, text: &str) -> u32 {
    plus(place, Js::text(text).0)
}

#[inline(never)]
fn replaced(place: u32, from: u32, to: &str) -> u32 {
    changed(place, |text| text.replace_all(&borrow(from), to))
}
