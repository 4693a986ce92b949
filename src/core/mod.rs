//! Every decision of the SDK, and no browser.
//!
//! The core talks to the world through the traits of [`platform`] and [`value`]; whatever
//! implements them (a browser, a test) decides nothing.
//!
//! Texts, too, are [`value::Value`]s here: handles to what the JavaScript engine holds anyway. That
//! keeps copies, allocations and their clean-up out of the package: it is a third of the size that
//! it would be with `String`s.

pub mod app;
pub mod client;
pub mod credential;
pub mod error;
pub mod host;
mod login;
mod logout;
pub mod persistence;
pub mod platform;
pub mod request;
pub mod session;
pub mod settings;
pub mod user;
pub mod users;
pub mod value;

/// The version of this SDK, as it goes into the `sdk` header, the client info and the session id.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
