//! Promises that are settled from here.

use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::host::Host;
use super::{Record, Value, value};
use crate::platform::ResultKind;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    fn set(target: &JsValue, key: &str, value: bool) -> bool;
}

/// Marks a promise that nobody waits for any more.
const ABANDONED: &str = "abandoned";

/// A promise, from its owner's side.
#[derive(Clone, Debug)]
pub struct Deferred(Rc<Parts>);

#[derive(Debug)]
struct Parts {
    host: Host,
    promise: Promise,
    resolve: JsValue,
    reject: JsValue,
}

impl Deferred {
    pub(super) fn new(host: Host) -> Self {
        let mut resolve = JsValue::UNDEFINED;
        let mut reject = JsValue::UNDEFINED;
        let promise = Promise::new(&mut |on_value: Function, on_error: Function| {
            resolve = on_value.into();
            reject = on_error.into();
        });
        Self(Rc::new(Parts {
            host,
            promise,
            resolve,
            reject,
        }))
    }

    /// The promise, for whoever waits for it.
    pub fn promise(&self) -> Promise {
        self.0.promise.clone()
    }

    /// Resolves the promise, with `null` for nothing. What settles it first counts.
    pub fn resolve(&self, kind: ResultKind, value: Value) {
        let made = if value.kind() == crate::platform::Kind::Nothing {
            JsValue::NULL
        } else {
            match kind {
                ResultKind::Plain => value.into(),
                ResultKind::User => value.with(|fields| self.0.host.user(fields)),
                ResultKind::FullUser => value.with(|fields| self.0.host.full_user(fields)),
            }
        };
        call(&self.0.resolve, &made);
    }

    /// Rejects the promise with the exception of these fields.
    pub fn reject(&self, fields: &Record) {
        call(
            &self.0.reject,
            &fields.with(|fields| self.0.host.exception(fields)),
        );
    }

    /// Whether both are of the same promise.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// Whether this is the promise's owner.
    #[must_use]
    pub fn is_of(&self, promise: &JsValue) -> bool {
        let own: &JsValue = &self.0.promise;
        own == promise
    }

    /// Notes that nobody waits for the promise any more, so that nothing more is sent for it.
    pub fn abandon(&self) {
        Self::abandon_promise(&self.0.promise);
    }

    /// The same, for a promise whose owner is not at hand.
    pub fn abandon_promise(promise: &JsValue) {
        set(promise, ABANDONED, true);
    }

    /// Whether nobody waits for the promise any more.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        value::property(&self.0.promise, ABANDONED) == JsValue::TRUE
    }

    /// Completes once the promise has settled.
    pub async fn settled(&self) {
        let _ = JsFuture::from(self.0.promise.clone()).await;
    }
}

/// Calls a promise's own function, which does not throw.
fn call(function: &JsValue, argument: &JsValue) {
    let _ = function
        .unchecked_ref::<Function>()
        .call1(&JsValue::UNDEFINED, argument);
}
