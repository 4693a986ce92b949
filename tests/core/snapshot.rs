//! The state for user interfaces: what it says when, that it stays the same until something changes,
//! and who hears of that before whom.

use std::cell::RefCell;
use std::rc::Rc;

use cometchat_wasm::client::SnapshotStatus::{self, LoggedIn, LoggedOut, LoggingIn, LoggingOut};

use crate::support::log::Happening;
use crate::support::prelude::*;

impl Page {
    /// Checks the status, the user's uid and the error's code.
    #[track_caller]
    fn assert_shows(&self, status: SnapshotStatus, uid: Option<&str>, code: Option<&str>) {
        let snapshot = self.client.snapshot();
        let user = snapshot.user.map_or(Value::Null, |it| it.into_json());
        let error = snapshot.error.map_or(Value::Null, |it| it.to_value());
        let shown = (
            snapshot.status,
            user["uid"].as_str(),
            error["code"].as_str(),
        );
        assert_eq!(shown, (status, uid, code));
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

#[test]
fn it_is_loading_until_init_has_resolved() {
    let page = Page::new();
    page.init("not an id", json!(null)).error();
    assert_eq!(page.client.snapshot().status, SnapshotStatus::Loading);

    let page = Page::new();
    page.assert_shows(SnapshotStatus::Loading, None, None);
    let init = page.start_init("app1");
    page.assert_shows(SnapshotStatus::Loading, None, None);
    page.run();
    init.value();
    page.assert_shows(LoggedOut, None, None);
}

#[test]
fn a_login_and_a_logout_go_through_every_state() {
    let page = Page::ready();
    page.hold(PUT);
    page.hold(DELETE);
    page.assert_shows(LoggedOut, None, None);
    let login = page.start_login("alice", KEY);
    page.assert_shows(LoggingIn, None, None);
    page.run();
    page.assert_shows(LoggingIn, None, None);
    page.reply(Reply::Usual);
    page.assert_shows(LoggedIn, Some("alice"), None);
    login.value();

    let logout = page.client.logout();
    page.assert_shows(LoggingOut, None, None);
    page.run();
    page.assert_shows(LoggingOut, None, None);
    page.reply(Reply::Usual);
    page.assert_shows(LoggedOut, None, None);
    logout.value();
}

#[test]
fn changes_in_one_go_are_told_once() {
    let page = Page::ready();
    page.always(POST, Reply::Held);
    page.assert_told_once(|page| drop(page.start_login("alice", KEY)));
    page.assert_told_once(|page| {
        page.other_tab_logs_in("bob", "bob_token");
        page.look_again(None);
        page.look_again(None);
    });
}

#[test]
fn turning_to_an_emulator_is_told() {
    let page = Page::logged_in("alice");
    let address = "http://127.0.0.1:9770".into();
    page.assert_told_once(|page| page.client.use_emulator(&address));
    page.assert_shows(LoggedOut, None, None);
}

#[test]
fn a_state_that_equals_the_one_before_is_not_told() {
    let page = Page::ready();
    page.logout().error();
    page.assert_same(|page| drop(page.logout().error()));
    page.assert_same(|page| drop(page.init("app1", json!(null)).value()));

    page.login("alice").value();
    let states: Rc<RefCell<Vec<(u32, String)>>> = Rc::default();
    let (noting, watching) = (states.clone(), page.clone());
    page.log().watch(Some(Rc::new(move |_| {
        let shown = format!("{:?}", watching.client.snapshot());
        noting.borrow_mut().push((watching.state_changes(), shown));
    })));
    page.logout().value();
    page.wait();
    page.log().watch(None);
    let mut told = states.borrow().clone();
    told.dedup();
    let mut shown: Vec<_> = told.iter().map(|(_, state)| state).collect();
    shown.dedup();
    assert_eq!(told.len(), shown.len(), "{told:#?}");
}

#[test]
fn other_tabs_are_shown_even_where_listeners_do_not_hear_of_them() {
    let page = Page::new();
    page.init("app1", json!({ "tabSync": false })).value();
    page.other_tab_logs_in("alice", "alice_token");
    let told = page.state_changes();
    page.look_again(None);
    page.run();
    page.assert_shows(LoggedIn, Some("alice"), None);
    assert!(page.state_changes() > told);
    page.assert_logged_in("alice");
    assert!(page.events().is_empty());
}

/// Does something. Checks what happens, in which state, and that subscribers were told of that before.
#[track_caller]
fn assert_told_before(page: &Page, act: impl FnOnce(), expected: &[(&str, SnapshotStatus)]) {
    type Seen = (String, SnapshotStatus, u32);
    let (seen, watching) = (Rc::<RefCell<Vec<Seen>>>::default(), page.clone());
    let notes = seen.clone();
    page.log().watch(Some(Rc::new(move |happening| {
        let what = match happening {
            Happening::Sent(_) => return,
            Happening::Told((event, _)) => (*event).to_owned(),
            Happening::Settled(..) => "settled".to_owned(),
        };
        let status = watching.client.snapshot().status;
        let now = (what, status, watching.state_changes());
        notes.borrow_mut().push(now);
    })));
    let told = page.state_changes();
    act();
    page.log().watch(None);
    let seen = seen.borrow();
    let short: Vec<_> = seen.iter().map(|it| (&*it.0, it.1)).collect();
    assert_eq!(short, expected);
    for (what, _, count) in seen.iter() {
        assert!(*count > told, "{what}: told {count} times, {told} before");
    }
}

#[test]
fn subscribers_hear_of_a_login_or_its_failure_before_listeners_and_before_the_promise() {
    let refused = Reply::error(403, "AUTH_ERR_NO_ACCESS");
    for (reply, event, status) in [
        (Reply::Usual, "loginSuccess", LoggedIn),
        (refused, "loginFailure", LoggedOut),
    ] {
        let page = Page::ready();
        page.hold(PUT);
        page.login("alice");
        let expected = [(event, status), ("settled", status)];
        assert_told_before(&page, || page.reply(reply), &expected);
    }
}

#[test]
fn subscribers_hear_of_a_logout_before_listeners_and_before_the_promise() {
    let page = Page::logged_in("alice");
    page.hold(DELETE);
    let expected = [("logoutSuccess", LoggingOut)];
    assert_told_before(&page, || drop(page.logout()), &expected);
    let expected = [("settled", LoggedOut)];
    assert_told_before(&page, || page.reply(Reply::Usual), &expected);
}

#[test]
fn subscribers_hear_of_init_and_of_a_profile_before_its_promise() {
    let page = Page::new();
    let init = || drop(page.init("app1", json!(null)));
    assert_told_before(&page, init, &[("settled", LoggedOut)]);

    let page = Page::logged_in("alice");
    page.hold(PUT);
    page.rename("New");
    let answer = || page.reply(Reply::Usual);
    assert_told_before(&page, answer, &[("settled", LoggedIn)]);
}

#[test]
fn subscribers_hear_of_another_tab_before_listeners() {
    let page = Page::ready();
    let look = || {
        page.other_tab_logs_in("alice", "alice_token");
        page.look_again(None);
    };
    assert_told_before(&page, look, &[("loginSuccess", LoggedIn)]);
}

#[test]
fn a_snapshot_holds_no_more_secrets_than_a_user_does() {
    let page = Page::logged_in("alice");
    page.answer(PUT, [Reply::error(403, "AUTH_ERR_NO_ACCESS")]);
    page.login("bob").error();
    let snapshot = page.client.snapshot();
    let error = snapshot.error.expect("an error").to_value().to_string();
    assert!(!error.contains(KEY), "{error}");
    assert_eq!(snapshot.user.map(|it| it.into_json()), Some(page.user()));
}
