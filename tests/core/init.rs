//! `init`: what it takes, what it writes, what it finds.

use cometchat_wasm::persistence::Status;
use cometchat_wasm::platform::Area;

use crate::support::Json;
use crate::support::prelude::*;
use crate::support::store::Faults;

#[test]
fn resolves_with_true_and_sends_nothing() {
    let page = Page::new();
    assert_eq!(page.init(APP, json!(null)).value(), true);
    assert_eq!(page.app_id().as_deref(), Some(APP));
    assert!(page.sent().is_empty() && page.events().is_empty());
}

#[test]
fn is_initialized_only_once_it_has_resolved() {
    let page = Page::new();
    assert!(!page.client.is_initialized());
    let promise = page.start_init(APP);
    assert!(promise.is_pending() && !page.client.is_initialized());
    page.run();
    assert!(page.client.is_initialized());
}

#[test]
fn refuses_what_is_no_app_id() {
    let missing = json!({
        "code": "MISSING_PARAMETERS",
        "message": "AppID cannot be empty. Please specify a valid appID.",
        "name": "Invalid or no parameter passed to the method.",
    });
    for id in jsons! { null, "", " \t", {}, [APP], true } {
        let page = Page::new();
        assert_eq!(page.init(id.clone(), json!(null)).error(), missing, "{id}");
        assert!(!page.client.is_initialized());
        assert!(page.local().keys().is_empty());
    }
    let long = "a".repeat(64);
    let characters = [
        "a.b",
        "a/b",
        "a b",
        "-a",
        "a-",
        "a@evil.example",
        "ä",
        "a\n",
    ];
    for id in characters.into_iter().chain([&*long]) {
        let page = Page::new();
        let error = page.init(id, json!(null)).error();
        assert_eq!(error["code"], "INVALID_APP_ID", "{id}");
        assert!(!error["message"].as_str().unwrap().is_empty());
    }
}

#[test]
fn refuses_settings_that_are_none() {
    let long = "a".repeat(54);
    for (settings, code) in json_table! {
        "us" => "INVALID_SETTINGS",
        [] => "INVALID_SETTINGS",
        7 => "INVALID_SETTINGS",
        { "region": "" } => "INVALID_REGION",
        { "region": "u s" } => "INVALID_REGION",
        { "region": "us.evil.example/" } => "INVALID_REGION",
        { "region": "us-" } => "INVALID_REGION",
        { "region": "\u{212a}r" } => "INVALID_REGION",
        { "region": 7 } => "INVALID_REGION",
        { "region": long } => "INVALID_REGION",
        { "storageMode": "disk" } => "INVALID_SETTINGS",
        { "storageMode": true } => "INVALID_SETTINGS",
        { "requestTimeout": 0 } => "INVALID_SETTINGS",
        { "requestTimeout": -1 } => "INVALID_SETTINGS",
        { "requestTimeout": 600_001 } => "INVALID_SETTINGS",
        { "requestTimeout": "1000" } => "INVALID_SETTINGS",
        { "adminHost": "" } => "INVALID_HOST",
        { "adminHost": "http://api.example.com" } => "INVALID_HOST",
        { "clientHost": "a.example?b=c" } => "INVALID_HOST",
        { "clientHost": "user@a.example" } => "INVALID_HOST",
        { "clientHost": 7 } => "INVALID_HOST",
    } {
        let page = Page::new();
        assert_eq!(page.init(APP, settings.clone()).code(), code, "{settings}");
        assert!(!page.client.is_initialized());
        assert_eq!(page.app_id(), None);
    }
}

#[test]
fn an_init_that_fails_leaves_the_one_before_as_it_was() {
    let page = Page::logged_in("alice");
    assert_eq!(page.init("not an id", json!(null)).code(), "INVALID_APP_ID");
    let bad_region = json!({ "region": "?" });
    assert_eq!(page.init("app2", bad_region).code(), "INVALID_REGION");
    assert!(page.client.is_initialized());
    assert_eq!(page.app_id().as_deref(), Some(APP));
    page.assert_logged_in("alice");
}

#[test]
fn again_or_twice_at_once_is_fine() {
    let page = Page::new();
    let first = page.start_init(APP);
    let second = page.start_init(APP);
    page.run();
    assert_eq!((first.value(), second.value()), (json!(true), json!(true)));
    let before = page.local().dump();
    page.advance(1_000.0);
    assert_eq!(page.init(APP, json!(null)).value(), true);
    assert_eq!(page.local().dump(), before);
}

#[test]
fn again_keeps_the_session_and_a_login_under_way() {
    let page = Page::logged_in("alice");
    page.initialized_again();
    page.assert_logged_in("alice");

    let page = Page::ready();
    let login = page.start_login("alice", KEY);
    page.initialized_again();
    assert_eq!(login.value()["uid"], "alice");
}

#[test]
fn another_app_has_its_own_session_and_leaves_the_first_on_disk() {
    let page = Page::logged_in("alice");
    assert_eq!(page.init("app2", json!(null)).value(), true);
    assert_eq!(page.app_id().as_deref(), Some("app2"));
    assert_eq!(page.user(), Value::Null);
    assert!(page.stored("common_store/user").is_some());

    page.login("bob").value();
    assert_eq!(page.last_sent().header("appid"), "app2");
    assert_eq!(page.user()["uid"], "bob");

    page.initialized_again();
    page.assert_logged_in("alice");
    page.init("app2", json!(null)).value();
    page.assert_logged_in("bob");
    assert!(!page.routes().contains(&"DELETE /me".to_owned()));
}

#[test]
fn a_storage_that_fails_is_no_failure() {
    for fault in [
        Faults::with(|it| it.get_throws = true),
        Faults::with(|it| it.writes_left = Some(0)),
        Faults::with(|it| it.longest = Some(1)),
        Faults::with(|it| it.forgets = true),
        Faults::with(|it| it.keeps = true),
    ] {
        let page = Page::new();
        page.store("common_store/user", "{corrupt");
        page.local().fail(fault);
        page.session().fail(fault);
        assert_eq!(page.init(APP, json!(null)).value(), true, "{fault:?}");
        assert_eq!(page.user(), Value::Null);
    }
}

#[test]
fn no_storage_at_all_means_memory() {
    let page = Page::new();
    page.block_storage(true);
    page.initialized_again();
    let expected = (Area::Local, Status::Unavailable);
    assert_eq!(page.client.storage(), Some(expected));
    for uid in ["alice", "bob"] {
        page.login(uid).value();
        page.look_again(None);
        page.assert_logged_in(uid);
    }
    assert_eq!(page.client.storage(), Some(expected));
    page.logout().value();
    page.assert_logged_out();
    assert!(page.local().keys().is_empty() && page.session().keys().is_empty());
}

#[test]
fn the_storage_mode_picks_the_storage() {
    let page = Page::new();
    assert_eq!(page.client.storage(), None);
    page.init(APP, json!({ "storageMode": "session" })).value();
    assert_eq!(page.client.storage(), Some((Area::Session, Status::Stored)));
    page.login("alice").value();
    assert!(page.local().keys().is_empty());
    let user = page.session().text("app1:common_store/user");
    assert!(user.is_some());

    page.init(APP, json!({ "storageMode": "local" })).value();
    assert_eq!(page.client.storage(), Some((Area::Local, Status::Stored)));
    assert_eq!(page.user(), Value::Null);
}

#[test]
fn an_emulator_elsewhere_makes_it_fail_and_nothing_is_ever_sent() {
    for address in jsons! {
        "http://emulator.example:9770",
        "http://127.0.0.1.evil.example",
        "http://localhost@evil.example",
        "",
        "localhost:9770",
        null,
    } {
        let address = Json::from(address);
        let page = Page::new();
        page.client.use_emulator(&address);
        assert_eq!(page.init(APP, json!(null)).code(), "INVALID_HOST");
        assert_eq!(page.login("alice").code(), "-1");

        let page = Page::logged_in("alice");
        page.client.use_emulator(&address);
        assert_eq!(page.init(APP, json!(null)).code(), "INVALID_HOST");
        assert_eq!(page.login("bob").code(), "INVALID_HOST");
        page.logout().value();
        page.wait();
        assert!(page.sent().is_empty(), "{address:?}");
        page.assert_logged_out();
    }
}

impl Page {
    fn initialized_again(&self) {
        self.init(APP, json!({ "region": "us" })).value();
    }
}

#[test]
fn an_overridden_host_is_what_it_looks_like() {
    for host in [
        "/evil.example",
        "//evil.example",
        "\\\\evil.example",
        "https:\\\\evil.example",
        "https://good.example\\evil",
        "https://ev\til.example",
        "https://evil.example\n",
        " https://evil.example",
        "https://%65vil.example",
        "https://evil.example\0",
        "ev\u{ad}il.example",
    ] {
        let page = Page::new();
        let settings = json!({ "clientHost": host });
        assert_eq!(page.init(APP, settings).code(), "INVALID_HOST", "{host:?}");
    }
    let page = Page::new();
    page.client
        .use_emulator(&"http://127.0.0.1:9770/..\\x".into());
    assert_eq!(page.init(APP, json!(null)).code(), "INVALID_HOST");
}
