//! The application's function that gives auth tokens.

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::deadline::Deadline;
use super::{Record, Value};

/// An application's `async ({ uid, reason, signal }) => token`.
#[derive(Clone, Debug)]
pub struct TokenSource(JsValue);

impl TokenSource {
    pub(super) const fn new(function: JsValue) -> Self {
        Self(function)
    }

    /// Calls the function with `request` and a signal that is aborted after `timeout` milliseconds.
    /// `None` if it throws, if its promise rejects, or if that has not settled by then.
    pub async fn ask(&self, request: Record, timeout: f64) -> Option<Value> {
        let deadline = Deadline::after(timeout).ok()?;
        request.set("signal", deadline.signal());
        let function: &Function = self.0.unchecked_ref();
        let given = function.call1(&JsValue::UNDEFINED, request.as_ref()).ok()?;
        let token = deadline.first(given).await.ok()?;
        Some(token.into())
    }
}
