//! `login`: what it takes, what it makes of answers, and who hears of it in which order.

use std::rc::Rc;

use cometchat_wasm::error::ErrorSpec;
use cometchat_wasm::types::Credential;

use crate::support::page::code_of;
use crate::support::prelude::*;

/// A page whose next login has this answer.
fn answered(route: &str, reply: Reply) -> (Page, Promise) {
    let page = Page::ready();
    page.answer(route, [reply]);
    let login = page.login("alice");
    (page, login)
}

#[test]
fn resolves_with_the_user_and_only_what_users_have() {
    let page = Page::ready();
    let mut user = user_of("alice");
    user["status"] = json!("online");
    user["createdAt"] = json!(1);
    user["settings"] = settings();
    user["avatar"] = json!("https://a.example/a.png");
    user["tags"] = json!(["a"]);
    page.answer(PUT, [Reply::data(user)]);
    let expected = json!({
        "hasBlockedMe": false, "blockedByMe": false, "deactivatedAt": 0,
        "uid": "alice", "name": "ALICE", "authToken": token_of("alice"),
        "avatar": "https://a.example/a.png",
        "role": "default", "status": "online", "tags": ["a"],
    });
    let promise = page.login("alice");
    assert_eq!(promise.value().to_string(), expected.to_string());
    assert_eq!(page.told(), [("loginSuccess", expected.clone())]);
    assert_eq!(page.user(), expected);
    assert_eq!(page.token(), token_of("alice"));
}

#[test]
fn the_smallest_answer_is_enough() {
    let answer = json!({ "uid": "alice", "name": "A", "settings": {} });
    let (page, login) = answered(PUT, Reply::data(answer));
    assert_eq!(login.value()["name"], "A");
    page.assert_logged_in("alice");
}

#[test]
fn on_disk_first_then_the_listeners_then_the_promise() {
    let page = Page::ready();
    page.login("alice").value();
    let stored = page.log().at("store app1:common_store/user");
    let told = page.log().at("loginSuccess");
    assert!(page.log().at("PUT /me") < stored && stored < told);
    assert_eq!(page.log().lines().last().unwrap(), "resolved");
    assert_eq!(page.notified_tabs(), 1);
}

#[test]
fn what_the_calls_sdk_refuses_is_told_and_changes_nothing() {
    for (given, code) in json_table! {
        [null, "key"] => "ERROR_INVALID_UID",
        ["  ", "key"] => "ERROR_INVALID_UID",
        [{}, "key"] => "ERROR_INVALID_UID",
        ["a b", "key"] => "ERROR_UID_WITH_SPACE",
        ["bob", null] => "ERROR_API_KEY_NOT_FOUND",
        ["bob", " "] => "ERROR_API_KEY_NOT_FOUND",
    } {
        let (uid, key) = (given[0].clone().into(), given[1].clone().into());
        refuses(Credential::calls_auth_key(&uid, &key), code);
    }
    for (token, code) in json_table! {
        null => "ERROR_BLANK_AUTHTOKEN",
        "" => "ERROR_BLANK_AUTHTOKEN",
        "a token" => "ERROR_AUTHTOKEN_WITH_SPACE",
    } {
        refuses(Credential::calls_auth_token(&token.into()), code);
    }
}

fn refuses(credential: Result<Rc<Credential>, &'static ErrorSpec>, code: &str) {
    let page = Page::logged_in("alice");
    let refused = page.client.login(credential);
    page.run();
    assert_eq!(refused.error()["code"], code);
    assert_eq!(page.told(), [("loginFailure", refused.error())]);
    assert!(page.sent().is_empty());
    page.assert_logged_in("alice");
}

#[test]
fn whether_somebody_is_logged_in_is_known_at_once() {
    let page = Page::new();
    assert!(!page.client.is_logged_in());
    let page = page.initialized();
    assert!(!page.client.is_logged_in());
    page.login("alice").value();
    assert!(page.client.is_logged_in());
    page.forget();
    // Another tab logs out: the answer is right, and the listeners hear of it.
    page.other_tab_logs_out();
    assert!(!page.client.is_logged_in());
    page.run();
    assert_eq!(page.events(), ["logoutSuccess"]);
}

#[test]
fn refuses_what_is_missing_and_names_it() {
    for value in jsons! { null, "", " \n", {}, ["a"], true } {
        let page = Page::ready();
        let attempts = [
            (page.login_with_key(value.clone(), KEY), "uid"),
            (page.login_with_key("alice", value.clone()), "authKey"),
            (page.login_with_token(value), "authToken"),
        ];
        for (promise, name) in attempts {
            let error = promise.error();
            assert_eq!(error["code"], "MISSING_PARAMETERS");
            let message = error["message"].as_str().unwrap();
            assert!(message.contains(name), "{message}");
        }
        assert_eq!(page.events(), ["loginFailure"; 3]);
        assert!(page.sent().is_empty());
        // Nothing is left behind that would be in the way of the next login.
        page.login("alice").value();
    }
}

#[test]
fn refuses_secrets_that_no_header_can_carry() {
    let secrets = [
        "a\nb",
        "a\r\nx: y",
        "tökén",
        "a\u{0}b",
        "a\"b",
        "a\\b",
        "\u{7f}",
    ];
    for secret in secrets {
        let page = Page::ready();
        let with_key = page.login_with_key("alice", secret);
        assert_eq!(with_key.code(), "INVALID_AUTH_KEY");
        assert_eq!(page.login_with_token(secret).code(), "INVALID_AUTH_TOKEN");
        assert_eq!(page.events(), ["loginFailure"; 2]);
        assert!(page.sent().is_empty());
    }
}

#[test]
fn rejects_before_init() {
    let page = Page::new();
    let error = json!({
        "code": "-1",
        "message": "please initialize the cometchat before using login method.",
        "name": "COMETCHAT_INITIALIZATION_NOT_DONE",
    });
    assert_eq!(page.login("alice").error(), error);
    assert_eq!(page.login_with_token("t").error(), error);
    assert_eq!(page.told(), vec![("loginFailure", error.clone()); 2]);
    page.init("?", json!(null)).error();
    assert_eq!(page.login("alice").error(), error);
}

#[test]
fn waits_for_an_init_under_way() {
    let page = Page::new();
    let init = page.start_init(APP);
    let login = page.start_login("alice", KEY);
    page.run();
    assert_eq!(init.value(), true);
    assert_eq!(login.value()["uid"], "alice");
}

#[test]
fn the_same_user_or_token_needs_no_request() {
    let page = Page::logged_in("alice");
    for promise in [
        page.login("alice"),
        page.login("ALICE"),
        page.login_with_key("alice", "another-key"),
        page.login_with_token("alice_token"),
    ] {
        assert_eq!(promise.value()["uid"], "alice");
    }
    assert_eq!(page.events(), ["loginSuccess"; 4]);
    assert!(page.sent().is_empty());
}

#[test]
fn as_another_user_revokes_the_token_of_the_one_before() {
    let page = Page::logged_in("alice");
    assert_eq!(page.login("bob").value()["uid"], "bob");
    page.wait();
    assert_eq!(page.routes(), ["POST /users/bob/auth_tokens", PUT, DELETE]);
    assert_eq!(page.revoked(), [token_of("alice")]);
    assert_eq!(page.events(), ["loginSuccess"]);
    page.assert_logged_in("bob");
}

#[test]
fn as_another_user_that_fails_keeps_the_session() {
    // Alice's token still works; one that was made for Bob does not.
    for (route, revoked) in [
        ("POST /users/bob/auth_tokens", None),
        (PUT, Some(token_of("bob"))),
    ] {
        let page = Page::logged_in("alice");
        let stored = page.local().dump();
        page.answer(route, [Reply::error(404, "ERR_UID_NOT_FOUND")]);
        assert_eq!(page.login("bob").code(), "ERR_UID_NOT_FOUND");
        page.wait();
        assert_eq!(page.events(), ["loginFailure"]);
        assert_eq!(page.local().dump(), stored);
        page.assert_logged_in("alice");
        assert_eq!(page.revoked(), Vec::from_iter(revoked));
    }
}

#[test]
fn an_error_of_the_server_is_passed_on_whatever_the_status() {
    let sent = json!({
        "code": "ERR_BAD_REQUEST", "message": "Failed to validate the data.",
        "details": { "uid": ["The uid is odd."] }, "devMessage": "x", "source": "y",
    });
    let expected = json!({
        "code": "ERR_BAD_REQUEST", "message": "Failed to validate the data.",
        "details": { "uid": ["The uid is odd."] },
    });
    for status in [200, 400, 401, 403, 404, 500] {
        for route in [POST, PUT] {
            let reply = Reply::Json(status, json!({ "error": sent }));
            let (page, login) = answered(route, reply);
            assert_eq!(login.error(), expected);
            assert_eq!(page.told(), [("loginFailure", expected.clone())]);
            page.assert_logged_out();
        }
    }
}

#[test]
fn what_is_no_json_is_a_failed_fetch() {
    let message = "There is an unknown issue with the API request. Please check your internet \
                   connection and verify the api call.";
    for body in ["", "<html>", "{", "\u{0}", "{\"data\":{}}}"] {
        for (status, route) in [(200, POST), (200, PUT), (502, POST), (502, PUT)] {
            let (page, login) = answered(route, Reply::Text(status, body.into()));
            let error = login.error();
            assert_eq!(error["code"], "FAILED_TO_FETCH", "{body:?}");
            assert_eq!(error["name"], "FAILED_TO_FETCH");
            assert_eq!(error["message"], message);
            assert_eq!(error["details"]["status"], status);
            assert!(error["details"]["reason"].is_string());
            assert_eq!(page.events(), ["loginFailure"]);
            page.assert_logged_out();
        }
    }
}

#[test]
fn a_network_that_fails_is_a_failed_fetch_with_its_cause() {
    let page = Page::ready();
    page.always(POST, Reply::Offline);
    let promise = page.login("alice");
    page.wait();
    let error = promise.error();
    assert_eq!(error["code"], "FAILED_TO_FETCH");
    assert_eq!(error["name"], "FAILED_TO_FETCH");
    assert!(error["details"]["reason"].is_string());
    assert_eq!(error["details"].get("status"), None);
    let cause = json!({ "name": "TypeError", "message": "Failed to fetch" });
    assert_eq!(error["cause"], cause);
    assert_eq!(page.events(), ["loginFailure"]);
}

#[test]
fn other_json_than_the_protocols_is_an_invalid_response() {
    let both = jsons! {
        {}, [], "text", 7, true,
        { "data": null }, { "data": "text" }, { "data": [] }, { "data": {} },
        { "data": { "__proto__": { "uid": "alice", "authToken": "t" } } },
        { "__proto__": { "data": { "uid": "alice", "authToken": "t" } } },
        { "error": {} }, { "error": [] }, { "error": "no" }, { "error": true },
        { "error": { "code": "" } }, { "error": { "code": 7 } },
        { "error": { "code": { "a": 1 }, "message": [] } },
    };
    // The second answer need not have a token.
    let no_token = jsons! { null, "", 7, {}, [], "a\r\nx: y", "ä" }
        .map(|token| json!({ "data": { "uid": "alice", "authToken": token } }));
    let no_user = jsons! { null, "", " ", 7, {}, ["alice"], false }
        .map(|uid| json!({ "data": { "uid": uid, "authToken": "t" } }));
    let cases = [
        (POST, [&both[..], &no_token].concat()),
        (PUT, [&both[..], &no_user, &no_token[1..]].concat()),
    ];
    for (route, answers) in cases {
        for answer in answers {
            let (page, login) = answered(route, Reply::Json(200, answer.clone()));
            page.wait();
            let code = code_of(&login.outcome());
            assert_eq!(code, "INVALID_RESPONSE", "{route} {answer}");
            assert_eq!(page.events(), ["loginFailure"]);
            page.assert_logged_out();
        }
    }
}

#[test]
fn data_with_a_status_of_failure_is_an_invalid_response() {
    for status in [300, 400, 500] {
        let answer = json!({ "data": user_of("alice") });
        let error = answered(PUT, Reply::Json(status, answer)).1.error();
        assert_eq!(error["code"], "INVALID_RESPONSE");
        assert_eq!(error["details"]["status"], status);
    }
}

#[test]
fn an_answer_that_is_too_large_or_a_blank_token_is_an_invalid_response() {
    let blank = json!({ "uid": "alice", "name": "A", "authToken": " " });
    for (route, reply) in [
        (POST, Reply::TooLarge),
        (PUT, Reply::TooLarge),
        (PUT, Reply::data(blank)),
    ] {
        let (page, login) = answered(route, reply);
        assert_eq!(login.code(), "INVALID_RESPONSE");
        page.assert_logged_out();
    }
}

#[test]
fn a_field_of_the_wrong_kind_never_costs_a_login() {
    let fields = [
        "hasBlockedMe blockedByMe deactivatedAt name avatar lastActiveAt link metadata role",
        "statusMessage status tags wsChannel jwt fat settings constructor __proto__ toString",
    ];
    for value in jsons! { null, true, 7, "x", [1], { "a": 1 } } {
        let mut answer = json!({ "uid": "alice", "authToken": token_of("alice") });
        for field in fields.iter().flat_map(|line| line.split(' ')) {
            answer[field] = value.clone();
        }
        let (page, login) = answered(PUT, Reply::data(answer));
        let user = login.value();
        page.assert_logged_in("alice");
        for (field, is_right) in [
            ("hasBlockedMe", user["hasBlockedMe"].is_boolean()),
            ("deactivatedAt", user["deactivatedAt"].is_number()),
            ("name", user.get("name").is_none_or(Value::is_string)),
            ("status", user.get("status").is_none_or(Value::is_string)),
            ("tags", user.get("tags").is_none_or(Value::is_array)),
            ("settings", user.get("settings").is_none()),
            ("__proto__", user.get("__proto__").is_none()),
            ("constructor", user.get("constructor").is_none()),
        ] {
            assert!(is_right, "{field}: {value} in {user}");
        }
        // What was kept is a session for the next page.
        page.init("app2", json!(null)).value();
        page.init(APP, json!(null)).value();
        page.assert_logged_in("alice");
    }
}

#[test]
fn a_body_that_stalls_ends_with_a_timeout() {
    let short = Some(2_500.0);
    for (route, timeout) in [(POST, None), (PUT, None), (POST, short), (PUT, short)] {
        let page = Page::new();
        page.init(APP, json!({ "requestTimeout": timeout })).value();
        page.always(route, Reply::Held);
        let promise = page.login("alice");
        let timeout = timeout.unwrap_or(10_000.0);
        page.advance(timeout - 1.0);
        assert!(promise.is_pending());
        page.advance(1.0);
        let error = promise.error();
        assert_eq!(error["code"], "REQUEST_TIMEOUT");
        assert_eq!(error["name"], "REQUEST_TIMEOUT");
        assert_eq!(page.events(), ["loginFailure"]);
        page.assert_logged_out();
    }
}

#[test]
fn nobody_is_logged_in_before_a_login_and_asking_before_init_rejects() {
    let page = Page::new();
    for promise in [page.client.logged_in_user(), page.client.auth_token()] {
        page.run();
        let error = promise.error();
        assert_eq!(error["code"], "-1");
        assert_eq!(error["name"], "COMETCHAT_INITIALIZATION_NOT_DONE");
    }
    let user = {
        let _ = page.start_init(APP);
        page.client.logged_in_user()
    };
    page.run();
    assert_eq!(user.value(), Value::Null);
    assert!(page.sent().is_empty() && page.events().is_empty());
}

#[test]
fn a_key_whose_answer_is_of_another_user_logs_nobody_in() {
    let (page, login) = answered(PUT, Reply::data(user_of("mallory")));
    assert_eq!(login.code(), "INVALID_RESPONSE");
    page.wait();
    page.assert_logged_out();
    // The token that was made for it is nobody's.
    assert_eq!(page.last_sent().route(), DELETE);
    assert_eq!(page.revoked(), [token_of("alice")]);
}
