//! Errors: values with a code and a sentence.
//!
//! The SDK's own errors are the rows of `table`; [`Error::from_server`] makes those that a server sends.
//! No error contains a key or a token: `redaction` cleans everything foreign in it.

mod redaction;
mod table;
mod traces;

pub use redaction::Redaction;
#[cfg(not(target_arch = "wasm32"))]
pub use redaction::reads;
pub use table::*;

use crate::platform::{Failure, Record, Text, Value};

/// An error: the fields `code`, `name?`, `message`, `details?` and `cause?` of a
/// `CometChatException`.
#[derive(Clone, Debug)]
pub struct Error(Record);

impl From<&'static ErrorSpec> for Error {
    fn from(spec: &'static ErrorSpec) -> Self {
        Self(fields_of(spec))
    }
}

fn fields_of(spec: &ErrorSpec) -> Record {
    let fields = Record::new();
    match spec.code {
        Code::Text(code) => fields.set("code", code),
        Code::MinusOne => fields.set("code", -1.0),
    }
    if let Some(name) = spec.name {
        fields.set("name", name);
    }
    fields.set("message", spec.message);
    match spec.details {
        Details::None => {}
        Details::Empty => fields.set("details", Record::new()),
        Details::Text(details) => fields.set("details", details),
    }
    fields
}

impl Error {
    /// An error with the details `{ reason, status? }`: why there is no usable answer, and the HTTP
    /// status if there was an answer.
    #[must_use]
    pub fn without_answer(
        spec: &'static ErrorSpec,
        reason: &'static str,
        status: Option<u16>,
    ) -> Self {
        let error = Self::from(spec);
        let details = Record::new();
        details.set("reason", reason);
        if let Some(status) = status {
            details.set("status", f64::from(status));
        }
        error.0.set("details", details);
        error
    }

    /// Adds the cause: the name and the message of the platform's or the application's error, without
    /// secrets. Not that error itself: a page's own `fetch` may have put the request into it.
    #[must_use]
    pub fn because(self, failure: Failure, redaction: &Redaction) -> Self {
        if let Failure::Network(Some((name, message))) = failure {
            let cause = Record::new();
            cause.set("name", name);
            cause.set("message", message);
            self.0.set("cause", redaction.clean(&cause.into()));
        }
        self
    }

    /// The error that a server sent, without secrets. `None` if it is not the object that the protocol
    /// has (docs/protocol.md#answers).
    #[must_use]
    pub fn from_server(sent: &Value, redaction: &Redaction) -> Option<Self> {
        let sent = sent.as_record()?;
        let code = sent.text("code").filter(Text::is_present)?;
        let fields = Record::new();
        fields.set("code", redaction.clean_code(code));
        for key in ["message", "details"] {
            fields.set(key, redaction.clean(&sent.get(key)));
        }
        Some(Self(fields))
    }

    /// An error with these fields.
    #[must_use]
    pub const fn from_fields(fields: Record) -> Self {
        Self(fields)
    }

    /// The fields of the exception.
    #[must_use]
    pub const fn fields(&self) -> &Record {
        &self.0
    }

    /// Whether the error has the code `code`.
    #[must_use]
    pub fn has_code(&self, code: &'static str) -> bool {
        self.0.text("code").is_some_and(|own| own == code)
    }

    /// Whether the error is temporary: no answer, too many requests, or a cancelled login.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        [
            "FAILED_TO_FETCH",
            "REQUEST_TIMEOUT",
            "ERR_TOO_MANY_REQUESTS",
            "LOGIN_CANCELLED",
        ]
        .iter()
        .any(|code| self.has_code(code))
    }

    /// Whether the server says that it does not know the token.
    #[must_use]
    pub fn is_token_lost(&self) -> bool {
        self.has_code(TOKEN_NOT_FOUND)
    }
}
