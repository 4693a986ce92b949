//! Operations that meet: shared logins, logouts in the middle of a login, and the other way round.

use serde_json::{Value, json};

use crate::support::{KEY, Page, Promised as _, Reply, token_of};

const POST: &str = "POST /users/alice/auth_tokens";
const PUT: &str = "PUT /me";
const DELETE: &str = "DELETE /me";

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
    page.script().next(PUT, [Reply::Held]);
    let first = page.login_with_token("alice_token");
    let second = page.login_with_token("alice_token");
    page.last_sent()
        .release(Reply::error(403, "AUTH_ERR_NO_ACCESS"));
    page.run();
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
    page.script().next(POST, [Reply::Held]);
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
    page.last_sent().release(Reply::Usual);
    page.run();
    assert_eq!(first.value()["uid"], "alice");
    assert_eq!(page.events(), ["loginSuccess"]);
    page.login("bob").value();
}

/// Checks that a login was given up by a logout, and that nothing is left of it in the end.
#[track_caller]
fn assert_given_up(page: &Page, login: &crate::support::promise::Promise) {
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

#[test]
fn a_logout_while_the_token_is_asked_for_revokes_it() {
    let page = Page::ready();
    page.script().next(POST, [Reply::Held]);
    let login = page.login("alice");
    let logout = page.logout();
    assert_given_up(&page, &login);
    assert_eq!(logout.value()["success"], true);
    page.last_sent().release(Reply::Usual);
    page.wait();
    assert_given_up(&page, &login);
    assert_eq!(page.routes(), [POST, DELETE]);
    assert_eq!(page.last_sent().header("authtoken"), token_of("alice"));
    assert_eq!(page.stored("common_store/user"), None);
}

#[test]
fn a_logout_while_the_token_is_registered_revokes_it() {
    for answer in [
        Reply::Usual,
        Reply::Offline,
        Reply::error(500, "ERR_X"),
        Reply::Json(200, json!({})),
    ] {
        let page = Page::ready();
        page.script().next(PUT, [Reply::Held]);
        page.script().always(PUT, answer.clone());
        let login = page.login("alice");
        let logout = page.logout();
        assert_given_up(&page, &login);
        assert_eq!(logout.value()["success"], true);
        page.last_sent().release(answer);
        page.wait();
        assert_given_up(&page, &login);
        assert_eq!(page.routes().last().unwrap(), DELETE);
        assert_eq!(page.last_sent().header("authtoken"), token_of("alice"));
    }
}

#[test]
fn a_logout_revokes_the_token_that_the_server_put_in_place_of_the_one_sent() {
    let page = Page::ready();
    page.script().next(PUT, [Reply::Held]);
    page.login("alice");
    page.logout();
    let user = json!({ "uid": "alice", "name": "A", "authToken": "another" });
    page.last_sent().release(Reply::data(user));
    page.wait();
    assert_eq!(page.last_sent().header("authtoken"), "another");
}

#[test]
fn a_logout_revokes_the_token_that_the_application_brought() {
    let page = Page::ready();
    page.script().next(PUT, [Reply::Held]);
    let login = page.login_with_token("alice_token");
    page.logout();
    page.last_sent().release(Reply::Usual);
    page.wait();
    assert_given_up(&page, &login);
    assert_eq!(page.routes(), [PUT, DELETE]);
}

#[test]
fn a_logout_ends_the_login_and_the_session_of_before() {
    let page = Page::logged_in("alice");
    page.script()
        .next("POST /users/bob/auth_tokens", [Reply::Held]);
    let login = page.login("bob");
    let asked = page.last_sent();
    let logout = page.logout();
    assert_eq!(login.code(), "LOGIN_CANCELLED");
    assert_eq!(logout.value()["success"], true);
    assert_eq!(page.events(), ["loginFailure", "logoutSuccess"]);
    asked.release(Reply::Usual);
    page.wait();
    page.assert_logged_out();
    let revoked: Vec<_> = page
        .sent()
        .into_iter()
        .filter(|it| it.route() == DELETE)
        .collect();
    let revoked: Vec<_> = revoked.iter().map(|it| it.header("authtoken")).collect();
    assert_eq!(revoked, [token_of("alice"), token_of("bob")]);
}

#[test]
fn a_new_login_can_start_right_after_such_a_logout() {
    let page = Page::ready();
    page.script().next(POST, [Reply::Held]);
    let first = page.login("alice");
    let asked = page.last_sent();
    page.logout();
    let second = page.login("bob");
    asked.release(Reply::Usual);
    page.wait();
    assert_eq!(first.code(), "LOGIN_CANCELLED");
    assert_eq!(second.value()["uid"], "bob");
    assert_eq!(page.events(), ["loginFailure", "loginSuccess"]);
    page.assert_logged_in("bob");
}

#[test]
fn a_login_during_a_logout_stands() {
    for uid in ["alice", "bob"] {
        let page = Page::logged_in("alice");
        page.script().next(DELETE, [Reply::Held]);
        let logout = page.logout();
        let ending = page.last_sent();
        // The server makes another token than the one that ends.
        let fresh = json!({ "uid": uid, "name": "A", "authToken": "fresh" });
        page.script().next(PUT, [Reply::data(fresh)]);
        let login = page.login(uid);
        assert_eq!(login.value()["uid"], uid);
        ending.release(Reply::Usual);
        page.wait();
        assert_eq!(logout.value()["success"], true);
        assert_eq!(page.events(), ["logoutSuccess", "loginSuccess"]);
        assert_eq!(page.token(), "fresh");
        let deleted: Vec<_> = page
            .routes()
            .into_iter()
            .filter(|it| it == DELETE)
            .collect();
        assert_eq!(deleted.len(), 1);
    }
}

#[test]
fn a_login_from_a_listener_of_the_logout_stands() {
    let page = Page::logged_in("alice");
    page.react(|client, (event, _)| {
        if *event == "logoutSuccess" {
            let credential =
                cometchat_wasm::types::Credential::auth_key(&"bob".into(), &KEY.into());
            client.login(credential);
        }
    });
    page.logout().value();
    page.wait();
    assert_eq!(page.events(), ["logoutSuccess", "loginSuccess"]);
    page.assert_logged_in("bob");
}

#[test]
fn a_logout_from_a_listener_of_the_login_ends_logged_out() {
    let page = Page::ready();
    page.react(|client, (event, _)| {
        if *event == "loginSuccess" {
            client.logout();
        }
    });
    assert_eq!(page.login("alice").value()["uid"], "alice");
    page.wait();
    assert_eq!(page.events(), ["loginSuccess", "logoutSuccess"]);
    assert_eq!(page.routes(), [POST, PUT, DELETE]);
    page.assert_logged_out();
}

#[test]
fn a_login_that_its_only_caller_abandons_is_given_up() {
    let page = Page::ready();
    page.script().next(POST, [Reply::Held]);
    let login = page.login("alice");
    let error = page.client.abandon(&login).fields().to_value();
    assert_eq!(error["code"], "LOGIN_CANCELLED");
    page.run();
    assert_given_up(&page, &login);
    page.last_sent().release(Reply::Usual);
    page.wait();
    // The token that was made for it does not live on.
    assert_eq!(page.routes(), [POST, DELETE]);
    page.login("bob").value();
}

#[test]
fn a_token_that_the_caller_brought_stays_the_callers_when_abandoned() {
    let page = Page::ready();
    page.script().next(PUT, [Reply::Held]);
    let login = page.login_with_token("alice_token");
    page.client.abandon(&login);
    page.last_sent().release(Reply::Usual);
    page.wait();
    assert_given_up(&page, &login);
    assert_eq!(page.routes(), [PUT]);
}

#[test]
fn a_login_that_one_of_two_callers_abandons_goes_on() {
    let page = Page::ready();
    page.script().next(POST, [Reply::Held]);
    let first = page.login("alice");
    let second = page.login("alice");
    let error = page.client.abandon(&first).fields().to_value();
    assert_eq!(error["code"], "LOGIN_CANCELLED");
    page.run();
    assert!(second.is_pending() && page.events().is_empty());
    page.last_sent().release(Reply::Usual);
    page.run();
    assert_eq!(second.value()["uid"], "alice");
    page.assert_logged_in("alice");

    let page = Page::ready();
    page.script().next(POST, [Reply::Held]);
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
    page.script()
        .next("POST /users/bob/auth_tokens", [Reply::Held]);
    let login = page.login("bob");
    let look = page.client.logged_in_user();
    let error = page.client.abandon(&look).fields().to_value();
    assert_eq!(error["code"], "REQUEST_CANCELLED");
    page.last_sent().release(Reply::Usual);
    page.run();
    assert_eq!(login.value()["uid"], "bob");
    assert_eq!(
        page.client.abandon(&login).fields().to_value()["code"],
        "REQUEST_CANCELLED"
    );
    page.run();
    assert_ne!(page.user(), Value::Null);
}
