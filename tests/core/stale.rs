//! What another tab did while an operation was under way: it stands, and no token is left that nobody
//! owns.

use serde_json::{Value, json};

use crate::support::server::user_of;
use crate::support::store::Faults;
use crate::support::tokens::fresh_token;
use crate::support::{
    Page, Promised as _, Reply, UserCall, doubly_parsed, doubly_stringified, none, token_of,
};

const POST: &str = "POST /users/alice/auth_tokens";
const PUT: &str = "PUT /me";
const DELETE: &str = "DELETE /me";
const USER: &str = "common_store/user";

/// Lets another tab's session be in the storage.
fn store(page: &Page, uid: &str, token: &str) {
    let mut user = user_of(uid);
    user["authToken"] = json!(token);
    page.store(USER, doubly_stringified(&user));
}

/// Whose session the storage has, and by which token.
fn stored(page: &Page) -> (Value, Value) {
    let user = page.stored(USER).expect("a session");
    let user = doubly_parsed(&user);
    (user["uid"].clone(), user["authToken"].clone())
}

/// The tokens that a page has revoked.
fn revoked(page: &Page) -> Vec<String> {
    let sent = page.sent().into_iter();
    sent.filter(|sent| sent.route() == DELETE)
        .map(|sent| sent.header("authtoken").to_owned())
        .collect()
}

fn update(page: &Page) -> crate::support::promise::Promise {
    let user = json!({ "name": "New" });
    page.user_call(UserCall::UpdateCurrent, user, none())
}

#[test]
fn an_update_does_not_bring_back_a_user_who_was_switched() {
    let page = Page::logged_in("alice");
    page.script().next(PUT, [Reply::Held]);
    let promise = update(&page);
    store(&page, "bob", "bob_token");
    page.release(0, Reply::Usual);
    page.wait();
    let _ = promise.outcome();
    assert_eq!(stored(&page), (json!("bob"), json!("bob_token")));
    page.assert_logged_in("bob");
    assert_eq!(page.user()["name"], "BOB");
    assert_eq!(page.events(), ["loginSuccess"]);
}

#[test]
fn an_update_does_not_bring_back_a_user_who_logged_out() {
    let page = Page::logged_in("alice");
    page.script().next(PUT, [Reply::Held]);
    let promise = update(&page);
    page.local().clear();
    page.release(0, Reply::Usual);
    page.wait();
    let _ = promise.outcome();
    page.assert_logged_out();
    assert_eq!(page.events(), ["logoutSuccess"]);
}

#[test]
fn an_update_does_not_bring_back_a_token_that_was_replaced() {
    let page = Page::logged_in("alice");
    let fresh = fresh_token("alice", 1);
    page.script().next(PUT, [Reply::Held]);
    let promise = update(&page);
    store(&page, "alice", &fresh);
    page.release(0, Reply::Usual);
    page.wait();
    let _ = promise.outcome();
    assert_eq!(stored(&page), (json!("alice"), json!(fresh)));
    assert_eq!(page.token(), fresh);
    assert!(page.events().iter().all(|event| *event == "loginSuccess"));
}

#[test]
fn an_update_counts_beside_another_in_the_same_session() {
    let page = Page::logged_in("alice");
    page.script().next(PUT, [Reply::Held]);
    let promise = update(&page);
    let mut user = doubly_parsed(&page.stored(USER).expect("a session"));
    user["statusMessage"] = json!("from another tab");
    page.store(USER, doubly_stringified(&user));
    page.release(0, Reply::Usual);
    page.wait();
    assert_eq!(promise.value()["name"], "New");
    assert_eq!(page.user()["name"], "New");
    assert_eq!(page.token(), token_of("alice"));
}

#[test]
fn a_logout_in_the_same_tab_is_not_undone_by_an_update() {
    let page = Page::logged_in("alice");
    page.script().next(PUT, [Reply::Held]);
    let promise = update(&page);
    page.logout().value();
    page.release(0, Reply::Usual);
    page.wait();
    let _ = promise.outcome();
    page.assert_logged_out();
    assert_eq!(page.events(), ["logoutSuccess"]);
}

#[test]
fn the_end_of_an_old_token_is_not_the_end_of_a_new_session() {
    for (uid, token) in [("bob", "bob_token"), ("alice", "alice_token_token")] {
        let page = Page::logged_in("alice");
        page.script().next("GET /users/carol", [Reply::Held]);
        page.user_call(UserCall::Get, json!("carol"), none());
        store(&page, uid, token);
        page.release(0, Reply::error(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND"));
        page.wait();
        assert_eq!(stored(&page), (json!(uid), json!(token)));
        assert_eq!(page.token(), token);
        assert!(!page.events().contains(&"logoutSuccess"));
        assert!(revoked(&page).is_empty());
    }
}

#[test]
fn a_call_uses_the_session_that_is_stored_when_it_begins() {
    let page = Page::logged_in("alice");
    store(&page, "bob", "bob_token");
    page.user_call(UserCall::Get, json!("carol"), none())
        .value();
    assert_eq!(page.last_sent().header("authtoken"), "bob_token");
    assert_eq!(page.events(), ["loginSuccess"]);
}

// Logins that end after another tab's.

/// Checks that the storage has one of `tokens`, and that just the others were revoked.
#[track_caller]
fn assert_one_alive(pages: &[&Page], tokens: &[&str]) {
    for page in pages {
        page.wait();
    }
    let alive = stored(pages[0]).1;
    let revoked: Vec<_> = pages.iter().flat_map(|page| revoked(page)).collect();
    for token in tokens {
        let is_revoked = revoked.iter().any(|it| it == token);
        assert_ne!(alive == *token, is_revoked, "{token} of {revoked:?}");
    }
    for page in pages {
        assert_eq!(page.token(), alive);
    }
}

#[test]
fn a_login_after_that_of_another_user_revokes_the_others_token() {
    let logins: [fn(&Page) -> crate::support::promise::Promise; 2] = [
        |page| page.login("alice"),
        |page| page.login_with_token("alice_token"),
    ];
    for login in logins {
        let page = Page::ready();
        page.script().next(PUT, [Reply::Held]);
        let promise = login(&page);
        store(&page, "bob", "bob_token");
        page.last_sent().release(Reply::Usual);
        page.run();
        assert_eq!(promise.value()["uid"], "alice");
        assert_one_alive(&[&page], &["alice_token", "bob_token"]);
        assert_eq!(stored(&page).0, "alice");
    }
}

#[test]
fn a_login_after_that_of_the_same_user_leaves_one_token() {
    let logins: [fn(&Page) -> crate::support::promise::Promise; 2] = [
        |page| page.login("alice"),
        |page| page.login_with_token("alice_token"),
    ];
    for login in logins {
        let page = Page::ready();
        let other = fresh_token("alice", 1);
        page.script().next(PUT, [Reply::Held]);
        let promise = login(&page);
        store(&page, "alice", &other);
        page.last_sent().release(Reply::Usual);
        page.run();
        assert_eq!(promise.value()["uid"], "alice");
        assert_one_alive(&[&page], &["alice_token", &other]);
    }
}

#[test]
fn a_session_that_another_tab_has_overwritten_unseen_leaves_one_token() {
    let page = Page::logged_in("alice");
    let own = page.token().as_str().expect("a token").to_owned();
    let other = fresh_token("alice", 1);
    store(&page, "alice", &other);
    for _ in 0..2 {
        page.look_again(None);
        page.wait();
    }
    // Once.
    assert_eq!(revoked(&page), [own.as_str()]);
    assert_one_alive(&[&page], &[&own, &other]);
}

#[test]
fn a_login_after_that_of_the_same_user_and_token_revokes_nothing() {
    let page = Page::ready();
    page.script().next(PUT, [Reply::Held]);
    let promise = page.login_with_token("alice_token");
    store(&page, "alice", "alice_token");
    page.last_sent().release(Reply::Usual);
    page.wait();
    assert_eq!(promise.value()["uid"], "alice");
    page.assert_logged_in("alice");
    assert!(revoked(&page).is_empty());
}

#[test]
fn a_login_stands_though_another_tab_has_logged_out_meanwhile() {
    let page = Page::logged_in("bob");
    page.script().next(PUT, [Reply::Held]);
    let promise = page.login("alice");
    page.local().remove("app1:common_store/user");
    page.last_sent().release(Reply::Usual);
    page.wait();
    assert_eq!(promise.value()["uid"], "alice");
    page.assert_logged_in("alice");
    assert!(revoked(&page).is_empty());
}

#[test]
fn a_login_that_fails_leaves_another_tabs_session() {
    let page = Page::ready();
    page.script().next(PUT, [Reply::Held]);
    let promise = page.login("alice");
    store(&page, "bob", "bob_token");
    page.last_sent()
        .release(Reply::error(403, "AUTH_ERR_NO_ACCESS"));
    page.wait();
    promise.error();
    assert_eq!(stored(&page), (json!("bob"), json!("bob_token")));
    page.assert_logged_in("bob");
    assert_eq!(revoked(&page), [token_of("alice")]);
}

#[test]
fn a_login_that_was_given_up_leaves_another_tabs_session() {
    let page = Page::ready();
    page.script().next(POST, [Reply::Held]);
    let promise = page.login("alice");
    page.client.abandon(&promise);
    store(&page, "bob", "bob_token");
    page.release(0, Reply::Usual);
    page.wait();
    assert_eq!(promise.code(), "LOGIN_CANCELLED");
    page.assert_logged_in("bob");
    assert_eq!(revoked(&page), [token_of("alice")]);
}

#[test]
fn a_logout_ends_the_session_that_is_stored() {
    let page = Page::logged_in("alice");
    store(&page, "bob", "bob_token");
    page.logout().value();
    page.wait();
    page.assert_logged_out();
    assert_eq!(revoked(&page), ["bob_token"]);
}

#[test]
fn a_revocation_spares_a_token_that_is_in_use_again() {
    let page = Page::logged_in("alice");
    page.script().next(DELETE, [Reply::Offline]);
    page.logout().value();
    store(&page, "alice", "alice_token");
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
                let route = format!("POST /users/{uid}/auth_tokens");
                let made = json!({ "uid": uid, "authToken": token });
                tab.script().next(&route, [Reply::data(made)]);
                tab.script().next(PUT, [Reply::Held]);
                tab.login(uid);
                tokens.push(token);
            }
            for index in order {
                tabs[index].release(1, Reply::Usual);
                tabs[index].run();
                for tab in &tabs {
                    tab.look_again(None);
                }
            }
            let pages: Vec<_> = tabs.iter().collect();
            let tokens: Vec<_> = tokens.iter().map(String::as_str).collect();
            assert_one_alive(&pages, &tokens);
        }
    }
}

#[test]
fn a_storage_that_cannot_be_read_meanwhile_changes_nothing() {
    let page = Page::logged_in("alice");
    page.script().next(PUT, [Reply::Held]);
    let promise = update(&page);
    page.local().fail(Faults {
        get_throws: true,
        ..Faults::default()
    });
    page.release(0, Reply::Usual);
    page.wait();
    assert_eq!(promise.value()["name"], "New");
    assert_eq!(page.user()["name"], "New");
    assert_eq!(page.token(), token_of("alice"));
    assert!(page.events().is_empty());
}

/// Why a token may be left by a logout that another tab had not seen yet (docs/security.md): the tab
/// that finds the storage empty sees the same in each case, and its token is dead already in the first,
/// left alive in the second, and needed in the third.
#[test]
fn a_tab_cannot_tell_which_logout_has_emptied_the_storage() {
    let mut observed = Vec::new();
    for (seen_by_other, comes_back) in [("bob", false), ("alice", false), ("alice", true)] {
        let page = Page::logged_in("alice");
        page.login("bob").value();
        page.wait();
        let kept = page.stored(USER).expect("a session");
        page.forget();

        let other = Page::logged_in(seen_by_other);
        other.logout().value();
        other.wait();
        assert_eq!(revoked(&other), [token_of(seen_by_other)]);

        page.local().clear();
        page.look_again(None);
        page.wait();
        observed.push((page.events(), page.routes()));
        if comes_back {
            // The browser had shown the other's logout before this tab's own login, which was later.
            page.store(USER, kept);
            page.look_again(None);
            page.assert_logged_in("bob");
        } else {
            page.assert_logged_out();
        }
    }
    assert_eq!(observed[0], (vec!["logoutSuccess"], Vec::<String>::new()));
    assert!(observed.iter().all(|it| *it == observed[0]));
}
