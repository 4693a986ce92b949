//! The routes that pages call.

use cometchat_wasm::server::Purpose::{Logout, Token};

use crate::support::backend::{Backend, REST_KEY, own_page, reply};
use crate::support::prelude::*;

const ASK: &str = "POST /users/bob/auth_tokens";
const CREATE: &str = "POST /users";
const REVOKE: &str = "DELETE /users/bob/auth_tokens";
const UNKNOWN: &str = "ERR_UID_NOT_FOUND";

fn bob() -> Value {
    json!({ "uid": "bob", "name": "Bob", "avatar": "https://shop.example/bob.png" })
}

fn unknown() -> Reply {
    Reply::error(404, UNKNOWN)
}

fn head(changes: Value) -> Value {
    let mut head = own_page();
    for (key, value) in changes.as_object().unwrap() {
        head[key] = value.clone();
    }
    head
}

#[test]
fn the_token_is_the_answer_and_nobody_stores_it() {
    let backend = Backend::new();
    let promise = backend.ask_for_token(bob());
    let headers = json!({
        "cache-control": "no-store",
        "content-type": "text/plain; charset=utf-8",
        "x-content-type-options": "nosniff",
    });
    let expected = json!({ "status": 200, "headers": headers, "body": token_of("bob") });
    assert_eq!(promise.value(), expected);
    assert_eq!(backend.routes(), [ASK]);
    assert!(backend.errors().is_empty());
}

#[test]
fn who_is_not_logged_in_gets_401_and_nobody_is_asked() {
    for nobody in jsons! { null, false } {
        for purpose in [Token, Logout] {
            let backend = Backend::new();
            let promise = backend.ask(purpose, own_page(), Given::Value(nobody.clone()), json!({}));
            assert_eq!(reply(&promise), (401, json!("Nobody is logged in.")));
            assert!(backend.sent().is_empty() && backend.errors().is_empty());
        }
    }
}

#[test]
fn an_unknown_user_is_created_from_the_profile_with_a_token() {
    let backend = Backend::new();
    backend.answer(ASK, [unknown()]);
    let mut created = bob();
    created["authToken"] = json!("bob_fresh");
    backend.answer(CREATE, [Reply::data(created)]);
    let mut user = bob();
    // What else an application knows of its users is not CometChat's business.
    user["email"] = json!("bob@shop.example");
    user["passwordHash"] = json!("$2b$10$");
    user["authToken"] = json!("of the application");
    let promise = backend.ask_for_token(user);
    assert_eq!(reply(&promise), (200, json!("bob_fresh")));
    assert_eq!(backend.routes(), [ASK, CREATE]);
    let mut sent = bob();
    sent["withAuthToken"] = json!(true);
    assert_eq!(backend.last_sent().json(), sent);
}

#[test]
fn a_user_without_a_name_is_called_by_the_uid() {
    for user in jsons! { { "uid": "bob" }, { "uid": "bob", "name": " " } } {
        let backend = Backend::new();
        backend.answer(ASK, [unknown()]);
        backend.ask_for_token(user);
        assert_eq!(backend.routes()[1], CREATE);
        assert_eq!(backend.sent()[1].json()["name"], "bob");
    }
}

#[test]
fn who_is_created_meanwhile_gets_a_token_all_the_same() {
    let backend = Backend::new();
    backend.answer(ASK, [unknown()]);
    backend.answer(CREATE, [Reply::error(400, "ERR_UID_ALREADY_EXISTS")]);
    let promise = backend.ask_for_token(bob());
    assert_eq!(reply(&promise), (200, json!(token_of("bob"))));
    assert_eq!(backend.routes(), [ASK, CREATE, ASK]);
    assert!(backend.errors().is_empty());
}

#[test]
fn a_server_that_creates_a_user_without_a_token_is_asked_for_one() {
    let backend = Backend::new();
    backend.answer(ASK, [unknown()]);
    let promise = backend.ask_for_token(bob());
    assert_eq!(reply(&promise), (200, json!(token_of("bob"))));
    assert_eq!(backend.routes(), [ASK, CREATE, ASK]);
}

#[test]
fn a_deactivated_user_gets_403() {
    let backend = Backend::new();
    backend.answer(ASK, [unknown(), unknown()]);
    backend.answer(CREATE, [Reply::error(400, "ERR_UID_ALREADY_EXISTS")]);
    let promise = backend.ask_for_token(bob());
    assert_eq!(reply(&promise), (403, json!("The user is deactivated.")));
    assert_eq!(backend.errors()[0]["code"], UNKNOWN);
}

#[test]
fn an_application_that_cannot_say_who_it_is_gets_500_and_hears_why() {
    let cases = json_table! {
        true => "no object",
        "bob" => "no object",
        7 => "no object",
        [{ "uid": "bob" }] => "no object",
        {} => "no uid",
        { "id": "bob" } => "no uid",
        { "uid": "" } => "no uid",
        { "uid": {} } => "no uid",
        { "uid": ".." } => "no uid",
    };
    let cases = cases.map(|(given, reason)| (Given::Value(given), reason));
    for (given, reason) in cases.into_iter().chain([(Given::Thrown, "threw")]) {
        let backend = Backend::new();
        let promise = backend.ask(Token, own_page(), given, json!(null));
        let body = json!("The server could not tell who is logged in.");
        assert_eq!(reply(&promise), (500, body), "{reason}");
        let errors = backend.errors();
        assert_eq!(errors[0]["code"], "IDENTITY_UNAVAILABLE");
        assert_eq!(errors[0]["details"]["reason"], reason);
        assert!(backend.sent().is_empty());
    }
}

#[test]
fn an_application_that_never_says_who_it_is_gets_504_in_time() {
    let backend = Backend::new();
    let promise = backend.ask(Token, own_page(), Given::Never, json!(null));
    backend.advance(7_999.0);
    assert!(promise.is_pending());
    backend.advance(1.0);
    assert_eq!(reply(&promise).0, 504);
    assert_eq!(backend.errors()[0]["details"]["reason"], "timeout");
    assert!(backend.sent().is_empty());
}

#[test]
fn only_post_is_served() {
    for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "post", ""] {
        for purpose in [Token, Logout] {
            let backend = Backend::new();
            let head = head(json!({ "method": method }));
            let promise = backend.ask(purpose, head, Given::Value(bob()), json!(null));
            assert_eq!(reply(&promise).0, 405, "{method}");
            assert_eq!(promise.value()["headers"]["allow"], "POST");
            assert!(backend.sent().is_empty());
        }
    }
}

/// The status for a head, and whether anything was sent.
fn status(head: Value, options: Value) -> u64 {
    let backend = Backend::new();
    let promise = backend.ask(Token, head, Given::Value(bob()), options);
    let (status, _) = reply(&promise);
    assert_eq!(backend.sent().is_empty(), status != 200);
    status
}

#[test]
fn pages_of_other_sites_are_refused() {
    let evil = "https://evil.example";
    for changes in jsons! {
        { "site": "cross-site" },
        { "site": "cross-site", "origin": evil },
        { "site": "same-site", "origin": "https://blog.shop.example" },
        { "site": "none" },
        { "site": "SAME-ORIGIN" },
        { "site": "" },
        // Browsers that do not know Sec-Fetch-Site.
        { "site": null, "origin": evil },
        { "site": null, "origin": "null" },
        { "site": null, "origin": "" },
        { "site": null, "origin": "https://shop.example.evil.example" },
        { "site": null, "origin": "https://evilshop.example" },
        { "site": null, "origin": "https://shop.example:8443" },
        { "site": null, "origin": "https://shop.example@evil.example" },
        { "site": null, "origin": "https://", "host": "", "forwardedHost": "" },
    } {
        assert_eq!(status(head(changes.clone()), json!(null)), 403, "{changes}");
    }
}

#[test]
fn pages_of_the_servers_own_are_served_and_so_are_programs() {
    let (url, host) = ("http://10.0.0.7:3000/api/cometchat-token", "10.0.0.7:3000");
    for changes in jsons! {
        {},
        { "site": null },
        // Behind a proxy that speaks TLS.
        { "site": null, "url": url },
        { "url": url, "host": host },
        { "site": null, "host": host, "forwardedHost": "shop.example", "url": url },
        { "site": null, "host": null },
        { "site": null, "origin": null },
        { "site": null, "origin": "https://SHOP.example" },
    } {
        assert_eq!(status(head(changes.clone()), json!(null)), 200, "{changes}");
    }
}

#[test]
fn pages_of_allowed_origins_are_served_and_may_read_the_answer() {
    let options = json!({ "allowedOrigins": ["https://app.example", "capacitor://localhost"] });
    for origin in ["https://app.example", "capacitor://localhost"] {
        let backend = Backend::new();
        let ask = |head, given| backend.ask(Token, head, given, options.clone());
        let promise = ask(head_of(origin), Given::Value(bob()));
        let headers = promise.value()["headers"].clone();
        assert_eq!(reply(&promise).0, 200);
        assert_eq!(headers["access-control-allow-origin"], origin);
        assert_eq!(headers["access-control-allow-credentials"], "true");
        assert_eq!(headers["vary"], "origin");

        // A page can read what went wrong.
        let nobody = ask(head_of(origin), Given::Value(json!(null)));
        let headers = nobody.value()["headers"].clone();
        assert_eq!(headers["access-control-allow-origin"], origin);

        let preflight =
            json!({ "method": "OPTIONS", "origin": origin, "requestedHeaders": "authorization" });
        let promise = ask(preflight, Given::Thrown);
        assert_eq!(reply(&promise), (204, json!(null)));
        let headers = promise.value()["headers"].clone();
        assert_eq!(headers["access-control-allow-methods"], "POST");
        assert_eq!(headers["access-control-allow-headers"], "authorization");
        assert_eq!(headers["access-control-allow-origin"], origin);
    }
    for origin in [
        "https://app.example.evil.example",
        "https://app",
        "null",
        "",
    ] {
        let backend = Backend::new();
        let promise = backend.ask(Token, head_of(origin), Given::Value(bob()), options.clone());
        assert_eq!(reply(&promise).0, 403, "{origin}");
        let headers = promise.value()["headers"].clone();
        assert_eq!(headers["access-control-allow-origin"], json!(null));
        assert_eq!(headers["vary"], "origin");
    }
}

/// The head of a request of another site's page.
fn head_of(origin: &str) -> Value {
    head(json!({ "site": "cross-site", "origin": origin }))
}

#[test]
fn allowed_origins_that_are_none_let_nobody_in() {
    for allowed in jsons! {
        "https://app.example", [], ["*"], ["https://app.example/"], ["app.example"], [null], true,
    } {
        let backend = Backend::new();
        let options = json!({ "allowedOrigins": allowed });
        let promise = backend.ask(Token, own_page(), Given::Value(bob()), options);
        let expected = (500, json!("The server is not set up."));
        assert_eq!(reply(&promise), expected, "{allowed}");
        assert_eq!(backend.errors()[0]["details"]["reason"], "allowedOrigins");
        assert!(backend.sent().is_empty());
    }
}

#[test]
fn what_cometchat_fails_to_do_has_a_status_and_the_application_hears_of_it() {
    for (failure, (expected, code)) in table! {
        Reply::error(401, "AUTH_ERR_APIKEY_NOT_FOUND") => (502, "AUTH_ERR_APIKEY_NOT_FOUND"),
        Reply::error(500, "ERR_BAD_REQUEST") => (502, "ERR_BAD_REQUEST"),
        Reply::Busy(429, 0.0) => (503, "ERR_TOO_MANY_REQUESTS"),
        Reply::Held => (504, "REQUEST_TIMEOUT"),
        Reply::Offline => (502, "FAILED_TO_FETCH"),
        Reply::Text(200, "<html>".into()) => (502, "FAILED_TO_FETCH"),
        Reply::data(json!({})) => (502, "INVALID_RESPONSE"),
    } {
        for (purpose, route) in [(Token, ASK), (Logout, REVOKE)] {
            // Whatever comes back is good enough for what resolves with nothing.
            if purpose == Logout && code == "INVALID_RESPONSE" {
                continue;
            }
            let backend = Backend::new();
            backend.always(route, failure.clone());
            let promise = backend.ask(purpose, own_page(), Given::Value(bob()), json!(null));
            backend.advance(200_000.0);
            let body = json!("CometChat refused, or could not be reached.");
            assert_eq!(reply(&promise), (expected, body), "{code}");
            assert_eq!(backend.errors()[0]["code"], code);
            assert_eq!(backend.errors().len(), 1);
        }
    }
}

#[test]
fn a_server_that_is_not_set_up_says_so_to_the_application_only() {
    let backend = Backend::with(json!({ "appId": APP }));
    let promise = backend.ask_for_token(bob());
    assert_eq!(reply(&promise), (500, json!("The server is not set up.")));
    let message = "The apiKey is missing or blank.";
    assert_eq!(backend.errors()[0]["message"], message);
}

#[test]
fn everything_together_ends_before_the_page_gives_up() {
    let backend = Backend::new();
    let busy = |_| Reply::Busy(429, 3_000.0);
    backend.answer(ASK, (0..2).map(busy).chain([unknown()]));
    backend.answer(CREATE, (0..2).map(busy).chain([Reply::Held]));
    let promise = backend.ask_for_token(bob());
    backend.advance(17_999.0);
    assert!(promise.is_pending());
    backend.advance(1.0);
    assert_eq!(reply(&promise).0, 504);
    assert_eq!(backend.unfinished(), 0);
}

#[test]
fn a_logout_revokes_every_token_of_the_user() {
    let backend = Backend::new();
    let promise = backend.ask(Logout, own_page(), Given::Value(bob()), json!(null));
    assert_eq!(reply(&promise), (204, json!(null)));
    assert_eq!(backend.routes(), [REVOKE]);
    // Who was never there has no session.
    backend.answer(REVOKE, [unknown()]);
    let promise = backend.ask(Logout, own_page(), Given::Value(bob()), json!(null));
    assert_eq!(reply(&promise).0, 204);
    assert!(backend.errors().is_empty());
}

#[test]
fn the_key_is_in_no_reply_and_in_no_error() {
    let echo = json!({ "error": { "code": "ERR", "message": REST_KEY, "details": REST_KEY } });
    for purpose in [Token, Logout] {
        let backend = Backend::new();
        backend
            .script()
            .always_everywhere(Reply::Json(400, echo.clone()));
        let promise = backend.ask(purpose, own_page(), Given::Value(bob()), json!(null));
        let said = format!("{} {:?}", promise.value(), backend.errors());
        assert!(!said.contains("rest-api-key"), "{said}");
    }
}
