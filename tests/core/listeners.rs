//! Listeners that call back, from within every event and at any time.

use cometchat_wasm::client::Client;
use cometchat_wasm::types::Credential;
use std::cell::Cell;
use std::rc::Rc;

use crate::support::prelude::*;

type Act = fn(&Client);

/// Everything that an application can do, from within a callback.
const ACTS: [Act; 9] = [
    |client| drop(client.login(Credential::auth_key(&"bob".into(), &KEY.into()))),
    |client| drop(client.login(Credential::auth_token(&"bob_token".into()))),
    |client| drop(client.login(Credential::auth_token(&none()))),
    |client| drop(client.logout()),
    |client| drop(client.init(&"app1".into(), &none())),
    |client| drop(client.init(&"app2".into(), &none())),
    |client| drop(client.logged_in_user()),
    |client| {
        let user = json!({ "name": "New" });
        client.user_call(UserCall::UpdateCurrent.of(user, none()));
    },
    |client| client.on_storage_change(None),
];

#[test]
fn any_two_calls_from_within_any_event_end_and_agree() {
    for event in [
        "loginSuccess",
        "loginFailure",
        "logoutSuccess",
        "logoutFailure",
    ] {
        for first in ACTS {
            for second in ACTS {
                let page = Page::ready();
                let has_acted = Rc::new(Cell::new(false));
                let acted = has_acted.clone();
                page.react(move |client, (told, _)| {
                    if *told == event && !acted.replace(true) {
                        first(client);
                        second(client);
                    }
                });
                let refused = page.client.login(Credential::auth_token(&none()));
                let early = page.logout();
                let login = page.login("alice");
                let logout = page.logout();
                page.wait();
                assert!(has_acted.get(), "{event}");
                for promise in [&refused, &early, &login, &logout] {
                    let _ = promise.outcome();
                }
                assert_eq!(page.unfinished(), 0);
                assert_eq!(page.user().is_null(), page.token().is_null());
                page.init("app1", json!({ "region": "us" })).value();
                page.login("carol").value();
                page.assert_logged_in("carol");
            }
        }
    }
}

#[test]
fn a_listener_that_always_logs_in_again_meets_a_new_login_each_time() {
    let page = Page::ready();
    page.react(|client, (told, _)| {
        if *told == "logoutSuccess" {
            client.login(Credential::auth_key(&"alice".into(), &KEY.into()));
        }
    });
    page.login("alice").value();
    for _ in 0..100 {
        page.logout().value();
        page.assert_logged_in("alice");
    }
    let mut expected = vec!["loginSuccess"];
    expected.extend(["logoutSuccess", "loginSuccess"].repeat(100));
    assert_eq!(page.events(), expected);
}
