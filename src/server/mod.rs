//! The server's half: the calls of an application's server with its REST API key, and the routes that give
//! auth tokens to its pages (docs/protocol.md#the-servers-half).
//!
//! It keeps no state: CometChat's server orders simultaneous calls of several requests, processes or
//! machines.

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

/// The calls and routes of an application's server, for one app and one REST API key.
#[derive(Clone)]
pub struct Server(Rc<State>);

struct State {
    environment: Rc<Environment>,
    /// An error rejects each call, not the constructor: a program must start and be built without a key.
    config: Result<ServerConfig, &'static ErrorSpec>,
}

impl Server {
    /// Parses `{ appId, region, apiKey, emulator?, host?, requestTimeout? }`. Each call rejects with an
    /// error in the options: `MISSING_PARAMETERS`, `INVALID_APP_ID`, `INVALID_REGION`, `INVALID_API_KEY`,
    /// `INVALID_HOST` or `INVALID_SETTINGS`.
    #[must_use]
    pub fn new(environment: Environment, options: &Value) -> Self {
        let config = ServerConfig::parse(options);
        Self(Rc::new(State {
            environment: Rc::new(environment),
            config,
        }))
    }

    /// The environment of this server.
    #[must_use]
    pub fn environment(&self) -> &Rc<Environment> {
        &self.0.environment
    }

    /// The secrets that no error may contain: the key.
    fn redaction(&self) -> Redaction {
        let mut redaction = Redaction::default();
        if let Ok(config) = &self.0.config {
            redaction.add_key(&config.api_key);
        }
        redaction
    }

    /// Makes a call, and returns a promise of its result.
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

    /// Makes a call within `time` milliseconds, and returns its result.
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
