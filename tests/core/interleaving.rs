//! Operations that meet: shared logins, logouts in the middle of a login, and the other way round.

use crate::support::prelude::*;

#[test]
fn logins_with_the_same_credentials_are_one() {
    let page = Page::ready();
    let first = page.start_login("alice", KEY);
    let second = page.start_login("alice", KEY);
    page.run();
    assert_eq!(first.value(), second.value());
    assert_eq!(page.routes(), [POST, PUT]);
    assert_eq!(page.events(), ["loginSuccess"]);

    let page = Page::ready();
    page.hold(PUT);
    let first = page.login_with_token("alice_token");
    let second = page.login_with_token("alice_token");
    page.reply(Reply::error(403, "AUTH_ERR_NO_ACCESS"));
    assert_eq!(first.error(), second.error());
    assert_eq!(page.routes(), [PUT]);
    assert_eq!(page.events(), ["loginFailure"]);
}

#[test]
fn a_login_with_other_credentials_has_to_wait() {
    let refused = json!({
        "code": -1,
        "name": "LOGIN_IN_PROGRESS",
        "message": "Please wait until the previous login request ends.",
        "details": {},
    });
    let page = Page::ready();
    page.hold(POST);
    let first = page.login("alice");
    for other in [
        page.login("bob"),
        page.login_with_key("alice", "another-key"),
        page.login_with_token("alice_token"),
        page.login_with_token(KEY),
    ] {
        assert_eq!(other.error(), refused);
    }
    assert!(page.events().is_empty());
    page.reply(Reply::Usual);
    assert_eq!(first.value()["uid"], "alice");
    assert_eq!(page.events(), ["loginSuccess"]);
    page.login("bob").value();
}

/// Checks that a login was given up by a logout, and that nothing is left of it in the end.
#[track_caller]
fn assert_given_up(page: &Page, login: &Promise) {
    let error = login.error();
    assert_eq!(error["code"], "LOGIN_CANCELLED");
    assert_eq!(error["name"], "LOGIN_CANCELLED");
    assert_eq!(page.events(), ["loginFailure"]);
    page.assert_logged_out();
}

#[test]
fn a_logout_before_any_request_of_a_login() {
    let page = Page::ready();
    let login = page.start_login("alice", KEY);
    let logout = page.logout();
    page.wait();
    assert_given_up(&page, &login);
    assert_eq!(logout.value()["success"], true);
    assert!(page.sent().is_empty());
}

type Login = fn(&Page) -> Promise;
type GiveUp = fn(&Page, &Promise);

const WITH_KEY: Login = |page| page.login("alice");
const WITH_TOKEN: Login = |page| page.login_with_token("alice_token");
const LOGOUT: GiveUp = |page, _| assert_eq!(page.logout().value()["success"], true);
const SWITCH: GiveUp = |page, _| drop(page.init("app2", json!({})).value());
const ABANDON: GiveUp = |page, login| {
    let error = page.client.abandon(login).fields().to_value();
    assert_eq!(error["code"], "LOGIN_CANCELLED");
    page.run();
};

#[test]
fn a_login_that_is_given_up_while_it_waits_for_an_answer_leaves_nothing() {
    let alice = Some("alice_token");
    let rotated = json!({ "uid": "alice", "name": "A", "authToken": "another" });
    // How it logs in, which answer it waits for, who gives it up, the answer, which is the same for each
    // repetition, and which token is revoked then: all but one that the caller brought, and still has.
    type Row = (Login, &'static str, GiveUp, Reply, Option<&'static str>);
    let rows: [Row; 10] = [
        (WITH_KEY, POST, LOGOUT, Reply::Usual, alice),
        (WITH_KEY, POST, SWITCH, Reply::Usual, alice),
        (WITH_KEY, POST, ABANDON, Reply::Usual, alice),
        (WITH_KEY, PUT, LOGOUT, Reply::Usual, alice),
        (WITH_KEY, PUT, LOGOUT, Reply::Offline, alice),
        (WITH_KEY, PUT, LOGOUT, Reply::error(500, "ERR_X"), alice),
        (WITH_KEY, PUT, LOGOUT, Reply::Json(200, json!({})), alice),
        (WITH_KEY, PUT, LOGOUT, Reply::data(rotated), Some("another")),
        (WITH_TOKEN, PUT, LOGOUT, Reply::Usual, alice),
        (WITH_TOKEN, PUT, ABANDON, Reply::Usual, None),
    ];
    for (login, route, give_up, answer, revoked) in rows {
        let page = Page::ready();
        page.hold(route);
        page.always(route, answer.clone());
        let login = login(&page);
        let before = page.routes();
        give_up(&page, &login);
        assert_given_up(&page, &login);
        page.reply(answer);
        page.wait();
        assert_given_up(&page, &login);
        let routes = [before, revoked.iter().map(|_| DELETE.to_owned()).collect()].concat();
        assert_eq!(page.routes(), routes);
        assert_eq!(page.revoked(), Vec::from_iter(revoked));
        page.always(route, Reply::Usual);
        page.login("bob").value();
    }
}

#[test]
fn a_login_during_a_logout_stands() {
    for uid in ["alice", "bob"] {
        let page = Page::logged_in("alice");
        page.hold(DELETE);
        let logout = page.logout();
        // The server makes another token than the one that ends.
        let fresh = json!({ "uid": uid, "name": "A", "authToken": "fresh" });
        page.answer(PUT, [Reply::data(fresh)]);
        let login = page.login(uid);
        assert_eq!(login.value()["uid"], uid);
        page.reply(Reply::Usual);
        page.wait();
        assert_eq!(logout.value()["success"], true);
        assert_eq!(page.events(), ["logoutSuccess", "loginSuccess"]);
        assert_eq!(page.token(), "fresh");
        assert_eq!(page.revoked().len(), 1);
    }
}

#[test]
fn a_login_that_one_of_two_callers_abandons_goes_on() {
    let page = Page::ready();
    page.hold(POST);
    let first = page.login("alice");
    let second = page.login("alice");
    let error = page.client.abandon(&first).fields().to_value();
    assert_eq!(error["code"], "LOGIN_CANCELLED");
    page.run();
    assert!(second.is_pending() && page.events().is_empty());
    page.reply(Reply::Usual);
    assert_eq!(second.value()["uid"], "alice");
    page.assert_logged_in("alice");

    let page = Page::ready();
    page.hold(POST);
    let first = page.login("alice");
    let second = page.login("alice");
    page.client.abandon(&first);
    page.client.abandon(&second);
    page.run();
    assert_given_up(&page, &second);
}

#[test]
fn abandoning_another_call_touches_no_login() {
    let page = Page::logged_in("alice");
    page.hold("POST /users/bob/auth_tokens");
    let login = page.login("bob");
    let look = page.client.logged_in_user();
    let error = page.client.abandon(&look).fields().to_value();
    assert_eq!(error["code"], "REQUEST_CANCELLED");
    page.reply(Reply::Usual);
    assert_eq!(login.value()["uid"], "bob");
    let error = page.client.abandon(&login).fields().to_value();
    assert_eq!(error["code"], "REQUEST_CANCELLED");
    page.run();
    assert_ne!(page.user(), Value::Null);
}
