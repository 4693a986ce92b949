//! The platform in browsers, workers and Node.

mod body;
mod deadline;
mod environment;
mod fetch;
mod js_imports;
mod listeners;
mod literal;
mod promise;
mod record;
mod storage;
mod tabs;
mod text;
mod timer;
mod token_source;
mod value;

pub use environment::Environment;
pub use promise::Deferred;
pub use record::Record;
pub use storage::Storage;
pub use text::{Text, Url};
pub use token_source::{AbortHandle, ErrorCallback, TokenSource};
pub use value::Value;
