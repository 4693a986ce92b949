//! A test's function that gives auth tokens.

use std::fmt;
use std::rc::Rc;

use super::{LocalFuture, Record, Value};

type Function = dyn Fn(Record) -> LocalFuture<Option<Value>>;

/// An application's function that gives auth tokens.
#[derive(Clone)]
pub struct TokenSource(Rc<Function>);

impl TokenSource {
    /// A function that gets what JavaScript's does; `None` is what JavaScript's throws.
    #[must_use]
    pub fn new(function: Rc<Function>) -> Self {
        Self(function)
    }

    /// Calls the function. `None` if it fails.
    pub async fn ask(&self, request: Record) -> Option<Value> {
        (self.0)(request).await
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenSource")
    }
}
