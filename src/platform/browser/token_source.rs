//! The application's token function.

use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::AbortController;

use super::deadline::Deadline;
use super::fetch::network;
use super::{Record, Value, js_imports};
use crate::option_cell::OptionCell;
use crate::platform::Failure;

/// Aborts the signal of the application's token function when its token is no longer needed.
#[derive(Clone, Debug, Default)]
pub struct AbortHandle(Rc<OptionCell<AbortController>>);

impl AbortHandle {
    /// A handle that was not aborted yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Aborts the signal. That calls the application's listeners, so call this in a task.
    pub fn abort(&self) {
        if let Some(controller) = self.0.take() {
            controller.abort();
        }
    }
}

/// The application's `onError` function.
#[derive(Clone, Debug)]
pub struct ErrorCallback(Function);

impl ErrorCallback {
    pub(super) const fn new(function: Function) -> Self {
        Self(function)
    }

    /// Calls the function with an exception with these fields. Reports what it throws.
    pub fn call(&self, fields: &Record) {
        let exception = js_imports::exception(fields);
        if let Err(error) = self.0.call1(&JsValue::UNDEFINED, exception.as_js()) {
            js_imports::report(&error);
        }
    }
}

/// The application's token function: `async ({ uid, reason, signal }) => token`.
#[derive(Clone, Debug)]
pub struct TokenSource(Function);

impl TokenSource {
    pub(super) const fn new(function: Function) -> Self {
        Self(function)
    }

    /// Calls the function with `request` and a signal, and waits for at most `timeout` milliseconds. The
    /// timeout and `abort` abort the signal; after `abort`, a token may still come.
    ///
    /// # Errors
    /// What the function throws or its promise rejects with; [`Failure::Timeout`] if that takes too long.
    pub async fn ask(
        &self,
        request: Record,
        timeout: f64,
        abort: AbortHandle,
    ) -> Result<Value, Failure> {
        let mut deadline = Deadline::after(timeout);
        abort.0.set(deadline.controller());
        request.set("signal", deadline.signal());
        let request = Value::from(request).to_ordinary();
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
