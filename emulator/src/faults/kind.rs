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
pub(crate) enum Kind {
    /// Another answer: this status, with this JSON as the body, or none.
    Status {
        status: Status,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<Value>,
        #[serde(default, skip_serializing_if = "Headers::is_empty")]
        headers: Headers,
    },
    /// The API's own error answer. Status and message follow from the code if it is a documented one.
    Error {
        code: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<Status>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        details: Option<Value>,
        #[serde(default, skip_serializing_if = "Headers::is_empty")]
        headers: Headers,
    },
    /// The usual answer, so much later.
    Latency { ms: u64 },
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
        #[serde(default)]
        reset: bool,
    },
    /// An answer that is not JSON.
    NotJson {
        #[serde(default = "Kind::error_page")]
        body: String,
        #[serde(default = "Kind::html")]
        content_type: HeaderText,
        #[serde(default)]
        status: Status,
    },
    /// An answer without a body.
    Empty {
        #[serde(default)]
        status: Status,
    },
    /// Any JSON as the answer.
    Json {
        body: Value,
        #[serde(default)]
        status: Status,
    },
    /// The usual answer, padded with spaces to so many bytes. It is still JSON.
    Oversized { bytes: usize },
    /// The usual answer, so many bytes every so many milliseconds.
    Drip {
        #[serde(default = "Kind::one_byte")]
        bytes: std::num::NonZeroUsize,
        #[serde(default = "Kind::drip_interval")]
        ms: u64,
    },
    /// The usual answer without the headers that let another origin read it.
    NoCors {},
}

impl Kind {
    /// The `kind` of the JSON.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Kind::Status { .. } => "status",
            Kind::Error { .. } => "error",
            Kind::Latency { .. } => "latency",
            Kind::Hang {} => "hang",
            Kind::Stall { .. } => "stall",
            Kind::Truncate { .. } => "truncate",
            Kind::Drop { .. } => "drop",
            Kind::NotJson { .. } => "not-json",
            Kind::Empty { .. } => "empty",
            Kind::Json { .. } => "json",
            Kind::Oversized { .. } => "oversized",
            Kind::Drip { .. } => "drip",
            Kind::NoCors {} => "no-cors",
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
pub(crate) struct Status(pub(crate) StatusCode);

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
pub(crate) struct Headers(HeaderMap);

impl Headers {
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

impl TryFrom<BTreeMap<String, String>> for Headers {
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

impl From<Headers> for BTreeMap<String, String> {
    fn from(headers: Headers) -> Self {
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
pub(crate) struct HeaderText(String);

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
