//! Calls of CometChat's REST API: URLs, headers, deadlines, retries, and what counts as an answer.

mod answer;
mod caller;
mod retry;

pub use caller::Caller;
pub use retry::{Retry, RetryPolicy};

use std::fmt;

use crate::platform::{Method, Record};
use crate::types::{Path, Secret, Service};

/// One call.
pub struct Call {
    /// HTTP method.
    pub method: Method,
    /// Path below the service's base.
    pub path: Path,
    /// Which service, and so what the secret is: an Auth Key, or an auth token.
    pub service: Service,
    /// The Auth Key, or the auth token.
    pub secret: Secret,
    /// What to send.
    pub body: Option<Record>,
    /// When to send it again.
    pub retry: Retry,
}

impl fmt::Debug for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.method.name())
    }
}
