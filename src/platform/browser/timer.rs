//! Timers.

use wasm_bindgen::prelude::*;

use super::Deferred;
use super::tasks::Settlement;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &JsValue, milliseconds: f64) -> JsValue;
}

/// Completes after `milliseconds`, which count from now.
#[inline(never)]
pub fn start(milliseconds: f64) -> Settlement {
    let ended = Deferred::new();
    ended
        .resolver()
        .with(|resolve| set_timeout(resolve, milliseconds));
    Settlement::of(ended.promise())
}
