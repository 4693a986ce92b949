//! The application's listeners, by id, in order of registration.

use js_sys::{Array, Function, Map};
use wasm_bindgen::prelude::*;

use super::host::Host;
use super::value::property;

/// Login listeners under their ids, and subscribers under themselves.
#[derive(Clone, Debug)]
pub struct Listeners(Map);

impl Listeners {
    pub fn new() -> Self {
        Self(Map::new())
    }

    /// Adds a listener, or puts it in the place of the one with the same id.
    pub fn add(&self, id: &JsValue, listener: &JsValue) {
        self.0.set(id, listener);
    }

    /// Removes the listener with an id, if there is one: if `listener` is given, only if it is this.
    pub fn remove(&self, id: &JsValue, listener: &JsValue) {
        if listener.is_undefined() || self.0.get(id) == *listener {
            self.0.delete(id);
        }
    }

    /// Calls the callback of this name that each listener has; without a name, each subscriber. Those
    /// count who listen at this moment. One that throws is reported, and keeps no other from
    /// hearing.
    pub fn call(&self, host: &Host, callback: Option<&str>, argument: &JsValue) {
        for listener in Array::from(&self.0.values()) {
            let function = match callback {
                Some(name) if listener.is_object() => property(&listener, name),
                None if listener.is_function() => listener.clone(),
                _ => continue,
            };
            if let Some(function) = function.dyn_ref::<Function>()
                && let Err(error) = function.call1(&listener, argument)
            {
                host.report(&error);
            }
        }
    }
}
