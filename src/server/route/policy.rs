//! Which requests a route serves: those of the application's own pages.
//!
//! A browser sends the user's cookies with what pages of other sites have it ask for. It marks these requests
//! with `Sec-Fetch-Site`, or, where it does not know that header, with `Origin`. A program sends neither, and
//! has nobody's cookies.

use crate::error::{Error, INVALID_OPTIONS};
use crate::platform::{Kind, Record, Text, Value};
use crate::types::TextList;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// It is served.
    Serve,
    /// A browser asks whether a page of an allowed origin may send it.
    Preflight,
    /// It is no `POST`.
    WrongMethod,
    /// A page of another site sends it.
    CrossSite,
}

/// What a request says of itself: `{ method, url, site, origin, host, forwardedHost, requestedHeaders }`, the
/// last five by its headers.
#[derive(Debug)]
pub struct Head(Record);

impl Head {
    /// Reads the head of a request; what is missing says nothing.
    #[must_use]
    pub fn parse(head: &Value) -> Self {
        Self(head.as_record().unwrap_or_default())
    }

    /// Where the page is from that sends it, if it says so.
    #[must_use]
    pub fn origin(&self) -> Option<Text> {
        self.0.text("origin")
    }

    /// The headers that a page asks to be allowed to send.
    #[must_use]
    pub fn requested_headers(&self) -> Option<Text> {
        self.0.text("requestedHeaders")
    }

    /// What becomes of the request; `is_allowed` if it is of an origin that the application allows.
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

    /// Whether an origin is the server's own, under one of the names that the request gives it. Behind a
    /// proxy, its URL has another one.
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

/// The origins whose pages may ask, beside the server's own.
#[derive(Debug)]
pub struct AllowedOrigins(Option<TextList>);

impl AllowedOrigins {
    /// Reads the option `allowedOrigins`.
    ///
    /// # Errors
    /// `INVALID_OPTIONS` if it is no list of origins.
    pub fn parse(value: &Value) -> Result<Self, Error> {
        let invalid = || Error::without_answer(&INVALID_OPTIONS, "allowedOrigins", None);
        match value.kind() {
            Kind::Nullish => Ok(Self(None)),
            _ => {
                let list = TextList::parse(value).ok_or_else(invalid)?;
                // Origins have no path, not even a slash.
                let are_origins = list
                    .json()
                    .matches(r#"^\[("[a-z][a-z0-9+.-]*://[^"/\\]+",?)+\]$"#);
                are_origins.then_some(Self(Some(list))).ok_or_else(invalid)
            }
        }
    }

    /// Whether there are some, so that what a page gets depends on where it is from.
    #[must_use]
    pub const fn are_given(&self) -> bool {
        self.0.is_some()
    }

    /// Whether an origin is one of them.
    #[must_use]
    pub fn contains(&self, origin: &Text) -> bool {
        self.0.as_ref().is_some_and(|list| list.contains(origin))
    }
}
