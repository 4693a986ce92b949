//! The emulator over real HTTP, each test with an emulator of its own.

mod access;
mod auth_tokens;
mod body;
mod chat;
mod client;
mod codes;
mod control;
mod cors;
mod credentials;
mod faults;
mod journal;
mod lifecycle;
mod limits;
mod me;
mod openapi;
mod program;
mod readme;
mod settings;
mod users;
mod websocket;
