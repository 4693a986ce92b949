//! The core, natively: every outcome of docs/protocol.md that the core decides.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_debug_implementations
)]

// First, for its macros.
#[macro_use]
mod support;

mod check_session;
mod disposal;
mod emulated;
mod ensure;
mod errors;
mod init;
mod interleaving;
mod login;
mod logout;
mod model;
mod outcomes;
mod process;
mod properties;
mod redaction;
mod renewal;
mod retries;
mod server;
mod snapshot;
mod soak;
mod stale;
mod storage;
mod users;
mod wire;
