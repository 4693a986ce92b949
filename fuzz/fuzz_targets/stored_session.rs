//! Anything in the storage: a session or none, and a login works all the same.

#![no_main]

use cometchat_fuzz::support::safety::assert_carriable;
use cometchat_fuzz::support::{Page, Promised as _};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    // Four values, each up to a NUL.
    let mut texts = text.split('\0');
    let page = Page::new();
    for name in [
        "common_store/user",
        "common_store/app_settings",
        "keys_store/deviceId",
    ] {
        if let Some(text) = texts.next() {
            page.store(name, text);
        }
    }
    if let Some(text) = texts.next() {
        page.session().put("sessionId", text);
    }
    let page = page.initialized();
    let user = page.user();
    assert_eq!(user.is_null(), page.token().is_null());
    if user.is_null() {
        assert_eq!(page.stored("common_store/user"), None);
    } else {
        page.logout().value();
    }
    page.login("alice").value();
    page.assert_logged_in("alice");
    for sent in page.sent() {
        assert_carriable(&sent);
    }
});
