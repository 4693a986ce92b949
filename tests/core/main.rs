//! The core, natively: every outcome of docs/protocol.md that the core decides.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_debug_implementations
)]

mod chance;
mod emulator;
mod errors;
mod init;
mod interleaving;
mod login;
mod logout;
mod properties;
mod redaction;
mod retries;
mod storage;
mod support;
mod users;
mod wire;
