//! A native world for the core, and short names for what tests do all the time.

pub mod backend;
pub mod clock;
pub mod executor;
pub mod log;
pub mod page;
pub mod promise;
pub mod safety;
pub mod server;
pub mod signal;
pub mod store;
pub mod tokens;
pub mod user_call;
pub mod world;

pub use page::{APP, KEY, Page, doubly_parsed, doubly_stringified, none};
pub use promise::Promised;
pub use server::{Reply, token_of};
pub use tokens::{Given, Tokens};
pub use user_call::UserCall;

/// A value that the core takes.
pub type Json = cometchat_wasm::platform::Value;
