//! The core's traits, by what browsers (and Node, and workers) offer.

mod bus;
mod fetch;
mod promise;
mod storage;
mod task;
mod value;

use std::fmt;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::core::error::Error;
use crate::core::platform::{
    Area, Clock, Event, Failure, Listeners, Platform, Request, Response, Task, Transport,
};
use crate::core::value::Value as _;

pub use promise::BrowserPromise;
pub use storage::BrowserStore;
pub use task::start_next;
pub use value::Js;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Reflect, js_name = get, catch)]
    fn reflect_get(target: &JsValue, key: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;

    /// What the page's own JavaScript does for the SDK. It makes the application's objects.
    #[derive(Clone, Debug)]
    pub type Face;

    /// A new promise, and what settles it: `{promise, resolve(value), reject(reason)}`.
    #[wasm_bindgen(method)]
    fn defer(this: &Face) -> JsValue;

    /// Settles a promise of `defer()`. `how` is 0 to reject it with the exception of these fields, 1
    /// to resolve it with the value, 2 with the user, 3 with the user and all that the server sent.
    #[wasm_bindgen(method)]
    fn settle(this: &Face, deferred: &JsValue, how: u32, value: &JsValue);

    /// Calls the callback that each listener has for an event: 0 `loginSuccess`, 1 `loginFailure`, 2
    /// `logoutSuccess`, 3 `logoutFailure`; with the user or the exception of these fields.
    #[wasm_bindgen(method)]
    fn tell(this: &Face, event: u32, fields: &JsValue);

    /// Adds a listener, or removes that of an id.
    #[wasm_bindgen(method)]
    fn listen(this: &Face, id: &JsValue, listener: &JsValue);

    /// Shows the exception of these fields as the browser shows an uncaught error.
    #[wasm_bindgen(method, catch)]
    fn report(this: &Face, fields: &JsValue) -> Result<(), JsValue>;

    /// Calls [`start_next`] as soon as what runs now has ended.
    #[wasm_bindgen(method)]
    fn later(this: &Face);

    #[wasm_bindgen(method)]
    fn sleep(this: &Face, milliseconds: f64) -> Promise;

    /// Sends a request; `timeout` is in milliseconds. Resolves with `[body, status, retryAfter]`,
    /// rejects with `true` if there was no whole answer in time.
    #[wasm_bindgen(method)]
    fn exchange(
        this: &Face,
        method: &str,
        url: &JsValue,
        headers: &JsValue,
        body: &JsValue,
        keepalive: bool,
        timeout: f64,
    ) -> Promise;

    /// Tells the other tabs.
    #[wasm_bindgen(method, catch)]
    fn nudge(this: &Face) -> Result<(), JsValue>;
}

/// The browser around the core.
pub struct Browser(Face);

impl Browser {
    /// The browser, with a face that makes the application's objects.
    pub fn new(face: JsValue) -> Self {
        Self(face.unchecked_into())
    }

    /// Adds a listener, or puts it in the place of the one with the same id. None removes that.
    pub fn listen(&self, id: &Js, listener: &Js) {
        id.lend(|id| listener.lend(|listener| self.0.listen(id, listener)));
    }

    /// Shows an error that has nobody to go to, as the browser shows an uncaught one.
    pub fn report(&self, error: Error<Js>) {
        // What shows errors is the page's, and may fail.
        let _ = error.into_fields().lend(|fields| self.0.report(fields));
    }
}

impl fmt::Debug for Browser {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Browser")
    }
}

impl Transport<Js> for Browser {
    fn send(
        &self,
        request: Request<'_, Js>,
    ) -> impl Future<Output = Result<Response<Js>, Failure<Js>>> + 'static {
        fetch::send(request, &self.0)
    }
}

impl Clock for Browser {
    fn epoch(&self) -> f64 {
        js_sys::Date::now()
    }

    fn monotonic(&self) -> f64 {
        performance_now()
    }

    fn sleep(&self, milliseconds: f64) -> impl Future<Output = ()> + 'static {
        let promise = self.0.sleep(milliseconds);
        async move {
            let _ = JsFuture::from(promise).await;
        }
    }
}

impl Listeners<Js> for Browser {
    fn tell(&self, event: Event<Js>) {
        let (number, fields) = match event {
            Event::LoginSuccess(user) => (0, user),
            Event::LoginFailure(error) => (1, error.into_fields()),
            Event::LogoutSuccess => (2, Js::none()),
            Event::LogoutFailure(error) => (3, error.into_fields()),
        };
        fields.lend(|fields| self.0.tell(number, fields));
    }
}

impl Platform for Browser {
    type Value = Js;
    type Store = BrowserStore;
    type Deferred = BrowserPromise;

    fn store(&self, area: Area) -> Option<BrowserStore> {
        BrowserStore::open(area)
    }

    fn defer(&self) -> BrowserPromise {
        BrowserPromise::new(&self.0)
    }

    fn spawn(&self, task: Task) {
        self.start(task);
    }

    fn random(&self) -> f64 {
        js_sys::Math::random()
    }

    fn user_agent(&self) -> Js {
        property(&property(&js_sys::global(), "navigator"), "userAgent").into()
    }
}

/// A property. A getter that throws, like a target that has no properties, gives `undefined`.
pub fn property(target: &JsValue, name: &str) -> JsValue {
    reflect_get(target, name).unwrap_or(JsValue::UNDEFINED)
}
