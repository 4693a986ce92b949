//! The platform in native tests: `serde_json`'s values, and a [`World`] that a test makes.

mod environment;
mod promise;
mod token_source;
mod value;
mod world;

pub use environment::Environment;
pub use promise::{Deferred, Outcome};
pub use token_source::{AbortHandle, ErrorCallback, TokenSource};
pub use value::{Record, Text, Url, Value};
pub use world::{LocalFuture, Storage, Store, World};
