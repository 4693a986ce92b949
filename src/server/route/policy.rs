//! Decides which requests a route serves: those from the application's own pages.
//!
//! A browser may send the user's cookies with requests from pages of other sites. It marks these requests
//! with `Sec-Fetch-Site` or, if it does not know that header, with `Origin`. A program sends neither, and
//! has no user's cookies.

use crate::error::{Error, INVALID_OPTIONS};
use crate::platform::{Kind, Record, Text, Value};
use crate::types::TextList;

/// What a route does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// Serves it.
    Serve,
    /// Answers a browser that asks whether a page of an allowed origin may send a request.
    Preflight,
    /// Refuses it, because its method is not `POST`.
    WrongMethod,
    /// Refuses it, because a page of another site sent it.
    CrossSite,
}

/// The head of a request: `{ method, url, site, origin, host, forwardedHost, requestedHeaders }`. The last
/// five are headers.
#[derive(Debug)]
pub struct Head(Record);

impl Head {
    /// Parses the head of a request. Every field may be missing.
    #[must_use]
    pub fn parse(head: &Value) -> Self {
        Self(head.as_record().unwrap_or_default())
    }

    /// The origin of the page that sent the request, if the header is there.
    #[must_use]
    pub fn origin(&self) -> Option<Text> {
        self.0.text("origin")
    }

    /// The headers that a page wants to send, in a preflight request.
    #[must_use]
    pub fn requested_headers(&self) -> Option<Text> {
        self.0.text("requestedHeaders")
    }

    /// Decides what to do with the request. `is_allowed` says whether the application allows its origin.
    #[must_use]
    pub fn ruling(&self, is_allowed: bool) -> Ruling {
        let method = self.0.text("method");
        let is = |name: &'static str| method.as_ref().is_some_and(|method| *method == name);
        if is_allowed && is("OPTIONS") {
            Ruling::Preflight
        } else if !is("POST") {
            Ruling::WrongMethod
        } else if is_allowed || self.is_same_origin() {
            Ruling::Serve
        } else {
            Ruling::CrossSite
        }
    }

    fn is_same_origin(&self) -> bool {
        match (self.0.text("site"), self.origin()) {
            (Some(site), _) => site == "same-origin",
            (None, None) => true,
            (None, Some(origin)) => self.is_own(&origin),
        }
    }

    /// Whether an origin is the server's own, by the request's URL or its headers `Host` and
    /// `X-Forwarded-Host`: behind a proxy, the URL has another name.
    fn is_own(&self, origin: &Text) -> bool {
        let url = self.0.text("url").and_then(|url| url.parse_url());
        if url.is_some_and(|url| url.part("origin") == *origin) {
            return true;
        }
        let host = origin.without("^https?://");
        ["host", "forwardedHost"]
            .iter()
            .filter_map(|name| self.0.text(name))
            .any(|own| own.is_present() && own.eq_ignore_ascii_case(&host))
    }
}

/// The origins whose pages may call a route, in addition to the server's own.
#[derive(Debug)]
pub struct AllowedOrigins(Option<TextList>);

impl AllowedOrigins {
    /// Parses the option `allowedOrigins`.
    ///
    /// # Errors
    /// `INVALID_OPTIONS` if it is not a list of origins.
    pub fn parse(value: &Value) -> Result<Self, Error> {
        let invalid = || Error::without_answer(&INVALID_OPTIONS, "allowedOrigins", None);
        match value.kind() {
            Kind::Nullish => Ok(Self(None)),
            _ => {
                let list = TextList::parse(value).ok_or_else(invalid)?;
                // An origin has no path, not even a slash.
                let are_origins = list
                    .json()
                    .matches(r#"^\[("[a-z][a-z0-9+.-]*://[^"/\\]+",?)+\]$"#);
                are_origins.then_some(Self(Some(list))).ok_or_else(invalid)
            }
        }
    }

    /// Whether the option was given, so that answers depend on the origin.
    #[must_use]
    pub const fn are_given(&self) -> bool {
        self.0.is_some()
    }

    /// Whether an origin is allowed.
    #[must_use]
    pub fn contains(&self, origin: &Text) -> bool {
        self.0.as_ref().is_some_and(|list| list.contains(origin))
    }
}
