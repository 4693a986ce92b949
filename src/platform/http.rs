//! HTTP requests and answers.

use super::{Record, Text};

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
    /// `PUT`.
    Put,
    /// `DELETE`.
    Delete,
}

impl Method {
    /// The method's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// An HTTP request. Its headers hold secrets: never print them.
#[allow(missing_debug_implementations)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Absolute URL. Holds no secret, except the auth token in the server's calls about one.
    pub url: Text,
    /// Header names and values.
    pub headers: Record,
    /// The body, as JSON text.
    pub body: Option<Text>,
    /// How long to wait for the whole answer, in milliseconds.
    pub timeout: f64,
}

impl Request {
    /// Whether the request should outlive the page: true for a logout, after which users leave.
    #[must_use]
    pub fn outlives_page(&self) -> bool {
        self.method == Method::Delete
    }
}

/// Why there is no answer.
#[derive(Clone, Debug)]
pub enum Failure {
    /// No answer came in time.
    Timeout,
    /// The browser was offline, so nothing was sent.
    Offline,
    /// The network failed, before or after the server got the request. Holds the name and the message of
    /// the platform's error, if there are any.
    Network(Option<(Text, Text)>),
}

/// The answer to a request.
#[derive(Clone, Debug)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// The header `Retry-After`, in milliseconds from now; 0 if there is none.
    pub retry_after: f64,
    /// The whole body; `None` if it is longer than [`MAX_BODY`].
    pub body: Option<Text>,
}

/// The longest answer that is read, in characters. A user with all fields full is below 20,000.
pub const MAX_BODY: u32 = 1_000_000;
