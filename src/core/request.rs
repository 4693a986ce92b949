//! Calls of CometChat's REST API: URLs, headers, deadlines, retries, and what counts as an answer.

use std::fmt;

use super::VERSION;
use super::app::App;
use super::client::{Answer, Client};
use super::error::{
    CANCELLED, Error, FAILED_TO_FETCH, INVALID_HOST, INVALID_RESPONSE, REQUEST_TIMEOUT,
};
use super::host::API_VERSION;
use super::platform::{Deferred, Failure, Platform, Request, Response};
use super::session::Session;
use super::settings::OPERATION_TIMEOUT;
use super::value::Value;

/// How often a call is tried at the most.
const ATTEMPTS: u32 = 3;
/// How long to wait before the second attempt, in milliseconds; doubled each time.
const BACKOFF: f64 = 300.0;

/// When a call may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// When no answer came, and when the server refused it for now (429, 503): doing it twice is
    /// the same as doing it once.
    Always,
    /// Only when the server refused it for now: a lost answer may mean that it was done.
    WhenRefused,
    /// Not here.
    Never,
}

/// One call.
pub struct Call<V> {
    /// HTTP method.
    pub method: &'static str,
    /// Path below the API's base.
    pub path: V,
    /// Whether the secret is the app's Auth Key. If not, it is a user's token.
    pub with_key: bool,
    /// The Auth Key, or the token.
    pub secret: V,
    /// What to send, or none.
    pub body: V,
    /// When to send it again.
    pub retry: Retry,
}

impl<V> fmt::Debug for Call<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.method)
    }
}

/// Who calls, in what circumstances.
pub struct Caller<P: Platform> {
    client: Client<P>,
    pub(super) app: &'static App<P>,
    session_id: P::Value,
    /// The settings that the server sent with the session, or none.
    settings: P::Value,
    /// When the operation must be over, by the platform's monotonic clock.
    end: f64,
}

impl<P: Platform> fmt::Debug for Caller<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Caller")
    }
}

impl<P: Platform> Caller<P> {
    /// A caller for an operation that starts now, in the name of `session` if there is one.
    pub fn new(
        client: Client<P>,
        app: &'static App<P>,
        session: Option<&Session<P::Value>>,
    ) -> Self {
        Self {
            client,
            app,
            session_id: client.session_id(app),
            settings: session.map_or_else(P::Value::none, Session::settings),
            end: client.platform().monotonic() + OPERATION_TIMEOUT,
        }
    }

    /// Gives the operation its whole time again.
    pub fn restart(&mut self) {
        self.end = self.client.platform().monotonic() + OPERATION_TIMEOUT;
    }

    /// Makes a call, again if need be, and returns the `data` of the answer. Sends nothing (more)
    /// once `promise` was given up, if it is for one.
    ///
    /// # Errors
    /// What the server says; `FAILED_TO_FETCH` without an answer that is JSON; `INVALID_RESPONSE` for
    /// other JSON than the protocol's; `REQUEST_TIMEOUT`; `INVALID_HOST`; `REQUEST_CANCELLED`.
    pub async fn call(&self, call: &Call<P::Value>, promise: Option<&P::Deferred>) -> Answer<P> {
        let platform = self.client.platform();
        let mut base = self.client.emulator();
        if base.is_none() {
            if self.client.wants_emulator() {
                return Err(Error::known(&INVALID_HOST));
            }
            base = self.app.base(call.with_key, &self.settings);
        }
        let url = base.plus(&call.path);
        // Browsers take the lack of an address for one of the page's own server.
        if url.is_none() {
            return Err(Error::known(&INVALID_HOST));
        }
        let headers = self.headers(call);
        let body = call.body.stringified();
        let mut backoff = BACKOFF;
        let mut attempt = 1;
        loop {
            if promise.is_some_and(Deferred::is_given_up) {
                return Err(Error::known(&CANCELLED));
            }
            let left = self.end - platform.monotonic();
            let sent = platform.send(Request {
                method: call.method,
                url: &url,
                headers: &headers,
                body: &body,
                keepalive: call.method == "DELETE",
                timeout: self.app.request_timeout.get().min(left).max(0.0),
            });
            let mut again = false;
            let mut wait = backoff;
            let result = match sent.await {
                Err(Failure::Timeout) => return Err(Error::known(&REQUEST_TIMEOUT)),
                Err(Failure::Network(cause)) => {
                    again = call.retry == Retry::Always;
                    Err(Error::because(&FAILED_TO_FETCH, "no answer", 0, &cause))
                }
                Ok(response) => {
                    if matches!(response.status, 429 | 503) {
                        again = call.retry != Retry::Never;
                        wait = wait.max(response.retry_after);
                    }
                    read(&response, &call.secret)
                }
            };
            // Some jitter, lest all clients that were refused together come back together.
            wait += backoff * platform.random();
            let left = self.end - platform.monotonic();
            if !again || attempt == ATTEMPTS || wait >= left {
                return result;
            }
            platform.sleep(wait).await;
            backoff *= 2.0;
            attempt += 1;
        }
    }

    fn headers(&self, call: &Call<P::Value>) -> P::Value {
        let mut headers = P::Value::json(concat!(
            r#"{"accept":"application/json","content-type":"application/json","sdk":"javascript@"#,
            env!("CARGO_PKG_VERSION"),
            r#""}"#
        ));
        headers.set("appid", &self.app.id);
        headers.set("resource", &self.session_id);
        let secret = if call.with_key { "apikey" } else { "authtoken" };
        headers.set(secret, &call.secret);
        headers
    }

    /// The body of the calls that log in (docs/protocol.md#calls).
    pub fn client_info(&self, with_source: bool) -> P::Value {
        let mut app_info = P::Value::object();
        app_info.set("version", &P::Value::text(VERSION));
        app_info.set("apiVersion", &P::Value::text(API_VERSION));
        app_info.set("userAgent", &self.client.platform().user_agent());
        if with_source {
            let source = self.client.source();
            for key in ["resource", "platform", "language"] {
                let value = source.get(key);
                if !value.is_none() {
                    app_info.set(key, &value);
                }
            }
        }
        let mut info = P::Value::object();
        info.set("platform", &P::Value::text("WEB"));
        info.set("deviceId", &self.app.device_id.get());
        info.set("appInfo", &app_info);
        info
    }
}

fn read<V: Value>(response: &Response<V>, secret: &V) -> Result<V, Error<V>> {
    let json = response.body.parsed();
    let error = json.get("error");
    let data = json.get("data");
    let mut known = &INVALID_RESPONSE;
    let reason = if response.body.is_none() {
        "too large"
    } else if json.is_none() && !response.body.matches(r"^\s*null\s*$") {
        known = &FAILED_TO_FETCH;
        "not JSON"
    } else if !error.is_none() {
        match Error::from_server(&error, secret) {
            Some(error) => return Err(error),
            None => "no code",
        }
    } else if data.is_none() || !(200..300).contains(&response.status) {
        "no data"
    } else {
        return Ok(data);
    };
    Err(Error::because(known, reason, response.status, &V::none()))
}
