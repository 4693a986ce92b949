//! Deadlines: what is awaited ends by then, whatever the page makes of it.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use super::tasks::Settlement;
use super::{Deferred, Value};

#[wasm_bindgen]
extern "C" {
    // Older browsers have none.
    #[wasm_bindgen(js_namespace = AbortSignal, js_name = timeout, catch)]
    fn abort_after(milliseconds: f64) -> Result<AbortSignal, JsValue>;
}

/// A moment after which nothing is waited for any more.
#[derive(Debug)]
pub struct Deadline {
    signal: Value,
    late: Value,
}

impl Deadline {
    /// A deadline in so many milliseconds.
    ///
    /// # Errors
    /// The engine's, if it has no such signals.
    #[inline(never)]
    pub fn after(milliseconds: f64) -> Result<Self, Value> {
        // Node takes whole numbers only.
        let signal = Value::from(JsValue::from(abort_after(milliseconds.trunc())?));
        let late = Deferred::new();
        signal.set("onabort", late.rejecter());
        Ok(Self {
            signal,
            late: late.promise(),
        })
    }

    /// The `AbortSignal` that is aborted by then.
    pub fn signal(&self) -> Value {
        self.signal.clone()
    }

    /// Whether it is over.
    pub fn is_over(&self) -> bool {
        self.signal
            .with(|signal| signal.unchecked_ref::<AbortSignal>().aborted())
    }

    /// What a promise comes to, unless the deadline is first: rejects with an event after the
    /// deadline.
    #[inline(never)]
    pub fn first(&self, promise: Value) -> Settlement {
        let both = promise.with(|promise| self.late.with(|late| Array::of2(promise, late)));
        Settlement::of(JsValue::from(Promise::race(&both)).into())
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        // What has ended need not wait for its deadline to be forgotten.
        self.signal.set("onabort", Value::nothing());
    }
}
