//! The application's function that gives auth tokens.

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::deadline::Deadline;
use super::handle::Handle;
use super::{Record, Value};

/// An application's `async ({ uid, reason, signal }) => token`.
#[derive(Clone, Debug)]
pub struct TokenSource(Handle);

impl TokenSource {
    pub(super) const fn new(function: Handle) -> Self {
        Self(function)
    }

    /// Calls the function with `request` and a signal that is aborted after `timeout` milliseconds.
    /// `None` if it throws, if its promise rejects, or if that has not settled by then.
    pub async fn ask(&self, request: Record, timeout: f64) -> Option<Value> {
        let deadline = Deadline::after(timeout).ok()?;
        request.set("signal", deadline.signal());
        let call = |function: &JsValue| {
            let function: &Function = function.unchecked_ref();
            request.with(|request| function.call1(&JsValue::UNDEFINED, request))
        };
        let given = self.0.with(call).ok()?;
        let token = deadline.first(given).await.ok()?;
        Some(token.into())
    }
}
