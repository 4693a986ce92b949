//! Authentication for CometChat in the browser: log a user in, keep the session, log out, and tell
//! the application when that changes.
//!
//! Three layers, each of which knows only the ones to its right: [`binding`] (what JavaScript sees)
//! uses [`core`] (every decision, no browser), whose traits [`browser`] implements. The core also
//! builds and is tested on the host.
//!
//! The wire, storage and outcome facts that the code relies on are in `docs/protocol.md`.

#[cfg(target_arch = "wasm32")]
pub mod binding;
#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod core;

/// A third of the default allocator's bytes. A page has one thread.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
