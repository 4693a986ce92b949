//! Anything in any order, against the model of tests/core/model.

#![no_main]

use cometchat_fuzz::model::{Chance, drive};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let steps = Chance::Bytes(data).steps(200);
    if let Err(what) = drive(&steps) {
        panic!("{steps:?}: {what}");
    }
});
