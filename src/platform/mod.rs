//! The platform below the SDK: values, promises, requests, storage, timers, listeners and tabs.
//!
//! Each is one concrete type, chosen by target as `std::sys` does it. In a browser, it wraps the engine's
//! ([`Value`] is a `JsValue`). In native tests (feature `fake-platform`), it wraps `serde_json`'s, and
//! the test's `World` replaces the browser. This module makes no decisions.

mod event;
mod http;

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(all(not(target_arch = "wasm32"), feature = "fake-platform"))]
mod fake;

#[cfg(target_arch = "wasm32")]
pub use browser::{
    AbortHandle, Deferred, Environment, ErrorCallback, Record, Storage, Text, TokenSource, Url,
    Value,
};
#[cfg(all(not(target_arch = "wasm32"), feature = "fake-platform"))]
pub use fake::{
    AbortHandle, Deferred, Environment, ErrorCallback, LocalFuture, Outcome, Record, Storage,
    Store, Text, TokenSource, Url, Value, World,
};

#[cfg(not(any(target_arch = "wasm32", feature = "fake-platform")))]
compile_error!("The SDK runs in WebAssembly. Native tests turn on the feature `fake-platform`.");

pub use event::{Event, EventKind, ResultKind};
pub use http::{Failure, MAX_BODY, Method, Request, Response};

use std::future::Future;
use std::pin::Pin;

/// A future that the environment runs to its end.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// One of the browser's two storages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// `localStorage`: shared by the tabs of an origin, and kept when the browser ends.
    Local,
    /// `sessionStorage`: of one tab, and removed with the tab.
    Session,
}

/// The kind of a [`Value`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null` or `undefined`.
    Nullish,
    /// `true` or `false`.
    Boolean,
    /// A finite number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
    /// A function.
    Function,
    /// A number that JSON cannot express: NaN, an infinity, or a `BigInt`.
    UnsupportedNumber,
    /// Any other value that JSON cannot express.
    Unsupported,
}
