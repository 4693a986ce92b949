//! What another tab did while an operation was under way: it stands, and no token is left that nobody
//! owns.

use crate::support::prelude::*;
use crate::support::store::Faults;

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
        let page = Page::logged_in("alice");
        page.hold(PUT);
        let promise = page.rename("New");
        way(&page);
        page.reply(Reply::Usual);
        page.wait();
        assert_eq!(promise.value()["name"], "New");
        assert_eq!(page.user()["name"], "New");
        assert_eq!(page.token(), token_of("alice"));
        assert!(page.events().is_empty());
    }
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
