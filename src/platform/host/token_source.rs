//! A test's function that gives auth tokens.

use std::fmt;
use std::rc::Rc;

use super::{LocalFuture, Record, Value};
use crate::platform::Failure;

type Function = dyn Fn(Record) -> LocalFuture<Result<Value, Failure>>;

/// An application's function that gives auth tokens.
#[derive(Clone)]
pub struct TokenSource(Rc<Function>);

impl TokenSource {
    /// A function that gets what JavaScript's does; an error is what JavaScript's throws.
    #[must_use]
    pub fn new(function: Rc<Function>) -> Self {
        Self(function)
    }

    /// Calls the function.
    ///
    /// # Errors
    /// What it throws.
    pub async fn ask(&self, request: Record) -> Result<Value, Failure> {
        (self.0)(request).await
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenSource")
    }
}
