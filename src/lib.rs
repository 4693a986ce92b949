//! Authentication for CometChat in the browser: logs a user in, keeps the session, logs out, and tells
//! the application of each change.
//!
//! The floors. Each uses only the floors below it:
//!
//! 1. `binding`: the object `CometChat` for JavaScript. No decisions.
//! 2. [`operations`]: `init`, `login`, `logout` and the other calls. [`server`] stands beside it and the
//!    next floor: the calls and routes of an application's server, in a WebAssembly of their own.
//! 3. [`client`]: the state: who is logged in, what is pending, and the events for listeners.
//! 4. [`rest`] and [`persistence`]: requests with deadlines and retries; the stored session.
//! 5. [`types`] and [`error`]: inputs, parsed once, and errors.
//! 6. [`platform`]: values, promises, requests, storage, timers, listeners and tabs.
//!
//! `docs/protocol.md` specifies requests, storage and outcomes.

#[cfg(target_arch = "wasm32")]
mod allocator;
#[cfg(all(target_arch = "wasm32", feature = "client"))]
pub mod binding;
pub mod client;
pub mod error;
pub mod operations;
pub mod option_cell;
pub mod persistence;
pub mod platform;
pub mod rest;
pub mod server;
pub mod types;

/// The version of this SDK, as it goes into the `sdk` header, the client info and the session id.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
