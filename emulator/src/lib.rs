//! A local server that speaks CometChat's authentication REST API.
//!
//! It keeps users and auth tokens in memory, answers the calls that a chat SDK makes to log in and
//! out, records every request, and can be told to misbehave in any way a network can. The program
//! `cometchat-emulator` runs it on its own; Rust tests start it in their own process:
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! use cometchat_emulator::Emulator;
//!
//! let emulator = Emulator::builder().start().await?;
//! println!("client API: {}/v3.0, control API: {}/_emulator", emulator.url(), emulator.url());
//! emulator.shutdown().await;
//! # Ok::<(), std::io::Error>(()) }).unwrap();
//! ```
//!
//! Not affiliated with CometChat. Routes, limits and error codes follow its public documentation.

mod builder;
mod connection;
mod server;
mod websocket;

pub use builder::{Builder, Emulator};
pub use cometchat_emulator_core::InvalidSeed;
pub use server::Running;
