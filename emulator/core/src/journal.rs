//! The journal: the latest API requests, in order of arrival, and what became of them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value;
use tokio::sync::watch;

use crate::faults::{FaultRef, RouteName, RoutePattern};
use crate::{clock, json};

/// Requests that the journal holds. One more, and the oldest is dropped.
const ENTRIES_LIMIT: usize = 10_000;
/// Bytes that they may have together. More, and the oldest are dropped.
const BYTES_LIMIT: usize = 16 * 1024 * 1024;
/// Bytes that an entry takes beside its texts, about.
const ENTRY_BYTES: usize = 512;
/// Bytes that a header takes beside its texts, about.
const HEADER_BYTES: usize = 64;

/// One request, as `GET /_emulator/requests` tells it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(rename = "JournalEntry"))]
pub struct Entry {
    /// Counts up from 1, and on across `DELETE /_emulator/requests`.
    id: u64,
    /// When it arrived, in milliseconds since the epoch.
    time: u64,
    method: String,
    /// The path as it was sent: still percent-encoded, with its version.
    path: String,
    /// The query as it was sent, without the question mark.
    #[cfg_attr(feature = "typescript", tsify(type = "string | null"))]
    query: Option<String>,
    /// `METHOD /path` without the version and the query, the form that faults match.
    route: RouteName,
    /// Names in lower case; a repeated header's values are joined with `, `.
    #[cfg_attr(feature = "typescript", tsify(type = "Record<string, string>"))]
    headers: BTreeMap<String, String>,
    /// The body as JSON; `null` if it is not JSON.
    #[cfg_attr(feature = "typescript", tsify(type = "any"))]
    body: Option<Value>,
    raw_body: String,
    /// The HTTP status of the answer, once it is known.
    #[cfg_attr(feature = "typescript", tsify(type = "number | null"))]
    status: Option<u16>,
    outcome: Outcome,
    /// The fault that the request met.
    #[cfg_attr(feature = "typescript", tsify(type = "FaultRef | null"))]
    fault: Option<FaultRef>,
}

impl Entry {
    /// With the body's JSON, which takes many times its text's memory and so is not held.
    fn with_body(mut self) -> Self {
        self.body = json::parse(self.raw_body.as_bytes());
        self
    }

    /// How many bytes it takes, about.
    fn weight(&self) -> usize {
        let headers = self.headers.iter();
        let headers: usize = headers
            .map(|(name, value)| HEADER_BYTES + name.len() + value.len())
            .sum();
        let query = self.query.as_ref().map_or(0, String::len);
        // The path is in the route again.
        ENTRY_BYTES + 2 * self.path.len() + query + headers + self.raw_body.len()
    }

    fn is_preflight(&self) -> bool {
        self.method == Method::OPTIONS.as_str()
    }
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Outcome {
    /// Not answered yet, or not completely.
    Pending,
    /// Answered completely, as far as the emulator can tell.
    Answered,
    /// The emulator closed the connection, because a fault said so.
    Dropped,
    /// The client went away first.
    Abandoned,
}

/// Which requests are asked for, and how many are awaited.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct RequestQuery {
    /// Whether browsers' `OPTIONS` requests are among them.
    #[serde(deserialize_with = "flag")]
    preflights: bool,
    /// A route, or a pattern of routes as in faults.
    route: Option<RoutePattern>,
    /// How far they must have come.
    outcome: Option<Outcome>,
    /// How many must be there before the answer comes.
    at_least: usize,
    /// For how many milliseconds at most to wait for them; 10,000 if not given.
    timeout_ms: Option<u64>,
}

impl RequestQuery {
    /// How long to wait if nothing is said of it.
    const WAIT: Duration = Duration::from_secs(10);

    pub(crate) fn admits(&self, entry: &Entry) -> bool {
        (self.preflights || !entry.is_preflight())
            && self
                .route
                .as_ref()
                .is_none_or(|route| route.matches(&entry.route))
            && self.outcome.is_none_or(|outcome| outcome == entry.outcome)
    }

    pub(crate) fn is_met_by(&self, come: usize) -> bool {
        come >= self.at_least
    }

    /// How many are awaited.
    pub fn at_least(&self) -> usize {
        self.at_least
    }

    /// How long to wait for them at most.
    pub fn timeout(&self) -> Duration {
        self.timeout_ms.map_or(Self::WAIT, Duration::from_millis)
    }

    /// What to say when they have not come in time.
    pub fn complaint(&self, come: usize) -> String {
        format!("{come} requests came where {} were awaited", self.at_least)
    }
}

/// A flag, which a query can only write as a text.
fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Flag {
        Bool(bool),
        Text(String),
    }
    match Flag::deserialize(from)? {
        Flag::Bool(flag) => Ok(flag),
        Flag::Text(text) => match text.as_str() {
            "1" | "true" => Ok(true),
            "0" | "false" => Ok(false),
            _ => Err(de::Error::custom(format!("{text:?} is neither 1 nor 0"))),
        },
    }
}

#[derive(Debug, Default)]
struct Entries {
    last_id: u64,
    list: VecDeque<Entry>,
    /// How many bytes they take, about.
    weight: usize,
    /// How many there were before those of the list.
    dropped: u64,
}

impl Entries {
    /// Adds an entry, and drops the oldest while there are too many.
    fn push(&mut self, entry: Entry) {
        self.weight += entry.weight();
        self.list.push_back(entry);
        while self.list.len() > ENTRIES_LIMIT || self.weight > BYTES_LIMIT {
            let Some(oldest) = self.list.pop_front() else {
                break;
            };
            self.weight -= oldest.weight();
            if self.dropped == 0 {
                tracing::warn!("the journal is full: from now on, its oldest requests are dropped");
            }
            self.dropped += 1;
        }
    }
}

/// The journal; clones are handles to the same one.
#[derive(Clone, Debug)]
pub(crate) struct Journal {
    entries: Arc<Mutex<Entries>>,
    changes: Arc<watch::Sender<()>>,
}

impl Default for Journal {
    fn default() -> Self {
        Self {
            entries: Arc::default(),
            changes: Arc::new(watch::Sender::new(())),
        }
    }
}

impl Journal {
    /// Writes down a request that has just arrived.
    pub(crate) fn open(
        &self,
        head: &Parts,
        route: RouteName,
        body: &[u8],
        fault: Option<FaultRef>,
    ) -> Record {
        let mut headers = BTreeMap::<String, String>::new();
        for (name, value) in &head.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            headers
                .entry(name.as_str().to_owned())
                .and_modify(|joined| *joined = format!("{joined}, {value}"))
                .or_insert_with(|| value.into_owned());
        }
        let mut entries = self.lock();
        entries.last_id += 1;
        let id = entries.last_id;
        tracing::debug!(id, %route, "request");
        entries.push(Entry {
            id,
            time: clock::epoch_millis(),
            method: head.method.as_str().to_owned(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().map(str::to_owned),
            route,
            headers,
            body: None,
            raw_body: String::from_utf8_lossy(body).into_owned(),
            status: None,
            outcome: Outcome::Pending,
            fault,
        });
        drop(entries);
        self.changes.send_replace(());
        Record {
            journal: self.clone(),
            id,
            closed: false,
        }
    }

    /// The entries that `filter` lets through, in order of arrival.
    pub(crate) fn entries(&self, filter: impl Fn(&Entry) -> bool) -> Vec<Entry> {
        self.lock()
            .list
            .iter()
            .filter(|entry| filter(entry))
            .cloned()
            .map(Entry::with_body)
            .collect()
    }

    /// How many entries `filter` lets through.
    pub(crate) fn count(&self, filter: impl Fn(&Entry) -> bool) -> usize {
        self.lock()
            .list
            .iter()
            .filter(|entry| filter(entry))
            .count()
    }

    /// How many requests there were before those that it holds.
    pub(crate) fn dropped(&self) -> u64 {
        self.lock().dropped
    }

    /// What becomes ready whenever a request comes, or one goes on.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// Forgets every entry.
    pub(crate) fn clear(&self) {
        let mut entries = self.lock();
        let last_id = entries.last_id;
        *entries = Entries {
            last_id,
            ..Entries::default()
        };
        drop(entries);
        self.changes.send_replace(());
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn amend(&self, id: u64, change: impl FnOnce(&mut Entry)) {
        // The entry is gone if it was dropped, or the journal was cleared meanwhile.
        let mut entries = self.lock();
        if let Ok(at) = entries.list.binary_search_by_key(&id, |entry| entry.id)
            && let Some(entry) = entries.list.get_mut(at)
        {
            change(entry);
        }
        drop(entries);
        self.changes.send_replace(());
    }
}

/// A request's place in the journal. Dropped before [`Record::close`], it says that the client went
/// away: the server drops a request's work when its connection ends.
#[derive(Debug)]
pub(crate) struct Record {
    journal: Journal,
    id: u64,
    closed: bool,
}

impl Record {
    pub(crate) fn answering(&self, status: StatusCode) {
        tracing::debug!(id = self.id, status = status.as_u16(), "answering");
        self.journal
            .amend(self.id, |entry| entry.status = Some(status.as_u16()));
    }

    pub(crate) fn close(mut self, outcome: Outcome) {
        self.closed = true;
        self.journal.amend(self.id, |entry| entry.outcome = outcome);
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        if !self.closed {
            self.journal
                .amend(self.id, |entry| entry.outcome = Outcome::Abandoned);
        }
    }
}
