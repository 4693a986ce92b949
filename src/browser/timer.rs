//! Timers, and a clock that never goes back.

use std::future::Future;

use wasm_bindgen::prelude::*;

use super::bell::Bell;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout, catch)]
    fn set_timeout(callback: &JsValue, milliseconds: f64) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = clearTimeout, catch)]
    fn clear_timeout(timer: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = performance, js_name = now, catch)]
    fn performance_now() -> Result<f64, JsValue>;
}

/// Milliseconds since the page began.
pub fn monotonic() -> f64 {
    performance_now().unwrap_or_else(|_| js_sys::Date::now())
}

/// Completes after `milliseconds`; dropping it frees the timer.
pub fn sleep(milliseconds: f64) -> impl Future<Output = ()> + 'static {
    let (bell, callback) = Bell::new();
    let timer = Timer {
        id: set_timeout(callback.as_ref(), milliseconds).unwrap_or(JsValue::UNDEFINED),
        _callback: callback,
    };
    async move {
        bell.heard().await;
        drop(timer);
    }
}

/// A running timer, which is cleared when this goes.
struct Timer {
    id: JsValue,
    _callback: Closure<dyn FnMut()>,
}

impl Drop for Timer {
    fn drop(&mut self) {
        let _ = clear_timeout(&self.id);
    }
}
