//! Timers.

use wasm_bindgen::prelude::*;

use super::tasks::Settlement;
use super::{Deferred, Value};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout, catch)]
    fn set_timeout(callback: &JsValue, milliseconds: f64) -> Result<JsValue, JsValue>;
}

/// Completes after `milliseconds`, which count from now; at once, if the page has no timers.
#[inline(never)]
pub fn start(milliseconds: f64) -> Settlement {
    let ended = Deferred::new();
    let timer = ended
        .resolver()
        .with(|resolve| set_timeout(resolve, milliseconds));
    Settlement::of(match timer {
        Ok(_) => ended.promise(),
        Err(_) => Value::nothing(),
    })
}
