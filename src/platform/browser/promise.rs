//! Promises that the SDK settles, and promises that it waits for.

use std::fmt;
use std::rc::Rc;

use js_sys::{Function, Promise, WeakSet};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::{Record, Value, js_imports};
use crate::platform::ResultKind;

thread_local! {
    /// The promises that nobody waits for any more. A set, since an application could write a property of
    /// a promise or of its prototype.
    static ABANDONED: WeakSet = WeakSet::new();
}

/// A promise, from its owner's side.
#[derive(Clone)]
pub struct Deferred(Rc<Parts>);

struct Parts {
    promise: Promise,
    /// The functions that resolve and reject the promise. `None` if a page's own `Promise` gave none.
    settle: Option<(Function, Function)>,
}

impl Deferred {
    pub(super) fn new() -> Self {
        let mut settle = None;
        let promise = Promise::new(&mut |resolve, reject| settle = Some((resolve, reject)));
        Self(Rc::new(Parts { promise, settle }))
    }

    /// The promise, for its callers.
    pub fn promise(&self) -> Promise {
        self.0.promise.clone()
    }

    /// Resolves the promise with an object of `kind`, or with `null`. The first settlement counts.
    pub fn resolve(&self, kind: ResultKind, value: Value) {
        let made = if value.is_nullish() {
            JsValue::NULL.into()
        } else {
            match kind {
                ResultKind::Plain => value.to_ordinary(),
                ResultKind::User => js_imports::user(&value),
                ResultKind::FullUser => js_imports::full_user(&value),
            }
        };
        if let Some((resolve, _)) = &self.0.settle {
            // The functions of a promise do not throw.
            let _ = resolve.call1(&JsValue::UNDEFINED, made.as_js());
        }
    }

    /// Rejects the promise with an exception with these fields.
    pub fn reject(&self, fields: &Record) {
        if let Some((_, reject)) = &self.0.settle {
            let exception = js_imports::exception(fields);
            let _ = reject.call1(&JsValue::UNDEFINED, exception.as_js());
        }
    }

    /// Whether both own the same promise.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// Whether this owns `promise`.
    #[must_use]
    pub fn is_of(&self, promise: &Promise) -> bool {
        let (own, other): (&JsValue, &JsValue) = (&self.0.promise, promise);
        own == other
    }

    /// Notes that nobody waits for the promise any more, so that nothing more is sent for it.
    pub fn abandon(&self) {
        Self::abandon_promise(&self.0.promise);
    }

    /// Notes that nobody waits for `promise` any more.
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

/// Waits for a promise or another object with `then`. Returns its value, or any other value itself.
///
/// A new promise follows the application's: that one may call back twice, on which `JsFuture` would fail.
///
/// # Errors
/// What the promise rejects with.
pub async fn settlement(value: Value) -> Result<Value, Value> {
    let followed = Promise::new(&mut |resolve, _| {
        let _ = resolve.call1(&JsValue::UNDEFINED, value.as_js());
    });
    let settled = JsFuture::from(followed).await;
    settled.map(Value::from).map_err(Value::from)
}

/// Whether a value is a promise, or another object with `then`. Ignores a rejection of that promise.
pub fn is_promise(value: &Value) -> bool {
    // Storages mostly return `null` or `undefined`, of which reading a property would throw.
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
