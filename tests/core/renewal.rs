//! Sessions that heal: what becomes of a call, and of the session, when the server does not know the
//! token any more.

use serde_json::{Value, json};

use crate::support::promise::Promise;
use crate::support::server::user_of;
use crate::support::signal::Signal;
use crate::support::tokens::fresh_token;
use crate::support::{
    Given, KEY, Page, Promised as _, Reply, Tokens, UserCall, doubly_stringified, none, token_of,
};

const GET: &str = "GET /users/bob";
const PUT: &str = "PUT /me";
const DELETE: &str = "DELETE /me";
const LOST: &str = "AUTH_ERR_AUTH_TOKEN_NOT_FOUND";

fn lost() -> Reply {
    Reply::error(401, LOST)
}

fn get(page: &Page) -> Promise {
    page.user_call(UserCall::Get, json!("bob"), none())
}

/// What was asked of a function for Alice's tokens, in short.
fn reasons(tokens: &Tokens) -> Vec<Value> {
    let asked = tokens.asked().into_iter();
    asked
        .map(|request| {
            assert_eq!(request["uid"], "alice");
            request["reason"].clone()
        })
        .collect()
}

/// The token that each request carried.
fn carried(page: &Page) -> Vec<String> {
    let sent = page.sent().into_iter();
    sent.map(|sent| sent.header("authtoken").to_owned())
        .collect()
}

/// Alice, logged in by a function.
fn alice() -> (Page, Tokens) {
    let tokens = Tokens::default();
    (Page::ensured("alice", &tokens), tokens)
}

/// A session as another tab stores it.
fn stored(uid: &str, token: &str) -> String {
    let mut user = user_of(uid);
    user["authToken"] = json!(token);
    doubly_stringified(&user)
}

#[test]
fn a_call_that_meets_a_dead_token_is_repeated_with_a_new_one() {
    let (page, tokens) = alice();
    let fresh = fresh_token("alice", 1);
    tokens.next_token(&fresh);
    page.script().next(GET, [lost()]);
    assert_eq!(get(&page).value()["uid"], "bob");
    assert_eq!(page.routes(), [GET, PUT, GET]);
    assert_eq!(
        carried(&page),
        [token_of("alice"), fresh.clone(), fresh.clone()]
    );
    assert_eq!(reasons(&tokens), ["login", "expired"]);
    assert_eq!(page.user()["uid"], "alice");
    assert_eq!(page.token(), fresh);
    assert!(page.stored("common_store/user").unwrap().contains(&fresh));
    page.wait();
    // Nothing is left of the old token that could be revoked.
    assert_eq!(page.sent().len(), 3);
    assert!(!page.events().contains(&"logoutSuccess"));
    assert_eq!(page.unfinished(), 0);
}

#[test]
fn whatever_the_status_the_code_counts() {
    for status in [200, 400, 401, 403, 404, 500] {
        let (page, tokens) = alice();
        tokens.next_token(fresh_token("alice", 1));
        page.script().next(GET, [Reply::error(status, LOST)]);
        assert_eq!(get(&page).value()["uid"], "bob", "{status}");
    }
}

#[test]
fn every_call_in_the_name_of_the_user_heals() {
    type Call = (&'static str, fn(&Page) -> Promise);
    let calls: [Call; 3] = [
        (GET, get),
        (PUT, |page| {
            page.user_call(UserCall::UpdateCurrent, json!({ "name": "New" }), none())
        }),
        ("GET /users/alice", Page::check_session),
    ];
    for (route, call) in calls {
        let (page, tokens) = alice();
        let fresh = fresh_token("alice", 1);
        tokens.next_token(&fresh);
        page.script().next(route, [lost()]);
        call(&page).value();
        assert_eq!(page.routes(), [route, PUT, route]);
        assert_eq!(page.token(), fresh);
        assert_eq!(reasons(&tokens), ["login", "expired"]);
    }
}

#[test]
fn calls_with_a_key_have_nothing_to_heal() {
    let (page, tokens) = alice();
    page.script().next("PUT /users/bob", [lost()]);
    let user = json!({ "uid": "bob", "name": "Bob" });
    let promise = page.user_call(UserCall::Update, user, KEY);
    assert_eq!(promise.code(), LOST);
    assert_eq!(reasons(&tokens), ["login"]);
    page.assert_logged_in("alice");
}

#[test]
fn two_calls_share_a_new_token() {
    let (page, tokens) = alice();
    tokens.next_token(fresh_token("alice", 1));
    page.script().next(GET, [lost(), lost()]);
    let call = || UserCall::Get.of(json!("bob"), none());
    let first = page.client.user_call(call());
    let second = page.client.user_call(call());
    page.run();
    assert_eq!(
        (first.value(), second.value()),
        (user_of("bob"), user_of("bob"))
    );
    assert_eq!(reasons(&tokens), ["login", "expired"]);
    assert_eq!(page.routes(), [GET, GET, PUT, GET, GET]);
}

#[test]
fn a_call_that_learns_of_it_later_uses_the_new_token() {
    let (page, tokens) = alice();
    let fresh = fresh_token("alice", 1);
    tokens.next_token(&fresh);
    page.script().next(GET, [Reply::Held, lost()]);
    let first = get(&page);
    let second = get(&page);
    assert_eq!(second.value()["uid"], "bob");
    page.release(0, lost());
    page.run();
    assert_eq!(first.value()["uid"], "bob");
    assert_eq!(page.last_sent().header("authtoken"), fresh);
    assert_eq!(reasons(&tokens), ["login", "expired"]);
    assert_eq!(page.token(), fresh);
}

#[test]
fn ensuring_meanwhile_shares_the_new_token() {
    let (page, tokens, later) = (alice(), Tokens::default(), Signal::new());
    let (page, old) = page;
    old.next([Given::Held(later.clone())]);
    page.script().next(GET, [lost()]);
    let call = get(&page);
    let ensured = page.ensure_with("alice", &tokens);
    assert!(ensured.is_pending());
    later.give(json!(fresh_token("alice", 1)));
    page.run();
    assert_eq!(call.value()["uid"], "bob");
    assert_eq!(ensured.value()["uid"], "alice");
    assert!(tokens.asked().is_empty());
    assert_eq!(page.token(), fresh_token("alice", 1));
}

#[test]
fn the_next_dead_token_is_replaced_again() {
    let (page, tokens) = alice();
    for count in 1..=3 {
        tokens.next_token(fresh_token("alice", count));
        page.script().next(GET, [lost()]);
        get(&page).value();
        assert_eq!(page.token(), fresh_token("alice", count));
    }
    assert_eq!(reasons(&tokens), ["login", "expired", "expired", "expired"]);
}

// Where there is no new token.

/// Checks that a call has failed, and that nobody is logged in any more, which was told once.
#[track_caller]
fn assert_over(page: &Page, call: &Promise) {
    assert_eq!(call.code(), LOST);
    // The listeners were told before.
    assert_eq!(page.log().lines().last().unwrap(), "rejected");
    page.assert_logged_out();
    let logouts = page.events().into_iter();
    assert_eq!(logouts.filter(|it| *it == "logoutSuccess").count(), 1);
    page.wait();
    assert!(!page.routes().contains(&DELETE.to_owned()));
    assert_eq!(page.unfinished(), 0);
}

#[test]
fn a_function_that_fails_ends_the_session() {
    let cases = [
        Given::Thrown,
        Given::Value(json!(null)),
        Given::Value(json!("")),
        Given::Value(json!({})),
        Given::Value(json!("a\nb")),
    ];
    for given in cases {
        let (page, tokens) = alice();
        tokens.next([given]);
        page.script().next(GET, [lost()]);
        let call = get(&page);
        assert_over(&page, &call);
        assert_eq!(page.routes(), [GET]);
        assert_eq!(reasons(&tokens), ["login", "expired"]);
    }
}

#[test]
fn the_dead_token_again_ends_the_session() {
    let (page, tokens) = alice();
    page.script().next(GET, [lost()]);
    // The function gives the usual token, which is the dead one.
    let call = get(&page);
    assert_over(&page, &call);
    assert_eq!(page.routes(), [GET]);
    assert_eq!(reasons(&tokens), ["login", "expired"]);
}

#[test]
fn a_function_that_never_answers_ends_the_session() {
    let (page, tokens) = alice();
    tokens.next([Given::Never]);
    page.script().next(GET, [lost()]);
    let call = get(&page);
    page.advance(19_999.0);
    assert!(call.is_pending());
    assert_eq!(page.user()["uid"], "alice");
    page.advance(1.0);
    assert_over(&page, &call);
}

#[test]
fn a_token_of_somebody_else_ends_the_session() {
    let (page, tokens) = alice();
    tokens.next_token("mallory_token");
    page.script().next(GET, [lost()]);
    let call = get(&page);
    assert_over(&page, &call);
    assert_eq!(page.routes(), [GET, PUT]);
}

#[test]
fn a_new_token_that_the_server_refuses_ends_the_session() {
    for code in [LOST, "AUTH_ERR_NO_ACCESS", "ERR_UID_NOT_FOUND"] {
        let (page, tokens) = alice();
        tokens.next_token(fresh_token("alice", 1));
        page.script().next(GET, [lost()]);
        page.script().next(PUT, [Reply::error(401, code)]);
        let call = get(&page);
        assert_over(&page, &call);
        assert_eq!(page.routes(), [GET, PUT]);
    }
}

#[test]
fn a_new_token_that_dies_at_once_ends_the_session() {
    let (page, tokens) = alice();
    for count in 1..3 {
        tokens.next_token(fresh_token("alice", count));
    }
    page.script().next(GET, [lost(), lost()]);
    let call = get(&page);
    assert_over(&page, &call);
    assert_eq!(page.routes(), [GET, PUT, GET]);
    assert_eq!(reasons(&tokens), ["login", "expired"]);
}

#[test]
fn without_a_function_the_session_ends() {
    let ways: [fn(&Page); 5] = [
        |page| drop(page.login("alice").value()),
        |page| drop(page.login_with_token("alice_token").value()),
        |page| {
            drop(
                page.ensure(json!({ "uid": "alice", "authKey": KEY }))
                    .value(),
            )
        },
        |page| {
            let request = json!({ "uid": "alice", "authToken": "alice_token" });
            page.ensure(request).value();
        },
        // What was ensured last counts.
        |page| {
            page.ensure_with("alice", &Tokens::default()).value();
            page.ensure(json!({ "uid": "alice", "authKey": KEY }))
                .value();
        },
    ];
    for way in ways {
        let page = Page::ready();
        way(&page);
        page.forget();
        page.script().next(GET, [lost()]);
        let call = get(&page);
        assert_over(&page, &call);
        assert_eq!(page.events(), ["logoutSuccess"]);
        assert_eq!(page.routes(), [GET]);
    }
}

#[test]
fn a_function_for_another_user_is_not_asked() {
    let (page, tokens) = alice();
    page.login("carol").value();
    page.wait();
    page.forget();
    page.script().next(GET, [lost()]);
    get(&page).error();
    page.assert_logged_out();
    assert_eq!(reasons(&tokens), ["login"]);
}

#[test]
fn a_function_for_another_app_is_not_asked() {
    let (page, tokens) = alice();
    page.init("app2", Value::Null).value();
    page.login("alice").value();
    page.wait();
    page.forget();
    page.script().next(GET, [lost()]);
    get(&page).error();
    assert_eq!(page.user(), Value::Null);
    assert_eq!(reasons(&tokens), ["login"]);
}

#[test]
fn a_function_is_forgotten_with_a_logout() {
    let (page, tokens) = alice();
    page.logout().value();
    page.login("alice").value();
    page.wait();
    page.forget();
    page.script().next(GET, [lost()]);
    let call = get(&page);
    assert_over(&page, &call);
    assert_eq!(reasons(&tokens), ["login"]);
}

#[test]
fn the_function_that_came_last_is_asked() {
    let (page, old) = alice();
    let tokens = Tokens::default();
    page.ensure_with("alice", &tokens).value();
    assert!(tokens.asked().is_empty());
    tokens.next_token(fresh_token("alice", 1));
    page.script().next(GET, [lost()]);
    get(&page).value();
    assert_eq!(reasons(&tokens), ["expired"]);
    assert_eq!(reasons(&old), ["login"]);
}

#[test]
fn a_function_for_the_user_in_another_case_is_asked() {
    let (page, tokens) = (Page::ready(), Tokens::default());
    tokens.next_token("alice_token");
    page.ensure_with("Alice", &tokens).value();
    tokens.next_token(fresh_token("alice", 1));
    page.script().next(GET, [lost()]);
    get(&page).value();
    assert_eq!(tokens.asked().len(), 2);
    assert_eq!(page.token(), fresh_token("alice", 1));
}

// Where it cannot be known yet.

#[test]
fn a_network_that_fails_meanwhile_keeps_the_session() {
    for failure in [
        Reply::Offline,
        Reply::Unsent,
        Reply::Held,
        Reply::Busy(429, 0.0),
        Reply::Text(502, "<html>".into()),
    ] {
        let (page, tokens) = alice();
        tokens.next_token(fresh_token("alice", 1));
        page.script().next(GET, [lost()]);
        page.script().next(PUT, vec![failure.clone(); 5]);
        let call = get(&page);
        page.wait();
        call.error();
        assert!(!page.events().contains(&"logoutSuccess"), "{failure:?}");
        page.assert_logged_in("alice");
        assert!(page.stored("common_store/user").is_some());
        assert_eq!(page.unfinished(), 0);
    }
}

#[test]
fn a_session_that_was_kept_heals_when_the_network_is_back() {
    let (page, tokens) = alice();
    let fresh = fresh_token("alice", 2);
    tokens.next_token(fresh_token("alice", 1));
    tokens.next_token(&fresh);
    page.script().next(GET, [lost(), lost()]);
    page.script().next(PUT, vec![Reply::Offline; 3]);
    let call = get(&page);
    page.wait();
    call.error();
    assert_eq!(get(&page).value()["uid"], "bob");
    assert_eq!(page.token(), fresh);
}

// What happens meanwhile.

#[test]
fn a_logout_meanwhile_counts() {
    let (page, tokens) = alice();
    let later = Signal::new();
    tokens.next([Given::Held(later.clone())]);
    page.script().next(GET, [lost()]);
    let call = get(&page);
    assert_eq!(page.logout().value()["success"], true);
    page.run();
    call.error();
    let fresh = fresh_token("alice", 1);
    later.give(json!(fresh));
    page.wait();
    page.assert_logged_out();
    let logouts = page.events().into_iter();
    assert_eq!(logouts.filter(|it| *it == "logoutSuccess").count(), 1);
    let mut revoked = page.sent();
    revoked.retain(|sent| sent.route() == DELETE);
    let revoked: Vec<_> = revoked.iter().map(|it| it.header("authtoken")).collect();
    assert_eq!(revoked, [token_of("alice"), fresh]);
}

#[test]
fn another_user_meanwhile_counts() {
    let (page, tokens) = alice();
    let later = Signal::new();
    tokens.next([Given::Held(later.clone())]);
    page.script().next(GET, [lost()]);
    let call = get(&page);
    let carol = Tokens::default();
    assert_eq!(page.ensure_with("carol", &carol).value()["uid"], "carol");
    later.give(json!(fresh_token("alice", 1)));
    page.wait();
    call.error();
    page.assert_logged_in("carol");
    assert!(!page.events().contains(&"logoutSuccess"));
}

#[test]
fn a_login_of_somebody_else_under_way_keeps_the_session_for_now() {
    let (page, tokens) = alice();
    page.script().next(GET, [lost()]);
    page.script()
        .next("POST /users/carol/auth_tokens", [Reply::Held]);
    let login = page.login("carol");
    let call = get(&page);
    call.error();
    assert_eq!(reasons(&tokens), ["login"]);
    assert_eq!(page.user()["uid"], "alice");
    page.release(0, Reply::Usual);
    page.wait();
    assert_eq!(login.value()["uid"], "carol");
    page.assert_logged_in("carol");
}

#[test]
fn a_call_that_is_given_up_is_not_repeated() {
    let (page, tokens) = alice();
    let later = Signal::new();
    tokens.next([Given::Held(later.clone())]);
    page.script().next(GET, [lost()]);
    let call = get(&page);
    page.client.abandon(&call);
    later.give(json!(fresh_token("alice", 1)));
    page.wait();
    assert_eq!(page.routes(), [GET, PUT]);
    assert_eq!(page.token(), fresh_token("alice", 1));
}

#[test]
fn a_session_that_ends_in_an_app_that_is_left_is_nothing_to_the_listeners() {
    let page = Page::logged_in("alice");
    page.script().next(GET, [Reply::Held]);
    let call = get(&page);
    page.init("app2", Value::Null).value();
    page.login("carol").value();
    let told = page.events();
    page.release(0, lost());
    page.run();
    assert_eq!(call.code(), LOST);
    assert_eq!(page.events(), told);
    assert_eq!(page.user()["uid"], "carol");
    assert_eq!(page.stored("common_store/user"), None);
}

#[test]
fn nobody_is_logged_in_again_in_an_app_that_is_left() {
    let (page, tokens) = alice();
    page.script().next(GET, [Reply::Held]);
    let call = get(&page);
    page.init("app2", Value::Null).value();
    let told = page.events();
    page.release(0, lost());
    page.run();
    assert_eq!(call.code(), LOST);
    assert_eq!(reasons(&tokens), ["login"]);
    assert_eq!(page.events(), told);
    assert_eq!(page.user(), Value::Null);
    // It is once the page is back.
    page.init("app1", Value::Null).value();
    page.script().next(GET, [lost()]);
    tokens.next_token(fresh_token("alice", 1));
    assert_eq!(get(&page).value()["uid"], "bob");
    assert_eq!(reasons(&tokens), ["login", "expired"]);
}

#[test]
fn an_app_that_is_left_meanwhile_keeps_its_session() {
    let (page, tokens) = alice();
    let later = Signal::new();
    tokens.next([Given::Held(later.clone())]);
    page.script().next(GET, [lost()]);
    let call = get(&page);
    page.init("app2", Value::Null).value();
    later.give(json!(fresh_token("alice", 1)));
    page.wait();
    call.error();
    assert_eq!(page.user(), Value::Null);
    let kept = page.stored("common_store/user").expect("a session");
    assert!(kept.contains(&token_of("alice")), "{kept}");
    assert!(!page.events().contains(&"logoutSuccess"));
}

// Tabs.

#[test]
fn the_new_token_of_another_tab_is_used() {
    let (page, tokens) = alice();
    let fresh = fresh_token("alice", 1);
    page.script().next(GET, [Reply::Held]);
    let call = get(&page);
    page.store("common_store/user", stored("alice", &fresh));
    page.release(0, lost());
    page.run();
    assert_eq!(call.value()["uid"], "bob");
    assert_eq!(carried(&page), [token_of("alice"), fresh.clone()]);
    assert_eq!(reasons(&tokens), ["login"]);
    assert_eq!(page.token(), fresh);
    assert!(!page.events().contains(&"logoutSuccess"));
}

#[test]
fn the_new_token_of_another_tab_needs_no_function() {
    let page = Page::logged_in("alice");
    page.script().next(GET, [Reply::Held]);
    let call = get(&page);
    page.store(
        "common_store/user",
        stored("alice", &fresh_token("alice", 1)),
    );
    page.release(0, lost());
    page.run();
    assert_eq!(call.value()["uid"], "bob");
    assert_eq!(carried(&page), [token_of("alice"), fresh_token("alice", 1)]);
    assert_eq!(page.token(), fresh_token("alice", 1));
    assert!(!page.events().contains(&"logoutSuccess"));
}

#[test]
fn a_login_under_way_does_not_give_way_to_another_tabs_session_that_has_died() {
    let (page, tokens) = (Page::ready(), Tokens::default());
    let theirs = fresh_token("alice", 1);
    page.script()
        .next("POST /users/alice/auth_tokens", [Reply::Held]);
    let login = page.login("alice");
    page.start_ensure_with("alice", &tokens);
    page.store("common_store/user", stored("alice", &theirs));
    page.script().next(GET, [lost()]);
    let call = get(&page);
    assert_eq!(carried(&page).last(), Some(&theirs));
    page.release(0, Reply::Usual);
    page.run();
    assert_eq!(login.value()["uid"], "alice");
    assert_eq!(call.value()["uid"], "bob");
    assert_eq!(carried(&page).last(), Some(&token_of("alice")));
    assert_eq!(page.token(), token_of("alice"));
    assert!(tokens.asked().is_empty());
    page.wait();
    assert!(!page.routes().iter().any(|it| it == DELETE));
}

#[test]
fn a_new_token_that_another_tab_replaced_is_replaced_again() {
    let (page, tokens) = alice();
    tokens.next_token(fresh_token("alice", 1));
    page.script().next(GET, [lost(), Reply::Held]);
    let call = get(&page);
    page.run();
    // The other tab did not see that session, and this one has revoked what was overwritten.
    let theirs = fresh_token("alice", 2);
    page.store("common_store/user", stored("alice", &theirs));
    let held = page.sent().len() - 1;
    page.release(held, lost());
    page.run();
    assert_eq!(call.value()["uid"], "bob");
    assert_eq!(carried(&page).last(), Some(&theirs));
    assert_eq!(reasons(&tokens), ["login", "expired"]);
    assert_eq!(page.token(), theirs);
    assert!(!page.events().contains(&"logoutSuccess"));
}

#[test]
fn a_logout_in_another_tab_counts() {
    let (page, tokens) = alice();
    page.script().next(GET, [Reply::Held]);
    let call = get(&page);
    page.local().remove("app1:common_store/user");
    page.release(0, lost());
    page.wait();
    call.error();
    assert_eq!(page.user(), Value::Null);
    assert_eq!(reasons(&tokens), ["login"]);
    assert_eq!(page.events(), ["logoutSuccess"]);
    assert_eq!(page.routes(), [GET]);
}

#[test]
fn a_user_of_another_tab_counts() {
    let (page, tokens) = alice();
    page.script().next(GET, [Reply::Held]);
    let call = get(&page);
    page.store("common_store/user", stored("carol", "carol_token"));
    page.release(0, lost());
    page.wait();
    call.error();
    page.assert_logged_in("carol");
    assert_eq!(reasons(&tokens), ["login"]);
    assert_eq!(page.events(), ["loginSuccess"]);
    assert_eq!(page.routes(), [GET]);
}

#[test]
fn two_tabs_that_meet_the_dead_token_end_with_one_session() {
    let (one, here) = alice();
    let (other, there) = (one.other_tab(), Tokens::default());
    other.ensure_with("alice", &there).value();
    here.next_token(fresh_token("alice", 1));
    there.next_token(fresh_token("alice", 2));
    one.script().next(GET, [lost()]);
    one.script().next(PUT, [Reply::Held]);
    other.script().next(GET, [lost()]);
    let (first, second) = (get(&one), get(&other));
    assert_eq!(second.value()["uid"], "bob");
    one.release(1, Reply::Usual);
    one.wait();
    assert_eq!(first.value()["uid"], "bob");
    other.look_again(None);
    other.wait();
    assert_eq!(one.token(), other.token());
    let alive = one.token();
    let mut revoked: Vec<_> = one.sent().into_iter().chain(other.sent()).collect();
    revoked.retain(|sent| sent.route() == DELETE);
    let revoked: Vec<_> = revoked.iter().map(|it| it.header("authtoken")).collect();
    // No token is left that nobody owns.
    for token in [fresh_token("alice", 1), fresh_token("alice", 2)] {
        assert_ne!(alive == json!(token), revoked.contains(&&*token), "{token}");
    }
}

// ---- Another tab, while a token is renewed ----

/// What another tab may do: what it stores, and the session that there is afterwards.
type Elsewhere = (
    Option<(&'static str, &'static str)>,
    &'static [&'static str],
);

const ELSEWHERE: [Elsewhere; 3] = [
    (None, &["logoutSuccess"]),
    (Some(("carol", "carol_token")), &["loginSuccess"]),
    (Some(("bob", "bob_token")), &["loginSuccess"]),
];

/// Another tab does something, of which this one is not told.
fn does(page: &Page, session: Option<(&str, &str)>) {
    match session {
        Some((uid, token)) => page.store("common_store/user", stored(uid, token)),
        None => page.local().remove("app1:common_store/user"),
    }
}

/// Checks that a renewal has left no trace but the revocation of its own token.
fn gave_way(page: &Page, fresh: &str, (session, events): Elsewhere, call: &Promise) {
    assert_eq!(call.code(), LOST);
    assert_eq!(page.events(), events);
    let (uid, token) = session.unzip();
    assert_eq!(page.user()["uid"].as_str(), uid);
    assert_eq!(page.token().as_str(), token);
    let text = page.stored("common_store/user");
    assert_eq!(text, session.map(|(uid, token)| stored(uid, token)));
    page.wait();
    let last = page.last_sent();
    assert_eq!((&*last.route(), last.header("authtoken")), (DELETE, fresh));
    let revocations = page.routes().iter().filter(|it| *it == DELETE).count();
    assert_eq!(revocations, 1);
    assert!(page.client.snapshot().error.is_none());
    assert_eq!(page.unfinished(), 0);
}

#[test]
fn another_tab_stands_while_the_function_is_asked() {
    for elsewhere in ELSEWHERE {
        let (page, tokens) = alice();
        let later = Signal::new();
        tokens.next([Given::Held(later.clone())]);
        page.script().next(GET, [lost()]);
        let call = get(&page);
        does(&page, elsewhere.0);
        later.give(json!("alice_fresh"));
        page.run();
        assert_eq!(page.routes(), [GET, DELETE]);
        gave_way(&page, "alice_fresh", elsewhere, &call);
    }
}

#[test]
fn another_tab_stands_while_the_login_is_answered() {
    for answer in [
        Reply::Usual,
        Reply::TooLarge,
        Reply::Offline,
        Reply::Busy(429, 0.0),
        lost(),
    ] {
        for elsewhere in ELSEWHERE {
            let (page, tokens) = alice();
            let fresh = fresh_token("alice", 1);
            tokens.next_token(&fresh);
            page.script().next(GET, [lost()]);
            page.script().next(PUT, [Reply::Held]);
            let call = get(&page);
            does(&page, elsewhere.0);
            page.release(1, answer.clone());
            page.run();
            assert_eq!(page.routes(), [GET, PUT, DELETE]);
            gave_way(&page, &fresh, elsewhere, &call);
        }
    }
}

#[test]
fn another_tab_stands_while_the_login_waits_to_be_repeated() {
    for elsewhere in ELSEWHERE {
        let (page, tokens) = alice();
        let fresh = fresh_token("alice", 1);
        tokens.next_token(&fresh);
        page.script().next(GET, [lost()]);
        page.script().next(PUT, [Reply::Busy(429, 1_000.0)]);
        let call = get(&page);
        does(&page, elsewhere.0);
        page.advance(5_000.0);
        assert_eq!(page.routes(), [GET, PUT, DELETE]);
        gave_way(&page, &fresh, elsewhere, &call);
    }
}

#[test]
fn another_tab_stands_before_the_function_fails() {
    for elsewhere in ELSEWHERE {
        let (page, tokens) = alice();
        let later = Signal::new();
        tokens.next([Given::Held(later.clone())]);
        page.script().next(GET, [lost()]);
        let call = get(&page);
        does(&page, elsewhere.0);
        later.give(json!(""));
        page.run();
        assert_eq!(call.code(), LOST);
        assert_eq!(page.events(), elsewhere.1);
        assert_eq!(page.routes(), [GET]);
        assert!(page.client.snapshot().error.is_none());
    }
}

#[test]
fn the_token_that_another_tab_has_got_for_the_user_is_taken() {
    let (page, tokens) = alice();
    let later = Signal::new();
    tokens.next([Given::Held(later.clone())]);
    page.script().next(GET, [lost()]);
    let call = get(&page);
    does(&page, Some(("alice", "alice_token_token")));
    page.look_again(None);
    page.run();
    // It need not wait for its own.
    assert_eq!(call.value()["uid"], "bob");
    later.give(json!("alice_fresh"));
    page.run();
    assert_eq!(page.token(), "alice_token_token");
    assert_eq!(
        carried(&page),
        [&*token_of("alice"), "alice_token_token", "alice_fresh"]
    );
    assert_eq!(page.routes(), [GET, GET, DELETE]);
}

#[test]
fn a_token_that_the_function_gave_to_both_tabs_is_not_revoked() {
    let (page, tokens) = alice();
    let later = Signal::new();
    tokens.next([Given::Held(later.clone())]);
    page.script().next(GET, [lost()]);
    let call = get(&page);
    does(&page, Some(("alice", "alice_token_token")));
    later.give(json!("alice_token_token"));
    page.run();
    assert_eq!(call.value()["uid"], "bob");
    page.wait();
    assert_eq!(page.routes(), [GET, GET]);
    assert_eq!(page.token(), "alice_token_token");
}

#[test]
fn what_another_tab_changes_of_the_user_stops_no_renewal() {
    let (page, tokens) = alice();
    let fresh = fresh_token("alice", 1);
    let later = Signal::new();
    tokens.next([Given::Held(later.clone())]);
    page.script().next(GET, [lost()]);
    let call = get(&page);
    let mut user = user_of("alice");
    user["authToken"] = json!(token_of("alice"));
    user["name"] = json!("New");
    page.store("common_store/user", doubly_stringified(&user));
    later.give(json!(fresh));
    page.run();
    assert_eq!(call.value()["uid"], "bob");
    assert_eq!(page.token(), fresh);
}

#[test]
fn a_renewal_that_somebody_asks_for_is_a_login() {
    let (page, tokens) = alice();
    let fresh = fresh_token("alice", 1);
    let later = Signal::new();
    tokens.next([Given::Held(later.clone())]);
    page.script().next(GET, [lost()]);
    get(&page);
    let promise = page.start_ensure_with("alice", &tokens);
    does(&page, Some(("carol", "carol_token")));
    later.give(json!(fresh));
    page.run();
    assert_eq!(promise.value()["uid"], "alice");
    assert_eq!(page.token(), fresh);
    let mut revoked = page.sent().into_iter().filter(|it| it.route() == DELETE);
    assert_eq!(revoked.next().unwrap().header("authtoken"), "carol_token");
    assert!(revoked.next().is_none());
}

// ---- Who is told, and who still waits ----

#[test]
fn a_renewal_that_fails_is_seen() {
    for given in [Given::Thrown, Given::Value(json!("")), Given::Never] {
        let (page, tokens) = alice();
        tokens.next([given]);
        page.script().next(GET, [lost()]);
        let call = get(&page);
        page.advance(20_000.0);
        assert_eq!(call.code(), LOST);
        assert_eq!(page.events(), ["loginFailure", "logoutSuccess"]);
        assert_eq!(tokens.errors(), ["AUTH_TOKEN_UNAVAILABLE"]);
        let snapshot = page.client.snapshot();
        assert_eq!(snapshot.status.name(), "loggedOut");
        let error = snapshot.error.unwrap().to_value();
        assert_eq!(error["code"], "AUTH_TOKEN_UNAVAILABLE");
    }
}

#[test]
fn a_renewal_that_fails_for_now_is_seen_and_the_session_stays() {
    let (page, tokens) = alice();
    page.script().next(GET, [lost()]);
    page.script().always(PUT, Reply::Offline);
    tokens.next_token("alice_fresh");
    get(&page);
    page.wait();
    assert_eq!(tokens.errors(), ["FAILED_TO_FETCH"]);
    let snapshot = page.client.snapshot();
    assert_eq!(snapshot.status.name(), "loggedIn");
    assert_eq!(
        snapshot.error.unwrap().to_value()["code"],
        "FAILED_TO_FETCH"
    );
}

#[test]
fn only_who_asked_last_hears_of_a_renewal_that_fails() {
    let (page, tokens) = alice();
    let last = Tokens::default();
    page.ensure_with("alice", &last);
    last.next([Given::Thrown]);
    page.script().next(GET, [lost()]);
    get(&page);
    assert_eq!(last.errors(), ["AUTH_TOKEN_UNAVAILABLE"]);
    assert_eq!(tokens.errors(), [] as [Value; 0]);
    // A login that fails is told to whom it is for, by the promise.
    last.next([Given::Thrown]);
    assert_eq!(
        page.ensure_with("bob", &last).code(),
        "AUTH_TOKEN_UNAVAILABLE"
    );
    assert_eq!(last.errors().len(), 1);
}

#[test]
fn a_success_takes_the_error_of_a_renewal_away() {
    let (page, tokens) = alice();
    tokens.next([Given::Thrown]);
    page.script().next(GET, [lost()]);
    get(&page);
    assert!(page.client.snapshot().error.is_some());
    page.ensure_with("alice", &tokens).value();
    assert!(page.client.snapshot().error.is_none());
}

#[test]
fn the_signal_of_a_function_is_aborted_once_its_token_is_not_needed() {
    type Ending = fn(&Page);
    let endings: [Ending; 5] = [
        |page| drop(page.logout()),
        |page| drop(page.ensure(json!({ "uid": "carol", "authKey": KEY }))),
        |page| drop(page.init("app2", json!({}))),
        |page| page.client.dispose(),
        |page| {
            does(page, None);
            page.look_again(None);
        },
    ];
    for (number, end) in endings.into_iter().enumerate() {
        let (page, tokens) = alice();
        tokens.next([Given::Never]);
        page.script().next(GET, [lost()]);
        get(&page);
        assert_eq!(tokens.aborted(), [false, false]);
        end(&page);
        page.run();
        assert_eq!(tokens.aborted(), [false, true], "{number}");
    }
}

#[test]
fn the_signal_of_a_function_is_aborted_with_the_last_caller() {
    let (page, tokens) = (Page::ready(), Tokens::default());
    tokens.next([Given::Never]);
    let promise = page.ensure_with("alice", &tokens);
    page.ensure_with("alice", &tokens);
    page.client.abandon(&promise);
    page.run();
    assert_eq!(tokens.aborted(), [false]);
    page.client.abandon(&promise);
    page.run();
    assert_eq!(tokens.aborted(), [true]);
}

#[test]
fn the_signal_of_a_function_that_has_given_a_token_is_not_aborted() {
    let (page, tokens) = alice();
    page.logout();
    assert_eq!(tokens.aborted(), [false]);
}

#[test]
fn a_call_that_nobody_waits_for_renews_nothing() {
    let (page, tokens) = alice();
    page.script().next(GET, [Reply::Held]);
    let call = get(&page);
    page.client.abandon(&call);
    page.release(0, lost());
    page.run();
    assert_eq!(reasons(&tokens), ["login"]);
    assert_eq!(page.routes(), [GET]);
    // The next call does.
    page.assert_logged_in("alice");
    tokens.next_token(fresh_token("alice", 1));
    page.script().next(GET, [lost()]);
    assert_eq!(get(&page).value()["uid"], "bob");
    assert_eq!(reasons(&tokens), ["login", "expired"]);
}

#[test]
fn a_check_that_nobody_waits_for_says_nothing_of_a_dead_token() {
    let (page, tokens) = alice();
    page.script().next("GET /users/alice", [Reply::Held]);
    let check = page.check_session();
    page.client.abandon(&check);
    page.release(0, lost());
    page.run();
    assert_eq!(check.code(), "REQUEST_CANCELLED");
    assert_eq!(reasons(&tokens), ["login"]);
}
