//! What is stored under which key in which encoding, what is read, and what happens when the
//! storage fails.

use std::cell::Cell;

use cometchat_wasm::VERSION;
use cometchat_wasm::persistence::Status;
use cometchat_wasm::types::Credential;
use regex::Regex;

use crate::support::clock::EPOCH;
use crate::support::doubly_stringified;
use crate::support::prelude::*;
use crate::support::store::Faults;

const USER: &str = "common_store/user";
const SETTINGS: &str = "common_store/app_settings";
const DEVICE_ID: &str = "keys_store/deviceId";
const UUID: &str = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

/// What the storage holds of Alice.
fn alice() -> Value {
    json!({ "uid": "alice", "name": "Alice", "authToken": token_of("alice") })
}

/// A page that finds this under the user's key.
fn page_with_user(text: impl Into<String>) -> Page {
    let page = Page::new();
    page.store(USER, text);
    page.initialized()
}

#[test]
fn init_writes_who_and_where() {
    let page = Page::ready();
    assert_eq!(
        page.local().keys(),
        [
            "app1:common_store/appId",
            "app1:keys_store/deviceId",
            "app1:keys_store/integrationSource",
        ]
    );
    assert_eq!(page.stored("common_store/appId").unwrap(), r#""\"app1\"""#);
    assert_eq!(
        page.stored("keys_store/integrationSource").unwrap(),
        r#""manual""#
    );
    let device_id = page.stored(DEVICE_ID).unwrap();
    let pattern = format!(r#"^"app1_{UUID}_{EPOCH}"$"#);
    let pattern = Regex::new(&pattern).unwrap();
    assert!(pattern.is_match(&device_id), "{device_id}");

    // What the first request needs is made for it.
    assert!(page.session().keys().is_empty());
    page.login("alice").value();
    assert_eq!(page.session().keys(), ["sessionId"]);
    let session_id = page.session().text("sessionId").unwrap();
    let pattern = format!("^WEB-{}-{UUID}-{EPOCH}$", VERSION.replace('.', "_"));
    let pattern = Regex::new(&pattern).unwrap();
    assert!(pattern.is_match(&session_id), "{session_id}");
}

#[test]
fn identifiers_stay_as_they_are() {
    let page = Page::new();
    page.store(DEVICE_ID, r#""kept_device""#);
    page.session().put("sessionId", "WEB-4_2_0-kept-1");
    let page = page.initialized();
    page.login("alice").value();
    assert_eq!(page.stored(DEVICE_ID).unwrap(), r#""kept_device""#);
    assert_eq!(page.sent()[0].json()["deviceId"], "kept_device");
    assert_eq!(page.sent()[0].header("resource"), "WEB-4_2_0-kept-1");
}

#[test]
fn a_session_id_that_is_the_applications_own_is_left_alone() {
    for foreign in ["", "7", "42-of-the-shop", "WEB-a\r\nb", "{\"id\":1}"] {
        let page = Page::new();
        page.session().put("sessionId", foreign);
        let page = page.initialized();
        page.login("alice").value();
        assert_eq!(page.session().text("sessionId").as_deref(), Some(foreign));
        let first = page.last_sent().header("resource").to_owned();
        assert!(first.starts_with("WEB-"), "{first}");
        page.client.logged_in_user();
        // One that is made now would be another.
        page.advance(1_000.0);
        page.logout().value();
        assert_eq!(page.last_sent().header("resource"), first);
        assert_eq!(page.session().text("sessionId").as_deref(), Some(foreign));
    }
}

#[test]
fn identifiers_that_are_none_are_made_anew() {
    for corrupt in ["", "{", "null", "7", "[]", r#""""#, r#""a\r\nb""#, r#""ä""#] {
        let page = Page::new();
        page.store(DEVICE_ID, corrupt);
        let page = page.initialized();
        page.login("alice").value();
        let sent = page.sent().remove(0);
        let device_id = sent.json()["deviceId"].as_str().unwrap().to_owned();
        assert!(device_id.starts_with("app1_"), "{corrupt}: {device_id}");
        let text = json!(device_id).to_string();
        assert_eq!(page.stored(DEVICE_ID).unwrap(), text);
    }
}

#[test]
fn login_writes_the_user_and_the_settings_as_json_of_json() {
    let page = Page::logged_in("alice");
    let expected = json!({
        "hasBlockedMe": false, "blockedByMe": false, "deactivatedAt": 0,
        "uid": "alice", "name": "ALICE", "authToken": token_of("alice"),
        "role": "default", "status": "offline",
        "wsChannel": { "identity": "channel" }, "jwt": "a jwt", "fat": "a fat",
    });
    let stored = page.stored(USER).unwrap();
    assert_eq!(doubly_parsed(&stored).to_string(), expected.to_string());
    assert_eq!(doubly_parsed(&page.stored(SETTINGS).unwrap()), settings());
    assert_eq!(page.local().keys().len(), 5);
}

#[test]
fn login_without_settings_leaves_no_old_ones() {
    let page = Page::logged_in("alice");
    page.answer("PUT /me", [Reply::data(user_of("bob"))]);
    page.login("bob").value();
    assert_eq!(page.stored(SETTINGS), None);
}

#[test]
fn the_auth_key_is_never_stored() {
    let page = Page::logged_in("alice");
    assert!(!page.local().dump().contains(KEY));
    assert!(!page.session().dump().contains(KEY));
}

#[test]
fn logout_removes_the_session_and_keeps_the_device() {
    let page = Page::logged_in("alice");
    let device_id = page.stored(DEVICE_ID);
    page.logout().value();
    page.wait();
    assert_eq!(
        page.local().keys(),
        [
            "app1:common_store/appId",
            "app1:keys_store/deviceId",
            "app1:keys_store/integrationSource",
        ]
    );
    assert_eq!(page.stored(DEVICE_ID), device_id);
    assert!(page.session().keys().is_empty());
}

#[test]
fn a_login_after_a_logout_has_a_session_id_of_its_own() {
    let page = Page::logged_in("alice");
    let first = page.session().text("sessionId").unwrap();
    page.logout().value();
    page.advance(1_000.0);
    page.login("alice").value();
    let second = page.session().text("sessionId").unwrap();
    assert_ne!(first, second);
    assert_eq!(page.last_sent().header("resource"), second);
}

#[test]
fn both_encodings_are_read() {
    let settings = json!({ "CLIENT_API_HOST": "app1.apiclient-x.cometchat.io" });
    for (user, settings) in [
        (alice().to_string(), settings.to_string()),
        (doubly_stringified(&alice()), doubly_stringified(&settings)),
        (alice().to_string(), doubly_stringified(&settings)),
    ] {
        let page = Page::new();
        page.store(USER, user);
        page.store(SETTINGS, settings);
        let page = page.initialized();
        page.assert_logged_in("alice");
        assert_eq!(page.user()["name"], "Alice");
        assert!(page.sent().is_empty());
        page.logout().value();
        let url = "https://app1.apiclient-x.cometchat.io/v3.0/me";
        assert_eq!(page.last_sent().url, url);
    }
}

#[test]
fn corrupt_settings_cost_no_session() {
    for corrupt in ["", "{", "7", "[]", "null", r#""text""#] {
        let page = Page::new();
        page.store(USER, alice().to_string());
        page.store(SETTINGS, corrupt);
        page.initialized().assert_logged_in("alice");
    }
}

/// Texts that are no session, which browsers are tried with as well.
fn records() -> Vec<String> {
    let table: Vec<Value> = serde_json::from_str(include_str!("../stage/records.json")).unwrap();
    let text = |record: &Value| match record {
        Value::String(text) => text.clone(),
        long => {
            let times = usize::try_from(long["times"].as_u64().unwrap()).unwrap();
            long["repeated"].as_str().unwrap().repeat(times)
        }
    };
    table.iter().map(text).collect()
}

#[test]
fn a_corrupt_session_is_removed() {
    for text in records() {
        let head: String = text.chars().take(40).collect();
        let page = page_with_user(text);
        assert_eq!(page.user(), Value::Null, "{head}");
        assert_eq!(page.stored(USER), None, "{head}");
        assert!(page.events().is_empty() && page.sent().is_empty());
        page.login("alice").value();
        page.assert_logged_in("alice");
    }
}

#[test]
fn a_change_by_another_tab_is_seen_and_told_once() {
    let key = Some("app1:common_store/user");
    let page = Page::ready();
    page.store(USER, alice().to_string());
    page.look_again(Some("app1:other"));
    page.look_again(Some("app2:common_store/user"));
    assert!(page.events().is_empty());
    page.look_again(key);
    page.look_again(key);
    assert_eq!(page.events(), ["loginSuccess"]);
    assert_eq!(page.told()[0].1["uid"], "alice");
    page.assert_logged_in("alice");

    page.other_tab_logs_out();
    page.look_again(None);
    page.look_again(key);
    assert_eq!(page.events(), ["loginSuccess", "logoutSuccess"]);
    page.assert_logged_out();
    assert!(page.sent().is_empty());
    // It was they who told this one.
    assert_eq!(page.notified_tabs(), 0);
}

/// Storages whose methods fail, and what they still can. Browsers are tried with them as well.
fn failing() -> Vec<Value> {
    serde_json::from_str(include_str!("../stage/faults.json")).unwrap()
}

fn faults_of(row: &Value) -> Faults {
    let how = |method: &str| row[method].as_str();
    let longest = row["setItem"].as_u64();
    Faults {
        get_throws: how("getItem").is_some(),
        forgets: how("setItem") == Some("nothing"),
        keeps: how("removeItem").is_some(),
        longest: longest.map(|longest| usize::try_from(longest).unwrap()),
        writes_left: (how("setItem") == Some("throws")).then_some(0),
    }
}

/// Whether a storage still can that.
fn can(row: &Value, what: &str) -> bool {
    row["storing"][what] != json!(false)
}

/// The faults that keep a session from being stored.
fn refusals() -> Vec<Faults> {
    let rows = failing().into_iter().filter(|row| !can(row, "writable"));
    rows.map(|row| faults_of(&row)).collect()
}

#[test]
fn a_page_that_loads_finds_what_a_failing_storage_still_can() {
    for row in failing() {
        for is_first in [true, false] {
            let case = format!("{}, first: {is_first}", row["name"]);
            let strike = |now: bool, page: &Page| {
                if now == is_first {
                    page.local().fail(faults_of(&row));
                }
            };
            let assert_found = |page: &Page, is_found: bool| {
                let user = page.other_tab().user();
                let expected = if is_found {
                    json!("alice")
                } else {
                    json!(null)
                };
                assert_eq!(user["uid"], expected, "{case}");
            };
            let page = Page::new();
            strike(true, &page);
            let page = page.initialized();
            page.login("alice").value();
            strike(false, &page);
            let is_found = can(&row, "readable") && (!is_first || can(&row, "writable"));
            assert_found(&page, is_found);
            page.logout().value();
            assert_found(&page, is_found && !can(&row, "erasable"));
        }
    }
}

#[test]
fn a_login_that_cannot_be_stored_is_kept_in_memory() {
    for fault in refusals() {
        let page = Page::ready();
        assert_eq!(page.status(), Status::Stored);
        page.local().fail(fault);
        assert_eq!(page.login("alice").value()["uid"], "alice", "{fault:?}");
        assert_eq!(page.events(), ["loginSuccess"]);
        assert_eq!(page.status(), Status::Failing, "{fault:?}");
        assert_eq!(page.user()["uid"], "alice");
        assert_eq!(page.token(), token_of("alice"));
        // It goes with the page, and does so when it is asked to.
        page.logout().value();
        assert_eq!(page.user(), Value::Null);
        assert_eq!(page.events(), ["loginSuccess", "logoutSuccess"]);
    }
}

#[test]
fn a_login_that_cannot_be_stored_leaves_no_other_user_behind() {
    for fault in refusals().into_iter().filter(|it| !it.keeps) {
        let page = Page::logged_in("alice");
        page.local().fail(fault);
        page.login("bob").value();
        assert_eq!(page.user()["uid"], "bob", "{fault:?}");
        // Where it cannot be seen whether a key is gone, it is written over.
        let left = page.stored(USER).unwrap_or("null".into());
        assert_eq!(left, "null", "{fault:?}");
    }
}

/// What can go wrong, one by one and together, at the nth write.
fn all_faults() -> impl Iterator<Item = Faults> {
    (0..64).flat_map(|bits: usize| {
        let flag = move |bit: usize| bits & bit != 0;
        (0..if flag(32) { 8 } else { 1 }).map(move |left| Faults {
            get_throws: flag(1),
            forgets: flag(2),
            keeps: flag(4),
            longest: match bits & 24 {
                0 => None,
                8 => Some(0),
                16 => Some(20),
                _ => Some(300),
            },
            writes_left: flag(32).then_some(left),
        })
    })
}

#[test]
fn no_fault_at_any_moment_costs_a_session_or_brings_one_back() {
    for fault in all_faults() {
        // Before `init`, before a login, before another login, before a logout.
        for moment in 0..4 {
            let at = |now: i32, page: &Page| {
                if now == moment {
                    page.local().fail(fault);
                }
            };
            let page = Page::new();
            at(0, &page);
            let page = page.initialized();
            at(1, &page);
            page.login("alice").value();
            assert_eq!(page.user()["uid"], "alice", "{fault:?} {moment}");
            at(2, &page);
            page.login("bob").value();
            assert_eq!(page.user()["uid"], "bob", "{fault:?} {moment}");
            assert_eq!(page.token(), token_of("bob"));
            // The page says the truth about what the next page will find.
            let stored = page.stored(USER).unwrap_or("null".into());
            if page.status() == Status::Stored {
                assert_eq!(doubly_parsed(&stored)["uid"], "bob", "{fault:?} {moment}");
            }
            at(3, &page);
            page.logout().value();
            assert_eq!(page.user(), Value::Null, "{fault:?} {moment}");
            assert_eq!(
                page.events(),
                ["loginSuccess", "loginSuccess", "logoutSuccess"]
            );
            page.local().heal();
            page.look_again(None);
            assert_eq!(page.user(), Value::Null, "{fault:?} {moment}");
            // Where a key cannot be removed, it is written over.
            let left = page.stored(USER).unwrap_or("null".into());
            assert!(page.status() != Status::Stored || left == "null", "{left}");
            page.login("carol").value();
            page.assert_logged_in("carol");
            assert_eq!(page.status(), Status::Stored, "{fault:?} {moment}");
        }
    }
}

#[test]
fn another_tab_that_clears_everything_ends_the_session_and_harms_nothing() {
    let page = Page::logged_in("alice");
    page.local().clear();
    page.look_again(None);
    assert_eq!(page.events(), ["logoutSuccess"]);
    page.assert_logged_out();
    page.login("bob").value();
    page.assert_logged_in("bob");
    assert_eq!(page.status(), Status::Stored);
    assert_eq!(page.stored("common_store/appId").unwrap(), r#""\"app1\"""#);
}

/// What a storage calls while it is written to: a name, the call, and whether a login survives it.
type StorageCall = (&'static str, (fn(&Page, &Promise), bool));

const STORAGE_CALLS: [StorageCall; 6] = table! {
    "logs out" => (|page, _| drop(page.client.logout()), false),
    "gives the login up" => (|page, login| drop(page.client.abandon(login)), false),
    "logs somebody else in" => (|page, _| {
        let credential = Credential::auth_key(&"carol".into(), &KEY.into());
        drop(page.client.ensure_logged_in(credential));
    }, false),
    "switches apps" => (|page, _| drop(page.start_init("app2")), false),
    "asks for the user" => (|page, _| drop(page.client.logged_in_user()), true),
    "looks again" => (|page, _| page.look_again(None), true),
};

#[test]
fn what_a_storage_calls_while_a_login_writes_to_it_counts() {
    for (name, (call, survives)) in STORAGE_CALLS {
        for key in [USER, SETTINGS, "common_store/appId"] {
            for when_done in [false, true] {
                for before in [None, Some("bob")] {
                    let case = format!("{name}, {key}, done: {when_done}, before: {before:?}");
                    let page = Page::ready();
                    if let Some(uid) = before {
                        page.login(uid).value();
                    }
                    page.forget();
                    let login = page.start_login("alice", KEY);
                    let has_called = Cell::new(false);
                    let (inner, pending) = (page.clone(), login.clone());
                    page.local().react(&format!("{APP}:{key}"), move |is_done| {
                        if is_done == when_done && !has_called.replace(true) {
                            call(&inner, &pending);
                        }
                    });
                    page.wait();
                    if survives {
                        login.value();
                    } else {
                        assert_eq!(login.code(), "LOGIN_CANCELLED", "{case}");
                    }
                    if name == "switches apps" {
                        page.init(APP, json!({ "region": "us" })).value();
                    }
                    let expected = match name {
                        _ if survives => Some("alice"),
                        "logs out" => None,
                        "logs somebody else in" => Some("carol"),
                        _ => before,
                    };
                    if let Some(uid) = expected {
                        page.assert_logged_in(uid);
                        let kept = page.stored(USER).expect("a session");
                        assert_eq!(doubly_parsed(&kept)["uid"], uid, "{case}");
                    } else {
                        page.assert_logged_out();
                    }
                    page.wait();
                    let revoked = page.revoked();
                    // Every token that was made but that of who is logged in now.
                    for uid in ["alice"].into_iter().chain(before) {
                        let is_alive = expected == Some(uid);
                        assert_eq!(revoked.contains(&token_of(uid)), !is_alive, "{case}: {uid}");
                    }
                }
            }
        }
    }
}

#[test]
fn what_a_storage_calls_while_an_update_writes_to_it_counts() {
    for when_done in [false, true] {
        let page = Page::logged_in("alice");
        let inner = page.clone();
        page.local().react(USER, move |is_done| {
            if is_done == when_done {
                drop(inner.client.logout());
            }
        });
        page.rename("New");
        page.wait();
        page.assert_logged_out();
    }
}

#[test]
fn a_storage_that_logs_out_whenever_it_is_written_to_ends_nothing_twice() {
    for ending in [USER, SETTINGS] {
        let page = Page::logged_in("alice");
        let inner = page.clone();
        page.local()
            .react(ending, move |_| drop(inner.client.logout()));
        page.logout().value();
        page.wait();
        page.assert_logged_out();
        assert_eq!(page.revoked().len(), 1);
    }
}
