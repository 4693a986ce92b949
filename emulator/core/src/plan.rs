//! Plans: what a client is to see of an answer, step by step, and what each kind of fault makes of it.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use axum::Json;
use axum::body::{Bytes, to_bytes};
use axum::http::request;
use axum::http::response::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::future::{BoxFuture, Either, select};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::errors::{ApiError, Code, Subject};
use crate::faults::{Discarded, FaultKind, Hold, Injected, Status};
use crate::journal::{Outcome, Record};
use crate::{clock, cors};

/// Seconds after which a rate-limited client may try again.
const RETRY_AFTER_SECONDS: u64 = 1;
const RATE_LIMIT_RESET: HeaderName = HeaderName::from_static("x-rate-limit-reset");
/// How much of an oversized body is made at a time.
const PADDING: [u8; 16 * 1024] = [b' '; 16 * 1024];

/// What a client is to see of an answer.
///
/// [`Plan::begin`] until there is an answer, then [`Plan::next_piece`] until there is no more of it; each
/// time that they say so, [`Plan::wait`]. Dropped before its end, a plan takes it that the client
/// went away.
pub struct Plan {
    /// What happens before the answer begins.
    acts: VecDeque<Act>,
    /// How its body is sent.
    parts: VecDeque<Part>,
    /// The request's usual work, until it is done.
    usual: Option<BoxFuture<'static, Response>>,
    /// The answer, when it is known.
    response: Option<Response>,
    /// What of its body has not been sent.
    body: Bytes,
    waiting: Option<Waiting>,
    /// Whether the request was let go before its time.
    released: bool,
    /// Whether a page of another origin may read the answer.
    readable: bool,
    record: Option<Record>,
}

/// How an answer begins.
#[derive(Debug)]
pub enum Beginning {
    /// Not yet: [`Plan::wait`] for so long; without a time, for ever.
    Wait(Option<Duration>),
    /// With this head. Its body comes from [`Plan::next_piece`].
    Answer(Parts),
    /// It does not: the connection closes; with `reset`, by a TCP reset.
    Close {
        /// Whether the connection breaks.
        reset: bool,
    },
}

/// A piece of an answer's body.
#[derive(Debug)]
pub enum Piece {
    /// Nothing yet: [`Plan::wait`] for so long; without a time, for ever.
    Wait(Option<Duration>),
    /// These bytes.
    Bytes(Bytes),
    /// No more, although there should be: the connection closes.
    Close,
}

#[derive(Debug)]
enum Act {
    Wait(Option<Duration>),
    /// The request takes effect; its answer is the usual one.
    Work,
    /// Another answer than the usual one.
    Replace(Response),
    Close {
        reset: bool,
    },
}

#[derive(Debug)]
enum Part {
    Wait,
    /// So many bytes, or half of the body, but not its last byte.
    First(Option<usize>),
    /// What is left of the body.
    Rest,
    /// So many spaces.
    Padding(usize),
    /// What is left of the body, so many bytes at a time.
    Drip {
        bytes: usize,
        interval: Duration,
    },
    /// The next of these.
    Drop {
        bytes: usize,
        interval: Duration,
    },
    Close,
}

/// What may end a wait before its time.
enum Waiting {
    /// A test lets the request go.
    Release(Hold),
    /// Another answer can be had.
    Better(BoxFuture<'static, Response>),
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan")
            .field("acts", &self.acts)
            .field("parts", &self.parts)
            .finish_non_exhaustive()
    }
}

/// What a plan begins with, apart from its steps.
impl Plan {
    fn new(acts: impl Into<VecDeque<Act>>, parts: impl Into<VecDeque<Part>>) -> Self {
        Self {
            acts: acts.into(),
            parts: parts.into(),
            usual: None,
            response: None,
            body: Bytes::new(),
            waiting: None,
            released: false,
            readable: true,
            record: None,
        }
    }

    /// This answer, which is not in the journal.
    pub(crate) fn answer(response: Response) -> Self {
        Self {
            response: Some(response),
            ..Self::new([], [Part::Rest])
        }
    }

    /// The same, and no page of another origin may read it.
    pub(crate) fn hidden(response: Response) -> Self {
        Self {
            readable: false,
            ..Self::answer(response)
        }
    }

    /// This answer after so long, or a better one before.
    pub(crate) fn better_within(
        time: Duration,
        better: BoxFuture<'static, Response>,
        response: Response,
    ) -> Self {
        Self {
            waiting: Some(Waiting::Better(better)),
            response: Some(response),
            ..Self::new([Act::Wait(Some(time))], [Part::Rest])
        }
    }

    /// The request's usual work and answer.
    pub(crate) fn usual(usual: BoxFuture<'static, Response>, record: Record) -> Self {
        Self {
            usual: Some(usual),
            record: Some(record),
            ..Self::new([Act::Work], [Part::Rest])
        }
    }

    /// What a fault makes of the request's usual work and answer.
    pub(crate) fn faulty(
        injected: Injected,
        head: &request::Parts,
        usual: BoxFuture<'static, Response>,
        record: Record,
    ) -> Self {
        let readable = !matches!(injected.kind, FaultKind::NoCors {});
        let (acts, parts) = steps(injected.kind, injected.after, head);
        let waits = acts.iter().any(|act| matches!(act, Act::Wait(_)))
            || parts
                .iter()
                .any(|part| matches!(part, Part::Wait | Part::Drip { .. }));
        Self {
            usual: Some(usual),
            waiting: waits.then_some(Waiting::Release(injected.hold)),
            readable,
            record: Some(record),
            ..Self::new(acts, parts)
        }
    }
}

/// The steps of a request that meets a fault: before its answer, and of its body.
fn steps(kind: FaultKind, after: bool, head: &request::Parts) -> (Vec<Act>, Vec<Part>) {
    // What the fault does, before the request takes effect or after it.
    let around = |act: Act| {
        if after {
            vec![Act::Work, act]
        } else {
            vec![act, Act::Work]
        }
    };
    // What the fault does, whether or not the request takes effect.
    let instead = |act: Act| {
        if after {
            vec![Act::Work, act]
        } else {
            vec![act]
        }
    };
    let replaced = |response: Response| (instead(Act::Replace(response)), vec![Part::Rest]);
    match kind {
        FaultKind::Latency { ms } => (
            around(Act::Wait(Some(Duration::from_millis(ms)))),
            vec![Part::Rest],
        ),
        FaultKind::Hang {} => (around(Act::Wait(None)), vec![Part::Rest]),
        FaultKind::Stall { bytes } => (
            vec![Act::Work],
            vec![Part::First(bytes), Part::Wait, Part::Rest],
        ),
        FaultKind::Truncate { bytes } => (vec![Act::Work], vec![Part::First(bytes), Part::Close]),
        FaultKind::Oversized { bytes } => (vec![Act::Work], vec![Part::Rest, Part::Padding(bytes)]),
        FaultKind::Drip { bytes, ms } => {
            let (bytes, interval) = (bytes.get(), Duration::from_millis(ms));
            (vec![Act::Work], vec![Part::Drip { bytes, interval }])
        }
        FaultKind::NoCors {} => (vec![Act::Work], vec![Part::Rest]),
        FaultKind::Status {
            status,
            body,
            headers,
        } => {
            let mut response = match body {
                Some(body) => (status.0, Json(body)).into_response(),
                None => status.0.into_response(),
            };
            headers.set(response.headers_mut());
            replaced(response)
        }
        FaultKind::Error {
            code,
            status,
            message,
            details,
            headers,
        } => {
            let mut response = error(code, status, message, details, head);
            headers.set(response.headers_mut());
            replaced(response)
        }
        FaultKind::NotJson {
            body,
            content_type,
            status,
        } => {
            let content_type = [(header::CONTENT_TYPE, content_type.value())];
            replaced((status.0, content_type, body).into_response())
        }
        FaultKind::Empty { status } => replaced(status.0.into_response()),
        FaultKind::Json { body, status } => replaced((status.0, Json(body)).into_response()),
        FaultKind::Drop { reset } => (instead(Act::Close { reset }), Vec::new()),
    }
}

/// Carrying a plan out.
impl Plan {
    /// The next step until the answer begins.
    pub async fn begin(&mut self) -> Beginning {
        while let Some(act) = self.acts.pop_front() {
            match act {
                Act::Wait(time) => return Beginning::Wait(time),
                Act::Work => {
                    if let Some(usual) = self.usual.take() {
                        self.response = Some(usual.await);
                    }
                }
                Act::Replace(response) => self.response = Some(response),
                Act::Close { reset } => {
                    self.close(Outcome::Dropped);
                    return Beginning::Close { reset };
                }
            }
        }
        let (mut head, body) = self.response.take().unwrap_or_default().into_parts();
        // The usual answers are whole in memory; there is nothing that could fail.
        self.body = to_bytes(body, usize::MAX).await.unwrap_or_default();
        self.pad();
        self.measure(&mut head);
        if self.readable {
            cors::expose(&mut head.headers);
        } else {
            cors::hide(&mut head.headers);
        }
        disarm(&mut head.headers);
        if let Some(record) = &self.record {
            record.answering(head.status);
        }
        Beginning::Answer(head)
    }

    /// The next step of the answer's body. `None`: it is complete.
    pub fn next_piece(&mut self) -> Option<Piece> {
        let piece = match self.parts.pop_front()? {
            Part::Wait => Piece::Wait(None),
            Part::First(bytes) => {
                let last = self.body.len().saturating_sub(1);
                let at = bytes.unwrap_or(self.body.len() / 2).min(last);
                Piece::Bytes(self.body.split_to(at))
            }
            Part::Rest => Piece::Bytes(std::mem::take(&mut self.body)),
            Part::Padding(length) => {
                let size = length.min(PADDING.len());
                if size < length {
                    self.parts.push_front(Part::Padding(length - size));
                }
                Piece::Bytes(Bytes::from_static(&PADDING[..size]))
            }
            Part::Drip { bytes, interval } => {
                self.parts.push_front(Part::Drop { bytes, interval });
                Piece::Wait(Some(interval))
            }
            Part::Drop { bytes, interval } => {
                let most = if self.released { usize::MAX } else { bytes };
                let drop = self.body.split_to(most.min(self.body.len()));
                if !self.body.is_empty() {
                    self.parts.push_front(Part::Drip { bytes, interval });
                }
                Piece::Bytes(drop)
            }
            Part::Close => {
                self.close(Outcome::Dropped);
                return Some(Piece::Close);
            }
        };
        // Whoever sends the last piece may not come back for more.
        if self.parts.is_empty() {
            self.close(Outcome::Answered);
        }
        Some(piece)
    }

    /// Whether the answer is complete.
    pub fn is_complete(&self) -> bool {
        self.parts.is_empty()
    }

    /// Waits until `timer` has ended, or until there is nothing to wait for any more.
    pub async fn wait(&mut self, timer: impl Future<Output = ()>) {
        let timer = pin!(timer);
        let ended = match &mut self.waiting {
            None => return timer.await,
            Some(Waiting::Release(hold)) => match select(pin!(hold.released()), timer).await {
                Either::Left((ended, _)) => ended,
                Either::Right(_) => return,
            },
            Some(Waiting::Better(better)) => match select(better, timer).await {
                Either::Left((response, _)) => {
                    self.response = Some(response);
                    Ok(())
                }
                Either::Right(_) => return,
            },
        };
        self.waiting = None;
        match ended {
            Ok(()) => self.released = true,
            Err(Discarded) => {
                self.acts = [Act::Close { reset: false }].into();
                self.parts = [Part::Close].into();
            }
        }
    }

    /// Makes the padding as long as the body leaves it.
    fn pad(&mut self) {
        if let Some(Part::Padding(length)) = self.parts.back_mut() {
            *length = length.saturating_sub(self.body.len());
            if *length == 0 {
                self.parts.pop_back();
            }
        }
    }

    /// Says how long the body is, where a body can be.
    fn measure(&self, head: &mut Parts) {
        let padding = match self.parts.back() {
            Some(Part::Padding(length)) => *length,
            _ => 0,
        };
        let has_none = head.status.is_informational()
            || [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&head.status);
        if padding > 0 || !(has_none || head.headers.contains_key(header::CONTENT_LENGTH)) {
            let length = HeaderValue::from(self.body.len() + padding);
            head.headers.insert(header::CONTENT_LENGTH, length);
        }
    }

    fn close(&mut self, outcome: Outcome) {
        // Nobody waits any more.
        self.waiting = None;
        if let Some(record) = self.record.take() {
            record.close(outcome);
        }
    }
}

/// Whatever its body and its content type, no browser runs anything of an answer, or takes it for another
/// type, if it is led to it.
fn disarm(headers: &mut HeaderMap) {
    let sandbox = HeaderValue::from_static("sandbox");
    // A policy of a fault's stands beside it.
    headers.append(header::CONTENT_SECURITY_POLICY, sandbox);
    let nosniff = HeaderValue::from_static("nosniff");
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
}

/// The API's error of this code, with what the fault says about it.
fn error(
    code: String,
    status: Option<Status>,
    message: Option<String>,
    details: Option<Value>,
    head: &request::Parts,
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
fn quoted(subject: Subject, head: &request::Parts) -> String {
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
