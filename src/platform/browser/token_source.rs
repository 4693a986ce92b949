//! The application's function that gives auth tokens.

use super::deadline::Deadline;
use super::{Record, Value};

/// An application's `async ({ uid, reason, signal }) => token`.
#[derive(Clone, Debug)]
pub struct TokenSource(Value);

impl TokenSource {
    pub(super) const fn new(function: Value) -> Self {
        Self(function)
    }

    /// Calls the function with `request` and a signal that is aborted after `timeout` milliseconds.
    /// `None` if it throws, if its promise rejects, or if that has not settled by then.
    pub async fn ask(&self, request: Record, timeout: f64) -> Option<Value> {
        let deadline = Deadline::after(timeout).ok()?;
        request.set("signal", deadline.signal());
        let given = self.0.call(&Value::nothing(), &request.into()).ok()?;
        deadline.first(given).await.ok()
    }
}
