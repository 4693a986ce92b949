//! Promises that are settled from here.

use wasm_bindgen::prelude::*;

use super::tasks::Settlement;
use super::{Record, Value, host};
use crate::platform::{Kind, ResultKind};

/// Marks a promise that nobody waits for any more.
const ABANDONED: &str = "abandoned";

/// A promise, from its owner's side: `{promise, resolve, reject}`.
#[derive(Clone, Debug)]
pub struct Deferred(Value);

impl Deferred {
    #[inline(never)]
    pub(super) fn new() -> Self {
        Self(host::with_resolvers())
    }

    /// The promise, for whoever waits for it.
    pub fn promise(&self) -> Value {
        self.0.property("promise")
    }

    /// The function that resolves the promise.
    pub(super) fn resolver(&self) -> Value {
        self.0.property("resolve")
    }

    /// The function that rejects the promise.
    pub(super) fn rejecter(&self) -> Value {
        self.0.property("reject")
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
        let _ = self.resolver().call(&self.0, &made);
    }

    /// Rejects the promise with the exception of these fields.
    #[inline(never)]
    pub fn reject(&self, fields: &Record) {
        let exception = host::exception(fields);
        let _ = self.rejecter().call(&self.0, &exception);
    }

    /// Whether both are of the same promise.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.0.is(&other.0)
    }

    /// Whether this is the promise's owner.
    #[must_use]
    pub fn is_of(&self, promise: &Value) -> bool {
        self.promise().is(promise)
    }

    /// Notes that nobody waits for the promise any more, so that nothing more is sent for it.
    pub fn abandon(&self) {
        Self::abandon_promise(&self.promise());
    }

    /// The same, for a promise whose owner is not at hand.
    pub fn abandon_promise(promise: &Value) {
        promise.set(ABANDONED, true);
    }

    /// Whether nobody waits for the promise any more.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.promise().property(ABANDONED).kind() != Kind::Nothing
    }

    /// Completes once the promise has settled.
    pub async fn settled(&self) {
        let _ = Settlement::of(self.promise()).await;
    }
}
