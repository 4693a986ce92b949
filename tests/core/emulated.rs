//! Sessions of an emulator: kept apart from production's, in the storage and on the wire.

use crate::support::prelude::*;

const EMULATOR: &str = "http://127.0.0.1:9770";
/// Production's token, which no emulator may ever see.
const PRODUCTION: &str = "alice_token";
const USER: &str = "app1:common_store/user";
const EMULATED_USER: &str = "emulator:app1:common_store/user";

/// A page on which a production session was stored earlier, before `init`.
fn page_with_production_session() -> Page {
    let page = Page::new();
    page.other_tab_logs_in("alice", PRODUCTION);
    page.store("common_store/appId", json!("\"app1\"").to_string());
    page
}

/// A page that uses the emulator, with somebody logged in there.
fn emulated(uid: &str) -> Page {
    let page = Page::new();
    page.client.use_emulator(&EMULATOR.into());
    let page = page.initialized();
    page.login(uid).value();
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
    assert_all_below(page, "http://127.0.0.1:9770/v3.0/");
    assert!(!page.carried().contains(&PRODUCTION.into()));
}

/// Checks that everything was sent there.
#[track_caller]
fn assert_all_below(page: &Page, base: &str) {
    for sent in page.sent() {
        assert!(sent.url.starts_with(base), "{}", sent.url);
    }
}

#[test]
fn an_emulators_session_has_keys_of_its_own() {
    let page = emulated("bob");
    assert_eq!(
        page.local().keys(),
        [
            "emulator:app1:common_store/appId",
            "emulator:app1:common_store/app_settings",
            EMULATED_USER,
            "emulator:app1:keys_store/deviceId",
            "emulator:app1:keys_store/integrationSource",
        ]
    );
    assert_eq!(page.app_id().as_deref(), Some("app1"));
    assert_eq!(page.last_sent().header("appid"), "app1");
    assert_eq!(page.user()["uid"], "bob");
    assert_all_to_emulator(&page);
    page.logout().value();
    assert_eq!(page.local().text(EMULATED_USER), None);
}

#[test]
fn an_emulators_session_survives_a_reload() {
    let page = emulated("bob");
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
        let page = if is_late { page.initialized() } else { page };
        if is_late {
            assert_eq!(page.user()["uid"], "alice");
            page.forget();
        }
        let before = production(&page);
        page.client.use_emulator(&EMULATOR.into());
        let page = page.initialized();
        assert_eq!(page.user(), Value::Null);
        assert_eq!(page.token(), Value::Null);
        assert_eq!(page.logout().code(), "ERR_NOT_LOGGED_IN");
        assert_eq!(page.check_session().value(), Value::Null);
        assert_eq!(page.get("bob").code(), "ERR_NOT_LOGGED_IN");
        assert!(page.sent().is_empty());

        page.login("bob").value();
        page.get("carol").value();
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
    let page = emulated("bob");
    let kept = page.local().text(EMULATED_USER);
    let other = page.other_tab();
    assert_eq!(other.user(), Value::Null);
    other.login("carol").value();
    other.logout().value();
    other.wait();
    assert_all_below(&other, "https://app1.");
    assert!(!other.carried().contains(&token_of("bob")));
    assert_eq!(page.local().text(EMULATED_USER), kept);
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

    let text = session_text("bob", "bob_token");
    page.local().put(EMULATED_USER, text);
    page.look_again(Some(USER));
    assert!(page.events().is_empty());
    page.look_again(Some(EMULATED_USER));
    assert_eq!(page.events(), ["loginSuccess"]);
    assert_eq!(page.user()["uid"], "bob");
}

#[test]
fn a_login_under_way_does_not_go_on_in_the_emulator() {
    for route in [POST, PUT] {
        let page = Page::ready();
        page.hold(route);
        let login = page.login("alice");
        page.client.use_emulator(&EMULATOR.into());
        page.run();
        assert_eq!(login.code(), "LOGIN_CANCELLED");
        page.reply(Reply::Usual);
        page.wait();
        assert_eq!(page.user(), Value::Null);
        assert_eq!(page.local().text(USER), None);
        assert_eq!(page.local().text(EMULATED_USER), None);
        // Its token is revoked where it was made.
        assert_eq!(page.last_sent().route(), DELETE);
        assert_all_below(&page, "https://app1.");
    }
}

#[test]
fn a_call_or_a_revocation_under_way_ends_where_it_began() {
    let page = page_with_production_session().initialized();
    let before = production(&page);
    page.answer(GET, [Reply::Held, Reply::Usual]);
    let call = page.get("bob");
    page.client.use_emulator(&EMULATOR.into());
    page.reply(Reply::Offline);
    page.wait();
    assert_eq!(call.value()["uid"], "bob");
    assert_all_below(&page, "https://app1.");
    assert_eq!(production(&page), before);
    assert_eq!(page.user(), Value::Null);

    let page = page_with_production_session().initialized();
    page.always(DELETE, Reply::Offline);
    page.logout().value();
    page.client.use_emulator(&EMULATOR.into());
    page.wait();
    assert!(page.sent().len() > 1);
    assert_all_below(&page, "https://app1.");
}

#[test]
fn the_function_for_productions_tokens_is_not_asked_for_the_emulators() {
    let tokens = Tokens::default();
    let page = Page::ensured("alice", &tokens);
    page.client.use_emulator(&EMULATOR.into());
    page.login("alice").value();
    page.forget();
    page.answer(GET, [Reply::lost()]);
    page.get("bob").error();
    assert_eq!(tokens.asked().len(), 1);
    assert_eq!(page.user(), Value::Null);
}

#[test]
fn the_developer_is_told_once() {
    let page = Page::new();
    page.client.use_emulator(&"http://emulator.example".into());
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
fn each_app_has_an_emulated_double() {
    let page = emulated("bob");
    page.init("app2", json!(null)).value();
    assert_eq!(page.user(), Value::Null);
    page.login("carol").value();
    let text = page.local().text("emulator:app2:common_store/user");
    assert!(text.is_some());
    page.init("app1", json!(null)).value();
    assert_eq!(page.user()["uid"], "bob");
    assert!(production(&page).is_empty());
    assert_all_to_emulator(&page);
}
