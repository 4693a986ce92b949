//! Calls of the REST API, and the results that their answers must have.

use crate::error::{Error, INVALID_RESPONSE};
use crate::platform::{Kind, Method, Record, Text, Value};
use crate::rest::{Call, Retry};
use crate::types::{Path, Secret, Uid};

/// A call with parsed arguments.
#[derive(Debug)]
pub struct ApiCall {
    pub request: Call,
    pub expected: Expected,
    /// The auth token that the call is about: errors must not contain it.
    pub token: Option<Secret>,
}

/// The result that an answer must have.
#[derive(Debug)]
pub enum Expected {
    /// A user.
    User,
    /// A new auth token of this user. The result is the token.
    NewToken(Uid),
    /// The record of an auth token.
    Token,
    /// A page of a list. The result has the list under this name.
    Page(&'static str),
    /// Any object, unchanged.
    Report,
    /// Any answer with `data`. The result is nothing.
    Done,
}

impl ApiCall {
    /// A call without a body.
    pub fn new(method: Method, path: Path, expected: Expected) -> Self {
        let retry = match method {
            Method::Get => Retry::Always,
            _ => Retry::WhenRefused,
        };
        Self {
            request: Call {
                method,
                path,
                body: None,
                retry,
            },
            expected,
            token: None,
        }
    }

    /// Sets the body.
    pub fn with_body(mut self, body: Record) -> Self {
        self.request.body = Some(body);
        self
    }

    /// Sets the auth token that the call is about.
    pub fn about(mut self, token: Secret) -> Self {
        self.token = Some(token);
        self
    }
}

impl Expected {
    /// Returns the result of an answer.
    ///
    /// # Errors
    /// `INVALID_RESPONSE` if the answer does not have it.
    pub fn result(&self, answer: &Record) -> Result<Value, Error> {
        let data = answer.get("data");
        let record = data.as_record();
        let has = |key| {
            let text = record.as_ref().and_then(|record| record.text(key));
            text.filter(Text::is_present)
        };
        let (result, missing) = match self {
            Self::User => (has("uid").map(|_| data), "no user"),
            Self::NewToken(uid) => (new_token(uid, has("uid"), has("authToken")), "no token"),
            Self::Token => (has("authToken").map(|_| data), "no token"),
            Self::Page(name) => (page(name, &data, answer), "no list"),
            Self::Report => (record.map(|_| data), "no report"),
            Self::Done => (Some(Value::nothing()), ""),
        };
        result.ok_or_else(|| Error::without_answer(&INVALID_RESPONSE, missing, None))
    }
}

/// The token, unless the answer names another user: a mixed-up answer must not log a user in as somebody
/// else.
fn new_token(uid: &Uid, owner: Option<Text>, token: Option<Text>) -> Option<Value> {
    let token = Secret::from_text(token?)?;
    let is_own = owner.is_none_or(|owner| uid.is(&owner));
    is_own.then(|| token.expose().clone().into())
}

/// A page of a list, with the page's number and the totals from the answer.
fn page(name: &'static str, data: &Value, answer: &Record) -> Option<Value> {
    if data.kind() != Kind::Array {
        return None;
    }
    let page = Record::new();
    page.set(name, data.clone());
    let about = || {
        answer
            .get("meta")
            .as_record()?
            .get("pagination")
            .as_record()
    };
    if let Some(about) = about() {
        for (key, name) in [
            ("current_page", "page"),
            ("total_pages", "totalPages"),
            ("total", "total"),
        ] {
            if let Some(number) = about.get(key).as_number() {
                page.set(name, number);
            }
        }
    }
    Some(page.into())
}
