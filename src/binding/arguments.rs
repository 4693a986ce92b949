//! The arguments of a call, which may be anything.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::browser::Js;
use crate::core::value::{Plain, Value as _};

/// One of the arguments, if it is text or a number; else none.
pub fn text_at(arguments: &Array, index: u32) -> Js {
    text_of(arguments.get(index))
}

/// A text, or a finite number as text; else none.
pub fn text_of(value: JsValue) -> Js {
    if value.is_string() {
        return value.into();
    }
    match value.as_f64().filter(|number| number.is_finite()) {
        Some(number) => Js::of(Plain::Number(number)).stringified(),
        None => Js::none(),
    }
}
