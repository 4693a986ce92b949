//! Deadlines: what is awaited ends by then, whatever the page makes of it.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

use super::Value;

#[wasm_bindgen]
extern "C" {
    // Older browsers have none.
    #[wasm_bindgen(js_namespace = AbortSignal, js_name = timeout, catch)]
    fn abort_after(milliseconds: f64) -> Result<AbortSignal, JsValue>;
}

/// A moment after which nothing is waited for any more.
#[derive(Debug)]
pub struct Deadline {
    signal: AbortSignal,
    late: Promise,
}

impl Deadline {
    /// A deadline in so many milliseconds.
    ///
    /// # Errors
    /// The engine's, if it has no such signals.
    pub fn after(milliseconds: f64) -> Result<Self, JsValue> {
        // Node takes whole milliseconds only.
        let signal = abort_after(milliseconds.ceil())?;
        let late = Promise::new(&mut |_, reject: Function| signal.set_onabort(Some(&reject)));
        Ok(Self { signal, late })
    }

    /// The `AbortSignal` that is aborted by then.
    pub fn signal(&self) -> Value {
        JsValue::from(self.signal.clone()).into()
    }

    /// Whether it is over.
    pub fn is_over(&self) -> bool {
        self.signal.aborted()
    }

    /// What a promise comes to, unless the deadline is first.
    ///
    /// # Errors
    /// What the promise rejects with; an event after the deadline.
    pub async fn first(&self, promise: JsValue) -> Result<JsValue, JsValue> {
        let both = Array::of2(&promise, &self.late);
        JsFuture::from(Promise::race(&both)).await
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        // What has ended need not wait for its deadline to be forgotten.
        self.signal.set_onabort(None);
    }
}
