//! `ensureLoggedIn`: what it asks for and when, whom it logs in, and which of several calls counts.

use crate::support::prelude::*;

/// What `ensureLoggedIn` is given with a key.
fn with_key(uid: &str) -> Value {
    json!({ "uid": uid, "authKey": KEY })
}

/// What `ensureLoggedIn` is given with a token.
fn with_token(uid: &str, token: &str) -> Value {
    json!({ "uid": uid, "authToken": token })
}

/// A page on which nobody is logged in, and a function for tokens.
fn nobody() -> (Page, Tokens) {
    (Page::ready(), Tokens::default())
}

#[test]
fn a_stored_user_is_there_without_a_request() {
    for uid in ["alice", "ALICE"] {
        let tokens = Tokens::default();
        let ways: [&dyn Fn(&Page) -> Promise; 3] = [
            &|page| page.ensure(with_token(uid, "another_token")),
            &|page| page.ensure(with_key(uid)),
            &|page| page.ensure_with(uid, &tokens),
        ];
        for way in ways {
            let page = Page::logged_in("alice");
            assert_eq!(way(&page).value()["uid"], "alice");
            assert!(page.sent().is_empty() && tokens.asked().is_empty());
            assert_eq!(page.events(), ["loginSuccess"]);
            page.assert_logged_in("alice");
        }
    }
}

#[test]
fn a_user_stored_by_another_tab_is_there_without_a_request() {
    let (one, tokens) = nobody();
    let other = one.other_tab();
    one.login("alice").value();
    assert_eq!(other.ensure_with("alice", &tokens).value()["uid"], "alice");
    assert!(other.sent().is_empty() && tokens.asked().is_empty());
    other.assert_logged_in("alice");
}

#[test]
fn a_token_logs_in() {
    let page = Page::ready();
    let promise = page.ensure(with_token("alice", "alice_token"));
    assert_eq!(promise.value()["uid"], "alice");
    assert_eq!(page.routes(), [PUT]);
    assert_eq!(page.carried(), ["alice_token"]);
    assert_eq!(page.events(), ["loginSuccess"]);
    page.assert_logged_in("alice");
}

#[test]
fn a_key_logs_in() {
    let page = Page::ready();
    assert_eq!(page.ensure(with_key("alice")).value()["uid"], "alice");
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
    let (page, tokens) = nobody();
    let promise = page.ensure_with("alice", &tokens);
    assert_eq!(promise.value()["uid"], "alice");
    let asked = json!({ "uid": "alice", "reason": "login" });
    assert_eq!(tokens.asked(), [asked]);
    assert_eq!(page.routes(), [PUT]);
    assert_eq!(page.carried(), [token_of("alice")]);
    assert_eq!(page.events(), ["loginSuccess"]);
    page.assert_logged_in("alice");
    assert_eq!(page.unfinished(), 0);
}

#[test]
fn a_function_is_asked_after_the_call() {
    let (page, tokens) = nobody();
    let promise = page.start_ensure_with("alice", &tokens);
    assert!(tokens.asked().is_empty() && promise.is_pending());
    page.run();
    assert_eq!(tokens.asked().len(), 1);
}

#[test]
fn the_answer_may_write_the_uid_in_another_case() {
    let (page, tokens) = nobody();
    tokens.next_token("alice_token");
    assert_eq!(page.ensure_with("Alice", &tokens).value()["uid"], "alice");
    page.assert_logged_in("alice");
}

#[test]
fn the_user_of_before_is_logged_out_for_another() {
    let ways: [fn(&Page) -> Promise; 3] = [
        |page| page.ensure_with("bob", &Tokens::default()),
        |page| page.ensure(with_token("bob", "bob_token")),
        |page| page.ensure(with_key("bob")),
    ];
    for way in ways {
        let page = Page::logged_in("alice");
        assert_eq!(way(&page).value()["uid"], "bob");
        page.wait();
        page.assert_logged_in("bob");
        assert_eq!(page.events(), ["loginSuccess"]);
        assert_eq!(page.revoked(), [token_of("alice")]);
    }
}

#[test]
fn the_user_of_before_stays_if_another_cannot_log_in() {
    let (page, tokens) = (Page::logged_in("alice"), Tokens::default());
    tokens.next([Given::Thrown]);
    page.ensure_with("bob", &tokens).error();
    page.assert_logged_in("alice");

    page.answer(PUT, [Reply::error(403, "AUTH_ERR_NO_ACCESS")]);
    let promise = page.ensure_with("bob", &tokens);
    assert_eq!(promise.code(), "AUTH_ERR_NO_ACCESS");
    page.wait();
    page.assert_logged_in("alice");
    assert_eq!(page.events(), ["loginFailure", "loginFailure"]);
    assert_eq!(page.revoked(), [""; 0]);
}

#[test]
fn a_function_that_gives_no_token_is_an_error_that_says_why_without_it() {
    let nothing = "it gave nothing";
    let blank = "it gave a blank text";
    let no_text = "it gave something that is not a text";
    let object = "it gave an object, not a text";
    let unparsed = "it gave JSON text, which has to be parsed first";
    let html = "it gave a page of HTML, not a token";
    let characters = "it gave a text with characters that no token has";
    let cases = json_table! {
        null => nothing,
        "" => blank,
        " \n" => blank,
        true => no_text,
        ["secret"] => object,
        { "authToken": "secret" } => object,
        "\"secret\"" => unparsed,
        "[secret]" => unparsed,
        " {\"token\":\"secret\"}\n" => unparsed,
        "<!doctype html><p>secret" => html,
        "secret\nsecret" => characters,
        "secret ä" => characters,
    };
    let cases = cases.map(|(given, reason)| (Given::Value(given), reason));
    let thrown = (Given::Thrown, "it threw, or its promise was rejected");
    for (given, reason) in cases.into_iter().chain([thrown]) {
        let (page, tokens) = nobody();
        tokens.next([given]);
        let error = page.ensure_with("alice", &tokens).error();
        assert_eq!(error["code"], "AUTH_TOKEN_UNAVAILABLE");
        assert_eq!(error["details"], json!({ "reason": reason }));
        assert!(!error.to_string().contains("secret"), "{error}");
        assert_eq!(page.told(), [("loginFailure", error)]);
        assert!(page.sent().is_empty());
        page.assert_logged_out();
        // It may be better the next time.
        page.ensure_with("alice", &tokens).value();
        page.assert_logged_in("alice");
    }
}

#[test]
fn the_token_that_has_expired_is_named_as_the_reason() {
    let (page, tokens) = nobody();
    tokens.next([Given::token("alice_token"), Given::token("alice_token")]);
    page.ensure_with("alice", &tokens).value();
    page.answer("GET /users/alice", [Reply::lost()]);
    page.check_session();
    page.wait();
    let told = page.told();
    let failure = told.iter().find(|(event, _)| *event == "loginFailure");
    let (_, error) = failure.expect("a failed login");
    assert_eq!(error["code"], "AUTH_TOKEN_UNAVAILABLE");
    let reason = "it gave the token that has expired";
    assert_eq!(error["details"]["reason"], reason);
}

#[test]
fn blanks_around_a_token_are_nobodys() {
    for given in ["alice_token\n", " alice_token", "\r\n\talice_token \r\n"] {
        let (page, tokens) = nobody();
        tokens.next_token(given);
        page.ensure_with("alice", &tokens).value();
        assert_eq!(page.carried(), ["alice_token"]);
    }
}

#[test]
fn what_the_function_throws_is_the_cause() {
    let (page, tokens) = nobody();
    tokens.next([Given::Thrown]);
    let error = page.ensure_with("alice", &tokens).error();
    let cause = json!({ "name": "TypeError", "message": "no route" });
    assert_eq!(error["cause"], cause);
}

#[test]
fn a_function_that_never_answers_is_given_up_while_a_login_has_time() {
    let (page, tokens) = nobody();
    tokens.next([Given::Never]);
    let promise = page.ensure_with("alice", &tokens);
    page.advance(19_999.0);
    assert!(promise.is_pending() && page.events().is_empty());
    page.advance(1.0);
    let error = promise.error();
    assert_eq!(error["code"], "AUTH_TOKEN_UNAVAILABLE");
    assert_eq!(error["details"]["reason"], "it gave no token in time");
    assert_eq!(page.events(), ["loginFailure"]);
    assert!(page.sent().is_empty());
    assert_eq!(page.unfinished(), 0);
    page.login("alice").value();
}

#[test]
fn a_function_that_takes_its_time_leaves_the_server_its_own() {
    let (page, tokens) = nobody();
    let later = tokens.hold();
    page.always(PUT, Reply::Held);
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
        |page| page.ensure(with_token("alice", "mallory_token")),
    ];
    for way in ways {
        for before in [None, Some("bob")] {
            let page = before.map_or_else(Page::ready, Page::logged_in);
            let error = way(&page).error();
            assert_eq!(error["code"], "ERR_AUTHTOKEN_NOT_ACCESSIBLE");
            assert!(!error.to_string().contains("mallory"), "{error}");
            page.wait();
            assert_eq!(page.told(), [("loginFailure", error)]);
            assert_eq!(page.revoked(), [""; 0]);
            match before {
                Some(uid) => page.assert_logged_in(uid),
                None => page.assert_logged_out(),
            }
        }
    }
}

#[test]
fn what_is_missing_is_named() {
    for (request, word) in json_table! {
        null => "uid",
        "alice" => "uid",
        [] => "uid",
        { "authToken": "alice_token" } => "uid",
        { "authKey": KEY } => "uid",
        { "uid": "", "authToken": "alice_token" } => "uid",
        { "uid": {}, "authKey": KEY } => "uid",
        { "uid": "alice" } => "authToken",
        { "uid": "alice", "authToken": "" } => "authToken",
        { "uid": "alice", "authToken": {} } => "authToken",
        { "uid": "alice", "authToken": "", "authKey": KEY } => "authToken",
        { "uid": "alice", "authKey": " " } => "authKey",
        { "uid": "alice", "authKey": [] } => "authKey",
    } {
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
    for (request, code) in json_table! {
        { "uid": "..", "authToken": "alice_token" } => "INVALID_UID",
        { "uid": "\u{fffd}", "authKey": KEY } => "INVALID_UID",
        { "uid": "alice", "authToken": "a\nb" } => "INVALID_AUTH_TOKEN",
        { "uid": "alice", "authKey": "ä" } => "INVALID_AUTH_KEY",
    } {
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

// Several calls.

#[test]
fn calls_for_the_same_user_are_one_login() {
    let (page, tokens) = nobody();
    let call = |_| page.start_ensure_with("alice", &tokens);
    let promises: Vec<_> = (0..10).map(call).collect();
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
    let (page, tokens) = nobody();
    let promises = [
        page.start_login("alice", KEY),
        page.start_ensure(with_token("ALICE", "alice_token")),
        page.start_ensure_with("alice", &tokens),
    ];
    page.run();
    for promise in promises {
        assert_eq!(promise.value()["uid"], "alice");
    }
    assert_eq!(page.routes(), [POST, PUT]);
    assert!(tokens.asked().is_empty());
}

#[test]
fn calls_that_share_fail_together() {
    let (page, tokens) = nobody();
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
    let (page, tokens) = nobody();
    let users = ["alice", "bob", "alice", "carol"];
    let promises = users.map(|uid| page.start_ensure_with(uid, &tokens));
    page.wait();
    assert_eq!(promises[3].value()["uid"], "carol");
    for promise in &promises[..3] {
        assert_eq!(promise.code(), "LOGIN_CANCELLED");
    }
    let (fails, succeeds) = ("loginFailure", "loginSuccess");
    assert_eq!(page.events(), [fails, fails, fails, succeeds]);
    page.assert_logged_in("carol");
}

#[test]
fn a_login_that_is_overtaken_leaves_no_token() {
    // Where the first login is when the second call comes; `login` is overtaken, too.
    let ways: [fn(&Page) -> Promise; 2] = [
        |page| page.ensure(with_key("alice")),
        |page| page.login("alice"),
    ];
    for (route, way) in [(POST, ways[0]), (PUT, ways[0]), (POST, ways[1])] {
        let page = Page::ready();
        page.hold(route);
        let first = way(&page);
        let second = page.ensure(with_key("bob"));
        assert_eq!(first.code(), "LOGIN_CANCELLED");
        assert_eq!(second.value()["uid"], "bob");
        page.reply(Reply::Usual);
        page.wait();
        page.assert_logged_in("bob");
        assert_eq!(page.revoked(), [token_of("alice")], "{route}");
        assert_eq!(page.events(), ["loginFailure", "loginSuccess"]);
    }
}

#[test]
fn a_logout_gives_it_up() {
    let (page, tokens) = nobody();
    let later = tokens.hold();
    let promise = page.ensure_with("alice", &tokens);
    assert_eq!(page.logout().value()["success"], true);
    assert_eq!(promise.code(), "LOGIN_CANCELLED");
    later.give(json!("alice_token"));
    page.wait();
    page.assert_logged_out();
    assert_eq!(page.revoked(), [token_of("alice")]);
    assert_eq!(page.events(), ["loginFailure"]);
}

// Tabs.

#[test]
fn two_tabs_end_with_one_token() {
    // The first gets its answer last. The last row gives both the same token, which is not revoked.
    for (uid, count) in [("alice", 1), ("bob", 1), ("alice", 0)] {
        let (one, here) = nobody();
        let (other, there) = (one.other_tab(), Tokens::default());
        let brought = fresh_token(uid, count);
        there.next_token(brought.clone());
        one.hold(PUT);
        let first = one.ensure_with("alice", &here);
        let second = other.ensure_with(uid, &there);
        assert_eq!(second.value()["uid"], uid);
        one.reply(Reply::Usual);
        assert_eq!(first.value()["uid"], "alice");
        other.look_again(None);
        for page in [&one, &other] {
            page.wait();
            assert_eq!(page.user()["uid"], "alice");
        }
        assert_eq!(one.token(), other.token());
        let dead = [one.revoked(), other.revoked()].concat();
        let mut alive = vec![token_of("alice"), brought];
        alive.dedup();
        alive.retain(|it| !dead.contains(it));
        assert_eq!(json!(alive), json!([one.token()]));
    }
}

#[test]
fn the_user_is_made_of_the_answer() {
    let (page, tokens) = nobody();
    let mut answer = user_of("alice");
    answer["authToken"] = json!("another");
    page.answer(PUT, [Reply::data(answer)]);
    let user = page.ensure_with("alice", &tokens).value();
    assert_eq!(
        (&user["name"], &user["role"]),
        (&json!("ALICE"), &json!("default"))
    );
    assert_eq!(page.token(), "another");
}

#[test]
fn a_function_is_not_asked_for_a_login_that_a_listener_has_just_given_up() {
    let (page, tokens) = nobody();
    page.react(|client, (event, _)| {
        if *event == "loginSuccess" {
            client.logout();
        }
    });
    let promise = page.start_ensure_with("bob", &tokens);
    // Of which the listeners hear as the login begins.
    page.other_tab_logs_in("alice", &token_of("alice"));
    page.wait();
    assert_eq!(promise.code(), "LOGIN_CANCELLED");
    assert!(tokens.asked().is_empty());
    assert_eq!(page.revoked(), [token_of("alice")]);
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
        page.other_tab_logs_in(stored, "a_token");
        page.ensure(with_token(asked, "b_token"));
        assert_eq!(page.sent().is_empty(), is_same, "{asked}");
    }
}
