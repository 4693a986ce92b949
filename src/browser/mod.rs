//! The core's traits, by what browsers (and Node, and workers) offer.

mod bus;
mod fetch;
mod promise;
mod storage;
mod task;
mod value;

use std::fmt;

use js_sys::{Array, Function, Map, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::core::error::Error;
use crate::core::platform::{
    Area, Clock, Event, Failure, Listeners, Platform, Request, Response, Task, Transport,
};
use crate::core::value::{Plain, Value as _};

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
}

/// The browser around the core.
pub struct Browser {
    /// What makes the application's objects, and promises: `{user(fields), fullUser(fields),
    /// exception(fields), defer(), report(error), nudge(), later(), sleep(ms), exchange(request)}`.
    face: Js,
    listeners: Map,
}

impl Browser {
    /// The browser, with a face that makes the application's objects.
    pub fn new(face: JsValue) -> Self {
        Self {
            face: face.into(),
            listeners: Map::new(),
        }
    }

    /// What `target` makes of a value with its function `maker`; the value itself if there is no
    /// such function, or if it fails.
    pub fn make(target: &Js, maker: &str, value: Js) -> Js {
        target
            .lend(|target| {
                let made = method(target, maker)?;
                value.lend(|value| made.call1(target, value)).ok()
            })
            .map_or(value, Js::from)
    }

    /// Shows an error that has nobody to go to, as the browser shows an uncaught one.
    pub fn report(&self, error: Js) {
        Self::make(&self.face, "report", error);
    }

    /// The `CometChatException` of an error.
    pub fn exception(&self, error: Error<Js>) -> JsValue {
        Self::make(&self.face, "exception", error.into_fields()).into()
    }

    /// Calls the callback that each of `listeners` has under a name. What one throws is reported and
    /// touches nobody else.
    fn call_each(&self, callback: &str, told: Js) {
        let told = JsValue::from(told);
        let listening = Array::from(&self.listeners.values());
        for index in 0..listening.length() {
            let listener = listening.get(index);
            let called = method(&listener, callback).map(|it| it.call1(&listener, &told));
            if let Some(Err(thrown)) = called {
                self.report(thrown.into());
            }
        }
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
        fetch::send(request, &self.face)
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
        let time = Js::of(Plain::Number(milliseconds));
        let promise = JsValue::from(Self::make(&self.face, "sleep", time));
        async move {
            let _ = JsFuture::from(Promise::from(promise)).await;
        }
    }
}

// A JavaScript `Map` keeps the order of registration, also when an entry is replaced.
impl Listeners<Js> for Browser {
    fn add(&self, id: &Js, listener: &Js) {
        id.lend(|id| listener.lend(|listener| self.listeners.set(id, listener)));
    }

    fn remove(&self, id: &Js) {
        id.lend(|id| self.listeners.delete(id));
    }

    fn tell(&self, event: Event<Js>) {
        let (callback, maker, told) = match event {
            Event::LoginSuccess(user) => ("loginSuccess", "user", user),
            Event::LoginFailure(error) => ("loginFailure", "exception", error.into_fields()),
            Event::LogoutSuccess => ("logoutSuccess", "", Js::none()),
            Event::LogoutFailure(error) => ("logoutFailure", "exception", error.into_fields()),
        };
        self.call_each(callback, Self::make(&self.face, maker, told));
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
        BrowserPromise::new(&self.face)
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

/// A property that can be called.
pub fn method(target: &JsValue, name: &str) -> Option<Function> {
    let found = property(target, name);
    found.is_function().then(|| found.unchecked_into())
}
