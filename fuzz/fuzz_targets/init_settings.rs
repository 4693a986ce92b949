//! Any app id, settings and credentials: an error with a code, or requests that go where they should.

#![no_main]

use cometchat_fuzz::support::safety::{assert_carriable, assert_error, assert_safe};
use cometchat_fuzz::support::{Page, Promised as _};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    // Four values, each up to a NUL: JSON, or just text.
    let mut values = text
        .split('\0')
        .map(|text| serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())));
    let mut next = || values.next().unwrap_or_default();
    let page = Page::new();
    if let Err(error) = page.init(next(), next()).outcome() {
        assert_error(&error);
        assert!(!page.client.is_initialized());
        return;
    }
    let login = page.login_with_key(next(), next());
    page.wait();
    if let Err(error) = login.outcome() {
        assert_error(&error);
    }
    for sent in page.sent() {
        assert_safe(&sent.url);
        assert_carriable(&sent);
    }
});
