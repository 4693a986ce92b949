//! The journal: every API request, in order of arrival, and what became of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::watch;

use crate::clock;
use crate::faults::{FaultRef, RouteName};

/// One request, as `GET /_emulator/requests` tells it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    /// Counts up from 1, and on across `DELETE /_emulator/requests`.
    id: u64,
    /// When it arrived, in milliseconds since the epoch.
    time: u64,
    method: String,
    /// The path as it was sent: still percent-encoded, with its version.
    path: String,
    /// The query as it was sent, without the question mark.
    query: Option<String>,
    /// `METHOD /path` without the version and the query, the form that faults match.
    route: RouteName,
    /// Names in lower case; a repeated header's values are joined with `, `.
    headers: BTreeMap<String, String>,
    /// The body as JSON; `null` if it is not JSON.
    body: Option<Value>,
    raw_body: String,
    /// The HTTP status of the answer, once it is known.
    status: Option<u16>,
    outcome: Outcome,
    /// The fault that the request met.
    fault: Option<FaultRef>,
}

impl Entry {
    pub(crate) fn is_preflight(&self) -> bool {
        self.method == Method::OPTIONS.as_str()
    }

    pub(crate) fn route(&self) -> &RouteName {
        &self.route
    }

    pub(crate) fn outcome(&self) -> Outcome {
        self.outcome
    }
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// Not answered yet, or not completely.
    Pending,
    /// Answered completely, as far as the emulator can tell.
    Answered,
    /// The emulator closed the connection, because a fault said so.
    Dropped,
    /// The client went away first.
    Abandoned,
}

#[derive(Debug, Default)]
struct Entries {
    last_id: u64,
    list: Vec<Entry>,
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
        entries.list.push(Entry {
            id,
            time: clock::epoch_millis(),
            method: head.method.as_str().to_owned(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().map(str::to_owned),
            route,
            headers,
            body: serde_json::from_slice(body).ok(),
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
            .collect()
    }

    /// Waits until `filter` lets at least `count` entries through, and gives them.
    pub(crate) async fn wait_for(
        &self,
        count: usize,
        filter: impl Fn(&Entry) -> bool,
    ) -> Vec<Entry> {
        let mut changes = self.changes.subscribe();
        loop {
            let entries = self.entries(&filter);
            if entries.len() >= count || changes.changed().await.is_err() {
                return entries;
            }
        }
    }

    /// Forgets every entry.
    pub(crate) fn clear(&self) {
        self.lock().list.clear();
        self.changes.send_replace(());
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn amend(&self, id: u64, change: impl FnOnce(&mut Entry)) {
        // The entry is gone if the journal was cleared meanwhile.
        if let Some(entry) = self.lock().list.iter_mut().find(|entry| entry.id == id) {
            change(entry);
        }
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
