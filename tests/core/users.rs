//! Creating, changing and reading users.

use cometchat_wasm::platform::ResultKind;
use serde_json::{Value, json};

use crate::support::{KEY, Page, Promised as _, Reply, UserCall, doubly_parsed, none, token_of};

const BOTH: [UserCall; 2] = [UserCall::Create, UserCall::Update];
const GONE: &str = "AUTH_ERR_AUTH_TOKEN_NOT_FOUND";

fn bob() -> Value {
    json!({ "uid": "bob", "name": "Bob" })
}

#[test]
fn a_plain_user_is_accepted_and_all_that_the_server_says_comes_back() {
    let said = json!({ "uid": "bob", "name": "Bob", "createdAt": 1, "odd": { "a": [null] } });
    for kind in BOTH {
        let page = Page::ready();
        let route = if kind == UserCall::Create {
            "POST /users"
        } else {
            "PUT /users/bob"
        };
        page.script().next(route, [Reply::data(said.clone())]);
        let promise = page.user_call(kind, bob(), KEY);
        assert_eq!(promise.value(), said);
        assert_eq!(promise.kind(), ResultKind::FullUser);
        assert!(page.events().is_empty());
    }
}

#[test]
fn the_key_is_checked_first_then_the_uid_then_the_name() {
    let key = (
        "INVALID_AUTH_KEY",
        "Invalid AUTH_KEY. Please provide a valid AUTH_KEY.",
    );
    let uid = (
        "INVALID_UID",
        "Invalid UID provided for a user. Please provide a valid UID.",
    );
    let no_uid = (
        "UID_IS_COMPULSORY",
        "UID cannot be blank. Please provide a valid UID.",
    );
    let name = (
        "USER_NAME_IS_COMPULSORY",
        "User name cannot be blank. Please provide a valid User name.",
    );
    let cases = [
        (json!({}), json!(null), key),
        (json!({ "uid": "" }), json!(""), key),
        (json!({ "uid": "" }), json!(" "), key),
        (json!({ "uid": "" }), json!({}), key),
        (json!({ "uid": "" }), json!("a\nb"), key),
        (json!({ "uid": "" }), json!(KEY), uid),
        (json!({ "uid": "", "name": "Bob" }), json!(KEY), uid),
        (json!({ "uid": 7, "name": "Bob" }), json!(KEY), uid),
        (json!({}), json!(KEY), no_uid),
        (json!({ "uid": null, "name": "Bob" }), json!(KEY), no_uid),
        (json!({ "name": "Bob" }), json!(KEY), no_uid),
        (json!({ "uid": "bob" }), json!(KEY), name),
        (json!({ "uid": "bob", "name": "" }), json!(KEY), name),
        (json!({ "uid": "bob", "name": 7 }), json!(KEY), name),
    ];
    for (user, auth_key, (code, message)) in cases {
        let page = Page::ready();
        let error = page
            .user_call(UserCall::Create, user.clone(), auth_key.clone())
            .error();
        assert_eq!(
            error,
            json!({ "code": code, "message": message }),
            "{user} {auth_key}"
        );
        if code != "USER_NAME_IS_COMPULSORY" {
            let error = page.user_call(UserCall::Update, user, auth_key).error();
            assert_eq!(error["code"], code);
        }
        assert!(page.sent().is_empty() && page.events().is_empty());
    }
}

#[test]
fn changing_a_user_needs_no_name() {
    let page = Page::ready();
    page.user_call(UserCall::Update, json!({ "uid": "bob" }), KEY)
        .value();
    assert_eq!(page.last_sent().json(), json!({ "uid": "bob" }));
}

#[test]
fn what_is_no_user_is_refused() {
    for user in [
        json!(null),
        json!("bob"),
        json!(7),
        json!([bob()]),
        json!(true),
    ] {
        for kind in [UserCall::Create, UserCall::Update, UserCall::UpdateCurrent] {
            let page = Page::logged_in("alice");
            assert_eq!(
                page.user_call(kind, user.clone(), KEY).code(),
                "MISSING_PARAMETERS"
            );
            assert!(page.sent().is_empty());
        }
    }
    for uid in [json!(null), json!(""), json!(" "), json!({}), json!([])] {
        let page = Page::logged_in("alice");
        assert_eq!(
            page.user_call(UserCall::Get, uid, none()).code(),
            "MISSING_PARAMETERS"
        );
    }
}

#[test]
fn before_init_they_reject() {
    let page = Page::new();
    for kind in [
        UserCall::Create,
        UserCall::Update,
        UserCall::UpdateCurrent,
        UserCall::Get,
    ] {
        let user = if kind == UserCall::Get {
            json!("bob")
        } else {
            bob()
        };
        let error = page.user_call(kind, user, KEY).error();
        assert_eq!(error["name"], "COMETCHAT_INITIALIZATION_NOT_DONE");
    }
}

#[test]
fn those_that_need_a_session_say_so() {
    let page = Page::ready();
    let current = page.user_call(UserCall::UpdateCurrent, bob(), none());
    let get = page.user_call(UserCall::Get, json!("bob"), none());
    assert_eq!(
        (current.code(), get.code()),
        (json!("ERR_NOT_LOGGED_IN"), json!("ERR_NOT_LOGGED_IN"))
    );
    assert!(page.sent().is_empty());
}

#[test]
fn changing_oneself_is_kept_with_the_session() {
    let page = Page::logged_in("alice");
    let settings = page.stored("common_store/app_settings");
    let user = json!({ "uid": "alice", "name": "New", "statusMessage": "Hi" });
    let promise = page.user_call(UserCall::UpdateCurrent, user, none());
    assert_eq!(promise.value()["name"], "New");
    assert_eq!(page.user()["statusMessage"], "Hi");
    page.assert_logged_in("alice");
    let stored = doubly_parsed(&page.stored("common_store/user").unwrap());
    assert_eq!(stored["name"], "New");
    assert_eq!(stored["authToken"], token_of("alice"));
    assert_eq!(page.stored("common_store/app_settings"), settings);
    assert!(page.events().is_empty());
}

#[test]
fn an_answer_that_comes_after_the_logout_brings_nobody_back() {
    let page = Page::logged_in("alice");
    page.script().next("PUT /me", [Reply::Held]);
    let promise = page.user_call(UserCall::UpdateCurrent, json!({ "name": "New" }), none());
    let asked = page.last_sent();
    page.logout().value();
    asked.release(Reply::Usual);
    page.wait();
    assert_eq!(promise.value()["name"], "New");
    page.assert_logged_out();
}

#[test]
fn a_token_that_the_server_does_not_know_ends_the_session_once() {
    for (kind, user, route) in [
        (UserCall::Get, json!("bob"), "GET /users/bob"),
        (UserCall::UpdateCurrent, json!({ "name": "New" }), "PUT /me"),
    ] {
        for status in [200, 400, 401, 404, 500] {
            let page = Page::logged_in("alice");
            page.script().next(
                route,
                [Reply::error(status, GONE), Reply::error(status, GONE)],
            );
            let first = page.client.user_call(kind.of(user.clone(), none()));
            let second = page.client.user_call(kind.of(user.clone(), none()));
            page.run();
            assert_eq!(
                (first.code(), second.code().is_string()),
                (json!(GONE), true)
            );
            assert_eq!(page.events(), ["logoutSuccess"], "{kind:?} {status}");
            page.assert_logged_out();
            page.wait();
            assert!(!page.routes().contains(&"DELETE /me".into()));
        }
    }
}

#[test]
fn a_lost_token_of_before_does_not_end_the_session_of_now() {
    let page = Page::logged_in("alice");
    page.script().next("GET /users/carol", [Reply::Held]);
    let promise = page.user_call(UserCall::Get, json!("carol"), none());
    let asked = page.last_sent();
    page.login("bob").value();
    asked.release(Reply::error(401, GONE));
    page.wait();
    assert_eq!(promise.code(), GONE);
    assert_eq!(page.events(), ["loginSuccess"]);
    page.assert_logged_in("bob");
}

#[test]
fn other_errors_leave_the_session_alone() {
    for code in [
        "AUTH_ERR_NO_ACCESS",
        "ERR_UID_NOT_FOUND",
        "ERR_AUTH_TOKEN_NOT_FOUND",
    ] {
        let page = Page::logged_in("alice");
        page.script()
            .next("GET /users/bob", [Reply::error(401, code)]);
        assert_eq!(
            page.user_call(UserCall::Get, json!("bob"), none()).code(),
            code
        );
        assert!(page.events().is_empty());
        page.assert_logged_in("alice");
    }
}

#[test]
fn an_answer_without_a_user_is_an_invalid_response() {
    for data in [
        json!(true),
        json!("x"),
        json!([]),
        json!({}),
        json!({ "uid": 7 }),
    ] {
        for (kind, user, route) in [
            (UserCall::Create, bob(), "POST /users"),
            (UserCall::Update, bob(), "PUT /users/bob"),
            (UserCall::UpdateCurrent, bob(), "PUT /me"),
            (UserCall::Get, json!("bob"), "GET /users/bob"),
        ] {
            let page = Page::logged_in("alice");
            page.script().next(route, [Reply::data(data.clone())]);
            assert_eq!(
                page.user_call(kind, user, KEY).code(),
                "INVALID_RESPONSE",
                "{kind:?} {data}"
            );
            page.assert_logged_in("alice");
        }
    }
}

#[test]
fn an_update_that_is_answered_with_another_user_changes_nothing() {
    let page = Page::logged_in("alice");
    let mallory = json!({ "uid": "mallory", "name": "Mallory", "authToken": "mallory_token" });
    page.script().next("PUT /me", [Reply::data(mallory)]);
    let promise = page.user_call(UserCall::UpdateCurrent, json!({ "name": "New" }), none());
    assert_eq!(promise.code(), "INVALID_RESPONSE");
    page.assert_logged_in("alice");
    assert!(page.events().is_empty());
}
