//! What holds whatever comes in: nothing panics, everything settles, nothing is sent where it should not
//! go. The properties and the fuzz targets try it, each with inputs of its own.

use serde_json::{Value, json};
use url::Url;

use super::promise::Outcome;
use super::safety::{assert_carriable, assert_error, assert_safe};
use super::{KEY, POST, Page, Promised as _, Reply, Tokens, UserCall};

/// How many calls ask a server.
pub const CALLS: u8 = 10;

/// The server gives any answers to a call: one that makes a token the first, all others the second.
pub fn answers_end_a_call(call: u8, status: u16, first: &str, second: &str) {
    let page = match call {
        0 | 1 => Page::ready(),
        _ => Page::logged_in("alice"),
    };
    for route in [POST, "POST /users/bob/auth_tokens"] {
        page.always(route, Reply::Text(status, first.into()));
    }
    let rest = Reply::Text(status, second.into());
    page.script().always_everywhere(rest);
    let bob = json!({ "uid": "bob", "name": "Bob" });
    let promise = match call {
        0 => page.login("alice"),
        1 => page.login_with_token("alice_token"),
        2 => page.login("bob"),
        3 => page.logout(),
        4 => page.user_call(UserCall::Create, bob, KEY),
        5 => page.user_call(UserCall::Update, bob, KEY),
        6 => page.user_call(UserCall::UpdateCurrent, bob, KEY),
        7 => page.get("bob"),
        8 => page.check_session(),
        _ => page.ensure_with("bob", &Tokens::default()),
    };
    page.wait();
    let outcome = promise.outcome();
    match (call, &outcome) {
        (0 | 1, _) => assert_login(&page, &outcome),
        (3, Ok(answer)) => {
            assert!(answer.is_object());
            assert_eq!(page.events(), ["logoutSuccess"]);
        }
        (3, Err(error)) => panic!("{error}"),
        (4..8, Ok(user)) => assert!(has_uid(user), "{user}"),
        (_, Ok(_)) => {}
        (_, Err(error)) => assert_error(error),
    }
    assert_eq!(page.unfinished(), 0);
    assert_whole(&page);
    assert_sent_well(&page);
}

/// The storage holds any texts: of a user, settings, a device and a tab.
pub fn any_storage_is_a_session_or_none(texts: [&str; 4]) {
    let names = "common_store/user common_store/app_settings keys_store/deviceId";
    let page = Page::new();
    for (name, text) in names.split(' ').zip(texts) {
        page.store(name, text);
    }
    page.session().put("sessionId", texts[3]);
    let page = page.initialized();
    assert_whole(&page);
    if !page.user().is_null() {
        page.logout().value();
    }
    page.login("alice").value();
    page.assert_logged_in("alice");
    for sent in page.sent() {
        let host = Url::parse(&sent.url)
            .unwrap()
            .host_str()
            .unwrap()
            .to_owned();
        assert!(host.ends_with(".cometchat.io"), "{host}");
    }
    assert_sent_well(&page);
}

/// An application gives `init` and `login` anything.
pub fn arguments_are_refused_or_good(id: Value, settings: Value, uid: Value, key: Value) {
    let page = Page::new();
    match page.init(id, settings).outcome() {
        Ok(value) => assert_eq!(value, true),
        Err(error) => {
            let known =
                "MISSING_PARAMETERS INVALID_APP_ID INVALID_REGION INVALID_HOST INVALID_SETTINGS";
            let code = error["code"].as_str().unwrap();
            assert!(known.split(' ').any(|it| it == code), "{error}");
            assert!(error["message"].is_string());
            assert_error(&error);
            assert!(!page.client.is_initialized());
            return;
        }
    }
    let is_good = uid == "alice" && key == KEY;
    let login = page.login_with_key(uid.clone(), key);
    page.wait();
    assert!(!is_good || !page.sent().is_empty());
    if let Err(error) = login.outcome() {
        assert_error(&error);
        assert_eq!(page.events(), ["loginFailure"]);
    }
    for sent in page.sent() {
        assert!(sent.timeout > 0.0 && sent.timeout <= 30_000.0);
    }
    assert_sent_well(&page);
    let Some(post) = page.sent().into_iter().next() else {
        return;
    };
    let url = Url::parse(&post.url).unwrap();
    let mut segments: Vec<_> = url.path_segments().unwrap().collect();
    assert_eq!(segments.pop(), Some("auth_tokens"), "{url}");
    let decoded = percent_decode(segments.pop().unwrap());
    assert_eq!(segments.pop(), Some("users"), "{url}");
    // A number is taken as text.
    let uid = uid.as_str().map_or_else(|| uid.to_string(), str::to_owned);
    assert_eq!(decoded, uid);
}

fn percent_decode(segment: &str) -> String {
    let decoded = percent_encoding::percent_decode_str(segment).decode_utf8();
    decoded.unwrap().into_owned()
}

fn has_uid(user: &Value) -> bool {
    user["uid"].as_str().is_some_and(|it| !it.trim().is_empty())
}

/// Checks that a login has ended one way or the other, and that everybody agrees on which.
fn assert_login(page: &Page, outcome: &Outcome) {
    match outcome {
        Ok(user) => {
            assert!(has_uid(user), "{user}");
            assert_eq!(page.user(), *user);
            assert_eq!(page.events(), ["loginSuccess"]);
            // What was stored is the same session for the next page.
            let next = page.other_tab();
            assert_eq!(next.user(), *user);
            assert_eq!(next.token(), page.token());
        }
        Err(error) => {
            assert_error(error);
            page.assert_logged_out();
            assert_eq!(page.events(), ["loginFailure"]);
        }
    }
}

/// Checks that there is a whole session or none, and that the storage agrees.
fn assert_whole(page: &Page) {
    let has_user = !page.user().is_null();
    assert_eq!(has_user, !page.token().is_null());
    assert_eq!(has_user, page.stored("common_store/user").is_some());
}

/// Checks that all requests went where they may, with what they may carry.
fn assert_sent_well(page: &Page) {
    for sent in page.sent() {
        assert_safe(&sent.url);
        assert_carriable(&sent);
    }
}
