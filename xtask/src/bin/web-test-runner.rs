//! Runs one WebAssembly of tests in a headless browser, for `cargo test`: wasm-bindgen's own
//! runner, of the version that Cargo.lock names.

use anyhow::Result;
use std::env;

fn main() -> Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(env::args_os())
}
