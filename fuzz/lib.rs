//! What the fuzz targets share with the tests of the core: the world around it, and the model.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    dead_code,
    missing_docs,
    unused_macros
)]

#[path = "../tests/core/model/mod.rs"]
pub mod model;
#[macro_use]
#[path = "../tests/core/support/mod.rs"]
pub mod support;
