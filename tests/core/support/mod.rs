//! A native platform for the core, and short names for what tests do all the time.

pub mod clock;
pub mod deferred;
pub mod executor;
pub mod json;
pub mod log;
pub mod page;
pub mod safety;
pub mod server;
pub mod signal;
pub mod store;
pub mod world;

pub use json::Json;
pub use page::{APP, KEY, Page, doubly_parsed, doubly_stringified, none};
pub use server::{Reply, token_of};
