//! An application's function that gives auth tokens, and what is called with it.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::pending;
use std::rc::Rc;

use cometchat_wasm::error::MISSING_UID;
use cometchat_wasm::platform::{
    AbortHandle, ErrorCallback, Failure, LocalFuture, Record, TokenSource,
};
use cometchat_wasm::types::{Credential, TokenOrigin, Uid};
use serde_json::Value;

use super::promise::Promise;
use super::server::token_of;
use super::signal::Signal;
use super::{Json, Page};

/// What the function does when it is asked.
#[derive(Clone)]
pub enum Given {
    /// Gives this value.
    Value(Value),
    /// Throws.
    Thrown,
    /// Never answers.
    Never,
    /// Gives what the test gives later.
    Held(Signal<Value>),
}

impl Given {
    /// Gives this token.
    pub fn token(token: impl Into<String>) -> Self {
        Self::Value(Value::String(token.into()))
    }

    /// Does it.
    pub fn give(self) -> LocalFuture<Result<Json, Failure>> {
        match self {
            Self::Value(value) => Box::pin(async { Ok(value.into()) }),
            Self::Thrown => {
                let thrown = ("TypeError".into(), "no route".into());
                Box::pin(async { Err(Failure::Network(Some(thrown))) })
            }
            Self::Never => Box::pin(pending()),
            Self::Held(later) => Box::pin(async { Ok(later.await.into()) }),
        }
    }
}

/// A function that notes what it is asked. Unless told otherwise, it gives the user's usual token.
#[derive(Clone, Default)]
pub struct Tokens(Rc<State>);

#[derive(Default)]
struct State {
    asked: RefCell<Vec<Value>>,
    handles: RefCell<Vec<AbortHandle>>,
    errors: RefCell<Vec<Value>>,
    once: RefCell<VecDeque<Given>>,
}

impl Tokens {
    /// The next times, the function does this.
    pub fn next(&self, given: impl IntoIterator<Item = Given>) {
        self.0.once.borrow_mut().extend(given);
    }

    /// The next time, the function gives this token.
    pub fn next_token(&self, token: impl Into<String>) {
        self.next([Given::token(token)]);
    }

    /// The next time, the function gives what the test gives later.
    pub fn hold(&self) -> Signal<Value> {
        let later = Signal::new();
        self.next([Given::Held(later.clone())]);
        later
    }

    /// Why it was asked, each time.
    pub fn reasons(&self) -> Vec<Value> {
        let asked = self.0.asked.borrow();
        asked.iter().map(|it| it["reason"].clone()).collect()
    }

    /// What it was asked with, each time.
    pub fn asked(&self) -> Vec<Value> {
        self.0.asked.borrow().clone()
    }

    /// Whether the signal was aborted of each time that it was asked.
    pub fn aborted(&self) -> Vec<bool> {
        let handles = self.0.handles.borrow();
        handles.iter().map(AbortHandle::is_aborted).collect()
    }

    /// The codes of which `onError` heard.
    pub fn errors(&self) -> Vec<Value> {
        self.0.errors.borrow().clone()
    }

    fn ask(&self, request: &Record, abort: AbortHandle) -> LocalFuture<Result<Json, Failure>> {
        let request = request.to_value();
        let usual = token_of(request["uid"].as_str().unwrap_or_default());
        self.0.asked.borrow_mut().push(request);
        self.0.handles.borrow_mut().push(abort);
        let next = self.0.once.borrow_mut().pop_front();
        next.unwrap_or_else(|| Given::token(usual)).give()
    }

    fn credential(&self, uid: &str) -> Credential {
        let tokens = self.clone();
        let credential = asking(uid, move |request, abort| tokens.ask(&request, abort));
        let tokens = self.clone();
        let on_error = move |fields: &Record| {
            let code = fields.to_value()["code"].clone();
            tokens.0.errors.borrow_mut().push(code);
        };
        Credential {
            on_error: Some(ErrorCallback::new(Rc::new(on_error))),
            ..credential
        }
    }
}

/// What `ensureLoggedIn` is given with a function.
pub fn asking(
    uid: &str,
    function: impl Fn(Record, AbortHandle) -> LocalFuture<Result<Json, Failure>> + 'static,
) -> Credential {
    Credential {
        uid: Some(Uid::parse(&uid.into(), &MISSING_UID).expect("a UID")),
        origin: TokenOrigin::Source(TokenSource::new(Rc::new(function))),
        on_error: None,
    }
}

/// Another token that the usual server takes for the user's: the first, the second and so on.
pub fn fresh_token(uid: &str, count: usize) -> String {
    format!("{uid}{}", "_token".repeat(count + 1))
}

impl Page {
    /// After `ensureLoggedIn` with a function.
    pub fn ensured(uid: &str, tokens: &Tokens) -> Self {
        let page = Self::ready();
        let promise = page.ensure_with(uid, tokens);
        assert!(promise.settlements().iter().all(|(_, it)| it.is_ok()));
        page.forget();
        page
    }

    /// `ensureLoggedIn` with what JSON can say.
    pub fn ensure(&self, request: Value) -> Promise {
        let promise = self.start_ensure(request);
        self.run();
        promise
    }

    /// `ensureLoggedIn` with a function.
    pub fn ensure_with(&self, uid: &str, tokens: &Tokens) -> Promise {
        let promise = self.start_ensure_with(uid, tokens);
        self.run();
        promise
    }

    /// The same; nothing happens yet.
    pub fn start_ensure(&self, request: Value) -> Promise {
        self.client
            .ensure_logged_in(Credential::request(&request.into()))
    }

    /// The same; nothing happens yet.
    pub fn start_ensure_with(&self, uid: &str, tokens: &Tokens) -> Promise {
        self.client
            .ensure_logged_in(Ok(tokens.credential(uid).into()))
    }

    /// `checkSession`.
    pub fn check_session(&self) -> Promise {
        let promise = self.client.check_session();
        self.run();
        promise
    }
}
