//! An application's server: the server's half in a world, with short names for what tests do all the time.

use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;

use cometchat_wasm::platform::{AbortHandle, Environment, ErrorCallback, Record, TokenSource};
use cometchat_wasm::server::{Purpose, RouteRequest, Server};
use serde_json::{Value, json};

use super::APP;
use super::promise::{Promise, Promised as _};
use super::tokens::Given;
use super::world::World;

/// A REST API key.
pub const REST_KEY: &str = "rest-api-key-of-the-app";

#[derive(Clone)]
pub struct Backend {
    world: World,
    pub server: Server,
    /// The codes and reasons of which `onError` heard.
    errors: Rc<RefCell<Vec<Value>>>,
}

impl Deref for Backend {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl Backend {
    pub fn new() -> Self {
        Self::with(json!({ "appId": APP, "region": "us", "apiKey": REST_KEY }))
    }

    pub fn with(options: Value) -> Self {
        let (world, _) = World::with_client();
        let environment = Environment::new(Rc::new(world.clone()));
        let server = Server::new(environment, &options.into());
        Self {
            world,
            server,
            errors: Rc::default(),
        }
    }

    /// Makes a call, and lets everything happen that needs no time.
    pub fn call(&self, call: impl FnOnce(&Server) -> Promise) -> Promise {
        let promise = call(&self.server);
        self.run();
        promise
    }

    /// What `onError` heard: the fields of each exception.
    pub fn errors(&self) -> Vec<Value> {
        self.errors.borrow().clone()
    }

    /// Asks a route, whose `identify` does this.
    pub fn ask(&self, purpose: Purpose, head: Value, given: Given, options: Value) -> Promise {
        let identify = TokenSource::new(Rc::new(move |_: Record, _: AbortHandle| {
            given.clone().give()
        }));
        let errors = self.errors.clone();
        let on_error = move |fields: &Record| errors.borrow_mut().push(fields.to_value());
        self.call(|server| {
            server.route(RouteRequest {
                purpose,
                head: head.into(),
                identify: Some(identify),
                options: options.into(),
                on_error: Some(ErrorCallback::new(Rc::new(on_error))),
            })
        })
    }

    /// Asks for a token, as a page of the server's own does.
    pub fn ask_for_token(&self, user: Value) -> Promise {
        self.ask(Purpose::Token, own_page(), Given::Value(user), json!(null))
    }
}

/// The head of a request of the server's own page.
pub fn own_page() -> Value {
    json!({
        "method": "POST",
        "url": "https://shop.example/api/cometchat-token",
        "site": "same-origin",
        "origin": "https://shop.example",
        "host": "shop.example",
    })
}

/// Status and body of a route's reply.
#[track_caller]
pub fn reply(promise: &Promise) -> (u64, Value) {
    let reply = promise.value();
    let status = reply["status"].as_u64().expect("a status");
    (status, reply["body"].clone())
}
