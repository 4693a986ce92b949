//! Calls of CometChat's REST API: URLs, headers, deadlines, retries, and answers.

mod answer;
mod api_context;
mod retry;

pub use api_context::{ApiContext, OPERATION_TIMEOUT, TOKEN_TIMEOUT, client_info};
pub use retry::{Failed, Retry, RetryPolicy};

use std::fmt;

use crate::platform::{Method, Record};
use crate::types::Path;

/// A REST call, without its caller's app and secret.
pub struct Call {
    /// HTTP method.
    pub method: Method,
    /// Path below the service's base.
    pub path: Path,
    /// The body, sent as JSON.
    pub body: Option<Record>,
    /// When to repeat the call.
    pub retry: Retry,
}

impl fmt::Debug for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.method.name())
    }
}
