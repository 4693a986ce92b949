//! The application's function that gives auth tokens.

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::deadline::Deadline;
use super::fetch::network;
use super::{Record, Value, js_imports};
use crate::platform::Failure;

/// An application's `async ({ uid, reason, signal }) => token`.
#[derive(Clone, Debug)]
pub struct TokenSource(Function);

impl TokenSource {
    pub(super) const fn new(function: Function) -> Self {
        Self(function)
    }

    /// Calls the function with `request` and a signal that is aborted after `timeout` milliseconds.
    ///
    /// # Errors
    /// What it throws, or what its promise rejects with, or that this has not settled by then.
    pub async fn ask(&self, request: Record, timeout: f64) -> Result<Value, Failure> {
        let mut deadline = Deadline::after(timeout);
        request.set("signal", deadline.signal());
        let request = js_imports::ordinary(&request.into());
        let given = self.0.call1(&JsValue::UNDEFINED, request.as_js());
        let given = given.map_err(|thrown| network(thrown.into()))?;
        deadline.first(given.into()).await.map_err(|error| {
            if deadline.is_over() {
                Failure::Timeout
            } else {
                network(error)
            }
        })
    }
}
