//! The core's traits, by what browsers (and Node, and workers) offer.

mod bell;
mod bus;
mod fetch;
mod signal;
mod storage;
mod timer;
mod value;

use std::fmt;

use js_sys::{Function, Map};
use wasm_bindgen::prelude::*;

use crate::core::platform::{
    Area, Clock, Event, Listeners, Platform, Request, Response, Task, Transport,
};

pub use signal::aborted;
pub use storage::BrowserStore;
pub use value::Js;

/// How an event is told to one listener.
pub type Teller = Box<dyn Fn(&JsValue)>;

/// The browser around the core.
pub struct Browser {
    listeners: Map,
    teller: fn(Event<Js>) -> Teller,
}

impl Browser {
    /// The browser, with the way in which listeners are told of an event.
    pub fn new(teller: fn(Event<Js>) -> Teller) -> Self {
        Self {
            listeners: Map::new(),
            teller,
        }
    }

    /// How many listeners there are.
    pub fn listener_count(&self) -> u32 {
        self.listeners.size()
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
    ) -> impl Future<Output = Result<Response<Js>, Js>> + 'static {
        fetch::send(request)
    }
}

impl Clock for Browser {
    fn epoch(&self) -> f64 {
        js_sys::Date::now()
    }

    fn monotonic(&self) -> f64 {
        timer::monotonic()
    }

    fn sleep(&self, milliseconds: f64) -> impl Future<Output = ()> + 'static {
        timer::sleep(milliseconds)
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
        if self.listeners.size() == 0 {
            return;
        }
        let tell = (self.teller)(event);
        let listening = js_sys::Array::from(&self.listeners.values());
        for index in 0..listening.length() {
            tell(&listening.get(index));
        }
    }
}

impl Platform for Browser {
    type Value = Js;
    type Store = BrowserStore;

    fn store(&self, area: Area) -> Option<BrowserStore> {
        BrowserStore::open(area)
    }

    fn spawn(&self, task: Task) {
        wasm_bindgen_futures::spawn_local(task);
    }

    fn random(&self) -> f64 {
        js_sys::Math::random()
    }

    fn user_agent(&self) -> Js {
        property(&property(&js_sys::global(), "navigator"), "userAgent").into()
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Reflect, js_name = get, catch)]
    fn reflect_get(target: &JsValue, key: &str) -> Result<JsValue, JsValue>;
}

/// A property. A getter that throws, like a target that has no properties, gives `undefined`.
pub fn property(target: &JsValue, name: &str) -> JsValue {
    reflect_get(target, name).unwrap_or(JsValue::UNDEFINED)
}

/// A property that can be called.
pub fn method(target: &JsValue, name: &str) -> Option<Function> {
    property(target, name).dyn_into().ok()
}
