//! Any answers of the server, to any call: it ends, and nothing is sent where it should not go.

#![no_main]

use cometchat_fuzz::support::safety::{assert_error, assert_safe};
use cometchat_fuzz::support::{KEY, Page, Promised as _, Reply, Tokens, UserCall};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|data: &[u8]| {
    let [call, status, body @ ..] = data else {
        return;
    };
    let status = [200, 400, 401, 404, 429, 500, 503, 0][usize::from(status % 8)];
    let reply = Reply::Text(status, String::from_utf8_lossy(body).into_owned());
    let call = call % 10;
    let page = if call < 2 {
        Page::ready()
    } else {
        Page::logged_in("alice")
    };
    page.script().always_everywhere(reply);
    let user = json!({ "uid": "bob", "name": "Bob" });
    let promise = match call {
        0 => page.login("alice"),
        1 => page.login_with_token("alice_token"),
        2 => page.login("bob"),
        3 => page.logout(),
        4 => page.user_call(UserCall::Create, user, KEY),
        5 => page.user_call(UserCall::Update, user, KEY),
        6 => page.user_call(UserCall::UpdateCurrent, user, KEY),
        7 => page.user_call(UserCall::Get, json!("bob"), KEY),
        8 => page.check_session(),
        _ => page.ensure_with("bob", &Tokens::default()),
    };
    page.wait();
    if let Err(error) = promise.outcome() {
        assert_error(&error);
    }
    assert_eq!(page.unfinished(), 0);
    assert_eq!(page.user().is_null(), page.token().is_null());
    for sent in page.sent() {
        assert_safe(&sent.url);
    }
});
