//! The machine below the SDK: values, promises, requests, storage, timers, listeners and tabs.
//!
//! Each of these is one concrete type, chosen by target as `std::sys` does it: in a browser the
//! engine's own ([`Value`] is a `JsValue`), in native tests `serde_json`'s, with a test's `World` in the
//! place of the browser (feature `fake-platform`). Nothing here decides anything.

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

/// A future that runs to its end on its own.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Which of the browser's two storages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// `localStorage`: shared by the tabs of an origin, survives the browser.
    Local,
    /// `sessionStorage`: one tab's own, gone with it.
    Session,
}

/// What kind of value one is.
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
    /// A number that JSON has none of: NaN, an infinity, or a `BigInt`.
    UnsupportedNumber,
    /// Something else that JSON has no word for.
    Unsupported,
}
