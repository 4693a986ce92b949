//! `ensureLoggedIn`: what it asks for and when, whom it logs in, and which of several calls counts.

use serde_json::{Value, json};

use crate::support::promise::Promise;
use crate::support::server::user_of;
use crate::support::signal::Signal;
use crate::support::tokens::fresh_token;
use crate::support::{
    Given, KEY, Page, Promised as _, Reply, Tokens, doubly_stringified, token_of,
};

const POST: &str = "POST /users/alice/auth_tokens";
const PUT: &str = "PUT /me";
const DELETE: &str = "DELETE /me";

/// The tokens that were revoked.
fn revoked(page: &Page) -> Vec<String> {
    let sent = page.sent().into_iter();
    sent.filter(|sent| sent.route() == DELETE)
        .map(|sent| sent.header("authtoken").to_owned())
        .collect()
}

#[test]
fn a_stored_user_is_there_without_a_request() {
    for uid in ["alice", "ALICE"] {
        let requests = [
            json!({ "uid": uid, "authToken": "another_token" }),
            json!({ "uid": uid, "authKey": KEY }),
        ];
        for request in requests {
            let page = Page::logged_in("alice");
            let promise = page.ensure(request);
            assert_eq!(promise.value()["uid"], "alice");
            assert!(page.sent().is_empty());
            assert_eq!(page.events(), ["loginSuccess"]);
            page.assert_logged_in("alice");
        }
        let (page, tokens) = (Page::logged_in("alice"), Tokens::default());
        assert_eq!(page.ensure_with(uid, &tokens).value()["uid"], "alice");
        assert!(page.sent().is_empty());
        assert!(tokens.asked().is_empty());
        assert_eq!(page.events(), ["loginSuccess"]);
        page.assert_logged_in("alice");
    }
}

#[test]
fn a_user_stored_by_another_tab_is_there_without_a_request() {
    let (one, tokens) = (Page::ready(), Tokens::default());
    let other = one.other_tab();
    one.login("alice").value();
    assert_eq!(other.ensure_with("alice", &tokens).value()["uid"], "alice");
    assert!(other.sent().is_empty() && tokens.asked().is_empty());
    other.assert_logged_in("alice");
}

#[test]
fn a_token_logs_in() {
    let page = Page::ready();
    let promise = page.ensure(json!({ "uid": "alice", "authToken": "alice_token" }));
    assert_eq!(promise.value()["uid"], "alice");
    assert_eq!(page.routes(), [PUT]);
    assert_eq!(page.last_sent().header("authtoken"), "alice_token");
    assert_eq!(page.events(), ["loginSuccess"]);
    page.assert_logged_in("alice");
}

#[test]
fn a_key_logs_in() {
    let page = Page::ready();
    let promise = page.ensure(json!({ "uid": "alice", "authKey": KEY }));
    assert_eq!(promise.value()["uid"], "alice");
    assert_eq!(page.routes(), [POST, PUT]);
    assert_eq!(page.sent()[0].header("apikey"), KEY);
    page.assert_logged_in("alice");
}

#[test]
fn a_token_counts_beside_a_key() {
    let page = Page::ready();
    let request = json!({ "uid": "alice", "authToken": "alice_token", "authKey": KEY });
    page.ensure(request).value();
    assert_eq!(page.routes(), [PUT]);
}

#[test]
fn a_function_is_asked_once_for_whom_and_why() {
    let (page, tokens) = (Page::ready(), Tokens::default());
    let promise = page.ensure_with("alice", &tokens);
    assert_eq!(promise.value()["uid"], "alice");
    assert_eq!(
        tokens.asked(),
        [json!({ "uid": "alice", "reason": "login" })]
    );
    assert_eq!(page.routes(), [PUT]);
    assert_eq!(page.last_sent().header("authtoken"), token_of("alice"));
    assert_eq!(page.events(), ["loginSuccess"]);
    page.assert_logged_in("alice");
    assert_eq!(page.unfinished(), 0);
}

#[test]
fn a_function_is_asked_after_the_call() {
    let (page, tokens) = (Page::ready(), Tokens::default());
    let promise = page.start_ensure_with("alice", &tokens);
    assert!(tokens.asked().is_empty() && promise.is_pending());
    page.run();
    assert_eq!(tokens.asked().len(), 1);
}

#[test]
fn the_answer_may_write_the_uid_in_another_case() {
    let (page, tokens) = (Page::ready(), Tokens::default());
    tokens.next_token("alice_token");
    assert_eq!(page.ensure_with("Alice", &tokens).value()["uid"], "alice");
    page.assert_logged_in("alice");
}

#[test]
fn the_user_of_before_is_logged_out_for_another() {
    let ways: [fn(&Page) -> Promise; 3] = [
        |page| page.ensure_with("bob", &Tokens::default()),
        |page| page.ensure(json!({ "uid": "bob", "authToken": "bob_token" })),
        |page| page.ensure(json!({ "uid": "bob", "authKey": KEY })),
    ];
    for way in ways {
        let page = Page::logged_in("alice");
        assert_eq!(way(&page).value()["uid"], "bob");
        page.wait();
        page.assert_logged_in("bob");
        assert_eq!(page.events(), ["loginSuccess"]);
        assert_eq!(revoked(&page), [token_of("alice")]);
    }
}

#[test]
fn the_user_of_before_stays_if_another_cannot_log_in() {
    let (page, tokens) = (Page::logged_in("alice"), Tokens::default());
    tokens.next([Given::Thrown]);
    page.ensure_with("bob", &tokens).error();
    page.assert_logged_in("alice");

    page.script()
        .next(PUT, [Reply::error(403, "AUTH_ERR_NO_ACCESS")]);
    let promise = page.ensure_with("bob", &tokens);
    assert_eq!(promise.code(), "AUTH_ERR_NO_ACCESS");
    page.wait();
    page.assert_logged_in("alice");
    assert_eq!(page.events(), ["loginFailure", "loginFailure"]);
    assert!(revoked(&page).is_empty());
}

#[test]
fn a_function_that_gives_no_token_is_an_error() {
    let strange = [
        json!(null),
        json!(""),
        json!(" \n"),
        json!(true),
        json!(["alice_token"]),
        json!({ "authToken": "alice_token" }),
        json!("alice\ntoken"),
        json!("ä"),
        json!("\"alice_token\""),
        json!("[alice_token]"),
        json!("<h1>Not found</h1>"),
    ];
    let cases = strange.into_iter().map(Given::Value);
    for given in cases.chain([Given::Thrown]) {
        let (page, tokens) = (Page::ready(), Tokens::default());
        tokens.next([given]);
        let error = page.ensure_with("alice", &tokens).error();
        assert_eq!(error["code"], "AUTH_TOKEN_UNAVAILABLE");
        assert_eq!(page.told(), [("loginFailure", error)]);
        assert!(page.sent().is_empty());
        page.assert_logged_out();
        // It may be better the next time.
        page.ensure_with("alice", &tokens).value();
        page.assert_logged_in("alice");
    }
}

#[test]
fn why_what_the_function_gave_is_no_token_is_told_without_it() {
    let cases = [
        (json!(null), "it gave nothing"),
        (json!(" \n"), "it gave a blank text"),
        (json!(true), "it gave something that is not a text"),
        (json!(["secret"]), "it gave an object, not a text"),
        (
            json!({ "authToken": "secret" }),
            "it gave an object, not a text",
        ),
        (
            json!("\"secret\""),
            "it gave JSON text, which has to be parsed first",
        ),
        (
            json!(" {\"token\":\"secret\"}\n"),
            "it gave JSON text, which has to be parsed first",
        ),
        (
            json!("<!doctype html><p>secret"),
            "it gave a page of HTML, not a token",
        ),
        (
            json!("secret\nsecret"),
            "it gave a text with characters that no token has",
        ),
    ];
    let cases = cases.map(|(value, reason)| (Given::Value(value), reason));
    for (given, reason) in cases
        .into_iter()
        .chain([(Given::Thrown, "it threw, or its promise was rejected")])
    {
        let (page, tokens) = (Page::ready(), Tokens::default());
        tokens.next([given]);
        let error = page.ensure_with("alice", &tokens).error();
        assert_eq!(error["details"], json!({ "reason": reason }));
        assert!(!error.to_string().contains("secret"), "{error}");
    }

    let (page, tokens) = (Page::ready(), Tokens::default());
    tokens.next([Given::Never]);
    let promise = page.ensure_with("alice", &tokens);
    page.advance(20_000.0);
    assert_eq!(
        promise.error()["details"]["reason"],
        "it gave no token in time"
    );
}

#[test]
fn the_token_that_has_expired_is_named_as_the_reason() {
    let (page, tokens) = (Page::ready(), Tokens::default());
    let token = json!("alice_token");
    tokens.next([Given::Value(token.clone()), Given::Value(token)]);
    page.ensure_with("alice", &tokens).value();
    let dead = Reply::error(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
    page.script().next("GET /users/alice", [dead]);
    page.check_session();
    page.wait();
    let told = page.told();
    let failure = told.iter().find(|(event, _)| *event == "loginFailure");
    let (_, error) = failure.expect("a failed login");
    assert_eq!(error["code"], "AUTH_TOKEN_UNAVAILABLE");
    assert_eq!(
        error["details"]["reason"],
        "it gave the token that has expired"
    );
}

#[test]
fn blanks_around_a_token_are_nobodys() {
    for given in ["alice_token\n", " alice_token", "\r\n\talice_token \r\n"] {
        let (page, tokens) = (Page::ready(), Tokens::default());
        tokens.next([Given::Value(json!(given))]);
        page.ensure_with("alice", &tokens).value();
        assert_eq!(page.last_sent().header("authtoken"), "alice_token");
    }
}

#[test]
fn what_the_function_throws_is_the_cause() {
    let (page, tokens) = (Page::ready(), Tokens::default());
    tokens.next([Given::Thrown]);
    let error = page.ensure_with("alice", &tokens).error();
    let cause = json!({ "name": "TypeError", "message": "no route" });
    assert_eq!(error["cause"], cause);
}

#[test]
fn a_function_that_never_answers_is_given_up_while_a_login_has_time() {
    let (page, tokens) = (Page::ready(), Tokens::default());
    tokens.next([Given::Never]);
    let promise = page.ensure_with("alice", &tokens);
    page.advance(19_999.0);
    assert!(promise.is_pending() && page.events().is_empty());
    page.advance(1.0);
    assert_eq!(promise.code(), "AUTH_TOKEN_UNAVAILABLE");
    assert_eq!(page.events(), ["loginFailure"]);
    assert!(page.sent().is_empty());
    assert_eq!(page.unfinished(), 0);
    page.login("alice").value();
}

#[test]
fn a_function_that_takes_its_time_leaves_the_server_its_own() {
    let (page, tokens, later) = (Page::ready(), Tokens::default(), Signal::new());
    tokens.next([Given::Held(later.clone())]);
    page.script().always(PUT, Reply::Held);
    let promise = page.ensure_with("alice", &tokens);
    page.advance(19_999.0);
    later.give(json!("alice_token"));
    page.run();
    assert_eq!(page.last_sent().timeout, 10_000.0);
    page.advance(10_000.0);
    assert_eq!(promise.code(), "REQUEST_TIMEOUT");
}

#[test]
fn a_token_of_somebody_else_is_an_error_and_stays_the_applications() {
    let ways: [fn(&Page) -> Promise; 2] = [
        |page| {
            let tokens = Tokens::default();
            tokens.next_token("mallory_token");
            page.ensure_with("alice", &tokens)
        },
        |page| page.ensure(json!({ "uid": "alice", "authToken": "mallory_token" })),
    ];
    for way in ways {
        for before in [None, Some("bob")] {
            let page = before.map_or_else(Page::ready, Page::logged_in);
            let error = way(&page).error();
            assert_eq!(error["code"], "ERR_AUTHTOKEN_NOT_ACCESSIBLE");
            assert!(!error.to_string().contains("mallory"), "{error}");
            page.wait();
            assert_eq!(page.told(), [("loginFailure", error)]);
            assert!(revoked(&page).is_empty());
            match before {
                Some(uid) => page.assert_logged_in(uid),
                None => page.assert_logged_out(),
            }
        }
    }
}

#[test]
fn what_is_missing_is_named() {
    for (request, word) in [
        (json!(null), "uid"),
        (json!("alice"), "uid"),
        (json!([]), "uid"),
        (json!({ "authToken": "alice_token" }), "uid"),
        (json!({ "authKey": KEY }), "uid"),
        (json!({ "uid": "", "authToken": "alice_token" }), "uid"),
        (json!({ "uid": {}, "authKey": KEY }), "uid"),
        (json!({ "uid": "alice" }), "authToken"),
        (json!({ "uid": "alice", "authToken": "" }), "authToken"),
        (json!({ "uid": "alice", "authToken": {} }), "authToken"),
        (
            json!({ "uid": "alice", "authToken": "", "authKey": KEY }),
            "authToken",
        ),
        (json!({ "uid": "alice", "authKey": " " }), "authKey"),
        (json!({ "uid": "alice", "authKey": [] }), "authKey"),
    ] {
        let page = Page::logged_in("bob");
        let error = page.ensure(request.clone()).error();
        assert_eq!(error["code"], "MISSING_PARAMETERS", "{request}");
        let message = error["message"].as_str().expect("a sentence");
        assert!(message.contains(word), "{request}: {message}");
        assert_eq!(page.told(), [("loginFailure", error)]);
        assert!(page.sent().is_empty());
        page.assert_logged_in("bob");
    }
}

#[test]
fn what_no_request_can_carry_is_refused() {
    for (request, code) in [
        (
            json!({ "uid": "..", "authToken": "alice_token" }),
            "INVALID_UID",
        ),
        (json!({ "uid": "\u{fffd}", "authKey": KEY }), "INVALID_UID"),
        (
            json!({ "uid": "alice", "authToken": "a\nb" }),
            "INVALID_AUTH_TOKEN",
        ),
        (
            json!({ "uid": "alice", "authKey": "ä" }),
            "INVALID_AUTH_KEY",
        ),
    ] {
        let page = Page::ready();
        assert_eq!(page.ensure(request).code(), code);
        assert!(page.sent().is_empty());
    }
}

#[test]
fn is_refused_before_init() {
    let (page, tokens) = (Page::new(), Tokens::default());
    let error = page.ensure_with("alice", &tokens).error();
    assert_eq!(error["name"], "COMETCHAT_INITIALIZATION_NOT_DONE");
    assert_eq!(page.told(), [("loginFailure", error)]);
    assert!(tokens.asked().is_empty());
}

#[test]
fn an_init_that_is_not_over_is_no_hindrance() {
    let (page, tokens) = (Page::new(), Tokens::default());
    let init = page.start_init("app1");
    let promise = page.ensure_with("alice", &tokens);
    assert_eq!(init.value(), true);
    assert_eq!(promise.value()["uid"], "alice");
}

// Several calls.

#[test]
fn calls_for_the_same_user_are_one_login() {
    let (page, tokens) = (Page::ready(), Tokens::default());
    let promises: Vec<_> = (0..10)
        .map(|_| page.start_ensure_with("alice", &tokens))
        .collect();
    page.run();
    for promise in &promises {
        assert_eq!(promise.value()["uid"], "alice");
    }
    assert_eq!(tokens.asked().len(), 1);
    assert_eq!(page.routes(), [PUT]);
    assert_eq!(page.events(), ["loginSuccess"]);
}

#[test]
fn calls_for_the_same_user_share_whatever_they_bring() {
    let (page, tokens) = (Page::ready(), Tokens::default());
    let first = page.start_login("alice", KEY);
    let second = page.start_ensure(json!({ "uid": "ALICE", "authToken": "alice_token" }));
    let third = page.start_ensure_with("alice", &tokens);
    page.run();
    for promise in [first, second, third] {
        assert_eq!(promise.value()["uid"], "alice");
    }
    assert_eq!(page.routes(), [POST, PUT]);
    assert!(tokens.asked().is_empty());
}

#[test]
fn calls_that_share_fail_together() {
    let (page, tokens) = (Page::ready(), Tokens::default());
    tokens.next([Given::Thrown]);
    let first = page.start_ensure_with("alice", &tokens);
    let second = page.start_ensure_with("alice", &tokens);
    page.run();
    assert_eq!(first.error(), second.error());
    assert_eq!(tokens.asked().len(), 1);
    assert_eq!(page.events(), ["loginFailure"]);
}

#[test]
fn the_last_of_several_users_counts() {
    let (page, tokens) = (Page::ready(), Tokens::default());
    let users = ["alice", "bob", "alice", "carol"];
    let mut promises: Vec<_> = users
        .into_iter()
        .map(|uid| page.start_ensure_with(uid, &tokens))
        .collect();
    page.wait();
    let last = promises.pop().expect("the last one");
    assert_eq!(last.value()["uid"], "carol");
    for promise in promises {
        assert_eq!(promise.code(), "LOGIN_CANCELLED");
    }
    assert_eq!(
        page.events(),
        [
            "loginFailure",
            "loginFailure",
            "loginFailure",
            "loginSuccess"
        ]
    );
    page.assert_logged_in("carol");
}

#[test]
fn a_login_that_is_overtaken_leaves_no_token() {
    // Where the first login is when the second call comes.
    for route in [POST, PUT] {
        let page = Page::ready();
        page.script().next(route, [Reply::Held]);
        let first = page.ensure(json!({ "uid": "alice", "authKey": KEY }));
        let held = page.last_sent();
        let second = page.ensure(json!({ "uid": "bob", "authKey": KEY }));
        assert_eq!(first.code(), "LOGIN_CANCELLED");
        assert_eq!(second.value()["uid"], "bob");
        held.release(Reply::Usual);
        page.wait();
        page.assert_logged_in("bob");
        assert_eq!(revoked(&page), [token_of("alice")], "{route}");
        assert_eq!(page.events(), ["loginFailure", "loginSuccess"]);
    }
}

#[test]
fn a_token_that_a_function_gives_too_late_is_revoked() {
    let (page, tokens, later) = (Page::ready(), Tokens::default(), Signal::new());
    tokens.next([Given::Held(later.clone())]);
    let first = page.ensure_with("alice", &tokens);
    let second = page.ensure_with("bob", &tokens);
    assert_eq!(first.code(), "LOGIN_CANCELLED");
    assert_eq!(second.value()["uid"], "bob");
    later.give(json!("alice_token"));
    page.wait();
    page.assert_logged_in("bob");
    assert_eq!(page.routes(), [PUT, DELETE]);
    assert_eq!(revoked(&page), [token_of("alice")]);
}

#[test]
fn it_overtakes_a_login_of_somebody_else() {
    let (page, tokens) = (Page::ready(), Tokens::default());
    page.script().next(POST, [Reply::Held]);
    let login = page.login("alice");
    let held = page.last_sent();
    assert_eq!(page.ensure_with("bob", &tokens).value()["uid"], "bob");
    assert_eq!(login.code(), "LOGIN_CANCELLED");
    held.release(Reply::Usual);
    page.wait();
    page.assert_logged_in("bob");
    assert_eq!(revoked(&page), [token_of("alice")]);
}

#[test]
fn a_login_has_to_wait_for_it() {
    let (page, tokens) = (Page::ready(), Tokens::default());
    page.script().next(PUT, [Reply::Held]);
    let promise = page.ensure_with("alice", &tokens);
    assert_eq!(page.login("bob").error()["name"], "LOGIN_IN_PROGRESS");
    page.last_sent().release(Reply::Usual);
    page.run();
    assert_eq!(promise.value()["uid"], "alice");
}

#[test]
fn a_logout_gives_it_up() {
    let (page, tokens, later) = (Page::ready(), Tokens::default(), Signal::new());
    tokens.next([Given::Held(later.clone())]);
    let promise = page.ensure_with("alice", &tokens);
    assert_eq!(page.logout().value()["success"], true);
    assert_eq!(promise.code(), "LOGIN_CANCELLED");
    later.give(json!("alice_token"));
    page.wait();
    page.assert_logged_out();
    assert_eq!(revoked(&page), [token_of("alice")]);
    assert_eq!(page.events(), ["loginFailure"]);
}

#[test]
fn it_goes_on_if_one_of_two_callers_gives_it_up() {
    let (page, tokens) = (Page::ready(), Tokens::default());
    page.script().next(PUT, [Reply::Held]);
    let first = page.ensure_with("alice", &tokens);
    let second = page.ensure_with("alice", &tokens);
    page.client.abandon(&first);
    page.last_sent().release(Reply::Usual);
    page.run();
    assert_eq!(second.value()["uid"], "alice");
    page.assert_logged_in("alice");
}

#[test]
fn a_token_for_a_caller_who_has_given_up_stays_the_applications() {
    let (page, tokens, later) = (Page::ready(), Tokens::default(), Signal::new());
    tokens.next([Given::Held(later.clone())]);
    let promise = page.ensure_with("alice", &tokens);
    page.client.abandon(&promise);
    page.run();
    assert_eq!(promise.code(), "LOGIN_CANCELLED");
    later.give(json!("alice_token"));
    page.wait();
    assert!(page.sent().is_empty());
    page.assert_logged_out();
    assert_eq!(page.unfinished(), 0);
}

// Tabs.

/// Checks that two tabs are of one mind, and that of all `tokens` just theirs is alive.
#[track_caller]
fn assert_agree(one: &Page, other: &Page, uid: &str, tokens: &[String]) {
    one.wait();
    other.wait();
    assert_eq!(one.user()["uid"], uid);
    assert_eq!(other.user()["uid"], uid);
    let token = one.token();
    assert_eq!(token, other.token());
    let mut dead = revoked(one);
    dead.extend(revoked(other));
    let alive: Vec<_> = tokens.iter().filter(|it| !dead.contains(it)).collect();
    assert_eq!(json!(alive), json!([token]));
}

#[test]
fn two_tabs_with_keys_end_with_one_token() {
    for uid in ["alice", "bob"] {
        let one = Page::ready();
        let other = one.other_tab();
        one.script().next(PUT, [Reply::Held]);
        let first = one.ensure(json!({ "uid": "alice", "authKey": KEY }));
        let made = fresh_token(uid, 1);
        let route = format!("POST /users/{uid}/auth_tokens");
        let answer = Reply::data(json!({ "uid": uid, "authToken": made }));
        other.script().next(&route, [answer]);
        let second = other.ensure(json!({ "uid": uid, "authKey": KEY }));
        assert_eq!(second.value()["uid"], uid);
        one.last_sent().release(Reply::Usual);
        one.run();
        assert_eq!(first.value()["uid"], "alice");
        other.look_again(None);
        assert_agree(&one, &other, "alice", &[token_of("alice"), made]);
    }
}

#[test]
fn two_tabs_with_functions_end_with_one_token() {
    for uid in ["alice", "bob"] {
        let one = Page::ready();
        let other = one.other_tab();
        let (here, there) = (Tokens::default(), Tokens::default());
        let brought = fresh_token(uid, 1);
        there.next_token(brought.clone());
        one.script().next(PUT, [Reply::Held]);
        let first = one.ensure_with("alice", &here);
        let second = other.ensure_with(uid, &there);
        assert_eq!(second.value()["uid"], uid);
        one.last_sent().release(Reply::Usual);
        one.run();
        assert_eq!(first.value()["uid"], "alice");
        other.look_again(None);
        assert_agree(&one, &other, "alice", &[token_of("alice"), brought]);
    }
}

#[test]
fn a_function_that_gives_two_tabs_the_same_token_revokes_none() {
    let one = Page::ready();
    let (other, tokens) = (one.other_tab(), Tokens::default());
    one.script().next(PUT, [Reply::Held]);
    let first = one.ensure_with("alice", &tokens);
    other.ensure_with("alice", &tokens).value();
    one.last_sent().release(Reply::Usual);
    one.run();
    assert_eq!(first.value()["uid"], "alice");
    assert_agree(&one, &other, "alice", &[token_of("alice")]);
}

#[test]
fn the_user_is_made_of_the_answer() {
    let (page, tokens) = (Page::ready(), Tokens::default());
    let mut answer = user_of("alice");
    answer["authToken"] = json!("another");
    page.script().next(PUT, [Reply::data(answer)]);
    let user = page.ensure_with("alice", &tokens).value();
    assert_eq!(
        (&user["name"], &user["role"]),
        (&json!("ALICE"), &json!("default"))
    );
    assert_eq!(page.token(), Value::from("another"));
}

#[test]
fn a_function_is_not_asked_for_a_login_that_a_listener_has_just_given_up() {
    let (page, tokens) = (Page::ready(), Tokens::default());
    page.react(|client, (event, _)| {
        if *event == "loginSuccess" {
            client.logout();
        }
    });
    let promise = page.start_ensure_with("bob", &tokens);
    // Another tab's, of which the listeners hear as the login begins.
    let mut user = user_of("alice");
    user["authToken"] = json!(token_of("alice"));
    page.store("common_store/user", doubly_stringified(&user));
    page.wait();
    assert_eq!(promise.code(), "LOGIN_CANCELLED");
    assert!(tokens.asked().is_empty());
    assert_eq!(revoked(&page), [token_of("alice")]);
}

#[test]
fn uids_are_compared_without_the_case_of_ascii_only() {
    for (stored, asked, is_same) in [
        ("kate", "KATE", true),
        ("kate", "\u{212a}ate", false),
        ("stra\u{df}e", "STRA\u{df}E", true),
        ("\u{e9}ric", "\u{c9}ric", false),
    ] {
        let page = Page::ready();
        let record = json!({ "uid": stored, "authToken": "a_token" });
        page.store("common_store/user", record.to_string());
        page.ensure(json!({ "uid": asked, "authToken": "b_token" }));
        assert_eq!(page.sent().is_empty(), is_same, "{asked}");
    }
}
