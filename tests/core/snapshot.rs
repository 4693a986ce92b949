//! The state for user interfaces: what it says when, that it stays the same until something changes,
//! and who hears of that before whom.

use std::cell::RefCell;
use std::rc::Rc;

use cometchat_wasm::client::SnapshotStatus::{self, LoggedIn, LoggedOut, LoggingIn, LoggingOut};
use serde_json::{Value, json};

use crate::support::log::Happening;
use crate::support::server::user_of;
use crate::support::{Page, Promised as _, Reply, Tokens, UserCall, doubly_stringified, none};

const POST: &str = "POST /users/alice/auth_tokens";
const PUT: &str = "PUT /me";
const DELETE: &str = "DELETE /me";

impl Page {
    /// The status, the user's uid and the error's code.
    fn state(&self) -> (SnapshotStatus, Value, Value) {
        let snapshot = self.client.snapshot();
        let user = snapshot.user.map_or(Value::Null, |it| it.into_json());
        let error = snapshot.error.map_or(Value::Null, |it| it.to_value());
        (snapshot.status, user["uid"].clone(), error["code"].clone())
    }

    /// Checks that the state changes, and that the subscribers are told just once by the time that
    /// everything has happened which needs no time.
    #[track_caller]
    fn assert_told_once(&self, act: impl FnOnce(&Self)) {
        self.run();
        let (version, told) = (self.client.version(), self.state_changes());
        act(self);
        self.run();
        assert_ne!(self.client.version(), version);
        assert_eq!(self.state_changes() - told, 1);
    }

    /// Checks that the state stays the same, and that the subscribers are not told of anything.
    #[track_caller]
    fn assert_same(&self, act: impl FnOnce(&Self)) {
        self.run();
        let (version, told) = (self.client.version(), self.state_changes());
        act(self);
        self.wait();
        assert_eq!(self.client.version(), version);
        assert_eq!(self.state_changes(), told);
    }
}

fn stored(uid: &str) -> String {
    let mut user = user_of(uid);
    user["authToken"] = json!(format!("{uid}_token"));
    doubly_stringified(&user)
}

#[test]
fn it_is_loading_until_init_has_resolved() {
    let loading = (SnapshotStatus::Loading, json!(null), json!(null));
    let page = Page::new();
    assert_eq!(page.state(), loading);
    let init = page.start_init("app1");
    assert_eq!(page.state(), loading);
    page.run();
    init.value();
    assert_eq!(page.state(), (LoggedOut, json!(null), json!(null)));
}

#[test]
fn it_is_loading_after_an_init_that_failed() {
    let page = Page::new();
    page.init("not an id", json!(null)).error();
    assert_eq!(page.state().0, SnapshotStatus::Loading);
}

#[test]
fn a_stored_session_is_there_after_init() {
    let page = Page::new();
    page.store("common_store/user", stored("alice"));
    let page = page.initialized();
    assert_eq!(page.state(), (LoggedIn, json!("alice"), json!(null)));
}

#[test]
fn a_login_and_a_logout_go_through_every_state() {
    let page = Page::ready();
    page.script().next(PUT, [Reply::Held]);
    page.script().next(DELETE, [Reply::Held]);
    assert_eq!(page.state(), (LoggedOut, json!(null), json!(null)));
    let login = page.start_login("alice", crate::support::KEY);
    assert_eq!(page.state(), (LoggingIn, json!(null), json!(null)));
    page.run();
    assert_eq!(page.state(), (LoggingIn, json!(null), json!(null)));
    page.last_sent().release(Reply::Usual);
    page.run();
    assert_eq!(page.state(), (LoggedIn, json!("alice"), json!(null)));
    login.value();

    let logout = page.client.logout();
    assert_eq!(page.state(), (LoggingOut, json!(null), json!(null)));
    page.run();
    assert_eq!(page.state(), (LoggingOut, json!(null), json!(null)));
    page.last_sent().release(Reply::Usual);
    page.run();
    assert_eq!(page.state(), (LoggedOut, json!(null), json!(null)));
    logout.value();
}

#[test]
fn the_user_of_before_is_shown_until_another_is_logged_in() {
    let page = Page::logged_in("alice");
    page.script().next(PUT, [Reply::Held]);
    page.login("bob");
    assert_eq!(page.state(), (LoggingIn, json!("alice"), json!(null)));
    page.last_sent().release(Reply::Usual);
    page.run();
    assert_eq!(page.state(), (LoggedIn, json!("bob"), json!(null)));
}

#[test]
fn a_login_during_a_logout_is_a_login() {
    let page = Page::logged_in("alice");
    page.script().next(DELETE, [Reply::Held]);
    page.script().next(PUT, [Reply::Held]);
    page.logout();
    page.login("bob");
    assert_eq!(page.state().0, LoggingIn);
    page.last_sent().release(Reply::Usual);
    page.run();
    assert_eq!(page.state(), (LoggedIn, json!("bob"), json!(null)));
    page.wait();
    assert_eq!(page.state(), (LoggedIn, json!("bob"), json!(null)));
}

#[test]
fn an_error_stays_until_something_succeeds() {
    let page = Page::ready();
    page.script()
        .next(POST, [Reply::error(404, "ERR_UID_NOT_FOUND")]);
    page.login("alice").error();
    let failed = (LoggedOut, json!(null), json!("ERR_UID_NOT_FOUND"));
    assert_eq!(page.state(), failed);
    page.wait();
    assert_eq!(page.state(), failed);
    page.login("alice").value();
    assert_eq!(page.state(), (LoggedIn, json!("alice"), json!(null)));
    page.logout().value();
    page.logout().error();
    let refused = (LoggedOut, json!(null), json!("ERR_NOT_LOGGED_IN"));
    assert_eq!(page.state(), refused);
}

#[test]
fn a_failed_login_as_another_leaves_the_user_with_the_error() {
    let (page, tokens) = (Page::logged_in("alice"), Tokens::default());
    page.script()
        .next(PUT, [Reply::error(403, "AUTH_ERR_NO_ACCESS")]);
    page.ensure_with("bob", &tokens).error();
    let expected = (LoggedIn, json!("alice"), json!("AUTH_ERR_NO_ACCESS"));
    assert_eq!(page.state(), expected);
}

#[test]
fn what_asks_and_changes_nothing_leaves_it_the_same() {
    let page = Page::logged_in("alice");
    page.assert_same(|page| {
        page.user();
        page.token();
        assert!(page.client.is_logged_in());
        let _ = page.client.snapshot();
        page.look_again(None);
        page.look_again(Some("app1:common_store/user"));
        page.look_again(Some("another"));
    });
    page.assert_same(|page| {
        page.check_session().value();
    });
    page.assert_same(|page| {
        page.user_call(UserCall::Get, json!("bob"), none()).value();
    });
    page.assert_same(|page| {
        page.script()
            .next("GET /users/bob", [Reply::error(404, "ERR_UID_NOT_FOUND")]);
        page.user_call(UserCall::Get, json!("bob"), none()).error();
    });
    page.assert_same(|page| {
        page.init("not an id", json!(null)).error();
    });
}

#[test]
fn a_login_that_is_refused_for_another_leaves_it_the_same() {
    let page = Page::ready();
    page.script().next(POST, [Reply::Held]);
    page.login("alice");
    let (version, told) = (page.client.version(), page.state_changes());
    assert_eq!(page.login("bob").error()["name"], "LOGIN_IN_PROGRESS");
    assert_eq!(page.client.version(), version);
    assert_eq!(page.state_changes(), told);
}

#[test]
fn a_login_that_is_given_up_is_no_longer_shown_when_the_call_returns() {
    let page = Page::ready();
    page.script().always(POST, Reply::Held);
    page.login("alice");
    let version = page.client.version();
    let _ = page.client.logout();
    assert_eq!(page.client.snapshot().status, LoggedOut);
    assert_ne!(page.client.version(), version);
}

#[test]
fn changes_in_one_go_are_told_once() {
    let page = Page::ready();
    page.script().always(POST, Reply::Held);
    page.assert_told_once(|page| {
        page.start_login("alice", crate::support::KEY);
    });
    page.assert_told_once(|page| {
        page.store("common_store/user", stored("bob"));
        page.look_again(None);
        page.look_again(None);
    });
}

#[test]
fn a_state_that_equals_the_one_before_is_not_told() {
    let page = Page::ready();
    page.logout().error();
    page.assert_same(|page| drop(page.logout().error()));
    page.assert_same(|page| drop(page.init("app1", json!(null)).value()));

    page.login("alice").value();
    let states = Rc::<RefCell<Vec<String>>>::default();
    let (noting, watching) = (states.clone(), page.clone());
    let note = move || {
        let count = watching.state_changes();
        noting
            .borrow_mut()
            .push(format!("{count} {:?}", watching.state()));
    };
    page.log().watch(Some(Rc::new(move |_| note())));
    page.logout().value();
    page.wait();
    page.log().watch(None);
    let mut told = states.borrow().clone();
    told.dedup();
    let mut shown: Vec<_> = told
        .iter()
        .filter_map(|it| it.split_once(' ').map(|(_, state)| state))
        .collect();
    shown.dedup();
    assert_eq!(told.len(), shown.len(), "{told:#?}");
}

#[test]
fn everything_that_changes_it_is_told() {
    type Change = (&'static str, fn(&Page));
    let page = Page::new();
    let changes: [Change; 10] = [
        ("init", |page| {
            page.init("app1", json!({ "region": "us" })).value();
        }),
        ("a login", |page| drop(page.login("alice").value())),
        ("a profile", |page| {
            let user = json!({ "name": "New" });
            page.user_call(UserCall::UpdateCurrent, user, none())
                .value();
        }),
        ("a failed login", |page| {
            page.login_with_token(none()).error();
        }),
        ("a logout in another tab", |page| {
            page.local().remove("app1:common_store/user");
            page.look_again(Some("app1:common_store/user"));
        }),
        ("a login in another tab", |page| {
            page.store("common_store/user", stored("bob"));
            page.look_again(None);
        }),
        ("a dead token", |page| {
            let dead = Reply::error(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
            page.script().next("GET /users/bob", [dead]);
            page.check_session().value();
        }),
        ("a failed logout", |page| drop(page.logout().error())),
        ("a login after it", |page| drop(page.login("alice").value())),
        ("another app", |page| {
            page.init("app2", json!(null)).value();
        }),
    ];
    for (what, act) in changes {
        let (version, told) = (page.client.version(), page.state_changes());
        act(&page);
        page.run();
        assert_ne!(page.client.version(), version, "{what}");
        assert!(page.state_changes() > told, "{what}");
    }
}

#[test]
fn a_changed_profile_is_shown() {
    let page = Page::logged_in("alice");
    let user = json!({ "name": "New", "statusMessage": "Hello" });
    page.user_call(UserCall::UpdateCurrent, user, none())
        .value();
    let shown = page.client.snapshot().user.expect("a user").into_json();
    assert_eq!(
        (&shown["name"], &shown["statusMessage"]),
        (&json!("New"), &json!("Hello"))
    );
    assert!(page.events().is_empty());
}

#[test]
fn a_profile_that_another_tab_has_changed_is_shown_and_is_no_login() {
    let page = Page::logged_in("alice");
    page.assert_same(|page| page.look_again(None));
    let key = "app1:common_store/user";
    let before = page.local().text(key).unwrap_or_default();
    page.store(
        "common_store/user",
        before.replace("ALICE", "Alice of another tab"),
    );
    page.assert_told_once(|page| page.look_again(Some(key)));
    let user = page.client.snapshot().user.map(|user| user.into_json());
    assert_eq!(user.unwrap_or_default()["name"], "Alice of another tab");
    assert!(page.events().is_empty());
}

#[test]
fn other_tabs_are_shown_even_where_listeners_do_not_hear_of_them() {
    let page = Page::new();
    page.init("app1", json!({ "tabSync": false })).value();
    page.store("common_store/user", stored("alice"));
    let told = page.state_changes();
    page.look_again(None);
    page.run();
    assert_eq!(page.state(), (LoggedIn, json!("alice"), json!(null)));
    assert!(page.state_changes() > told);
    assert!(page.events().is_empty());
}

/// What somebody outside sees at a moment: what happens, the state, and how often subscribers had
/// been told.
type Seen = (String, SnapshotStatus, u32);

/// Notes the state whenever a listener is told something, or a promise settles.
fn watched(page: &Page) -> Rc<RefCell<Vec<Seen>>> {
    let (seen, watching) = (Rc::<RefCell<Vec<Seen>>>::default(), page.clone());
    let notes = seen.clone();
    page.log().watch(Some(Rc::new(move |happening| {
        let what = match happening {
            Happening::Sent(_) => return,
            Happening::Told((event, _)) => (*event).to_owned(),
            Happening::Settled(..) => "settled".to_owned(),
        };
        let now = (
            what,
            watching.client.snapshot().status,
            watching.state_changes(),
        );
        notes.borrow_mut().push(now);
    })));
    seen
}

/// Checks what happened, in which state, and that subscribers were told of that before.
#[track_caller]
fn assert_told_before(seen: &RefCell<Vec<Seen>>, told: u32, expected: &[(&str, SnapshotStatus)]) {
    let seen = seen.borrow();
    let short: Vec<_> = seen
        .iter()
        .map(|(what, status, _)| (&**what, *status))
        .collect();
    assert_eq!(short, expected);
    for (what, _, count) in seen.iter() {
        assert!(*count > told, "{what}: told {count} times, {told} before");
    }
}

#[test]
fn subscribers_hear_of_a_login_before_listeners_and_before_the_promise() {
    let page = Page::ready();
    page.script().next(PUT, [Reply::Held]);
    page.login("alice");
    let (seen, told) = (watched(&page), page.state_changes());
    page.last_sent().release(Reply::Usual);
    page.run();
    page.log().watch(None);
    let expected = [("loginSuccess", LoggedIn), ("settled", LoggedIn)];
    assert_told_before(&seen, told, &expected);
}

#[test]
fn subscribers_hear_of_a_failure_before_listeners_and_before_the_promise() {
    let page = Page::ready();
    page.script().next(PUT, [Reply::Held]);
    page.login("alice");
    let (seen, told) = (watched(&page), page.state_changes());
    page.last_sent()
        .release(Reply::error(403, "AUTH_ERR_NO_ACCESS"));
    page.run();
    page.log().watch(None);
    let expected = [("loginFailure", LoggedOut), ("settled", LoggedOut)];
    assert_told_before(&seen, told, &expected);
}

#[test]
fn subscribers_hear_of_a_logout_before_listeners_and_before_the_promise() {
    let page = Page::logged_in("alice");
    page.script().next(DELETE, [Reply::Held]);
    let (seen, told) = (watched(&page), page.state_changes());
    page.logout();
    let before_answer = page.state_changes();
    assert_told_before(&seen, told, &[("logoutSuccess", LoggingOut)]);
    seen.borrow_mut().clear();
    page.last_sent().release(Reply::Usual);
    page.run();
    page.log().watch(None);
    assert_told_before(&seen, before_answer, &[("settled", LoggedOut)]);
}

#[test]
fn subscribers_hear_of_init_before_its_promise() {
    let page = Page::new();
    let (seen, told) = (watched(&page), page.state_changes());
    page.init("app1", json!(null));
    page.log().watch(None);
    assert_told_before(&seen, told, &[("settled", LoggedOut)]);
}

#[test]
fn subscribers_hear_of_a_profile_before_its_promise() {
    let page = Page::logged_in("alice");
    page.script().next(PUT, [Reply::Held]);
    page.user_call(UserCall::UpdateCurrent, json!({ "name": "New" }), none());
    let (seen, told) = (watched(&page), page.state_changes());
    page.last_sent().release(Reply::Usual);
    page.run();
    page.log().watch(None);
    assert_told_before(&seen, told, &[("settled", LoggedIn)]);
}

#[test]
fn subscribers_hear_of_another_tab_before_listeners() {
    let page = Page::ready();
    let (seen, told) = (watched(&page), page.state_changes());
    page.store("common_store/user", stored("alice"));
    page.look_again(None);
    page.log().watch(None);
    assert_told_before(&seen, told, &[("loginSuccess", LoggedIn)]);
}

#[test]
fn a_snapshot_holds_no_more_secrets_than_a_user_does() {
    let page = Page::logged_in("alice");
    page.script()
        .next(PUT, [Reply::error(403, "AUTH_ERR_NO_ACCESS")]);
    page.login("bob").error();
    let snapshot = page.client.snapshot();
    let error = snapshot.error.expect("an error").to_value().to_string();
    assert!(!error.contains(crate::support::KEY), "{error}");
    assert_eq!(snapshot.user.map(|it| it.into_json()), Some(page.user()));
}
