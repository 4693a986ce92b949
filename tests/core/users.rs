//! Creating, changing and reading users.

use cometchat_wasm::platform::ResultKind;

use crate::support::prelude::*;

/// The calls, each with what it is given and where it goes.
fn calls() -> [(UserCall, Value, &'static str); 4] {
    [
        (UserCall::Create, bob(), "POST /users"),
        (UserCall::Update, bob(), "PUT /users/bob"),
        (UserCall::UpdateCurrent, bob(), PUT),
        (UserCall::Get, json!("bob"), GET),
    ]
}

fn bob() -> Value {
    json!({ "uid": "bob", "name": "Bob" })
}

#[test]
fn a_plain_user_is_accepted_and_all_that_the_server_says_comes_back() {
    let said = json!({ "uid": "bob", "name": "Bob", "createdAt": 1, "odd": { "a": [null] } });
    for (kind, bob, route) in calls().into_iter().take(2) {
        let page = Page::ready();
        page.answer(route, [Reply::data(said.clone())]);
        let promise = page.user_call(kind, bob, KEY);
        assert_eq!(promise.value(), said);
        assert_eq!(promise.kind(), ResultKind::FullUser);
        assert!(page.events().is_empty());
    }
}

#[test]
fn the_key_is_checked_first_then_the_uid_then_the_name() {
    let key = "Invalid AUTH_KEY. Please provide a valid AUTH_KEY.";
    let key = ("INVALID_AUTH_KEY", key);
    let uid = "Invalid UID provided for a user. Please provide a valid UID.";
    let uid = ("INVALID_UID", uid);
    let no_uid = "UID cannot be blank. Please provide a valid UID.";
    let no_uid = ("UID_IS_COMPULSORY", no_uid);
    let name = "User name cannot be blank. Please provide a valid User name.";
    let name = ("USER_NAME_IS_COMPULSORY", name);
    for (given, (code, message)) in json_table! {
        [{}, null] => key,
        [{ "uid": "" }, ""] => key,
        [{ "uid": "" }, " "] => key,
        [{ "uid": "" }, {}] => key,
        [{ "uid": "" }, "a\nb"] => key,
        [{ "uid": "" }, KEY] => uid,
        [{ "uid": "", "name": "Bob" }, KEY] => uid,
        [{ "uid": 7, "name": "Bob" }, KEY] => uid,
        [{}, KEY] => no_uid,
        [{ "uid": null, "name": "Bob" }, KEY] => no_uid,
        [{ "name": "Bob" }, KEY] => no_uid,
        [{ "uid": "bob" }, KEY] => name,
        [{ "uid": "bob", "name": "" }, KEY] => name,
        [{ "uid": "bob", "name": 7 }, KEY] => name,
    } {
        let page = Page::ready();
        let call = |kind| page.user_call(kind, given[0].clone(), given[1].clone());
        let expected = json!({ "code": code, "message": message });
        assert_eq!(call(UserCall::Create).error(), expected, "{given}");
        if code != "USER_NAME_IS_COMPULSORY" {
            assert_eq!(call(UserCall::Update).code(), code);
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
    for user in jsons! { null, "bob", 7, [{ "uid": "bob" }], true } {
        for (kind, ..) in calls().into_iter().take(3) {
            let page = Page::logged_in("alice");
            let promise = page.user_call(kind, user.clone(), KEY);
            assert_eq!(promise.code(), "MISSING_PARAMETERS");
            assert!(page.sent().is_empty());
        }
    }
    for uid in jsons! { null, "", " ", {}, [] } {
        let page = Page::logged_in("alice");
        let promise = page.user_call(UserCall::Get, uid, none());
        assert_eq!(promise.code(), "MISSING_PARAMETERS");
    }
}

#[test]
fn before_init_they_reject() {
    let page = Page::new();
    for (kind, user, _) in calls() {
        let error = page.user_call(kind, user, KEY).error();
        assert_eq!(error["name"], "COMETCHAT_INITIALIZATION_NOT_DONE");
    }
}

#[test]
fn those_that_need_a_session_say_so() {
    let page = Page::ready();
    for (kind, user, _) in calls().into_iter().skip(2) {
        let promise = page.user_call(kind, user, none());
        assert_eq!(promise.code(), "ERR_NOT_LOGGED_IN");
    }
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
fn a_token_that_the_server_does_not_know_ends_the_session_once() {
    for (kind, user, route) in calls().into_iter().skip(2) {
        for status in [200, 400, 401, 404, 500] {
            let page = Page::logged_in("alice");
            page.answer(route, vec![Reply::error(status, LOST); 2]);
            let call = || page.client.user_call(kind.of(user.clone(), none()));
            let (first, second) = (call(), call());
            page.run();
            assert_eq!(first.code(), LOST);
            assert!(second.code().is_string());
            assert_eq!(page.events(), ["logoutSuccess"], "{kind:?} {status}");
            page.assert_logged_out();
            page.wait();
            assert!(!page.routes().contains(&"DELETE /me".into()));
        }
    }
}

#[test]
fn an_answer_without_a_user_is_an_invalid_response() {
    for data in jsons! { true, "x", [], {}, { "uid": 7 } } {
        for (kind, user, route) in calls() {
            let page = Page::logged_in("alice");
            page.answer(route, [Reply::data(data.clone())]);
            let promise = page.user_call(kind, user, KEY);
            assert_eq!(promise.code(), "INVALID_RESPONSE", "{kind:?} {data}");
            page.assert_logged_in("alice");
        }
    }
}

#[test]
fn an_update_that_is_answered_with_another_user_changes_nothing() {
    let page = Page::logged_in("alice");
    let mallory = json!({ "uid": "mallory", "name": "Mallory", "authToken": "mallory_token" });
    page.answer("PUT /me", [Reply::data(mallory)]);
    let promise = page.rename("New");
    assert_eq!(promise.code(), "INVALID_RESPONSE");
    page.assert_logged_in("alice");
    assert!(page.events().is_empty());
}
