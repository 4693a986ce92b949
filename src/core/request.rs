//! Calls of CometChat's REST API: URLs, headers, deadlines, retries, and what counts as an answer.

use std::fmt;
use std::rc::Rc;

use super::VERSION;
use super::client::{App, Client};
use super::error::{Error, FAILED_TO_FETCH, INVALID_HOST, INVALID_RESPONSE, REQUEST_TIMEOUT};
use super::flight::{First, race};
use super::host::{self, API_VERSION};
use super::platform::{Platform, Request, Response};
use super::value::{Plain, Value};

/// How often a call is tried at the most.
const ATTEMPTS: u32 = 3;
/// How long to wait before the second attempt, in milliseconds; doubled each time.
const BACKOFF: f64 = 300.0;

/// With whose right a call is made, which decides its host and its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// With the app's Auth Key.
    Admin,
    /// With a user's token.
    Client,
}

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
    /// With what right.
    pub side: Side,
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
    /// The client.
    pub client: Client<P>,
    /// The app.
    pub app: Rc<App<P>>,
    /// The tab, for the `resource` header.
    pub session_id: P::Value,
    /// The settings that the server sent with the session, or none.
    pub settings: P::Value,
    /// When the operation must be over, by the platform's monotonic clock.
    pub end: f64,
}

impl<P: Platform> fmt::Debug for Caller<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Caller")
    }
}

impl<P: Platform> Caller<P> {
    /// Makes a call, again if need be, and returns the `data` of the answer.
    ///
    /// # Errors
    /// What the server says; `FAILED_TO_FETCH` without an answer that is JSON; `INVALID_RESPONSE` for
    /// other JSON than the protocol's; `REQUEST_TIMEOUT`; `INVALID_HOST`.
    pub async fn call(&self, call: &Call<P::Value>) -> Result<P::Value, Error<P::Value>> {
        let platform = self.client.platform();
        let url = self.url(call);
        if url.is_none() {
            return Err(Error::known(&INVALID_HOST));
        }
        let headers = self.headers(call);
        let body = call.body.stringified();
        let timeout = self
            .app
            .settings
            .get()
            .map_or(0.0, |settings| settings.request_timeout);
        let mut backoff = BACKOFF;
        let mut attempt = 1;
        loop {
            let sent = platform.send(Request {
                method: call.method,
                url: &url,
                headers: &headers,
                body: &body,
                keepalive: call.method == "DELETE",
            });
            let limit = timeout.min(self.end - platform.monotonic());
            let answer = match race(sent, platform.sleep(limit)).await {
                First::Left(answer) => answer,
                First::Right(()) => return Err(Error::known(&REQUEST_TIMEOUT)),
            };
            let (result, again, wait) = match answer {
                Err(cause) => (
                    Err(Error::because(&FAILED_TO_FETCH, "no answer", 0, &cause)),
                    call.retry == Retry::Always,
                    0.0,
                ),
                Ok(response) => (
                    read(&response, &call.secret),
                    call.retry != Retry::Never && matches!(response.status, 429 | 503),
                    response.retry_after,
                ),
            };
            // Some jitter, lest all clients that were refused together come back together.
            let wait = wait.max(backoff * (0.5 + platform.random() / 2.0));
            if !again || attempt == ATTEMPTS || wait >= self.end - platform.monotonic() {
                return result;
            }
            platform.sleep(wait).await;
            backoff *= 2.0;
            attempt += 1;
        }
    }

    fn headers(&self, call: &Call<P::Value>) -> P::Value {
        let mut headers = P::Value::record(&[
            ("accept", Plain::Text("application/json")),
            ("content-type", Plain::Text("application/json")),
            (
                "sdk",
                Plain::Text(concat!("javascript@", env!("CARGO_PKG_VERSION"))),
            ),
        ]);
        headers.set("appid", &self.app.id);
        headers.set("resource", &self.session_id);
        let secret = match call.side {
            Side::Admin => "apikey",
            Side::Client => "authtoken",
        };
        headers.set(secret, &call.secret);
        headers
    }

    /// The URL of a call, or none. An emulator comes first, then overridden hosts, then the hosts
    /// that the session's settings name, then the region's.
    fn url(&self, call: &Call<P::Value>) -> P::Value {
        let Some(settings) = self.app.settings.get() else {
            return P::Value::none();
        };
        let (overridden, service, key) = match call.side {
            Side::Admin => (&settings.admin_base, ".api-", "ADMIN_API_HOST"),
            Side::Client => (&settings.client_base, ".apiclient-", "CLIENT_API_HOST"),
        };
        let mut base = match self.client.emulator() {
            Some(emulator) if emulator.is_none() => return emulator,
            Some(emulator) => emulator,
            None => overridden.clone(),
        };
        if base.is_none() {
            let version = self.settings.get("CHAT_API_VERSION");
            base = host::of_settings(&self.settings.get(key), &version);
        }
        if base.is_none() {
            base = host::of_region(&self.app.id, service, &settings.region);
        }
        base.plus(&call.path)
    }

    /// The body of the calls that log in (docs/protocol.md#calls).
    pub fn client_info(&self, with_source: bool) -> P::Value {
        let mut app_info = P::Value::record(&[
            ("version", Plain::Text(VERSION)),
            ("apiVersion", Plain::Text(API_VERSION)),
        ]);
        app_info.set("userAgent", &self.client.platform().user_agent());
        if let Some(source) = self.client.source().filter(|_| with_source) {
            for (key, value) in ["resource", "platform", "language"]
                .into_iter()
                .zip(&source)
            {
                app_info.set(key, value);
            }
        }
        let mut info = P::Value::record(&[("platform", Plain::Text("WEB"))]);
        info.set("deviceId", &self.app.device_id);
        info.set("appInfo", &app_info);
        info
    }
}

fn read<V: Value>(response: &Response<V>, secret: &V) -> Result<V, Error<V>> {
    let json = response.body.parsed();
    let error = json.get("error");
    let data = json.get("data");
    let (known, reason) = if response.body.is_none() {
        (&INVALID_RESPONSE, "the answer is too large")
    } else if json.is_none() {
        (&FAILED_TO_FETCH, "the answer is not JSON")
    } else if !error.is_none() {
        match Error::from_server(&error, secret) {
            Some(error) => return Err(error),
            None => (&INVALID_RESPONSE, "the error has no code"),
        }
    } else if data.is_none() || !(200..300).contains(&response.status) {
        (&INVALID_RESPONSE, "neither data nor error")
    } else {
        return Ok(data);
    };
    Err(Error::because(known, reason, response.status, &V::none()))
}
