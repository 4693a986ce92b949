//! A test's function that gives auth tokens.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use super::{LocalFuture, Record, Value};
use crate::platform::Failure;

type Function = dyn Fn(Record, AbortHandle) -> LocalFuture<Result<Value, Failure>>;

/// Tells an application's function that its answer is not needed any more.
#[derive(Clone, Debug, Default)]
pub struct AbortHandle(Rc<Cell<bool>>);

impl AbortHandle {
    /// Not aborted yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Aborts what the function is doing.
    pub fn abort(&self) {
        self.0.set(true);
    }

    /// Whether it was aborted.
    #[must_use]
    pub fn is_aborted(&self) -> bool {
        self.0.get()
    }
}

/// An application's function that hears of errors.
#[derive(Clone)]
pub struct ErrorCallback(Rc<dyn Fn(&Record)>);

impl ErrorCallback {
    /// A function that gets the fields of exceptions.
    #[must_use]
    pub fn new(function: Rc<dyn Fn(&Record)>) -> Self {
        Self(function)
    }

    /// Calls the function with the exception of these fields.
    pub fn call(&self, fields: &Record) {
        (self.0)(fields);
    }
}

impl fmt::Debug for ErrorCallback {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ErrorCallback")
    }
}

/// An application's function that gives auth tokens.
#[derive(Clone)]
pub struct TokenSource(Rc<Function>);

impl TokenSource {
    /// A function that gets what JavaScript's does; an error is what JavaScript's throws.
    #[must_use]
    pub fn new(function: Rc<Function>) -> Self {
        Self(function)
    }

    /// Calls the function, with what tells it that its answer is not needed any more.
    ///
    /// # Errors
    /// What it throws.
    pub async fn ask(&self, request: Record, abort: AbortHandle) -> Result<Value, Failure> {
        (self.0)(request, abort).await
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenSource")
    }
}
