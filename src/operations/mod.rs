//! The calls of applications: one file for each row of docs/protocol.md#outcomes.

mod emulator;
mod init;
mod login;
mod logout;
mod renewal;
mod revocation;
mod session;
mod users;

pub use users::UserCall;
