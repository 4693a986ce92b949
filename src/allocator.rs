//! The allocator of the WebAssembly: small, and faster than the default one.

use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};

// A page's WebAssembly runs on one thread.
#[global_allocator]
static ALLOCATOR: WasmDynamicTalc = new_wasm_dynamic_allocator();
