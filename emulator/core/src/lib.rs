//! The emulator without a network: requests in, plans for their answers out.
//!
//! [`Service::plan`] takes a request, writes it into the journal, finds the fault that it meets, and
//! gives a [`Plan`]: what a client is to see of the answer, step by step. Whoever has the client
//! carries the plan out: a server with sockets and a runtime's timers, or a page with streams and its
//! own. Nothing here opens a connection or waits for time to pass, and it compiles to WebAssembly.
//!
//! [`App`] is what the control API does, for those who hold the emulator in their own process.

mod access;
mod app;
mod clock;
mod config;
mod control;
mod cors;
mod credentials;
mod errors;
mod faults;
mod journal;
mod json;
mod openapi;
mod plan;
mod routes;
mod service;
mod settings;
mod tokens;
mod users;
mod world;

pub use access::Channel;
pub use app::{About, App, NotFound, Seed, State};
pub use config::{Config, InvalidSeed, Options, SeedToken, SeedUser};
pub use errors::ApiError;
pub use faults::{Fault, FaultKind, FaultOrder, FaultRef};
pub use journal::{Entry, Outcome, RequestQuery};
pub use plan::{Beginning, Piece, Plan};
pub use service::Service;
pub use tokens::TokenView;
pub use users::UserView;
