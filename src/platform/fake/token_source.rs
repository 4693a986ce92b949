//! A test's token function.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use super::{LocalFuture, Record, Value};
use crate::platform::Failure;

type Function = dyn Fn(Record, AbortHandle) -> LocalFuture<Result<Value, Failure>>;

/// Tells the token function that its token is no longer needed.
#[derive(Clone, Debug, Default)]
pub struct AbortHandle(Rc<Cell<bool>>);

impl AbortHandle {
    /// A handle that was not aborted yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the handle to aborted.
    pub fn abort(&self) {
        self.0.set(true);
    }

    /// Whether the handle was aborted.
    #[must_use]
    pub fn is_aborted(&self) -> bool {
        self.0.get()
    }
}

/// An application's `onError` function.
#[derive(Clone)]
pub struct ErrorCallback(Rc<dyn Fn(&Record)>);

impl ErrorCallback {
    /// A function that gets the fields of exceptions.
    #[must_use]
    pub fn new(function: Rc<dyn Fn(&Record)>) -> Self {
        Self(function)
    }

    /// Calls the function with the fields of an exception.
    pub fn call(&self, fields: &Record) {
        (self.0)(fields);
    }
}

impl fmt::Debug for ErrorCallback {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ErrorCallback")
    }
}

/// An application's token function.
#[derive(Clone)]
pub struct TokenSource(Rc<Function>);

impl TokenSource {
    /// Wraps a function of the request and the handle. Its error is what JavaScript's throws.
    #[must_use]
    pub fn new(function: Rc<Function>) -> Self {
        Self(function)
    }

    /// Calls the function with the request and the handle that may abort it.
    ///
    /// # Errors
    /// What the function fails with.
    pub async fn ask(&self, request: Record, abort: AbortHandle) -> Result<Value, Failure> {
        (self.0)(request, abort).await
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenSource")
    }
}
