//! The application's listeners, by id, in order of registration.

use js_sys::{Array, Map};
use wasm_bindgen::prelude::*;

use super::{Value, js_imports};

/// Login listeners by their ids, and subscribers, each with itself as the id.
#[derive(Clone, Debug, Default)]
pub struct Listeners(Map);

impl Listeners {
    /// Adds a listener, or replaces the one with the same id.
    pub fn add(&self, id: &Value, listener: &Value) {
        self.0.set(id.as_js(), listener.as_js());
    }

    /// Removes the listener with an id, if there is one.
    pub fn remove(&self, id: &Value) {
        self.0.delete(id.as_js());
    }

    /// Removes all listeners.
    pub fn clear(&self) {
        self.0.clear();
    }

    /// Calls each listener's callback of this name; without a name, each subscriber. Calls the listeners
    /// registered when it starts, each with an argument of its own. Reports what a listener throws, and
    /// goes on with the next.
    pub fn call(&self, callback: Option<&'static str>, argument: &dyn Fn() -> Value) {
        for listener in Array::from(&self.0.values()) {
            if let Err(error) = call_one(&listener.into(), callback, argument) {
                js_imports::report(&error);
            }
        }
    }
}

/// Calls a listener's callback, if it has one.
///
/// # Errors
/// What the callback throws.
fn call_one(
    listener: &Value,
    callback: Option<&'static str>,
    argument: &dyn Fn() -> Value,
) -> Result<(), JsValue> {
    let function = match callback {
        Some(name) => listener.read(name)?,
        None => listener.clone(),
    };
    if let Some(function) = function.as_function() {
        function.call1(listener.as_js(), argument().as_js())?;
    }
    Ok(())
}
