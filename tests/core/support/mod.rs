//! A native world for the core, and short names for what tests do all the time.

pub mod anything;
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

pub use page::{APP, KEY, Page, doubly_parsed, doubly_stringified, none, session_text};
pub use promise::Promised;
pub use server::{Reply, token_of};
pub use tokens::{Given, Tokens};
pub use user_call::UserCall;

/// What nearly every test takes.
pub mod prelude {
    pub use serde_json::{Value, json};

    pub use super::promise::Promise;
    pub use super::server::{settings, user_of};
    pub use super::tokens::fresh_token;
    pub use super::{
        APP, DELETE, GET, Given, KEY, LOST, POST, PUT, Page, Promised as _, Reply, Tokens,
        UserCall, doubly_parsed, none, session_text, token_of,
    };
}

/// Asks for a token of Alice's.
pub const POST: &str = "POST /users/alice/auth_tokens";
/// Logs in with a token, or changes the user who is logged in.
pub const PUT: &str = "PUT /me";
/// Revokes a token.
pub const DELETE: &str = "DELETE /me";
/// Reads Bob.
pub const GET: &str = "GET /users/bob";
/// What the server says of a token that it does not know.
pub const LOST: &str = "AUTH_ERR_AUTH_TOKEN_NOT_FOUND";

/// A table, with one row a line: what is on the left of `=>`, and what is on the right.
macro_rules! table {
    ($($left:expr => $right:expr,)*) => {
        [$(($left, $right)),*]
    };
}

/// The same, with JSON on the left.
macro_rules! json_table {
    ($($json:tt => $right:expr,)*) => {
        [$((serde_json::json!($json), $right)),*]
    };
}

/// Some JSON.
macro_rules! jsons {
    ($($json:tt),* $(,)?) => {
        [$(serde_json::json!($json)),*]
    };
}

/// A value that the core takes.
pub type Json = cometchat_wasm::platform::Value;
