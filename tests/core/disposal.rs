//! `dispose`: whatever was under way, nothing goes on afterwards, and no token is left behind.

use serde_json::json;

use crate::support::promise::Promise;
use crate::support::signal::Signal;
use crate::support::tokens::fresh_token;
use crate::support::{Given, Page, Promised as _, Reply, Tokens, UserCall, none, token_of};

const GET: &str = "GET /users/bob";
const PUT: &str = "PUT /me";
const POST: &str = "POST /users/alice/auth_tokens";
const DELETE: &str = "DELETE /me";
const LOST: &str = "AUTH_ERR_AUTH_TOKEN_NOT_FOUND";

fn get(page: &Page) -> Promise {
    page.user_call(UserCall::Get, json!("bob"), none())
}

/// Disposes of a page's client. Checks that whatever `then` lets happen changes nothing in the storage,
/// and is told to nobody.
fn disposed(page: &Page, then: impl FnOnce()) {
    let stored = page.local().texts();
    let (told, notified) = (page.told(), page.notified_tabs());
    page.client.dispose();
    let changes = page.state_changes();
    then();
    page.wait();
    assert!(page.is_disposed());
    assert_eq!(page.local().texts(), stored);
    assert_eq!(page.told(), told);
    assert_eq!(page.notified_tabs(), notified);
    assert_eq!(page.state_changes(), changes);
    assert_eq!(page.unfinished(), 0);
}

#[test]
fn what_a_client_is_made_of_is_freed_with_it() {
    let page = Page::logged_in("alice");
    page.script().next(GET, [Reply::Held]);
    get(&page);
    page.init("app2", json!({ "region": "us" }));
    let Page { world, client } = page;
    client.dispose();
    drop(client);
    world.release(0, Reply::error(401, LOST));
    world.advance(200_000.0);
    assert_eq!(world.holders(), 1);
}

#[test]
fn a_token_that_turns_out_dead_is_not_renewed() {
    let tokens = Tokens::default();
    let page = Page::ensured("alice", &tokens);
    page.script().next(GET, [Reply::Held]);
    get(&page);
    disposed(&page, || page.release(0, Reply::error(401, LOST)));
    assert_eq!(tokens.asked().len(), 1);
    assert_eq!(page.routes(), [GET]);
}

#[test]
fn a_stored_session_stays_though_its_token_is_dead() {
    let page = Page::logged_in("alice");
    page.script().next(GET, [Reply::Held]);
    get(&page);
    disposed(&page, || page.release(0, Reply::error(401, LOST)));
    let stored = page.stored("common_store/user").unwrap();
    assert!(stored.contains(&token_of("alice")));
}

#[test]
fn a_renewal_under_way_ends() {
    let tokens = Tokens::default();
    let page = Page::ensured("alice", &tokens);
    let later = Signal::new();
    tokens.next([Given::Held(later.clone())]);
    page.script().next(GET, [Reply::error(401, LOST)]);
    let call = get(&page);
    disposed(&page, || {
        page.run();
        assert_eq!(tokens.aborted(), [false, true]);
        later.give(json!("alice_fresh"));
    });
    assert_eq!(call.code(), LOST);
    assert_eq!(page.routes(), [GET, DELETE]);
    assert_eq!(page.last_sent().header("authtoken"), "alice_fresh");
}

#[test]
fn a_login_under_way_leaves_no_token() {
    for (held, sent) in [(POST, 1), (PUT, 2)] {
        let page = Page::ready();
        page.script().next(held, [Reply::Held]);
        let login = page.login("alice");
        assert_eq!(page.sent().len(), sent);
        disposed(&page, || page.release(sent - 1, Reply::Usual));
        assert_eq!(login.code(), "LOGIN_CANCELLED");
        assert_eq!(page.last_sent().route(), DELETE);
        assert_eq!(page.last_sent().header("authtoken"), token_of("alice"));
        assert_eq!(page.sent().len(), sent + 1);
    }
}

#[test]
fn a_token_that_the_application_brought_is_still_its_own() {
    let page = Page::ready();
    page.script().next(PUT, [Reply::Held]);
    let login = page.login_with_token(&*token_of("alice"));
    disposed(&page, || page.release(0, Reply::Usual));
    assert_eq!(login.code(), "LOGIN_CANCELLED");
    assert_eq!(page.routes(), [PUT]);
}

#[test]
fn a_change_of_the_user_is_not_kept() {
    let page = Page::logged_in("alice");
    page.script().next(PUT, [Reply::Held]);
    page.user_call(UserCall::UpdateCurrent, json!({ "name": "New" }), none());
    disposed(&page, || page.release(0, Reply::Usual));
}

#[test]
fn a_request_is_not_repeated() {
    let page = Page::logged_in("alice");
    page.script().next(GET, [Reply::Busy(429, 1_000.0)]);
    let call = get(&page);
    disposed(&page, || {});
    assert_eq!(page.routes(), [GET]);
    assert_eq!(call.code(), "REQUEST_CANCELLED");
}

#[test]
fn what_another_tab_does_is_not_seen() {
    let page = Page::logged_in("alice");
    page.store("common_store/user", "garbage");
    disposed(&page, || page.look_again(None));
    assert_eq!(page.routes(), [] as [&str; 0]);
}

#[test]
fn a_logout_still_ends_on_the_server() {
    let page = Page::logged_in("alice");
    let logout = page.client.logout();
    disposed(&page, || {});
    assert_eq!(page.routes(), [DELETE]);
    assert_eq!(logout.value()["success"], true);
}

#[test]
fn a_call_does_not_begin() {
    let page = Page::logged_in("alice");
    let call = page
        .client
        .user_call(UserCall::Get.of(json!("bob"), none()));
    disposed(&page, || {});
    assert_eq!(call.code(), "REQUEST_CANCELLED");
    assert_eq!(page.routes(), [] as [&str; 0]);
}

#[test]
fn a_new_token_that_another_tab_has_is_not_taken() {
    let page = Page::logged_in("alice");
    page.script().next(GET, [Reply::Held]);
    get(&page);
    let fresh = fresh_token("alice", 1);
    let user = json!({ "uid": "alice", "authToken": fresh });
    page.store("common_store/user", user.to_string());
    disposed(&page, || page.release(0, Reply::error(401, LOST)));
    assert_eq!(page.routes(), [GET]);
}
