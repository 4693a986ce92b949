//! The application's listeners, by id, in order of registration.

use js_sys::{Array, Map};
use wasm_bindgen::prelude::*;

use super::{Value, host};

/// Login listeners under their ids, and subscribers under themselves.
#[derive(Clone, Debug)]
pub struct Listeners(Value);

impl Listeners {
    pub fn new() -> Self {
        Self(JsValue::from(Map::new()).into())
    }

    fn map<R>(&self, look: impl FnOnce(&Map) -> R) -> R {
        self.0.with(|map| look(map.unchecked_ref()))
    }

    /// Adds a listener, or puts it in the place of the one with the same id.
    #[inline(never)]
    pub fn add(&self, id: &Value, listener: &Value) {
        let before = self.map(|map| id.with(|id| listener.with(|it| map.set(id, it))));
        let _ = Value::from(JsValue::from(before));
    }

    /// Removes the listener with an id, if there is one.
    #[inline(never)]
    pub fn remove(&self, id: &Value) {
        self.map(|map| id.with(|id| map.delete(id)));
    }

    /// Calls the callback of this name that each listener has; without a name, each subscriber. Those
    /// count who listen at this moment. One that throws is reported, and keeps no other from
    /// hearing; each gets an argument of its own.
    #[inline(never)]
    pub fn call(&self, callback: Option<&str>, argument: &dyn Fn() -> Value) {
        for listener in self.map(|map| Array::from(&map.values())) {
            let listener = Value::from(listener);
            let function = match callback {
                Some(name) => listener.read(name),
                None => Ok(listener.clone()),
            };
            let outcome = function.and_then(|function| {
                if function.is_function() {
                    function.call(&listener, &argument())
                } else {
                    Ok(function)
                }
            });
            if let Err(error) = outcome {
                host::report(&error);
            }
        }
    }
}
