//! The server's half: what an application's server asks CometChat for with its REST API key, and the routes
//! that hand auth tokens to its pages (docs/protocol.md#the-servers-half).
//!
//! It keeps no state: what two requests, two processes or two machines do at once, CometChat's server puts in
//! order.

mod auth_tokens;
#[cfg(all(target_arch = "wasm32", feature = "server"))]
mod binding;
mod call;
mod config;
mod page;
mod route;
mod users;

pub use config::ServerConfig;
pub use route::{IDENTIFY_TIMEOUT, Purpose, ROUTE_TIMEOUT, RouteRequest};

use std::fmt;
use std::rc::Rc;

use crate::error::{CANCELLED, Error, ErrorSpec, Redaction};
use crate::platform::{Deferred, Environment, ResultKind, Value};
use crate::rest::{ApiContext, OPERATION_TIMEOUT};
use crate::types::Service;
use call::ApiCall;

/// An application's server, for one app and with one key.
#[derive(Clone)]
pub struct Server(Rc<State>);

struct State {
    environment: Rc<Environment>,
    /// What is wrong with it rejects each call: a program must start, and be built, where there is no key.
    config: Result<ServerConfig, &'static ErrorSpec>,
}

impl Server {
    /// Reads `{ appId, region, apiKey, emulator?, host?, requestTimeout? }`. What is wrong with it, each call
    /// rejects with: `MISSING_PARAMETERS`, `INVALID_APP_ID`, `INVALID_REGION`, `INVALID_API_KEY`,
    /// `INVALID_HOST` or `INVALID_SETTINGS`.
    #[must_use]
    pub fn new(environment: Environment, options: &Value) -> Self {
        let config = ServerConfig::parse(options);
        Self(Rc::new(State {
            environment: Rc::new(environment),
            config,
        }))
    }

    /// What surrounds this server.
    #[must_use]
    pub fn environment(&self) -> &Rc<Environment> {
        &self.0.environment
    }

    /// What is kept back from every error: the key.
    fn redaction(&self) -> Redaction {
        let mut redaction = Redaction::default();
        if let Ok(config) = &self.0.config {
            redaction.add_key(&config.api_key);
        }
        redaction
    }

    /// Makes a call, and settles its promise with what it comes to.
    fn perform(&self, call: Result<ApiCall, Error>) -> Deferred {
        let deferred = self.environment().defer();
        let (server, task) = (self.clone(), deferred.clone());
        self.environment().spawn(Box::pin(async move {
            let is_wanted = || !task.is_abandoned();
            let answer = match call {
                Ok(call) => server.call(&call, OPERATION_TIMEOUT, &is_wanted).await,
                Err(error) => Err(error),
            };
            match answer {
                Ok(value) => task.resolve(ResultKind::Plain, value),
                Err(error) => task.reject(error.fields()),
            }
        }));
        deferred
    }

    /// Makes a call, within so many milliseconds.
    async fn call(
        &self,
        call: &ApiCall,
        time: f64,
        is_wanted: &dyn Fn() -> bool,
    ) -> Result<Value, Error> {
        let config = self.0.config.as_ref().map_err(|spec| Error::from(*spec))?;
        let context = ApiContext {
            environment: self.environment().clone(),
            app_id: config.app_id.clone(),
            session_id: None,
            admin: Some(config.api.clone()),
            client: None,
            request_timeout: config.request_timeout,
            deadline: self.environment().monotonic() + time,
        };
        let mut redaction = self.redaction();
        if let Some(token) = &call.token {
            redaction.add_token(token, None);
        }
        let (request, key) = (&call.request, &config.api_key);
        let asking = context.call_whole(request, Service::Admin, key, &redaction, is_wanted);
        let answer = asking.await?;
        if is_wanted() {
            call.expected.result(&answer)
        } else {
            Err((&CANCELLED).into())
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Server")
    }
}
