//! Authentication for CometChat in the browser: log a user in, keep the session, log out, and tell
//! the application when that changes.
//!
//! Three layers, each of which knows only the ones to its right: `binding` (what JavaScript sees)
//! uses [`core`] (every decision, no browser), whose traits `browser` implements. The core also
//! builds and is tested on the host.
//!
//! The wire, storage and outcome facts that the code relies on are in `docs/protocol.md`.

#[cfg(target_arch = "wasm32")]
pub mod binding;
#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod core;

/// Half of the default allocator's bytes.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
#[allow(unsafe_code)]
// SAFETY: a page's WebAssembly runs on one thread.
static ALLOCATOR: lol_alloc::AssumeSingleThreaded<lol_alloc::FreeListAllocator> =
    unsafe { lol_alloc::AssumeSingleThreaded::new(lol_alloc::FreeListAllocator::new()) };
