//! Promises: those that the SDK settles, and those that it waits for.

use std::fmt;
use std::rc::Rc;

use js_sys::{Function, Promise, WeakSet};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::{Record, Value, js_imports};
use crate::platform::{Kind, ResultKind};

thread_local! {
    /// The promises that nobody waits for any more. What an application could write on a promise, or on
    /// its prototype, says nothing.
    static ABANDONED: WeakSet = WeakSet::new();
}

/// A promise, from its owner's side.
#[derive(Clone)]
pub struct Deferred(Rc<Parts>);

struct Parts {
    promise: Promise,
    /// What resolves and what rejects the promise. A page's own `Promise` may have given nothing.
    settle: Option<(Function, Function)>,
}

impl Deferred {
    pub(super) fn new() -> Self {
        let mut settle = None;
        let promise = Promise::new(&mut |resolve, reject| settle = Some((resolve, reject)));
        Self(Rc::new(Parts { promise, settle }))
    }

    /// The promise, for whoever waits for it.
    pub fn promise(&self) -> Promise {
        self.0.promise.clone()
    }

    /// Resolves the promise, with `null` for nothing. What settles it first counts.
    pub fn resolve(&self, kind: ResultKind, value: Value) {
        let made = if value.kind() == Kind::Nullish {
            JsValue::NULL.into()
        } else {
            match kind {
                ResultKind::Plain => value.to_ordinary(),
                ResultKind::User => js_imports::user(&value),
                ResultKind::FullUser => js_imports::full_user(&value),
            }
        };
        if let Some((resolve, _)) = &self.0.settle {
            // A promise's own functions do not throw.
            let _ = resolve.call1(&JsValue::UNDEFINED, made.as_js());
        }
    }

    /// Rejects the promise with the exception of these fields.
    pub fn reject(&self, fields: &Record) {
        if let Some((_, reject)) = &self.0.settle {
            let exception = js_imports::exception(fields);
            let _ = reject.call1(&JsValue::UNDEFINED, exception.as_js());
        }
    }

    /// Whether both are of the same promise.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// Whether this is the promise's owner.
    #[must_use]
    pub fn is_of(&self, promise: &Promise) -> bool {
        let (own, other): (&JsValue, &JsValue) = (&self.0.promise, promise);
        own == other
    }

    /// Notes that nobody waits for the promise any more, so that nothing more is sent for it.
    pub fn abandon(&self) {
        Self::abandon_promise(&self.0.promise);
    }

    /// The same, for a promise whose owner is not at hand.
    pub fn abandon_promise(promise: &Promise) {
        ABANDONED.with(|abandoned| {
            abandoned.add(promise);
        });
    }

    /// Whether nobody waits for the promise any more.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        ABANDONED.with(|abandoned| abandoned.has(&self.0.promise))
    }

    /// Completes once the promise has settled.
    pub async fn settled(&self) {
        let _ = JsFuture::from(self.promise()).await;
    }
}

impl fmt::Debug for Deferred {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Deferred")
    }
}

/// What becomes of a promise, or of anything else that has `then`; any other value itself.
///
/// A promise of its own follows what an application gave: that may call back twice, which `JsFuture`
/// would not survive.
///
/// # Errors
/// What it rejects with.
pub async fn settlement(value: Value) -> Result<Value, Value> {
    let followed = Promise::new(&mut |resolve, _| {
        let _ = resolve.call1(&JsValue::UNDEFINED, value.as_js());
    });
    let settled = JsFuture::from(followed).await;
    settled.map(Value::from).map_err(Value::from)
}

/// Whether a value is a promise, or has `then` as one has. If it rejects, nobody hears of it.
pub fn is_promise(value: &Value) -> bool {
    // Most of what storages give is nothing, and reading a property of it would throw.
    let has_properties = value.as_js().is_object() || value.as_js().is_function();
    let is_promise = has_properties && value.property("then").as_function().is_some();
    if is_promise {
        let value = value.clone();
        spawn_local(async {
            let _ = settlement(value).await;
        });
    }
    is_promise
}
