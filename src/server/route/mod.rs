//! The routes that an application's pages call: for a token, and to end all sessions of the user.

mod identity;
mod policy;

pub use identity::Identity;
pub use policy::{AllowedOrigins, Head, Ruling};

use super::Server;
use super::auth_tokens::{creating_token, revoking_all};
use super::call::ApiCall;
use super::users::creating;
use crate::error::{Error, NO_IDENTITY};
use crate::platform::{
    AbortHandle, Deferred, ErrorCallback, Failure, Record, ResultKind, Text, TokenSource, Value,
};
use crate::types::Secret;

/// How long a route may take, in milliseconds: less than a page waits for a token (20 seconds).
pub const ROUTE_TIMEOUT: f64 = 18_000.0;
/// How long the application's `identify` may take within [`ROUTE_TIMEOUT`], in milliseconds.
pub const IDENTIFY_TIMEOUT: f64 = 8_000.0;

/// The server's code for a user who does not exist or is deactivated.
const UNKNOWN: &str = "ERR_UID_NOT_FOUND";

/// The purpose of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To hand out an auth token.
    Token,
    /// To revoke all auth tokens of the user.
    Logout,
}

/// A request to a route, with the route's options.
#[derive(Debug)]
pub struct RouteRequest {
    /// The purpose of the route.
    pub purpose: Purpose,
    /// Method, URL and headers of the request, for `Head::parse`.
    pub head: Value,
    /// The application's function that returns who is logged in; `None` if it gave none.
    pub identify: Option<TokenSource>,
    /// `{ allowedOrigins? }`.
    pub options: Value,
    /// Gets the errors that are not the caller's: those of the options, of `identify`, and of CometChat.
    pub on_error: Option<ErrorCallback>,
}

/// The answer of a route.
struct Reply {
    status: f64,
    /// The token, or a sentence about what went wrong.
    body: Option<Text>,
    headers: Record,
}

impl Reply {
    fn new(status: f64, body: impl Into<Text>) -> Self {
        let body = body.into();
        let body = Some(body).filter(|body| !body.is_empty());
        let headers = Record::new();
        headers.set("cache-control", "no-store");
        if body.is_some() {
            headers.set("content-type", "text/plain; charset=utf-8");
            headers.set("x-content-type-options", "nosniff");
        }
        Self {
            status,
            body,
            headers,
        }
    }

    fn with_header(self, name: &'static str, value: impl Into<Value>) -> Self {
        self.headers.set(name, value);
        self
    }

    fn into_value(self) -> Value {
        let reply = Record::new();
        reply.set("status", self.status);
        reply.set("headers", self.headers);
        if let Some(body) = self.body {
            reply.set("body", body);
        }
        reply.into()
    }
}

impl Server {
    /// Answers a request from one of the application's pages. Resolves with `{ status, headers, body? }`;
    /// never rejects.
    pub fn route(&self, request: RouteRequest) -> Deferred {
        let deferred = self.environment().defer();
        let (server, task) = (self.clone(), deferred.clone());
        self.environment().spawn(Box::pin(async move {
            let reply = server.reply(&request).await;
            task.resolve(ResultKind::Plain, reply.into_value());
        }));
        deferred
    }

    async fn reply(&self, request: &RouteRequest) -> Reply {
        let options = request.options.as_record().unwrap_or_default();
        let allowed = match AllowedOrigins::parse(&options.get("allowedOrigins")) {
            Ok(allowed) => allowed,
            Err(error) => return request.failed(&error, 500.0, "The server is not set up."),
        };
        let head = Head::parse(&request.head);
        let origin = head.origin().filter(|origin| allowed.contains(origin));
        let reply = match head.ruling(origin.is_some()) {
            Ruling::Serve => self.serve(request).await,
            Ruling::WrongMethod => {
                Reply::new(405.0, "This route takes POST only.").with_header("allow", "POST")
            }
            Ruling::CrossSite => Reply::new(403.0, "This route is not for pages of other sites."),
            Ruling::Preflight => {
                let reply = Reply::new(204.0, "")
                    .with_header("access-control-allow-methods", "POST")
                    .with_header("access-control-max-age", "600");
                match head.requested_headers() {
                    Some(headers) => reply.with_header("access-control-allow-headers", headers),
                    None => reply,
                }
            }
        };
        let reply = if allowed.are_given() {
            reply.with_header("vary", "origin")
        } else {
            reply
        };
        match origin {
            None => reply,
            Some(origin) => reply
                .with_header("access-control-allow-origin", origin)
                .with_header("access-control-allow-credentials", "true"),
        }
    }

    async fn serve(&self, request: &RouteRequest) -> Reply {
        let deadline = self.environment().monotonic() + ROUTE_TIMEOUT;
        let user = match self.identify(request).await {
            Ok(Some(user)) => user,
            Ok(None) => return Reply::new(401.0, "Nobody is logged in."),
            Err((error, status)) => {
                return request.failed(
                    &error,
                    status,
                    "The server could not tell who is logged in.",
                );
            }
        };
        let done = match request.purpose {
            Purpose::Token => self.token(user, deadline).await,
            Purpose::Logout => self.end_sessions(&user, deadline).await,
        };
        match done {
            Ok(Some(token)) => Reply::new(200.0, token),
            Ok(None) => Reply::new(204.0, ""),
            Err(error) if self.0.config.is_err() => {
                request.failed(&error, 500.0, "The server is not set up.")
            }
            Err(error) if error.has_code(UNKNOWN) => {
                request.failed(&error, 403.0, "The user is deactivated.")
            }
            Err(error) => request.failed(
                &error,
                status_of(&error),
                "CometChat refused, or could not be reached.",
            ),
        }
    }

    /// Asks `identify` who is logged in. Returns the user, or the error and the status of the reply.
    async fn identify(&self, request: &RouteRequest) -> Result<Option<Identity>, (Error, f64)> {
        let no = |reason, status| (Error::without_answer(&NO_IDENTITY, reason, None), status);
        let identify = request.identify.as_ref();
        let identify = identify.ok_or_else(|| no("no function", 500.0))?;
        let (nothing, abort) = (Record::new(), AbortHandle::new());
        let asking = self
            .environment()
            .ask_for_token(identify, nothing, IDENTIFY_TIMEOUT, abort);
        match asking.await {
            Ok(given) => Identity::parse(&given).map_err(|error| (error, 500.0)),
            Err(Failure::Timeout) => Err(no("timeout", 504.0)),
            Err(failure) => {
                let (error, status) = no("threw", 500.0);
                Err((error.because(failure, &self.redaction()), status))
            }
        }
    }

    /// Returns a token of a user. Creates the user if CometChat does not know it yet.
    ///
    /// A simultaneous request, here or on another machine, may create the user first: CometChat then
    /// refuses to create it again, and gives a token for it.
    async fn token(&self, user: Identity, deadline: f64) -> Result<Option<Text>, Error> {
        let asking = creating_token(user.uid, false);
        match self.call_until(&asking, deadline).await {
            Err(error) if error.has_code(UNKNOWN) => {}
            answer => return answer.map(|token| token.as_text()),
        }
        match self.call_until(&creating(user.new_user), deadline).await {
            Err(error) if error.has_code("ERR_UID_ALREADY_EXISTS") => {}
            created => {
                let token = created?.as_record().and_then(|user| user.text("authToken"));
                let token = token.and_then(Secret::from_text);
                if let Some(token) = token {
                    return Ok(Some(token.expose().clone()));
                }
            }
        }
        let token = self.call_until(&asking, deadline).await?;
        Ok(token.as_text())
    }

    /// Revokes all tokens of a user. A user whom CometChat does not know has none.
    async fn end_sessions(&self, user: &Identity, deadline: f64) -> Result<Option<Text>, Error> {
        match self.call_until(&revoking_all(&user.uid), deadline).await {
            Err(error) if !error.has_code(UNKNOWN) => Err(error),
            _ => Ok(None),
        }
    }

    async fn call_until(&self, call: &ApiCall, deadline: f64) -> Result<Value, Error> {
        let time = deadline - self.environment().monotonic();
        self.call(call, time, &|| true).await
    }
}

impl RouteRequest {
    /// Calls the application's `onError`, and returns the reply to a failed request.
    fn failed(&self, error: &Error, status: f64, body: &'static str) -> Reply {
        if let Some(on_error) = &self.on_error {
            on_error.call(error.fields());
        }
        Reply::new(status, body)
    }
}

/// The HTTP status of a route whose call to CometChat failed.
fn status_of(error: &Error) -> f64 {
    if error.has_code("REQUEST_TIMEOUT") {
        504.0
    } else if error.has_code("ERR_TOO_MANY_REQUESTS") {
        503.0
    } else {
        502.0
    }
}
