//! Any app id, settings and credentials: an error with a code, or requests that go where they should.

#![no_main]

use cometchat_fuzz::support::anything::arguments_are_refused_or_good;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    // Four values, each up to a NUL: JSON, or just text.
    let mut values = text
        .split('\0')
        .map(|text| serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())));
    let mut next = || values.next().unwrap_or_default();
    arguments_are_refused_or_good(next(), next(), next(), next());
});
