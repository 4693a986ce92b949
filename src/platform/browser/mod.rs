//! The platform in a browser, in workers and in Node: the engine's own.

mod body;
mod deadline;
mod environment;
mod fetch;
mod js_imports;
mod listeners;
mod promise;
mod storage;
mod tabs;
mod timer;
mod token_source;
mod value;

pub use environment::Environment;
pub use promise::Deferred;
pub use storage::Storage;
pub use token_source::{AbortHandle, ErrorCallback, TokenSource};
pub use value::{Record, Text, Url, Value};
