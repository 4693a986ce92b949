//! `checkSession`: asks the server whether the session still lives.

use cometchat_wasm::platform::ResultKind;

use crate::support::prelude::*;

const GET: &str = "GET /users/alice";

#[test]
fn resolves_with_the_user_if_the_session_lives() {
    let page = Page::logged_in("alice");
    let stored = page.local().dump();
    let promise = page.check_session();
    assert_eq!(promise.value(), page.user());
    assert_eq!(promise.kind(), ResultKind::User);
    assert_eq!(page.routes(), [GET]);
    assert_eq!(page.carried(), [token_of("alice")]);
    assert!(page.events().is_empty());
    assert_eq!(page.local().dump(), stored);
    page.assert_logged_in("alice");
    assert_eq!(page.unfinished(), 0);
}

#[test]
fn resolves_with_null_if_nobody_is_logged_in() {
    let page = Page::ready();
    assert_eq!(page.check_session().value(), Value::Null);
    assert!(page.sent().is_empty() && page.events().is_empty());
}

#[test]
fn is_refused_before_init() {
    let page = Page::new();
    let error = page.check_session().error();
    assert_eq!(error["name"], "COMETCHAT_INITIALIZATION_NOT_DONE");
    assert!(page.events().is_empty());
}

#[test]
fn a_dead_session_is_over() {
    for status in [200, 401, 404] {
        let page = Page::logged_in("alice");
        page.answer(GET, [Reply::error(status, LOST)]);
        assert_eq!(page.check_session().value(), Value::Null, "{status}");
        assert_eq!(page.events(), ["logoutSuccess"]);
        let log = page.log();
        assert!(log.at("logoutSuccess") < log.at("resolved"));
        page.assert_logged_out();
        page.wait();
        assert_eq!(page.routes(), [GET]);
    }
}

#[test]
fn a_server_that_does_not_answer_changes_nothing() {
    for (reply, code) in table! {
        Reply::Offline => "FAILED_TO_FETCH",
        Reply::Unsent => "FAILED_TO_FETCH",
        Reply::Held => "REQUEST_TIMEOUT",
        Reply::Text(502, "<html>".into()) => "FAILED_TO_FETCH",
        Reply::Busy(429, 0.0) => "ERR_TOO_MANY_REQUESTS",
        Reply::error(500, "ERR_INTERNAL") => "ERR_INTERNAL",
        Reply::error(403, "AUTH_ERR_NO_ACCESS") => "AUTH_ERR_NO_ACCESS",
        Reply::error(401, "ERR_AUTH_TOKEN_NOT_FOUND") => "ERR_AUTH_TOKEN_NOT_FOUND",
        Reply::Json(200, json!({})) => "INVALID_RESPONSE",
    } {
        let page = Page::logged_in("alice");
        page.always(GET, reply);
        let promise = page.check_session();
        page.wait();
        assert_eq!(promise.code(), code);
        assert!(page.events().is_empty(), "{code}");
        page.assert_logged_in("alice");
        assert_eq!(page.unfinished(), 0);
    }
}

#[test]
fn a_session_that_another_tab_has_ended_is_over_without_a_request() {
    let page = Page::logged_in("alice");
    page.other_tab_logs_out();
    assert_eq!(page.check_session().value(), Value::Null);
    assert_eq!(page.events(), ["logoutSuccess"]);
    assert!(page.sent().is_empty());
}

#[test]
fn the_session_of_another_tab_is_the_one_asked_about() {
    let page = Page::logged_in("alice");
    page.other_tab_logs_in("bob", "bob_token");
    assert_eq!(page.check_session().value()["uid"], "bob");
    assert_eq!(page.routes(), ["GET /users/bob"]);
    assert_eq!(page.carried(), ["bob_token"]);
}

#[test]
fn a_logout_meanwhile_counts() {
    for reply in [Reply::Usual, Reply::lost()] {
        let page = Page::logged_in("alice");
        page.hold(GET);
        let promise = page.check_session();
        page.logout().value();
        page.reply(reply);
        page.wait();
        assert_eq!(promise.value(), Value::Null);
        assert_eq!(page.events(), ["logoutSuccess"]);
    }
}

#[test]
fn two_at_once_say_the_same() {
    for reply in [Reply::Usual, Reply::lost()] {
        let page = Page::logged_in("alice");
        page.always(GET, reply);
        let (first, second) = (page.client.check_session(), page.client.check_session());
        page.run();
        assert_eq!(first.value(), second.value());
        assert!(page.events().len() <= 1);
    }
}

#[test]
fn is_not_repeated_once_given_up() {
    let page = Page::logged_in("alice");
    page.hold(GET);
    let promise = page.check_session();
    page.client.abandon(&promise);
    page.reply(Reply::Offline);
    page.wait();
    assert_eq!(page.routes(), [GET]);
    page.assert_logged_in("alice");
}

#[test]
fn a_session_that_is_new_meanwhile_survives_the_end_of_the_old() {
    let page = Page::logged_in("alice");
    page.hold(GET);
    let promise = page.check_session();
    page.login("bob").value();
    page.reply(Reply::lost());
    page.wait();
    let _ = promise.outcome();
    page.assert_logged_in("bob");
    assert_eq!(page.events(), ["loginSuccess"]);
}
