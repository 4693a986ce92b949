//! Anything in the storage: a session or none, and a login works all the same.

#![no_main]

use cometchat_fuzz::support::anything::any_storage_is_a_session_or_none;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    // Four values, each up to a NUL.
    let mut texts = text.split('\0');
    any_storage_is_a_session_or_none([(); 4].map(|()| texts.next().unwrap_or_default()));
});
