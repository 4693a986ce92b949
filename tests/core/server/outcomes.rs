//! Every call, and every way in which it can end.

use cometchat_wasm::error::SERVER_ERRORS;
use cometchat_wasm::server::Server;
use serde_json::{Value, json};

use crate::support::backend::{Backend, REST_KEY};
use crate::support::promise::Promise;
use crate::support::server::{Reply, user_of};
use crate::support::{APP, Json, Promised as _, none};

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

fn cases() -> Vec<Case> {
    let bob = user_of("bob");
    let token = json!({ "uid": "bob", "authToken": TOKEN, "createdAt": 1_700_000_000 });
    let pagination =
        json!({ "total": 5, "count": 2, "per_page": 2, "current_page": 2, "total_pages": 3 });
    let page = |list: Value| json!({ "data": list, "meta": { "pagination": pagination } });
    let data = |data: Value| json!({ "data": data });
    let done = json!({ "success": true, "message": "Done." });
    vec![
        Case {
            name: "createUser",
            start: |server| server.create_user(&user(), &none()),
            route: "POST /users",
            body: json!({ "uid": "bob", "name": "Bob" }),
            answer: data(bob.clone()),
            result: bob.clone(),
        },
        Case {
            name: "createUser, withAuthToken",
            start: |server| server.create_user(&user(), &json!({ "withAuthToken": true }).into()),
            route: "POST /users",
            body: json!({ "uid": "bob", "name": "Bob", "withAuthToken": true }),
            answer: data(bob.clone()),
            result: bob.clone(),
        },
        Case {
            name: "getUser",
            start: |server| server.get_user(&"bob".into()),
            route: "GET /users/bob",
            body: json!(null),
            answer: data(bob.clone()),
            result: bob.clone(),
        },
        Case {
            name: "updateUser",
            start: |server| server.update_user(&"bob".into(), &json!({ "name": "B" }).into()),
            route: "PUT /users/bob",
            body: json!({ "name": "B" }),
            answer: data(bob.clone()),
            result: bob.clone(),
        },
        Case {
            name: "listUsers",
            start: |server| server.list_users(&json!({ "page": 2, "perPage": 2 }).into()),
            route: "GET /users?page=2&perPage=2",
            body: json!(null),
            answer: page(json!([bob])),
            result: json!({ "users": [bob], "page": 2, "totalPages": 3, "total": 5 }),
        },
        Case {
            name: "deactivateUser",
            start: |server| server.deactivate_user(&"bob".into()),
            route: "DELETE /users/bob",
            body: json!({ "permanent": false }),
            answer: data(json!({ "deactivatedUids": ["bob"] })),
            result: json!(null),
        },
        Case {
            name: "deleteUser",
            start: |server| server.delete_user(&"bob".into()),
            route: "DELETE /users/bob",
            body: json!({ "permanent": true }),
            answer: data(done.clone()),
            result: json!(null),
        },
        Case {
            name: "deactivateUsers",
            start: |server| server.deactivate_users(&json!(["bob", "eve"]).into()),
            route: "DELETE /users",
            body: json!({ "uidsToDeactivate": ["bob", "eve"] }),
            answer: data(json!({ "deactivatedUids": ["bob"], "notFound": ["eve"] })),
            result: json!({ "deactivatedUids": ["bob"], "notFound": ["eve"] }),
        },
        Case {
            name: "reactivateUsers",
            start: |server| server.reactivate_users(&json!(["bob"]).into()),
            route: "PUT /users",
            body: json!({ "uidsToActivate": ["bob"] }),
            answer: data(json!({ "reactivatedUids": ["bob"] })),
            result: json!({ "reactivatedUids": ["bob"] }),
        },
        Case {
            name: "createAuthToken",
            start: |server| server.create_auth_token(&"bob".into(), &none()),
            route: "POST /users/bob/auth_tokens",
            body: json!({}),
            answer: data(token.clone()),
            result: json!(TOKEN),
        },
        Case {
            name: "createAuthToken, force",
            start: |server| {
                server.create_auth_token(&"bob".into(), &json!({ "force": true }).into())
            },
            route: "POST /users/bob/auth_tokens",
            body: json!({ "force": true }),
            answer: data(token.clone()),
            result: json!(TOKEN),
        },
        Case {
            name: "listAuthTokens",
            start: |server| server.list_auth_tokens(&"bob".into(), &none()),
            route: "GET /users/bob/auth_tokens",
            body: json!(null),
            answer: page(json!([token])),
            result: json!({ "authTokens": [token], "page": 2, "totalPages": 3, "total": 5 }),
        },
        Case {
            name: "getAuthToken",
            start: |server| server.get_auth_token(&"bob".into(), &TOKEN.into()),
            route: "GET /users/bob/auth_tokens/bob_1700000000abcdef0123",
            body: json!(null),
            answer: data(token.clone()),
            result: token,
        },
        Case {
            name: "revokeAuthToken",
            start: |server| server.revoke_auth_token(&"bob".into(), &TOKEN.into()),
            route: "DELETE /users/bob/auth_tokens/bob_1700000000abcdef0123",
            body: json!(null),
            answer: data(done.clone()),
            result: json!(null),
        },
        Case {
            name: "revokeAllAuthTokens",
            start: |server| server.revoke_all_auth_tokens(&"bob".into()),
            route: "DELETE /users/bob/auth_tokens",
            body: json!(null),
            answer: data(done),
            result: json!(null),
        },
    ]
}

fn user() -> Json {
    json!({ "uid": "bob", "name": "Bob" }).into()
}

/// Makes the call, to which the server gives these replies, and lets all the time pass.
fn answered(case: &Case, replies: impl IntoIterator<Item = Reply>) -> (Backend, Promise) {
    let backend = Backend::new();
    backend.script().next(case.route, replies);
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
        assert_eq!(
            sent.url,
            format!(
                "https://{APP}.api-us.cometchat.io/v3.0{}",
                case.route.split_once(' ').unwrap().1
            )
        );
        let body = sent.body.as_deref().map(serde_json::from_str::<Value>);
        assert_eq!(
            body.map_or(Value::Null, Result::unwrap),
            case.body,
            "{}",
            case.name
        );
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
        backend.script().always(case.route, Reply::Held);
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
    let html = || String::from("<!doctype html><title>Log in to the Wi-Fi</title>");
    for case in cases() {
        for reply in [
            Reply::Text(200, html()),
            Reply::Text(511, html()),
            Reply::Text(500, html()),
            Reply::Text(502, String::new()),
            Reply::Text(0, String::new()),
        ] {
            let (backend, promise) = answered(&case, [reply.clone()]);
            assert_eq!(promise.code(), "FAILED_TO_FETCH", "{} {reply:?}", case.name);
            assert_eq!(promise.error()["details"]["reason"], "not JSON");
            assert_eq!(backend.routes().len(), 1);
        }
        for reply in [
            Reply::Json(200, json!({})),
            Reply::Json(200, json!([])),
            Reply::Json(200, json!({ "data": null })),
            Reply::Json(404, json!({ "data": {} })),
            Reply::Json(200, json!({ "error": "no" })),
            Reply::TooLarge,
        ] {
            let (_, promise) = answered(&case, [reply.clone()]);
            assert_eq!(
                promise.code(),
                "INVALID_RESPONSE",
                "{} {reply:?}",
                case.name
            );
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
        for data in [json!(true), json!("x"), json!(7)] {
            let (_, promise) = answered(&case, [Reply::data(data.clone())]);
            assert_eq!(promise.code(), "INVALID_RESPONSE", "{} {data}", case.name);
        }
    }
}

#[test]
fn a_token_of_another_user_never_gets_through() {
    for data in [
        json!({ "uid": "eve", "authToken": "eve_token" }),
        json!({ "uid": "bob" }),
        json!({ "uid": "bob", "authToken": "" }),
        json!({ "uid": "bob", "authToken": 7 }),
        json!({ "uid": "bob", "authToken": "a\nb" }),
    ] {
        let backend = Backend::new();
        let route = "POST /users/bob/auth_tokens";
        backend.script().next(route, [Reply::data(data.clone())]);
        let promise = backend.call(|it| it.create_auth_token(&"bob".into(), &none()));
        assert_eq!(promise.code(), "INVALID_RESPONSE", "{data}");
        assert_eq!(promise.error()["details"]["reason"], "no token");
    }
    // The server keeps uids in lower case.
    let backend = Backend::new();
    let data = json!({ "uid": "bob", "authToken": TOKEN });
    backend
        .script()
        .next("POST /users/Bob/auth_tokens", [Reply::data(data)]);
    let promise = backend.call(|it| it.create_auth_token(&"Bob".into(), &none()));
    assert_eq!(promise.value(), TOKEN);
}

#[test]
fn what_nobody_waits_for_any_more_sends_nothing_more() {
    for case in cases() {
        let backend = Backend::new();
        backend.script().always(case.route, Reply::Busy(429, 0.0));
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
