//! Sessions of an emulator: kept apart from production's, in the storage and on the wire.

use serde_json::{Value, json};

use crate::support::server::user_of;
use crate::support::{KEY, Page, Promised as _, Reply, Tokens, UserCall, doubly_stringified, none};

const EMULATOR: &str = "http://127.0.0.1:9770";
/// Production's token, which no emulator may ever see.
const PRODUCTION: &str = "alice_token";
const USER: &str = "app1:common_store/user";
const EMULATED_USER: &str = "emulator:app1:common_store/user";

/// A page on which a production session was stored earlier, before `init`.
fn page_with_production_session() -> Page {
    let page = Page::new();
    let mut user = user_of("alice");
    user["authToken"] = json!(PRODUCTION);
    page.store("common_store/user", doubly_stringified(&user));
    page.store("common_store/appId", json!("\"app1\"").to_string());
    page
}

/// What the storage holds of production.
fn production(page: &Page) -> Vec<(String, String)> {
    let mut texts = page.local().texts();
    texts.retain(|(key, _)| !key.starts_with("emulator:"));
    texts
}

/// Checks that everything was sent to the emulator, and nothing of production's with it.
#[track_caller]
fn assert_all_to_emulator(page: &Page) {
    for sent in page.sent() {
        assert!(
            sent.url.starts_with("http://127.0.0.1:9770/v3.0/"),
            "{}",
            sent.url
        );
        assert_ne!(sent.header("authtoken"), PRODUCTION, "{}", sent.route());
    }
}

#[test]
fn an_emulators_session_has_keys_of_its_own() {
    let page = Page::new();
    page.client.use_emulator(&EMULATOR.into());
    let page = page.initialized();
    page.login("bob").value();
    let keys = page.local().keys();
    assert_eq!(
        keys,
        [
            "emulator:app1:common_store/appId",
            "emulator:app1:common_store/app_settings",
            EMULATED_USER,
            "emulator:app1:keys_store/deviceId",
            "emulator:app1:keys_store/integrationSource",
        ]
    );
    assert_eq!(page.user()["uid"], "bob");
    assert_all_to_emulator(&page);
    page.logout().value();
    assert_eq!(page.local().text(EMULATED_USER), None);
}

#[test]
fn an_emulators_session_survives_a_reload() {
    let page = Page::new();
    page.client.use_emulator(&EMULATOR.into());
    let page = page.initialized();
    page.login("bob").value();
    let reloaded = page.other_tab();
    assert_eq!(reloaded.user(), Value::Null);
    reloaded.client.use_emulator(&EMULATOR.into());
    assert_eq!(reloaded.user()["uid"], "bob");
    assert!(reloaded.sent().is_empty());
}

#[test]
fn a_production_session_is_neither_sent_nor_touched() {
    // Named before init, and after it.
    for is_late in [false, true] {
        let page = page_with_production_session();
        let page = if is_late {
            let page = page.initialized();
            assert_eq!(page.user()["uid"], "alice");
            page.forget();
            page
        } else {
            page
        };
        let before = production(&page);
        page.client.use_emulator(&EMULATOR.into());
        let page = page.initialized();
        assert_eq!(page.user(), Value::Null);
        assert_eq!(page.token(), Value::Null);
        assert_eq!(page.logout().code(), "ERR_NOT_LOGGED_IN");
        assert_eq!(page.check_session().value(), Value::Null);
        let get = page.user_call(UserCall::Get, json!("bob"), none());
        assert_eq!(get.code(), "ERR_NOT_LOGGED_IN");
        assert!(page.sent().is_empty());

        page.login("bob").value();
        page.user_call(UserCall::Get, json!("carol"), none())
            .value();
        page.login("carol").value();
        page.logout().value();
        page.wait();
        assert!(page.sent().len() >= 6);
        assert_all_to_emulator(&page);
        assert_eq!(production(&page), before);
        // Without the emulator, it is there as before.
        assert_eq!(page.other_tab().user()["uid"], "alice");
    }
}

#[test]
fn the_same_user_in_the_emulator_is_logged_in_there() {
    let page = page_with_production_session().initialized();
    page.client.use_emulator(&EMULATOR.into());
    let tokens = Tokens::default();
    tokens.next_token("alice_token_token");
    page.ensure_with("alice", &tokens).value();
    assert_eq!(tokens.asked().len(), 1);
    assert_eq!(page.token(), "alice_token_token");
    assert_all_to_emulator(&page);
}

#[test]
fn an_emulators_session_is_none_of_productions() {
    let page = Page::new();
    page.client.use_emulator(&EMULATOR.into());
    let page = page.initialized();
    page.login("bob").value();
    let emulated = page.local().text(EMULATED_USER);
    let other = page.other_tab();
    assert_eq!(other.user(), Value::Null);
    other.login("carol").value();
    other.logout().value();
    other.wait();
    for sent in other.sent() {
        assert!(sent.url.starts_with("https://app1."), "{}", sent.url);
        assert_ne!(sent.header("authtoken"), "bob_token");
    }
    assert_eq!(page.local().text(EMULATED_USER), emulated);
    assert_eq!(page.user()["uid"], "bob");
}

#[test]
fn a_page_hears_of_the_storage_of_its_own_kind() {
    let page = page_with_production_session();
    page.client.use_emulator(&EMULATOR.into());
    let page = page.initialized();
    page.local().remove(USER);
    page.look_again(Some(USER));
    page.look_again(None);
    assert!(page.events().is_empty());

    let mut user = user_of("bob");
    user["authToken"] = json!("bob_token");
    page.local().put(EMULATED_USER, doubly_stringified(&user));
    page.look_again(Some(USER));
    assert!(page.events().is_empty());
    page.look_again(Some(EMULATED_USER));
    assert_eq!(page.events(), ["loginSuccess"]);
    assert_eq!(page.user()["uid"], "bob");
}

#[test]
fn a_login_under_way_does_not_go_on_in_the_emulator() {
    for route in ["POST /users/alice/auth_tokens", "PUT /me"] {
        let page = Page::ready();
        page.script().next(route, [Reply::Held]);
        let login = page.login("alice");
        let held = page.last_sent();
        page.client.use_emulator(&EMULATOR.into());
        page.run();
        assert_eq!(login.code(), "LOGIN_CANCELLED");
        held.release(Reply::Usual);
        page.wait();
        assert_eq!(page.user(), Value::Null);
        assert_eq!(page.local().text(USER), None);
        assert_eq!(page.local().text(EMULATED_USER), None);
        // Its token is revoked where it was made.
        assert_eq!(page.last_sent().route(), "DELETE /me");
        for sent in page.sent() {
            assert!(sent.url.starts_with("https://app1."), "{}", sent.url);
        }
    }
}

#[test]
fn a_call_under_way_ends_where_it_began() {
    let page = page_with_production_session().initialized();
    let before = production(&page);
    page.script()
        .next("GET /users/bob", [Reply::Held, Reply::Usual]);
    let call = page.user_call(UserCall::Get, json!("bob"), none());
    page.client.use_emulator(&EMULATOR.into());
    page.release(0, Reply::Offline);
    page.wait();
    assert_eq!(call.value()["uid"], "bob");
    for sent in page.sent() {
        assert!(sent.url.starts_with("https://app1."), "{}", sent.url);
    }
    assert_eq!(production(&page), before);
    assert_eq!(page.user(), Value::Null);
}

#[test]
fn a_revocation_under_way_ends_where_it_began() {
    let page = page_with_production_session().initialized();
    page.script().always("DELETE /me", Reply::Offline);
    page.logout().value();
    page.client.use_emulator(&EMULATOR.into());
    page.wait();
    assert!(page.sent().len() > 1);
    for sent in page.sent() {
        assert!(sent.url.starts_with("https://app1."), "{}", sent.url);
    }
}

#[test]
fn the_function_for_productions_tokens_is_not_asked_for_the_emulators() {
    let tokens = Tokens::default();
    let page = Page::ensured("alice", &tokens);
    page.client.use_emulator(&EMULATOR.into());
    page.login("alice").value();
    page.forget();
    let dead = Reply::error(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
    page.script().next("GET /users/bob", [dead]);
    page.user_call(UserCall::Get, json!("bob"), none()).error();
    assert_eq!(tokens.asked().len(), 1);
    assert_eq!(page.user(), Value::Null);
}

#[test]
fn the_developer_is_told_once() {
    let page = Page::new();
    assert!(page.said().is_empty());
    page.client.use_emulator(&EMULATOR.into());
    let said = page.said();
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("emulator"), "{said:?}");
    page.client.use_emulator(&EMULATOR.into());
    let page = page.initialized();
    page.login("alice").value();
    page.client.use_emulator(&EMULATOR.into());
    page.wait();
    assert_eq!(page.said(), said);
    assert!(!said[0].contains(KEY));
}

#[test]
fn nobody_is_told_of_an_emulator_that_is_none() {
    let page = Page::new();
    page.client.use_emulator(&"http://emulator.example".into());
    assert!(page.said().is_empty());
}

#[test]
fn the_app_id_is_the_applications_own() {
    let page = Page::new();
    page.client.use_emulator(&EMULATOR.into());
    let page = page.initialized();
    page.login("bob").value();
    assert_eq!(page.app_id().as_deref(), Some("app1"));
    assert_eq!(page.last_sent().header("appid"), "app1");
}

#[test]
fn each_app_has_an_emulated_double() {
    let page = Page::new();
    page.client.use_emulator(&EMULATOR.into());
    let page = page.initialized();
    page.login("bob").value();
    page.init("app2", json!(null)).value();
    assert_eq!(page.user(), Value::Null);
    page.login("carol").value();
    assert!(
        page.local()
            .text("emulator:app2:common_store/user")
            .is_some()
    );
    page.init("app1", json!(null)).value();
    assert_eq!(page.user()["uid"], "bob");
    assert!(production(&page).is_empty());
    assert_all_to_emulator(&page);
}
