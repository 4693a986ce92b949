//! Authentication for CometChat in the browser: log a user in, keep the session, log out, and tell
//! the application when that changes.
//!
//! The floors, each of which uses only those below it:
//!
//! 1. `binding`: what JavaScript sees. No decisions.
//! 2. [`operations`]: `init`, `login`, `logout` and the other calls. Beside it and the next floor: [`server`],
//!    the calls and routes of an application's server, in a WebAssembly of their own.
//! 3. [`client`]: the state: who is logged in, what is pending, what listeners hear.
//! 4. [`rest`] and [`persistence`]: requests with deadlines and retries; what storage holds.
//! 5. [`types`] and [`error`]: what enters, parsed once.
//! 6. [`platform`]: values, promises, requests, storage, timers, listeners and tabs.
//!
//! The wire, storage and outcome facts that the code relies on are in `docs/protocol.md`.

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
