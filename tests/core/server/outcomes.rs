//! Every call, and every way in which it can end.

use cometchat_wasm::error::SERVER_ERRORS;
use cometchat_wasm::server::Server;

use crate::support::Json;
use crate::support::backend::{Backend, REST_KEY};
use crate::support::prelude::*;

/// A call, what it sends, and what a good answer makes of it.
struct Case {
    name: &'static str,
    start: fn(&Server) -> Promise,
    route: &'static str,
    body: Value,
    answer: Value,
    result: Value,
}

impl Case {
    /// Whether doing it twice is the same as doing it once.
    fn reads(&self) -> bool {
        self.route.starts_with("GET")
    }
}

const TOKEN: &str = "bob_1700000000abcdef0123";

/// Cases, each in a few lines: name, call, route, body => answer, result.
macro_rules! cases {
    ($($name:literal, $start:expr, $route:literal, $body:tt => $answer:expr, $result:expr;)*) => {
        vec![$(Case {
            name: $name,
            start: $start,
            route: $route,
            body: json!($body),
            answer: $answer,
            result: $result,
        }),*]
    };
}

fn cases() -> Vec<Case> {
    let bob = user_of("bob");
    let token = json!({ "uid": "bob", "authToken": TOKEN, "createdAt": 1_700_000_000 });
    let pagination =
        json!({ "total": 5, "count": 2, "per_page": 2, "current_page": 2, "total_pages": 3 });
    let page = |list: Value| json!({ "data": list, "meta": { "pagination": pagination } });
    let listed =
        |name: &str, list: Value| json!({ name: list, "page": 2, "totalPages": 3, "total": 5 });
    let data = |data: &Value| json!({ "data": data });
    let done = json!({ "success": true, "message": "Done." });
    let deactivated = json!({ "deactivatedUids": ["bob"], "notFound": ["eve"] });
    let reactivated = json!({ "reactivatedUids": ["bob"] });
    cases! {
        "createUser", |it| it.create_user(&user(), &none()),
            "POST /users", { "uid": "bob", "name": "Bob" } => data(&bob), bob.clone();
        "createUser, withAuthToken",
            |it| it.create_user(&user(), &json!({ "withAuthToken": true }).into()),
            "POST /users", { "uid": "bob", "name": "Bob", "withAuthToken": true } =>
            data(&bob), bob.clone();
        "getUser", |it| it.get_user(&"bob".into()),
            "GET /users/bob", null => data(&bob), bob.clone();
        "updateUser", |it| it.update_user(&"bob".into(), &json!({ "name": "B" }).into()),
            "PUT /users/bob", { "name": "B" } => data(&bob), bob.clone();
        "listUsers", |it| it.list_users(&json!({ "page": 2, "perPage": 2 }).into()),
            "GET /users?page=2&perPage=2", null =>
            page(json!([bob])), listed("users", json!([bob]));
        "deactivateUser", |it| it.deactivate_user(&"bob".into()),
            "DELETE /users/bob", { "permanent": false } =>
            data(&json!({ "deactivatedUids": ["bob"] })), Value::Null;
        "deleteUser", |it| it.delete_user(&"bob".into()),
            "DELETE /users/bob", { "permanent": true } => data(&done), Value::Null;
        "deactivateUsers", |it| it.deactivate_users(&json!(["bob", "eve"]).into()),
            "DELETE /users", { "uidsToDeactivate": ["bob", "eve"] } =>
            data(&deactivated), deactivated;
        "reactivateUsers", |it| it.reactivate_users(&json!(["bob"]).into()),
            "PUT /users", { "uidsToActivate": ["bob"] } => data(&reactivated), reactivated;
        "createAuthToken", |it| it.create_auth_token(&"bob".into(), &none()),
            "POST /users/bob/auth_tokens", {} => data(&token), json!(TOKEN);
        "createAuthToken, force",
            |it| it.create_auth_token(&"bob".into(), &json!({ "force": true }).into()),
            "POST /users/bob/auth_tokens", { "force": true } => data(&token), json!(TOKEN);
        "listAuthTokens", |it| it.list_auth_tokens(&"bob".into(), &none()),
            "GET /users/bob/auth_tokens", null =>
            page(json!([token])), listed("authTokens", json!([token]));
        "getAuthToken", |it| it.get_auth_token(&"bob".into(), &TOKEN.into()),
            "GET /users/bob/auth_tokens/bob_1700000000abcdef0123", null =>
            data(&token), token.clone();
        "revokeAuthToken", |it| it.revoke_auth_token(&"bob".into(), &TOKEN.into()),
            "DELETE /users/bob/auth_tokens/bob_1700000000abcdef0123", null =>
            data(&done), Value::Null;
        "revokeAllAuthTokens", |it| it.revoke_all_auth_tokens(&"bob".into()),
            "DELETE /users/bob/auth_tokens", null => data(&done), Value::Null;
    }
}

fn user() -> Json {
    json!({ "uid": "bob", "name": "Bob" }).into()
}

/// Makes the call, to which the server gives these replies, and lets all the time pass.
fn answered(case: &Case, replies: impl IntoIterator<Item = Reply>) -> (Backend, Promise) {
    let backend = Backend::new();
    backend.answer(case.route, replies);
    let promise = backend.call(case.start);
    backend.advance(200_000.0);
    assert_eq!(backend.unfinished(), 0, "{}", case.name);
    (backend, promise)
}

fn good(case: &Case) -> Reply {
    Reply::Json(200, case.answer.clone())
}

#[test]
fn a_good_answer_is_the_result_and_the_request_is_the_documented_one() {
    for case in cases() {
        let (backend, promise) = answered(&case, [good(&case)]);
        assert_eq!(promise.value(), case.result, "{}", case.name);
        assert_eq!(backend.routes(), [case.route]);
        let sent = backend.last_sent();
        let (_, path) = case.route.split_once(' ').unwrap();
        let base = format!("https://{APP}.api-us.cometchat.io/v3.0");
        assert_eq!(sent.url, format!("{base}{path}"));
        let body = if case.body.is_null() {
            None
        } else {
            Some(case.body.to_string())
        };
        assert_eq!(sent.body, body, "{}", case.name);
        let version = concat!("javascript@", env!("CARGO_PKG_VERSION"));
        let headers = json!({
            "accept": "application/json",
            "content-type": "application/json",
            "sdk": version,
            "appid": APP,
            "apikey": REST_KEY,
        });
        assert_eq!(sent.headers, headers);
    }
}

#[test]
fn each_documented_code_is_passed_on_whatever_the_status() {
    for case in cases() {
        for entry in SERVER_ERRORS {
            for status in [200, 400, 401, 403, 404, 500] {
                let (backend, promise) = answered(&case, [Reply::error(status, entry.code)]);
                assert_eq!(promise.code(), entry.code, "{} {status}", case.name);
                assert_eq!(promise.error()["message"], "No.");
                assert_eq!(backend.routes().len(), 1);
            }
        }
    }
}

#[test]
fn what_was_refused_for_now_is_asked_again_and_the_wait_is_the_servers() {
    for case in cases() {
        for status in [429, 503] {
            let refusals = || [Reply::Busy(status, 2_000.0), Reply::Busy(status, 0.0)];
            let (backend, promise) = answered(&case, refusals().into_iter().chain([good(&case)]));
            assert_eq!(promise.value(), case.result, "{} {status}", case.name);
            let times: Vec<_> = backend.sent().iter().map(|it| it.at).collect();
            assert_eq!(times, [0.0, 2_000.0, 2_600.0]);

            let always = vec![Reply::Busy(status, 0.0); 3];
            let (backend, promise) = answered(&case, always);
            assert_eq!(promise.code(), "ERR_TOO_MANY_REQUESTS");
            assert_eq!(backend.routes().len(), 3);
        }
        let (backend, promise) = answered(&case, [Reply::Busy(429, 60_000.0)]);
        assert_eq!(promise.code(), "ERR_TOO_MANY_REQUESTS");
        assert_eq!(backend.routes().len(), 1, "not within the deadline");
    }
}

#[test]
fn an_answer_that_is_lost_is_asked_for_again_only_by_what_reads() {
    for case in cases() {
        let (backend, promise) = answered(&case, [Reply::Offline, good(&case)]);
        if case.reads() {
            assert_eq!(promise.value(), case.result, "{}", case.name);
            assert_eq!(backend.routes().len(), 2);
        } else {
            assert_eq!(promise.code(), "FAILED_TO_FETCH", "{}", case.name);
            assert_eq!(promise.error()["details"]["reason"], "no answer");
            assert_eq!(backend.routes().len(), 1, "it may have been done");
        }
    }
}

#[test]
fn a_silent_server_is_given_up() {
    for case in cases() {
        let backend = Backend::new();
        backend.always(case.route, Reply::Held);
        let promise = backend.call(case.start);
        backend.advance(9_999.0);
        assert!(promise.is_pending(), "{}", case.name);
        backend.advance(1.0);
        assert_eq!(promise.code(), "REQUEST_TIMEOUT");
        assert_eq!(backend.routes().len(), 1);
    }
}

#[test]
fn what_is_not_from_cometchat_is_told_apart() {
    let html = |status| Reply::Text(status, "<!doctype html><title>Log in</title>".into());
    let empty = |status| Reply::Text(status, String::new());
    let json = |status, json| Reply::Json(status, json);
    for case in cases() {
        for reply in [html(200), html(511), html(500), empty(502), empty(0)] {
            let (backend, promise) = answered(&case, [reply.clone()]);
            assert_eq!(promise.code(), "FAILED_TO_FETCH", "{} {reply:?}", case.name);
            assert_eq!(promise.error()["details"]["reason"], "not JSON");
            assert_eq!(backend.routes().len(), 1);
        }
        for reply in [
            json(200, json!({})),
            json(200, json!([])),
            json(200, json!({ "data": null })),
            json(404, json!({ "data": {} })),
            json(200, json!({ "error": "no" })),
            Reply::TooLarge,
        ] {
            let code = answered(&case, [reply.clone()]).1.code();
            assert_eq!(code, "INVALID_RESPONSE", "{} {reply:?}", case.name);
        }
    }
}

#[test]
fn an_answer_without_what_the_call_is_about_is_an_invalid_response() {
    for case in cases() {
        // What resolves with nothing needs nothing.
        if case.result.is_null() {
            continue;
        }
        for data in jsons! { true, "x", 7 } {
            let (_, promise) = answered(&case, [Reply::data(data.clone())]);
            assert_eq!(promise.code(), "INVALID_RESPONSE", "{} {data}", case.name);
        }
    }
}

#[test]
fn a_token_of_another_user_never_gets_through() {
    for data in jsons! {
        { "uid": "eve", "authToken": "eve_token" },
        { "uid": "bob" },
        { "uid": "bob", "authToken": "" },
        { "uid": "bob", "authToken": 7 },
        { "uid": "bob", "authToken": "a\nb" },
    } {
        let backend = Backend::new();
        let route = "POST /users/bob/auth_tokens";
        backend.answer(route, [Reply::data(data.clone())]);
        let promise = backend.call(|it| it.create_auth_token(&"bob".into(), &none()));
        assert_eq!(promise.code(), "INVALID_RESPONSE", "{data}");
        assert_eq!(promise.error()["details"]["reason"], "no token");
    }
    // The server keeps uids in lower case.
    let backend = Backend::new();
    let data = json!({ "uid": "bob", "authToken": TOKEN });
    backend.answer("POST /users/Bob/auth_tokens", [Reply::data(data)]);
    let promise = backend.call(|it| it.create_auth_token(&"Bob".into(), &none()));
    assert_eq!(promise.value(), TOKEN);
}

#[test]
fn what_nobody_waits_for_any_more_sends_nothing_more() {
    for case in cases() {
        let backend = Backend::new();
        backend.always(case.route, Reply::Busy(429, 0.0));
        let promise = backend.call(case.start);
        promise.abandon();
        backend.advance(200_000.0);
        assert_eq!(promise.code(), "REQUEST_CANCELLED", "{}", case.name);
        assert_eq!(backend.routes().len(), 1);
    }
}

#[test]
fn neither_the_key_nor_the_token_is_in_any_error() {
    let echo = format!("The key {REST_KEY} and the token {TOKEN} are of no use.");
    for case in cases() {
        let error = json!({ "code": REST_KEY, "message": echo, "details": { "key": [REST_KEY] } });
        let (_, promise) = answered(&case, [Reply::Json(401, json!({ "error": error }))]);
        let said = promise.error().to_string();
        assert!(!said.contains("rest-api-key-of"), "{} {said}", case.name);
        if case.route.ends_with(TOKEN) {
            assert!(!said.contains("abcdef0123"), "{} {said}", case.name);
        }
    }
}
