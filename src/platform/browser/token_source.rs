//! The application's function that gives auth tokens.

use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::AbortController;

use super::deadline::Deadline;
use super::fetch::network;
use super::{Record, Value, js_imports};
use crate::option_cell::OptionCell;
use crate::platform::Failure;

/// Tells an application's function that its answer is not needed any more.
#[derive(Clone, Debug, Default)]
pub struct AbortHandle(Rc<OptionCell<AbortController>>);

impl AbortHandle {
    /// Not aborted yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Aborts the signal that the function was given. Its listeners are the application's: call this
    /// in a task.
    pub fn abort(&self) {
        if let Some(controller) = self.0.take() {
            controller.abort();
        }
    }
}

/// An application's `onError`.
#[derive(Clone, Debug)]
pub struct ErrorCallback(Function);

impl ErrorCallback {
    pub(super) const fn new(function: Function) -> Self {
        Self(function)
    }

    /// Calls the function with the exception of these fields. What it throws is reported.
    pub fn call(&self, fields: &Record) {
        let exception = js_imports::exception(fields);
        if let Err(error) = self.0.call1(&JsValue::UNDEFINED, exception.as_js()) {
            js_imports::report(&error);
        }
    }
}

/// An application's `async ({ uid, reason, signal }) => token`.
#[derive(Clone, Debug)]
pub struct TokenSource(Function);

impl TokenSource {
    pub(super) const fn new(function: Function) -> Self {
        Self(function)
    }

    /// Calls the function with `request` and a signal that is aborted after `timeout` milliseconds, and
    /// by `abort`, after which a token may still come.
    ///
    /// # Errors
    /// What it throws, or what its promise rejects with, or that this has not settled by then.
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
