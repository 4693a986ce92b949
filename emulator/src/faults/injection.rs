//! What each kind of fault does to a request and its answer.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream, StreamExt};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::kind::Status;
use super::{Discarded, Hold, Injected, Kind};
use crate::clock;
use crate::cors::WithoutCors;
use crate::errors::{ApiError, Code, Subject};
use crate::journal::{Outcome, Record};
use crate::server::Connection;

/// Seconds after which a rate-limited client may try again.
const RETRY_AFTER_SECONDS: u64 = 1;
const RATE_LIMIT_RESET: HeaderName = HeaderName::from_static("x-rate-limit-reset");
/// How much of an oversized body is made at a time.
const PADDING: [u8; 16 * 1024] = [b' '; 16 * 1024];

/// A body that ends before its end. The server closes the connection when it meets this.
#[derive(Debug)]
struct CutShort;

impl fmt::Display for CutShort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fault ended this answer")
    }
}

impl std::error::Error for CutShort {}

impl Injected {
    /// Lets the fault happen. `usual` is the request's usual work.
    pub(crate) async fn strike(
        self,
        head: Parts,
        usual: impl Future<Output = Response>,
        record: Record,
        connection: Connection,
    ) -> Response {
        let Self {
            kind,
            after,
            mut hold,
            ..
        } = self;
        let outcome = match kind {
            Kind::Latency { ms } => {
                let pause = async {
                    hold.released_within(Duration::from_millis(ms))
                        .await
                        .map(|_early| ())
                };
                delay(usual, pause, after).await
            }
            Kind::Hang {} => delay(usual, hold.released(), after).await,
            Kind::Stall { bytes } => return stall(usual.await, bytes, hold, record).await,
            Kind::Truncate { bytes } => return truncate(usual.await, bytes, record).await,
            Kind::Oversized { bytes } => return oversize(usual.await, bytes, record).await,
            Kind::Drip { bytes, ms } => {
                let interval = Duration::from_millis(ms);
                return drip(usual.await, bytes.get(), interval, hold, record).await;
            }
            Kind::NoCors {} => {
                let mut response = usual.await;
                response.extensions_mut().insert(WithoutCors);
                Ok(response)
            }
            Kind::Status {
                status,
                body,
                headers,
            } => {
                let mut response = match body {
                    Some(body) => (status.0, Json(body)).into_response(),
                    None => status.0.into_response(),
                };
                headers.set(response.headers_mut());
                instead(usual, response, after).await
            }
            Kind::Error {
                code,
                status,
                message,
                details,
                headers,
            } => {
                let mut response = error(code, status, message, details, &head);
                headers.set(response.headers_mut());
                instead(usual, response, after).await
            }
            Kind::NotJson {
                body,
                content_type,
                status,
            } => {
                let answer = (
                    status.0,
                    [(header::CONTENT_TYPE, content_type.value())],
                    body,
                );
                instead(usual, answer.into_response(), after).await
            }
            Kind::Empty { status } => instead(usual, status.0.into_response(), after).await,
            Kind::Json { body, status } => {
                instead(usual, (status.0, Json(body)).into_response(), after).await
            }
            Kind::Drop { reset } => {
                if after {
                    usual.await;
                }
                record.close(Outcome::Dropped);
                match connection.close(reset).await {}
            }
        };
        match outcome {
            Ok(response) => {
                record.answering(response.status());
                record.close(Outcome::Answered);
                response
            }
            Err(Discarded) => {
                record.close(Outcome::Dropped);
                match connection.close(false).await {}
            }
        }
    }
}

/// The usual answer, after a pause that comes before the work or after it.
async fn delay(
    usual: impl Future<Output = Response>,
    pause: impl Future<Output = Result<(), Discarded>>,
    after: bool,
) -> Result<Response, Discarded> {
    if after {
        let response = usual.await;
        pause.await?;
        Ok(response)
    } else {
        pause.await?;
        Ok(usual.await)
    }
}

/// Another answer in place of the usual one. `after` says whether the work is done all the same.
async fn instead(
    usual: impl Future<Output = Response>,
    response: Response,
    after: bool,
) -> Result<Response, Discarded> {
    if after {
        usual.await;
    }
    Ok(response)
}

/// The API's error of this code, with what the fault says about it.
fn error(
    code: String,
    status: Option<Status>,
    message: Option<String>,
    details: Option<Value>,
    head: &Parts,
) -> Response {
    let documented = Code::parse(&code);
    let mut error = match documented {
        Some(code) => ApiError::new(code, &quoted(code.subject(), head)),
        None => ApiError {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            code: code.into(),
            message: "An injected error.".to_owned(),
            details: None,
        },
    };
    if let Some(status) = status {
        error.status = status.0;
    }
    if let Some(message) = message {
        error.message = message;
    }
    error.details = details.map(Box::new);
    let mut response = error.into_response();
    if documented == Some(Code::TooManyRequests) {
        let again = HeaderValue::from(clock::epoch_seconds() + RETRY_AFTER_SECONDS);
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, RETRY_AFTER_SECONDS.into());
        response.headers_mut().insert(RATE_LIMIT_RESET, again);
    }
    response
}

/// What the request says of the subject that an error's message quotes.
fn quoted(subject: Subject, head: &Parts) -> String {
    let header = |name: &str| {
        let value = head
            .headers
            .get(name)
            .map(HeaderValue::as_bytes)
            .unwrap_or_default();
        String::from_utf8_lossy(value).into_owned()
    };
    let segment_after = |name: &str| {
        let mut segments = head
            .uri
            .path()
            .split('/')
            .skip_while(|segment| *segment != name);
        let segment = segments.nth(1).unwrap_or_default();
        percent_decode_str(segment).decode_utf8_lossy().into_owned()
    };
    match subject {
        Subject::AppId => header("appid"),
        Subject::ApiKey => header("apikey"),
        Subject::AuthToken => match segment_after("auth_tokens") {
            token if token.is_empty() => header("authtoken"),
            token => token,
        },
        Subject::Uid => segment_after("users"),
        Subject::Role | Subject::Nothing => String::new(),
    }
}

/// An answer taken apart, so that its body can be sent in another way.
struct Taken {
    head: axum::http::response::Parts,
    body: Bytes,
}

impl Taken {
    async fn from(response: Response) -> Self {
        let (head, body) = response.into_parts();
        // The usual answers are whole in memory; there is nothing that could fail.
        let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
        Self { head, body }
    }

    /// Half of the body, or the first `bytes`, and the rest, which is never empty.
    fn split(&self, bytes: Option<usize>) -> (Bytes, Bytes) {
        let last = self.body.len().saturating_sub(1);
        let at = bytes.unwrap_or(self.body.len() / 2).min(last);
        (self.body.slice(..at), self.body.slice(at..))
    }

    /// The answer with a body of `length` bytes that comes in pieces.
    fn streamed(
        mut self,
        length: usize,
        body: impl Stream<Item = Result<Bytes, CutShort>> + Send + 'static,
    ) -> Response {
        self.head
            .headers
            .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        Response::from_parts(self.head, Body::from_stream(body))
    }
}

async fn stall(
    response: Response,
    bytes: Option<usize>,
    mut hold: Hold,
    record: Record,
) -> Response {
    let taken = Taken::from(response).await;
    let (first, rest) = taken.split(bytes);
    record.answering(taken.head.status);
    let rest = stream::once(async move {
        match hold.released().await {
            Ok(()) => {
                record.close(Outcome::Answered);
                Ok(rest)
            }
            Err(Discarded) => {
                record.close(Outcome::Dropped);
                Err(CutShort)
            }
        }
    });
    let length = taken.body.len();
    taken.streamed(length, stream::iter([Ok(first)]).chain(rest))
}

async fn truncate(response: Response, bytes: Option<usize>, record: Record) -> Response {
    let taken = Taken::from(response).await;
    let (first, _) = taken.split(bytes);
    record.answering(taken.head.status);
    let end = stream::once(async move {
        // The server sends what it has when a body makes it wait; then the end may come.
        tokio::task::yield_now().await;
        record.close(Outcome::Dropped);
        Err(CutShort)
    });
    let length = taken.body.len();
    taken.streamed(length, stream::iter([Ok(first)]).chain(end))
}

async fn oversize(response: Response, bytes: usize, record: Record) -> Response {
    let taken = Taken::from(response).await;
    let padding = bytes.saturating_sub(taken.body.len());
    let length = taken.body.len() + padding;
    record.answering(taken.head.status);
    let start = (Some(taken.body.clone()), padding, Some(record));
    let pieces = stream::unfold(start, async |(body, left, mut record)| {
        let (piece, left) = match body {
            Some(body) => (body, left),
            None if left == 0 => return None,
            None => {
                let size = left.min(PADDING.len());
                (Bytes::from_static(&PADDING[..size]), left - size)
            }
        };
        // The server may not come back after the last piece.
        if left == 0
            && let Some(record) = record.take()
        {
            record.close(Outcome::Answered);
        }
        Some((Ok(piece), (None, left, record)))
    });
    taken.streamed(length, pieces)
}

async fn drip(
    response: Response,
    bytes: usize,
    interval: Duration,
    hold: Hold,
    record: Record,
) -> Response {
    let taken = Taken::from(response).await;
    let length = taken.body.len();
    record.answering(taken.head.status);
    let start = Some((taken.body.clone(), hold, record));
    let drops = stream::unfold(
        start,
        move |state: Option<(Bytes, Hold, Record)>| async move {
            let (mut rest, mut hold, record) = state?;
            match hold.released_within(interval).await {
                Ok(early) => {
                    let drop = rest.split_to(if early {
                        rest.len()
                    } else {
                        bytes.min(rest.len())
                    });
                    if rest.is_empty() {
                        record.close(Outcome::Answered);
                        return Some((Ok(drop), None));
                    }
                    Some((Ok(drop), Some((rest, hold, record))))
                }
                Err(Discarded) => {
                    record.close(Outcome::Dropped);
                    Some((Err(CutShort), None))
                }
            }
        },
    );
    taken.streamed(length, drops)
}
