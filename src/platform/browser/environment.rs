//! What surrounds one client: the page, or what `createCometChat` was given.

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
    // Some test environments have none, or a clock that throws.
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

/// The surroundings of one client.
#[derive(Debug)]
pub struct Environment {
    /// The application's own storage, in the place of both of the page's.
    storage: Option<Storage>,
    /// Whether this is the page's client, which shares its storage with other tabs.
    is_page: bool,
    listeners: Listeners,
    tabs: Tabs,
    /// When `performance` began to count, by the wall clock.
    clock_start: Cell<f64>,
    has_clock_failed: Cell<bool>,
}

impl Environment {
    /// The page, or the process, as the default client has it.
    #[must_use]
    pub fn of_page() -> Self {
        Self::new(None, true)
    }

    /// Surroundings of its own, with a storage that the application gave; `undefined` for none.
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

    /// Whether this client's session is that of everybody in the process: there is no page, and this is
    /// no worker of one.
    #[must_use]
    pub fn is_whole_process(&self) -> bool {
        self.is_page && !has_page() && Value::global("importScripts").as_function().is_none()
    }

    /// The storage of an area, or `None` where there is none or it is blocked.
    #[must_use]
    pub fn storage(&self, area: Area) -> Option<Storage> {
        if self.is_page {
            // What a server has under these names is one for all its visitors.
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

    /// Asks the application for a token, for at most `timeout` milliseconds. The signal that it is
    /// given is aborted by `abort`; a token that still comes is returned all the same.
    ///
    /// # Errors
    /// What the application's function throws, or that it gives none in time.
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

    /// Milliseconds since some moment, by a clock that never goes back where there is one.
    #[must_use]
    pub fn monotonic(&self) -> f64 {
        let epoch = self.epoch();
        if !self.has_clock_failed.get() {
            match performance_now() {
                Ok(now) => {
                    self.clock_start.set(epoch - now);
                    return now;
                }
                // From now on the wall clock goes on from there: two clocks would make times of nothing.
                Err(_) => self.has_clock_failed.set(true),
            }
        }
        epoch - self.clock_start.get()
    }

    /// Completes after `milliseconds`; at once, if the page has no timers.
    pub fn sleep(&self, milliseconds: f64) -> impl Future<Output = ()> + 'static {
        let timer = Timer::start(milliseconds);
        async move {
            if let Some(timer) = timer {
                timer.await;
            }
        }
    }

    /// Runs a task to its end, after the code that runs now.
    pub fn spawn(&self, task: Task) {
        spawn_local(task);
    }

    /// A number from 0 up to 1.
    #[must_use]
    pub fn random(&self) -> f64 {
        Math::random()
    }

    /// What the browser calls itself, if it says so.
    #[must_use]
    pub fn user_agent(&self) -> Value {
        Value::global("navigator").property("userAgent")
    }

    /// A new promise.
    #[must_use]
    pub fn defer(&self) -> Deferred {
        Deferred::new()
    }

    /// Adds a login listener under an id, or a subscriber under itself.
    pub fn add_listener(&self, id: &Value, listener: &Value) {
        self.listeners.add(id, listener);
    }

    /// Removes the listener with an id.
    pub fn remove_listener(&self, id: &Value) {
        self.listeners.remove(id);
    }

    /// The exception of these fields.
    #[must_use]
    pub fn exception(&self, fields: &Record) -> Value {
        js_imports::exception(fields)
    }

    /// The frozen object of a state.
    #[must_use]
    pub fn snapshot(
        &self,
        status: &'static str,
        user: Option<Value>,
        error: Option<Record>,
    ) -> Value {
        js_imports::snapshot(status, user, error)
    }

    /// Shows the exception of these fields as the browser shows an uncaught error.
    pub fn report(&self, fields: &Record) {
        js_imports::report(self.exception(fields).as_js());
    }

    /// Tells the login listeners of an event.
    pub fn emit(&self, event: &Event) {
        let argument = || match event {
            Event::LoginSuccess(user) => js_imports::user(user),
            Event::LoginFailure(fields) | Event::LogoutFailure(fields) => self.exception(fields),
            Event::LogoutSuccess => Value::nothing(),
        };
        let name = event.kind().name();
        self.listeners.call(Some(name), &argument);
    }

    /// Tells the subscribers that the state has changed.
    pub fn state_changed(&self) {
        self.listeners.call(None, &Value::nothing);
    }

    /// Tells the other tabs to look at the storage.
    pub fn notify_tabs(&self) {
        self.tabs.notify();
    }

    /// Calls `on_change` from now on with the key that another tab has changed in the storage (without
    /// one, if it may have been any), if this is the page's client.
    pub fn listen_to_tabs(&self, on_change: impl Fn(Option<Text>) + 'static) {
        if self.is_page {
            self.tabs.listen(on_change);
        }
    }

    /// Hears of other tabs no more, and has nobody to tell.
    pub fn dispose(&self) {
        self.tabs.leave();
        self.listeners.clear();
    }

    /// Says something to the application's developer.
    pub fn inform(&self, message: &str) {
        // A page may have put anything in the place of its console.
        let _ = info(message);
    }

    /// Warns the application's developer.
    pub fn warn(&self, message: &str) {
        let _ = warn(message);
    }
}
