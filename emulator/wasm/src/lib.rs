//! The emulator for JavaScript: its core in WebAssembly, behind a `fetch`.
//!
//! A plan that a server would carry out on a socket is carried out here with a promise, a stream and
//! timers: an answer that is held is a promise that is pending, a connection that closes is a `fetch`
//! that rejects, or a stream that breaks.
#![cfg(target_arch = "wasm32")]

mod client;
mod emulator;
mod fetch;
mod request;
mod values;
