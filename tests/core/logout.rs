//! `logout`: what it answers, who hears of it, and what becomes of the token.

use crate::support::prelude::*;

/// Checks that the answer says that the token is revoked.
#[track_caller]
fn assert_revoked(answer: &Value) {
    let said = (&answer["success"], &answer["revoked"]);
    assert_eq!(said, (&json!(true), &json!(true)));
}

#[test]
fn resolves_with_what_the_server_says() {
    let page = Page::logged_in("alice");
    let promise = page.logout();
    let said = json!({ "success": true, "message": "Bye." });
    assert_eq!(promise.value(), said);
    assert_eq!(page.events(), ["logoutSuccess"]);
    page.assert_logged_out();
    page.wait();
    assert_eq!(page.routes(), [DELETE]);
    assert_eq!(page.unfinished(), 0);
}

#[test]
fn ends_the_session_before_anything_is_sent() {
    let page = Page::logged_in("alice");
    page.hold(DELETE);
    let notified = page.notified_tabs();
    let promise = page.client.logout();
    assert!(page.sent().is_empty() && page.events().is_empty());
    assert_eq!(page.notified_tabs(), notified + 1);
    page.assert_logged_out();
    assert_eq!(page.events(), ["logoutSuccess"]);
    assert!(promise.is_pending());
    page.reply(Reply::Usual);
    assert_eq!(promise.value()["success"], true);
}

#[test]
fn a_token_that_is_gone_already_is_no_failure() {
    for status in [200, 401, 404] {
        let page = Page::logged_in("alice");
        page.answer(DELETE, [Reply::error(status, LOST)]);
        assert_revoked(&page.logout().value());
        page.wait();
        assert_eq!(page.events(), ["logoutSuccess"]);
        assert_eq!(page.routes(), [DELETE]);
    }
}

#[test]
fn a_revocation_that_fails_waits_longer_each_time_and_not_with_all_the_others() {
    for (random, waits) in [
        (0.0, [1_000.0, 5_000.0, 25_000.0]),
        (0.5, [1_500.0, 7_500.0, 37_500.0]),
    ] {
        let page = Page::logged_in("alice");
        page.set_random(random);
        page.answer(DELETE, vec![Reply::error(500, "ERR_INTERNAL"); 4]);
        page.logout();
        page.wait();
        let sent = page.sent();
        let waited = sent.windows(2).map(|pair| pair[1].at - pair[0].at);
        assert_eq!(waited.collect::<Vec<_>>(), waits);
    }
}

#[test]
fn a_server_that_fails_is_told_again_later() {
    for failure in [
        Reply::error(500, "ERR_INTERNAL"),
        Reply::error(500, "ERR_AUTH_TOKEN_DELETE_FAILED"),
        Reply::Offline,
        Reply::Text(502, "<html>".into()),
        Reply::Json(200, json!({})),
        Reply::Busy(429, 1_000.0),
        Reply::Busy(503, 0.0),
    ] {
        let page = Page::logged_in("alice");
        page.answer(DELETE, vec![failure.clone(); 2]);
        let promise = page.logout();
        let answer = promise.value();
        assert_eq!(answer["success"], true, "{failure:?}");
        assert_eq!(answer["revoked"], false);
        assert!(answer["message"].is_string());
        page.assert_logged_out();
        page.wait();
        assert_eq!(page.routes(), [DELETE; 3], "{failure:?}");
        assert_eq!(page.events(), ["logoutSuccess"]);
        assert_eq!(page.carried(), ["alice_token"; 3]);
        assert_eq!(promise.first(), Some(Ok(answer)));
    }
}

#[test]
fn a_server_that_keeps_failing_is_told_a_few_times_only() {
    let page = Page::logged_in("alice");
    page.always(DELETE, Reply::Offline);
    page.logout().value();
    page.wait();
    let count = page.sent().len();
    assert!((2..=6).contains(&count), "{count}");
    assert_eq!(page.unfinished(), 0);
    page.wait();
    assert_eq!(page.sent().len(), count);
}

#[test]
fn a_silent_server_holds_nobody_up_beyond_the_deadline() {
    let page = Page::logged_in("alice");
    page.always(DELETE, Reply::Held);
    let promise = page.logout();
    page.advance(9_999.0);
    assert!(promise.is_pending());
    page.advance(1.0);
    assert_eq!(promise.value()["revoked"], false);
    page.wait();
    assert_eq!(page.events(), ["logoutSuccess"]);
    assert_eq!(page.unfinished(), 0);
}

#[test]
fn is_refused_without_a_session() {
    let page = Page::ready();
    let error = json!({
        "code": "ERR_NOT_LOGGED_IN",
        "message": "No active user session.",
        "details": "Please log in before attempting to log out.",
    });
    assert_eq!(page.logout().error(), error);
    assert_eq!(page.told(), [("logoutFailure", error)]);
    page.wait();
    assert!(page.sent().is_empty());
}

#[test]
fn is_refused_before_init() {
    let page = Page::new();
    let error = page.logout().error();
    assert_eq!(error["code"], "-1");
    assert_eq!(error["name"], "COMETCHAT_INITIALIZATION_NOT_DONE");
    assert_eq!(page.told(), [("logoutFailure", error)]);
}

#[test]
fn two_at_once_are_one() {
    for is_under_way in [false, true] {
        let page = Page::logged_in("alice");
        page.hold(DELETE);
        let first = page.client.logout();
        if is_under_way {
            page.run();
        }
        let second = page.logout();
        assert!(first.is_pending() && second.is_pending());
        page.reply(Reply::Usual);
        assert_eq!(first.value(), second.value());
        assert_eq!(page.events(), ["logoutSuccess"]);
        assert_eq!(page.routes(), [DELETE]);
        assert_eq!(page.logout().code(), "ERR_NOT_LOGGED_IN");
    }
}

#[test]
fn is_told_before_the_promise_settles() {
    let page = Page::logged_in("alice");
    page.logout().value();
    let log = page.log();
    assert!(log.at("remove app1:common_store/user") < log.at("logoutSuccess"));
    assert_eq!(log.lines().last().unwrap(), "resolved");
}

#[test]
fn an_answer_that_is_no_object_is_replaced_by_one() {
    for data in jsons! { true, "ok", [] } {
        let page = Page::logged_in("alice");
        page.answer(DELETE, [Reply::data(data)]);
        assert_revoked(&page.logout().value());
        page.wait();
        assert_eq!(page.routes(), [DELETE]);
    }
}

#[test]
fn an_app_that_is_left_still_gets_its_token_revoked() {
    let page = Page::logged_in("alice");
    page.answer(DELETE, [Reply::Offline]);
    page.logout().value();
    page.init("app2", Value::Null).value();
    page.wait();
    assert_eq!(page.routes(), [DELETE; 2]);
    assert_eq!(page.last_sent().header("appid"), "app1");
    assert!(page.last_sent().url.starts_with("https://app1."));
}
