//! The environment of one client: the page's, or one that `createCometChat` made.

use std::cell::Cell;

use js_sys::Math;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::listeners::Listeners;
use super::tabs::Tabs;
use super::timer::Timer;
use super::{AbortHandle, Deferred, Record, Storage, Text, TokenSource, Value, fetch, js_imports};
use crate::platform::{Area, Event, Failure, Kind, Request, Response, Task};

#[wasm_bindgen]
extern "C" {
    // Some test environments have no `performance`, or a `now` that throws.
    #[wasm_bindgen(js_namespace = performance, js_name = now, catch)]
    fn performance_now() -> Result<f64, JsValue>;

    #[wasm_bindgen(js_namespace = console, catch)]
    fn info(message: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = console, catch)]
    pub(super) fn warn(message: &str) -> Result<(), JsValue>;
}

/// Whether this runs in a page. Servers and workers have no document.
pub(super) fn has_page() -> bool {
    Value::global("document").kind() == Kind::Object
}

/// The environment of one client: storage, listeners, tabs, clocks, requests and console.
#[derive(Debug)]
pub struct Environment {
    /// The application's own storage, which replaces both storages of the page.
    storage: Option<Storage>,
    /// Whether this is the environment of the page's client, which shares its storage with other tabs.
    is_page: bool,
    listeners: Listeners,
    tabs: Tabs,
    /// The wall-clock time at which `performance.now()` was 0, in milliseconds.
    clock_start: Cell<f64>,
    has_clock_failed: Cell<bool>,
}

impl Environment {
    /// The environment of the page's, or the process's, default client.
    #[must_use]
    pub fn of_page() -> Self {
        Self::new(None, true)
    }

    /// The environment of a `createCometChat` client, with its storage; `undefined` for none.
    #[must_use]
    pub fn of_instance(storage: Value) -> Self {
        Self::new(Storage::of_instance(storage), false)
    }

    fn new(storage: Option<Storage>, is_page: bool) -> Self {
        Self {
            storage,
            is_page,
            listeners: Listeners::default(),
            tabs: Tabs::default(),
            clock_start: Cell::default(),
            has_clock_failed: Cell::default(),
        }
    }

    /// Whether the whole process shares this client's session: it is the default client, outside pages
    /// and workers.
    #[must_use]
    pub fn is_whole_process(&self) -> bool {
        self.is_page && !has_page() && Value::global("importScripts").as_function().is_none()
    }

    /// The storage of an area, or `None` where there is none or it is blocked.
    #[must_use]
    pub fn storage(&self, area: Area) -> Option<Storage> {
        if self.is_page {
            // On a server, a global storage would be shared by all visitors.
            has_page().then(|| Storage::of_page(area)).flatten()
        } else {
            self.storage.clone()
        }
    }

    /// Sends a request, and reads the whole answer.
    pub fn send(
        &self,
        request: Request,
    ) -> impl Future<Output = Result<Response, Failure>> + 'static {
        fetch::send(request)
    }

    /// Calls the application's token function, and waits for at most `timeout` milliseconds. `abort`
    /// aborts the function's signal; a token that still comes is returned.
    ///
    /// # Errors
    /// What the function throws or rejects with; [`Failure::Timeout`] if no token came in time.
    pub async fn ask_for_token(
        &self,
        source: &TokenSource,
        request: Record,
        timeout: f64,
        abort: AbortHandle,
    ) -> Result<Value, Failure> {
        source.ask(request, timeout, abort).await
    }

    /// Milliseconds since the Unix epoch, by the wall clock.
    #[must_use]
    pub fn epoch(&self) -> f64 {
        js_sys::Date::now()
    }

    /// Milliseconds since a fixed moment, by a clock that never goes back, if the engine has one.
    #[must_use]
    pub fn monotonic(&self) -> f64 {
        let epoch = self.epoch();
        if !self.has_clock_failed.get() {
            match performance_now() {
                Ok(now) => {
                    self.clock_start.set(epoch - now);
                    return now;
                }
                // From now on, the wall clock continues from where `performance.now()` was.
                Err(_) => self.has_clock_failed.set(true),
            }
        }
        epoch - self.clock_start.get()
    }

    /// Completes after `milliseconds`; at once if the page has no timers.
    pub fn sleep(&self, milliseconds: f64) -> impl Future<Output = ()> + 'static {
        let timer = Timer::start(milliseconds);
        async move {
            if let Some(timer) = timer {
                timer.await;
            }
        }
    }

    /// Starts a task after the code that runs now.
    pub fn spawn(&self, task: Task) {
        spawn_local(task);
    }

    /// A number from 0 up to 1.
    #[must_use]
    pub fn random(&self) -> f64 {
        Math::random()
    }

    /// `navigator.userAgent`, if there is one.
    #[must_use]
    pub fn user_agent(&self) -> Value {
        Value::global("navigator").property("userAgent")
    }

    /// A new promise.
    #[must_use]
    pub fn defer(&self) -> Deferred {
        Deferred::new()
    }

    /// Adds a login listener under an id, or a subscriber with itself as the id.
    pub fn add_listener(&self, id: &Value, listener: &Value) {
        self.listeners.add(id, listener);
    }

    /// Removes the listener with an id.
    pub fn remove_listener(&self, id: &Value) {
        self.listeners.remove(id);
    }

    /// Makes a `CometChatException` with these fields.
    #[must_use]
    pub fn exception(&self, fields: &Record) -> Value {
        js_imports::exception(fields)
    }

    /// Makes the frozen snapshot object of a state.
    #[must_use]
    pub fn snapshot(
        &self,
        status: &'static str,
        user: Option<Value>,
        error: Option<Record>,
    ) -> Value {
        js_imports::snapshot(status, user, error)
    }

    /// Reports an exception with these fields as an uncaught error.
    pub fn report(&self, fields: &Record) {
        js_imports::report(self.exception(fields).as_js());
    }

    /// Calls the login listeners with an event.
    pub fn emit(&self, event: &Event) {
        let argument = || match event {
            Event::LoginSuccess(user) => js_imports::user(user),
            Event::LoginFailure(fields) | Event::LogoutFailure(fields) => self.exception(fields),
            Event::LogoutSuccess => Value::nothing(),
        };
        let name = event.kind().name();
        self.listeners.call(Some(name), &argument);
    }

    /// Calls the subscribers after a change of the state.
    pub fn state_changed(&self) {
        self.listeners.call(None, &Value::nothing);
    }

    /// Tells the other tabs to load the storage.
    pub fn notify_tabs(&self) {
        self.tabs.notify();
    }

    /// Calls `on_change` with each storage key that another tab changes (`None`: any key), if this is the
    /// page's client.
    pub fn listen_to_tabs(&self, on_change: impl Fn(Option<Text>) + 'static) {
        if self.is_page {
            self.tabs.listen(on_change);
        }
    }

    /// Stops listening to other tabs, and removes all listeners.
    pub fn dispose(&self) {
        self.tabs.leave();
        self.listeners.clear();
    }

    /// Logs a message for the application's developer.
    pub fn inform(&self, message: &str) {
        // A page's own console may throw.
        let _ = info(message);
    }

    /// Warns the application's developer.
    pub fn warn(&self, message: &str) {
        let _ = warn(message);
    }
}
