//! The kinds of faults, as the control API speaks of them.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What goes wrong. In the JSON, `kind` picks one, and the fields stand beside it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum FaultKind {
    /// Another answer: this status, with this JSON as the body, or none.
    Status {
        /// The HTTP status.
        status: Status,
        /// Any JSON; no body if not given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", tsify(type = "unknown"))]
        body: Option<Value>,
        /// Headers to add, or to put in place of those of the same name.
        #[serde(default, skip_serializing_if = "AnswerHeaders::is_empty")]
        headers: AnswerHeaders,
    },
    /// The API's own error answer. Status and message follow from the code if it is a documented one.
    Error {
        /// `error.code`, of the API or any other.
        code: String,
        /// The HTTP status; what goes with the code if not given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<Status>,
        /// `error.message`; what goes with the code if not given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
        /// `error.details`; none if not given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", tsify(type = "unknown"))]
        details: Option<Value>,
        /// Headers to add, or to put in place of those of the same name.
        #[serde(default, skip_serializing_if = "AnswerHeaders::is_empty")]
        headers: AnswerHeaders,
    },
    /// The usual answer, so much later.
    Latency {
        /// How much later, in milliseconds.
        ms: u64,
    },
    /// Nothing at all, until the request is released.
    Hang {},
    /// The headers and the first bytes of the usual answer; the rest when the request is released.
    Stall {
        /// Half of the body if not given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bytes: Option<usize>,
    },
    /// The headers and the first bytes of the usual answer; then the connection closes.
    Truncate {
        /// Half of the body if not given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bytes: Option<usize>,
    },
    /// No answer: the connection closes, or with `reset` breaks.
    Drop {
        /// Whether the connection breaks instead of ending.
        #[serde(default)]
        reset: bool,
    },
    /// An answer that is not JSON.
    NotJson {
        /// The text; an HTML page if not given.
        #[serde(default = "FaultKind::error_page")]
        body: String,
        /// `content-type`; that of HTML if not given.
        #[serde(default = "FaultKind::html")]
        content_type: HeaderText,
        /// The HTTP status; 200 if not given.
        #[serde(default)]
        status: Status,
    },
    /// An answer without a body.
    Empty {
        /// The HTTP status; 200 if not given.
        #[serde(default)]
        status: Status,
    },
    /// Any JSON as the answer.
    Json {
        /// Any JSON.
        #[cfg_attr(feature = "typescript", tsify(type = "unknown"))]
        body: Value,
        /// The HTTP status; 200 if not given.
        #[serde(default)]
        status: Status,
    },
    /// The usual answer, padded with spaces to so many bytes. It is still JSON.
    Oversized {
        /// How long the body is, if it is not longer already.
        bytes: usize,
    },
    /// The usual answer, so many bytes every so many milliseconds.
    Drip {
        /// How many bytes at a time; 1 if not given.
        #[serde(default = "FaultKind::one_byte")]
        #[cfg_attr(feature = "typescript", tsify(type = "number"))]
        bytes: std::num::NonZeroUsize,
        /// After how many milliseconds each; 100 if not given.
        #[serde(default = "FaultKind::drip_interval")]
        ms: u64,
    },
    /// The usual answer without the headers that let another origin read it.
    NoCors {},
}

impl FaultKind {
    /// The `kind` of the JSON.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            FaultKind::Status { .. } => "status",
            FaultKind::Error { .. } => "error",
            FaultKind::Latency { .. } => "latency",
            FaultKind::Hang {} => "hang",
            FaultKind::Stall { .. } => "stall",
            FaultKind::Truncate { .. } => "truncate",
            FaultKind::Drop { .. } => "drop",
            FaultKind::NotJson { .. } => "not-json",
            FaultKind::Empty { .. } => "empty",
            FaultKind::Json { .. } => "json",
            FaultKind::Oversized { .. } => "oversized",
            FaultKind::Drip { .. } => "drip",
            FaultKind::NoCors {} => "no-cors",
        }
    }

    fn error_page() -> String {
        "<!doctype html><title>502 Bad Gateway</title><h1>Bad Gateway</h1>\n".to_owned()
    }

    fn html() -> HeaderText {
        HeaderText("text/html; charset=utf-8".to_owned())
    }

    fn one_byte() -> std::num::NonZeroUsize {
        std::num::NonZeroUsize::MIN
    }

    fn drip_interval() -> u64 {
        100
    }
}

/// A status that an answer can have: 200 to 599, and 200 if nothing is said.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(type = "number"))]
pub struct Status(pub(crate) StatusCode);

impl Default for Status {
    fn default() -> Self {
        Self(StatusCode::OK)
    }
}

impl TryFrom<u16> for Status {
    type Error = String;

    fn try_from(number: u16) -> Result<Self, String> {
        match StatusCode::from_u16(number) {
            Ok(status) if (200..600).contains(&number) => Ok(Self(status)),
            _ => Err(format!("{number} is not a status from 200 to 599")),
        }
    }
}

impl From<Status> for u16 {
    fn from(status: Status) -> u16 {
        status.0.as_u16()
    }
}

/// Headers of an answer.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(
    try_from = "BTreeMap<String, String>",
    into = "BTreeMap<String, String>"
)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(type = "Record<string, string>"))]
pub struct AnswerHeaders(HeaderMap);

impl AnswerHeaders {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds the headers to an answer's, in place of those of the same name.
    pub(crate) fn set(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.0 {
            headers.insert(name.clone(), value.clone());
        }
    }
}

impl TryFrom<BTreeMap<String, String>> for AnswerHeaders {
    type Error = String;

    fn try_from(texts: BTreeMap<String, String>) -> Result<Self, String> {
        let mut headers = HeaderMap::new();
        for (name, value) in texts {
            let parsed = (HeaderName::try_from(&name), HeaderValue::try_from(&value));
            let (Ok(name), Ok(value)) = parsed else {
                return Err(format!("{name:?}: {value:?} is not an HTTP header"));
            };
            headers.insert(name, value);
        }
        Ok(Self(headers))
    }
}

impl From<AnswerHeaders> for BTreeMap<String, String> {
    fn from(headers: AnswerHeaders) -> Self {
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        headers
            .0
            .iter()
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect()
    }
}

/// A text that can be the value of a header.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(type = "string"))]
pub struct HeaderText(String);

impl HeaderText {
    pub(crate) fn value(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).unwrap_or(HeaderValue::from_static("text/plain"))
    }
}

impl TryFrom<String> for HeaderText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match HeaderValue::from_str(&text) {
            Ok(_) => Ok(Self(text)),
            Err(_) => Err(format!("{text:?} cannot be the value of a header")),
        }
    }
}

impl From<HeaderText> for String {
    fn from(text: HeaderText) -> String {
        text.0
    }
}
