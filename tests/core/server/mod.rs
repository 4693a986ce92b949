//! The server's half: docs/protocol.md#the-servers-half.

mod arguments;
mod outcomes;
mod route;
