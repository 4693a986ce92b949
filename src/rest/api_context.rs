//! Makes the REST calls of an operation, within its deadline.

use std::rc::Rc;

use super::retry::{Failed, RetryPolicy};
use super::{Call, answer};
use crate::VERSION;
use crate::error::{CANCELLED, Error, FAILED_TO_FETCH, INVALID_HOST, REQUEST_TIMEOUT, Redaction};
use crate::platform::{Environment, Failure, Record, Request, Response, Text, Value};
use crate::types::{AppId, BaseUrl, RequestUrl, Secret, Service};

/// How long an operation may take with all its requests and retries, in milliseconds.
pub const OPERATION_TIMEOUT: f64 = 30_000.0;
/// How much of [`OPERATION_TIMEOUT`] the application's token function may take, in milliseconds. The rest
/// is for the login: later tokens would be useless, and a busy route gives out only late ones.
pub const TOKEN_TIMEOUT: f64 = 20_000.0;

/// What follows an attempt at a call.
enum Attempt<T> {
    /// The result of the call.
    Done(Result<T, Error>),
    /// Another attempt, after that many milliseconds.
    Again(f64),
}

/// The context of REST calls: who calls, where to, and until when.
#[derive(Clone, Debug)]
pub struct ApiContext {
    /// The environment of the client or server.
    pub environment: Rc<Environment>,
    /// The app that the calls are for.
    pub app_id: AppId,
    /// The session id of the tab, for the server's logs; `None` where there are no tabs.
    pub session_id: Option<Text>,
    /// The base URL of calls with an Auth Key; `None` makes them fail with `INVALID_HOST`.
    pub admin: Option<BaseUrl>,
    /// The base URL of calls with an auth token; `None` makes them fail with `INVALID_HOST`.
    pub client: Option<BaseUrl>,
    /// How long one request may take, in milliseconds.
    pub request_timeout: f64,
    /// When the operation must end, by the monotonic clock, in milliseconds.
    pub deadline: f64,
}

impl ApiContext {
    /// Sets the deadline to [`OPERATION_TIMEOUT`] from now.
    pub fn restart(&mut self) {
        self.deadline = self.environment.monotonic() + OPERATION_TIMEOUT;
    }

    /// The time left until the deadline, in milliseconds.
    #[must_use]
    pub fn time_left(&self) -> f64 {
        self.deadline - self.environment.monotonic()
    }

    /// Makes a call with an Auth Key or an auth token, with retries, and returns the `data` of the
    /// answer. Errors do not contain the secrets of `redaction`. Asks `is_wanted` before and after each
    /// attempt, and sends nothing more once it is false.
    ///
    /// # Errors
    /// The server's error; `FAILED_TO_FETCH` without an answer that is JSON; `INVALID_RESPONSE` for JSON
    /// that the protocol does not have; `REQUEST_TIMEOUT`; `INVALID_HOST`; `REQUEST_CANCELLED`.
    pub fn call(
        &self,
        call: &Call,
        service: Service,
        secret: &Secret,
        redaction: &Redaction,
        is_wanted: &dyn Fn() -> bool,
    ) -> impl Future<Output = Result<Value, Error>> {
        let asked = (call, service, secret);
        self.ask(asked, redaction, is_wanted, answer::data_of)
    }

    /// Makes a call like [`Self::call`], and returns the whole answer, which has `data`.
    ///
    /// # Errors
    /// Those of [`Self::call`].
    pub fn call_whole(
        &self,
        call: &Call,
        service: Service,
        secret: &Secret,
        redaction: &Redaction,
        is_wanted: &dyn Fn() -> bool,
    ) -> impl Future<Output = Result<Record, Error>> {
        let asked = (call, service, secret);
        self.ask(asked, redaction, is_wanted, answer::whole)
    }

    async fn ask<T>(
        &self,
        (call, service, secret): (&Call, Service, &Secret),
        redaction: &Redaction,
        is_wanted: &dyn Fn() -> bool,
        read: impl Fn(&Response, &Redaction) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let base = match service {
            Service::Admin => &self.admin,
            Service::Client => &self.client,
        };
        let url = base.as_ref().ok_or(&INVALID_HOST)?.join(&call.path);
        let mut policy = RetryPolicy::new(call.retry);
        while is_wanted() {
            let request = self.request(call, &url, service, secret);
            let answer = self.environment.send(request).await;
            match self.classify_attempt(answer, redaction, &mut policy, &read) {
                Attempt::Done(result) => return result,
                Attempt::Again(wait) if is_wanted() => self.environment.sleep(wait).await,
                Attempt::Again(_) => break,
            }
        }
        Err((&CANCELLED).into())
    }

    fn request(&self, call: &Call, url: &RequestUrl, service: Service, secret: &Secret) -> Request {
        let headers = Record::new();
        headers.set("accept", "application/json");
        headers.set("content-type", "application/json");
        headers.set("sdk", concat!("javascript@", env!("CARGO_PKG_VERSION")));
        headers.set("appid", self.app_id.text().clone());
        if let Some(session_id) = &self.session_id {
            headers.set("resource", session_id.clone());
        }
        let name = match service {
            Service::Admin => "apikey",
            Service::Client => "authtoken",
        };
        headers.set(name, secret.expose().clone());
        Request {
            method: call.method,
            url: url.text().clone(),
            headers,
            body: call.body.as_ref().and_then(Record::to_json),
            timeout: self.request_timeout.min(self.time_left()).max(0.0),
        }
    }

    /// Decides whether an attempt was the last one.
    fn classify_attempt<T>(
        &self,
        answer: Result<Response, Failure>,
        redaction: &Redaction,
        policy: &mut RetryPolicy,
        read: &impl Fn(&Response, &Redaction) -> Result<T, Error>,
    ) -> Attempt<T> {
        let (failed, retry_after, error) = match answer {
            Err(Failure::Timeout) => return Attempt::Done(Err((&REQUEST_TIMEOUT).into())),
            Err(Failure::Offline) => {
                let error = Error::without_answer(&FAILED_TO_FETCH, "offline", None);
                (Failed::Unsent, 0.0, error)
            }
            Err(failure) => {
                let error = Error::without_answer(&FAILED_TO_FETCH, "no answer", None);
                (Failed::Unanswered, 0.0, error.because(failure, redaction))
            }
            Ok(response) => match read(&response, redaction) {
                Err(error) if matches!(response.status, 429 | 503) => {
                    (Failed::Refused, response.retry_after, error)
                }
                result => return Attempt::Done(result),
            },
        };
        match policy.next(failed, retry_after, self.environment.random()) {
            Some(wait) if wait < self.time_left() => Attempt::Again(wait),
            _ => Attempt::Done(Err(error)),
        }
    }
}

/// The body of a login request (docs/protocol.md#calls): the device and, with `source`, the framework.
#[must_use]
pub fn client_info(environment: &Environment, device_id: Text, source: Option<&Record>) -> Record {
    let app_info = Record::new();
    app_info.set("version", VERSION);
    app_info.set("apiVersion", crate::types::API_VERSION);
    app_info.set("userAgent", environment.user_agent());
    if let Some(source) = source {
        for key in ["resource", "platform", "language"] {
            let value = source.get(key);
            if value.to_json().is_some() {
                app_info.set(key, value);
            }
        }
    }
    let info = Record::new();
    info.set("platform", "WEB");
    info.set("deviceId", device_id);
    info.set("appInfo", app_info);
    info
}
