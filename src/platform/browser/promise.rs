//! Promises that are settled from here.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use super::tasks::Settlement;
use super::{Record, Value, host};
use crate::platform::{Kind, ResultKind};

/// Marks a promise that nobody waits for any more.
const ABANDONED: &str = "abandoned";

/// A promise, from its owner's side.
#[derive(Debug)]
pub struct Deferred(Rc<Parts>);

/// A promise, and the functions that settle it.
#[derive(Debug)]
pub struct Parts {
    pub promise: Value,
    pub resolve: Value,
    pub reject: Value,
}

impl Parts {
    #[inline(never)]
    pub fn new() -> Self {
        let made = host::with_resolvers();
        Self {
            promise: made.property("promise"),
            resolve: made.property("resolve"),
            reject: made.property("reject"),
        }
    }
}

impl Clone for Deferred {
    #[inline(never)]
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl Deferred {
    #[inline(never)]
    pub(super) fn new() -> Self {
        Self(Rc::new(Parts::new()))
    }

    /// The promise, for whoever waits for it.
    pub fn promise(&self) -> Promise {
        JsValue::from(self.0.promise.clone()).unchecked_into()
    }

    /// Resolves the promise, with `null` for nothing. What settles it first counts.
    #[inline(never)]
    pub fn resolve(&self, kind: ResultKind, value: Value) {
        let made = if value.kind() == Kind::Nothing {
            JsValue::NULL.into()
        } else {
            match kind {
                ResultKind::Plain => value,
                ResultKind::User => host::user(&value),
                ResultKind::FullUser => host::full_user(&value),
            }
        };
        // A promise's own functions do not throw.
        let _ = self.0.resolve.call(&self.0.promise, &made);
    }

    /// Rejects the promise with the exception of these fields.
    #[inline(never)]
    pub fn reject(&self, fields: &Record) {
        let exception = host::exception(fields);
        let _ = self.0.reject.call(&self.0.promise, &exception);
    }

    /// Whether both are of the same promise.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// Whether this is the promise's owner.
    #[must_use]
    pub fn is_of(&self, promise: &Value) -> bool {
        self.0.promise.is(promise)
    }

    /// Notes that nobody waits for the promise any more, so that nothing more is sent for it.
    pub fn abandon(&self) {
        Self::abandon_promise(&self.0.promise);
    }

    /// The same, for a promise whose owner is not at hand.
    pub fn abandon_promise(promise: &Value) {
        promise.set(ABANDONED, true);
    }

    /// Whether nobody waits for the promise any more.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.0.promise.property(ABANDONED).kind() != Kind::Nothing
    }

    /// Completes once the promise has settled.
    pub async fn settled(&self) {
        let _ = Settlement::of(self.0.promise.clone()).await;
    }
}
