//! A server that answers as the protocol says, or as the test says.

use std::cell::RefCell;
use std::collections::VecDeque;

use serde_json::{Value, json};

use super::LOST;
use super::signal::Signal;
use cometchat_wasm::platform::{Failure, Response};

pub type Answer = Result<Response, Failure>;

/// A request that was sent.
#[derive(Clone)]
pub struct Sent {
    pub method: &'static str,
    pub url: String,
    pub headers: Value,
    pub body: Option<String>,
    pub keepalive: bool,
    pub timeout: f64,
    /// When, by the virtual clock.
    pub at: f64,
    pub answer: Signal<Answer>,
}

impl Sent {
    /// Method and path, without base URL.
    pub fn route(&self) -> String {
        let path = self.url.split_once("/v3.0").map_or("?", |(_, path)| path);
        format!("{} {path}", self.method)
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(self.body.as_deref().expect("a body")).expect("JSON")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers[name].as_str().unwrap_or_default()
    }

    /// Lets the answer go that was held back.
    pub fn release(&self, reply: Reply) {
        let answer = reply.answer(self).expect("an answer");
        self.answer.give(answer);
    }
}

/// What the server does with a request.
#[derive(Clone, Debug)]
pub enum Reply {
    /// What the protocol says.
    Usual,
    /// A status and JSON.
    Json(u16, Value),
    /// A status, and any text.
    Text(u16, String),
    /// A status, and `Retry-After` in milliseconds.
    Busy(u16, f64),
    /// A body that is longer than what is read.
    TooLarge,
    /// The connection fails, on the way there or back.
    Offline,
    /// The browser is offline: nothing is sent.
    Unsent,
    /// Nothing, until the test releases it or the time is over.
    Held,
}

impl Reply {
    pub fn data(data: Value) -> Self {
        Self::Json(200, json!({ "data": data }))
    }

    pub fn error(status: u16, code: &str) -> Self {
        let error = json!({ "code": code, "message": "No.", "devMessage": "No!", "source": "api" });
        Self::Json(status, json!({ "error": error }))
    }

    /// The server does not know the token any more.
    pub fn lost() -> Self {
        Self::error(401, LOST)
    }

    pub fn answer(self, sent: &Sent) -> Option<Answer> {
        let (status, retry_after, body) = match self {
            Self::Held => return None,
            Self::Offline => {
                let cause = ("TypeError".into(), "Failed to fetch".into());
                return Some(Err(Failure::Network(Some(cause))));
            }
            Self::Unsent => return Some(Err(Failure::Offline)),
            Self::Usual => (200, 0.0, Some(usual(sent).to_string())),
            Self::Json(status, value) => (status, 0.0, Some(value.to_string())),
            Self::Text(status, text) => (status, 0.0, Some(text)),
            Self::Busy(status, after) => {
                let error = json!({ "code": "ERR_TOO_MANY_REQUESTS", "message": "Later." });
                (status, after, Some(json!({ "error": error }).to_string()))
            }
            Self::TooLarge => (200, 0.0, None),
        };
        Some(Ok(Response {
            status,
            retry_after,
            body: body.map(|text| (*text).into()),
        }))
    }
}

/// The token that the server makes for a user.
pub fn token_of(uid: &str) -> String {
    format!("{uid}_token")
}

/// What the server says of a user.
pub fn user_of(uid: &str) -> Value {
    json!({ "uid": uid, "name": uid.to_uppercase(), "status": "offline", "role": "default" })
}

/// The settings that the server sends with a session.
pub fn settings() -> Value {
    json!({ "REGION": "us", "EXTENSION_LIST": [] })
}

fn usual(sent: &Sent) -> Value {
    let uid = sent
        .header("authtoken")
        .trim_end_matches("_token")
        .to_owned();
    let body = || sent.json();
    let data = match (sent.method, sent.route().as_str()) {
        ("PUT", "PUT /me") if body().get("platform").is_some() => {
            let mut user = user_of(&uid);
            user["authToken"] = json!(sent.header("authtoken"));
            user["settings"] = settings();
            user["wsChannel"] = json!({ "identity": "channel" });
            user["jwt"] = json!("a jwt");
            user["fat"] = json!("a fat");
            user
        }
        ("PUT", "PUT /me") => {
            let mut user = user_of(&uid);
            for (key, value) in body().as_object().expect("a user") {
                // A UID stays what it is.
                if key != "uid" {
                    user[key] = value.clone();
                }
            }
            user
        }
        ("DELETE", _) => json!({ "success": true, "message": "Bye." }),
        ("POST", route) if route.ends_with("/auth_tokens") => {
            let uid = route.split('/').nth(2).unwrap_or_default();
            json!({ "uid": uid, "authToken": token_of(uid), "createdAt": 1_700_000_000 })
        }
        ("GET", route) => user_of(route.rsplit('/').next().unwrap_or_default()),
        _ => {
            let mut user = body();
            user["createdAt"] = json!(1_700_000_000);
            user
        }
    };
    json!({ "data": data })
}

/// What the test wants to be answered.
#[derive(Default)]
pub struct Script {
    once: RefCell<Vec<(String, VecDeque<Reply>)>>,
    always: RefCell<Vec<(String, Reply)>>,
    rest: RefCell<Option<Reply>>,
}

impl Script {
    /// The next requests to a route, `METHOD /path`, get these replies.
    pub fn next(&self, route: &str, replies: impl IntoIterator<Item = Reply>) {
        let replies = replies.into_iter().collect();
        self.once.borrow_mut().push((route.into(), replies));
    }

    /// All further requests to a route get this reply.
    pub fn always(&self, route: &str, reply: Reply) {
        self.always.borrow_mut().insert(0, (route.into(), reply));
    }

    /// All requests to other routes get this reply.
    pub fn always_everywhere(&self, reply: Reply) {
        *self.rest.borrow_mut() = Some(reply);
    }

    pub fn reply(&self, sent: &Sent) -> Reply {
        let route = sent.route();
        let mut once = self.once.borrow_mut();
        once.iter_mut()
            .filter(|(of, _)| *of == route)
            .find_map(|(_, replies)| replies.pop_front())
            .or_else(|| {
                let always = self.always.borrow();
                let found = always.iter().find(|(of, _)| *of == route);
                found.map(|(_, reply)| reply.clone())
            })
            .or_else(|| self.rest.borrow().clone())
            .unwrap_or(Reply::Usual)
    }
}
