//! What a test puts in the place of a browser: the four things that it needs in its hands, which are
//! requests, storage, time and listeners.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use super::{Deferred, Text};
use crate::platform::{Area, Event, Failure, Request, Response, Task};

/// A future of this thread.
pub type LocalFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// Keeps texts by key. Each call may fail at any time, and what is read may be anything.
pub trait Store {
    /// What is under `key`; `None` if the storage fails, `Some(None)` if there is nothing.
    fn get(&self, key: &str) -> Option<Option<String>>;
    /// Keeps `value` under `key`, or forgets the key; or fails without a word.
    fn set(&self, key: &str, value: Option<&str>);
}

/// The surroundings of a client.
pub trait World {
    /// Sends a request at once.
    fn send(&self, request: Request) -> LocalFuture<Result<Response, Failure>>;
    /// The storage of an area, or `None` where there is none or it is blocked.
    fn storage(&self, area: Area) -> Option<Storage>;
    /// Milliseconds since the Unix epoch.
    fn epoch(&self) -> f64;
    /// Milliseconds since some moment.
    fn monotonic(&self) -> f64;
    /// Completes after `milliseconds`.
    fn sleep(&self, milliseconds: f64) -> LocalFuture<()>;
    /// Runs a task to its end, in the order in which tasks were given.
    fn spawn(&self, task: Task);
    /// A number from 0 up to 1.
    fn random(&self) -> f64;
    /// What the browser calls itself.
    fn user_agent(&self) -> Text;
    /// Tells the login listeners of an event.
    fn emit(&self, event: &Event);
    /// Tells the subscribers that the state has changed.
    fn state_changed(&self);
    /// Tells the other tabs to look at the storage.
    fn notify_tabs(&self);
    /// Hears of nothing any more.
    fn dispose(&self);
    /// Sees that a promise was settled.
    fn on_settled(&self, deferred: &Deferred);
    /// Says something to the application's developer.
    fn inform(&self, message: &str);
    /// Whether there is no page, so that the session is the whole process's.
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

    /// What is under `key`; `None` if the storage fails, `Some(None)` if there is nothing.
    #[must_use]
    pub fn get(&self, key: &Text) -> Option<Option<Text>> {
        let item = self.0.get(key.as_str())?;
        Some(item.map(|text| Text::from(&*text)))
    }

    /// Keeps `value` under `key`, or forgets the key; or fails without a word.
    pub fn set(&self, key: &Text, value: Option<&Text>) {
        self.0.set(key.as_str(), value.map(Text::as_str));
    }
}

impl fmt::Debug for Storage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Storage")
    }
}
