//! The world that a test puts in the place of a browser: it controls requests, storage, time and
//! listeners.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use super::{Deferred, Text};
use crate::platform::{Area, Event, Failure, Request, Response, Task};

/// A future of this thread.
pub type LocalFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// A test's storage of texts by key. Each call may fail at any time, and may return any text.
pub trait Store {
    /// Reads the value of `key`; `None` if the storage fails, `Some(None)` if there is no value.
    fn get(&self, key: &str) -> Option<Option<String>>;
    /// Writes `value` under `key`, or removes the key for `None`. Reports no failure.
    fn set(&self, key: &str, value: Option<&str>);
}

/// The environment of a client.
pub trait World {
    /// Sends a request at once.
    fn send(&self, request: Request) -> LocalFuture<Result<Response, Failure>>;
    /// The storage of an area, or `None` where there is none or it is blocked.
    fn storage(&self, area: Area) -> Option<Storage>;
    /// Milliseconds since the Unix epoch.
    fn epoch(&self) -> f64;
    /// Milliseconds since a fixed moment.
    fn monotonic(&self) -> f64;
    /// Completes after `milliseconds`.
    fn sleep(&self, milliseconds: f64) -> LocalFuture<()>;
    /// Starts a task, in the order of the calls.
    fn spawn(&self, task: Task);
    /// A number from 0 up to 1.
    fn random(&self) -> f64;
    /// The user agent.
    fn user_agent(&self) -> Text;
    /// Calls the login listeners with an event.
    fn emit(&self, event: &Event);
    /// Calls the subscribers after a change of the state.
    fn state_changed(&self);
    /// Tells the other tabs to load the storage.
    fn notify_tabs(&self);
    /// Stops listening to other tabs, and removes all listeners.
    fn dispose(&self);
    /// Notes that a promise was settled.
    fn on_settled(&self, deferred: &Deferred);
    /// Logs a message for the application's developer.
    fn inform(&self, message: &str);
    /// Whether the whole process shares the session, because there is no page.
    fn is_whole_process(&self) -> bool;
}

/// One of a world's storages.
#[derive(Clone)]
pub struct Storage(Rc<dyn Store>);

impl Storage {
    /// A test's storage.
    #[must_use]
    pub fn new(store: Rc<dyn Store>) -> Self {
        Self(store)
    }

    /// Reads the value of `key`; `None` if the storage fails, `Some(None)` if there is no value.
    #[must_use]
    pub fn get(&self, key: &Text) -> Option<Option<Text>> {
        let item = self.0.get(key.as_str())?;
        Some(item.map(|text| Text::from(&*text)))
    }

    /// Writes `value` under `key`, or removes the key for `None`. Reports no failure.
    pub fn set(&self, key: &Text, value: Option<&Text>) {
        self.0.set(key.as_str(), value.map(Text::as_str));
    }
}

impl fmt::Debug for Storage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Storage")
    }
}
