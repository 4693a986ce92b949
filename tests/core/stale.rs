//! What another tab did while an operation was under way: it stands, and no token is left that nobody
//! owns.

use crate::support::prelude::*;
use crate::support::store::Faults;

/// Alice, a change of her name that has no answer yet, and what happens before that.
fn update_during(act: impl FnOnce(&Page)) -> (Page, Promise) {
    let page = Page::logged_in("alice");
    page.hold(PUT);
    let promise = page.rename("New");
    act(&page);
    page.reply(Reply::Usual);
    page.wait();
    let _ = promise.outcome();
    (page, promise)
}

/// A login whose second request has no answer yet, what happens before that, and its end.
fn login_during(page: &Page, login: impl Fn(&Page) -> Promise, act: impl FnOnce()) {
    page.hold(PUT);
    let promise = login(page);
    act();
    page.reply(Reply::Usual);
    assert_eq!(promise.value()["uid"], "alice");
}

#[test]
fn an_update_does_not_bring_back_a_user_who_was_switched() {
    let (page, _) = update_during(|page| page.other_tab_logs_in("bob", "bob_token"));
    assert_eq!(page.stored_session(), (json!("bob"), json!("bob_token")));
    page.assert_logged_in("bob");
    assert_eq!(page.user()["name"], "BOB");
    assert_eq!(page.events(), ["loginSuccess"]);
}

#[test]
fn an_update_does_not_bring_back_a_user_who_logged_out() {
    let ways: [fn(&Page); 2] = [
        |page| page.local().clear(),
        |page| drop(page.logout().value()),
    ];
    for way in ways {
        let (page, promise) = update_during(way);
        assert_eq!(promise.value()["name"], "New");
        page.assert_logged_out();
        assert_eq!(page.events(), ["logoutSuccess"]);
    }
}

#[test]
fn an_update_does_not_bring_back_a_token_that_was_replaced() {
    let fresh = fresh_token("alice", 1);
    let (page, _) = update_during(|page| page.other_tab_logs_in("alice", &fresh));
    assert_eq!(page.stored_session(), (json!("alice"), json!(fresh)));
    assert_eq!(page.token(), fresh);
    assert!(page.events().iter().all(|event| *event == "loginSuccess"));
}

#[test]
fn an_update_counts_beside_another_in_the_same_session_and_where_nothing_can_be_read() {
    let ways: [fn(&Page); 2] = [
        |page| {
            let text = session_text("alice", &token_of("alice"));
            page.store("common_store/user", text.replace("offline", "away"));
        },
        |page| page.local().fail(Faults::with(|it| it.get_throws = true)),
    ];
    for way in ways {
        let (page, promise) = update_during(way);
        assert_eq!(promise.value()["name"], "New");
        assert_eq!(page.user()["name"], "New");
        assert_eq!(page.token(), token_of("alice"));
        assert!(page.events().is_empty());
    }
}

#[test]
fn the_end_of_an_old_token_is_not_the_end_of_a_new_session() {
    type Way = (fn(&Page), (&'static str, &'static str));
    let ways: [Way; 3] = table! {
        |page| drop(page.login("bob").value()) => ("bob", "bob_token"),
        |page| page.other_tab_logs_in("bob", "bob_token") => ("bob", "bob_token"),
        |page| page.other_tab_logs_in("alice", "alice_fresh") => ("alice", "alice_fresh"),
    };
    for (number, (way, (uid, token))) in ways.into_iter().enumerate() {
        let page = Page::logged_in("alice");
        page.hold("GET /users/carol");
        let call = page.get("carol");
        way(&page);
        page.reply(Reply::lost());
        page.wait();
        // With the user's other token the call is made again.
        assert_eq!(call.outcome().is_ok(), uid == "alice");
        assert_eq!(page.stored_session(), (json!(uid), json!(token)));
        assert_eq!(page.user()["uid"], uid);
        assert_eq!(page.token(), token);
        assert!(!page.events().contains(&"logoutSuccess"));
        // This tab's own login has revoked what was before.
        let revoked = (number == 0).then(|| token_of("alice"));
        assert_eq!(page.revoked(), Vec::from_iter(revoked));
    }
}

#[test]
fn a_call_uses_the_session_that_is_stored_when_it_begins() {
    let page = Page::logged_in("alice");
    page.other_tab_logs_in("bob", "bob_token");
    page.get("carol").value();
    assert_eq!(page.carried(), ["bob_token"]);
    assert_eq!(page.events(), ["loginSuccess"]);
}

// Logins that end after another tab's.

/// Checks that the storage has one of `tokens`, and that just the others were revoked.
#[track_caller]
fn assert_one_alive(pages: &[&Page], tokens: &[&str]) {
    for page in pages {
        page.wait();
    }
    let alive = pages[0].stored_session().1;
    let revoked: Vec<_> = pages.iter().flat_map(|page| page.revoked()).collect();
    for token in tokens {
        let is_revoked = revoked.iter().any(|it| it == token);
        assert_ne!(alive == *token, is_revoked, "{token} of {revoked:?}");
    }
    for page in pages {
        assert_eq!(page.token(), alive);
    }
}

#[test]
fn a_login_after_that_of_another_tab_leaves_one_token() {
    let logins: [fn(&Page) -> Promise; 2] = [
        |page| page.login("alice"),
        |page| page.login_with_token("alice_token"),
    ];
    for (number, login) in logins.into_iter().enumerate() {
        for (uid, token) in [("bob", token_of("bob")), ("alice", fresh_token("alice", 1))] {
            let page = Page::ready();
            login_during(&page, login, || page.other_tab_logs_in(uid, &token));
            assert_one_alive(&[&page], &["alice_token", &token]);
            // The same user is logged in already: a token that was only made for it goes.
            let stands = number == 0 && uid == "alice";
            let kept = if stands { &*token } else { "alice_token" };
            assert_eq!(page.stored_session(), (json!("alice"), json!(kept)));
        }
    }
}

#[test]
fn a_session_that_another_tab_has_overwritten_unseen_leaves_one_token() {
    let page = Page::logged_in("alice");
    let (own, other) = (token_of("alice"), fresh_token("alice", 1));
    page.other_tab_logs_in("alice", &other);
    for _ in 0..2 {
        page.look_again(None);
        page.wait();
    }
    // Once.
    assert_eq!(page.revoked(), [own.as_str()]);
    assert_one_alive(&[&page], &[&own, &other]);
}

#[test]
fn a_token_that_a_logout_has_revoked_is_not_revoked_again() {
    let page = Page::logged_in("alice");
    page.logout().value();
    page.other_tab_logs_in("alice", &fresh_token("alice", 1));
    page.look_again(None);
    page.wait();
    assert_eq!(page.revoked(), [token_of("alice")]);
}

#[test]
fn a_login_after_that_of_the_same_user_and_token_revokes_nothing() {
    let (page, token) = (Page::ready(), "alice_token");
    let login = |page: &Page| page.login_with_token(token);
    login_during(&page, login, || page.other_tab_logs_in("alice", token));
    page.wait();
    page.assert_logged_in("alice");
    assert_eq!(page.revoked(), [""; 0]);
}

#[test]
fn a_login_stands_though_another_tab_has_logged_out_meanwhile() {
    let page = Page::logged_in("bob");
    let login = |page: &Page| page.login("alice");
    login_during(&page, login, || page.other_tab_logs_out());
    page.wait();
    page.assert_logged_in("alice");
    assert_eq!(page.revoked(), [""; 0]);
}

#[test]
fn a_login_that_fails_or_was_given_up_leaves_another_tabs_session() {
    let refused = Reply::error(403, "AUTH_ERR_NO_ACCESS");
    for (route, reply, code) in [
        (PUT, refused, "AUTH_ERR_NO_ACCESS"),
        (POST, Reply::Usual, "LOGIN_CANCELLED"),
    ] {
        let page = Page::ready();
        page.hold(route);
        let promise = page.login("alice");
        if route == POST {
            page.client.abandon(&promise);
        }
        page.other_tab_logs_in("bob", "bob_token");
        page.reply(reply);
        page.wait();
        assert_eq!(promise.code(), code);
        assert_eq!(page.stored_session(), (json!("bob"), json!("bob_token")));
        page.assert_logged_in("bob");
        assert_eq!(page.revoked(), [token_of("alice")]);
    }
}

#[test]
fn a_logout_ends_the_session_that_is_stored() {
    let page = Page::logged_in("alice");
    page.other_tab_logs_in("bob", "bob_token");
    page.logout().value();
    page.wait();
    page.assert_logged_out();
    assert_eq!(page.revoked(), ["bob_token"]);
}

#[test]
fn a_revocation_spares_a_token_that_is_in_use_again() {
    let page = Page::logged_in("alice");
    page.answer(DELETE, [Reply::Offline]);
    page.logout().value();
    page.other_tab_logs_in("alice", "alice_token");
    page.look_again(None);
    page.wait();
    assert_eq!(page.routes(), [DELETE]);
    page.assert_logged_in("alice");
}

#[test]
fn tabs_that_log_in_at_the_same_time_end_with_one_token() {
    // Who ends in which order, and which user each logs in.
    let orders = [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ];
    for users in [["alice"; 3], ["alice", "bob", "alice"], ["a", "b", "c"]] {
        for order in orders {
            let first = Page::ready();
            let tabs = [first.clone(), first.other_tab(), first.other_tab()];
            let mut tokens = Vec::new();
            for (index, (tab, uid)) in tabs.iter().zip(users).enumerate() {
                let token = fresh_token(uid, index);
                let made = json!({ "uid": uid, "authToken": token });
                let route = format!("POST /users/{uid}/auth_tokens");
                tab.answer(&route, [Reply::data(made)]);
                tab.hold(PUT);
                tab.login(uid);
                tokens.push(token);
            }
            for index in order {
                tabs[index].reply(Reply::Usual);
                for tab in &tabs {
                    tab.look_again(None);
                }
            }
            let tokens: Vec<_> = tokens.iter().map(String::as_str).collect();
            assert_one_alive(&tabs.each_ref(), &tokens);
        }
    }
}

/// Why a token may be left by a logout that another tab had not seen yet (docs/security.md): the tab
/// that finds the storage empty sees the same in each case, and its token is dead already in the first,
/// left alive in the second, and needed in the third.
#[test]
fn a_tab_cannot_tell_which_logout_has_emptied_the_storage() {
    for (seen_by_other, comes_back) in [("bob", false), ("alice", false), ("alice", true)] {
        let page = Page::logged_in("alice");
        page.login("bob").value();
        page.wait();
        page.forget();

        let other = Page::logged_in(seen_by_other);
        other.logout().value();
        other.wait();
        assert_eq!(other.revoked(), [token_of(seen_by_other)]);

        page.local().clear();
        page.look_again(None);
        page.wait();
        assert_eq!(page.events(), ["logoutSuccess"]);
        assert_eq!(page.routes(), [""; 0]);
        if comes_back {
            // The browser had shown the other's logout before this tab's own login, which was later.
            page.other_tab_logs_in("bob", "bob_token");
            page.look_again(None);
            page.assert_logged_in("bob");
        } else {
            page.assert_logged_out();
        }
    }
}
