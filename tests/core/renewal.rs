//! Sessions that heal: what becomes of a call, and of the session, when the server does not know the
//! token any more.

use crate::support::prelude::*;
use crate::support::signal::Signal;

/// The nth token in the place of Alice's.
fn fresh(count: usize) -> String {
    fresh_token("alice", count)
}

/// Alice, logged in by a function.
fn alice() -> (Page, Tokens) {
    let tokens = Tokens::default();
    (Page::ensured("alice", &tokens), tokens)
}

/// Alice, and a call that meets her dead token, in the place of which the function gives this.
fn dying(given: Given) -> (Page, Tokens, Promise) {
    let (page, tokens) = alice();
    tokens.next([given]);
    page.answer(GET, [Reply::lost()]);
    let call = page.get("bob");
    (page, tokens, call)
}

/// The same, while the function takes its time.
fn renewing() -> (Page, Promise, Signal<Value>) {
    let later = Signal::new();
    let (page, _, call) = dying(Given::Held(later.clone()));
    (page, call, later)
}

/// Alice, and a call that has no answer yet.
fn asking() -> (Page, Tokens, Promise) {
    let (page, tokens) = alice();
    page.hold(GET);
    let call = page.get("bob");
    (page, tokens, call)
}

/// Checks that nobody was told of a logout.
#[track_caller]
fn assert_no_logout(page: &Page) {
    assert!(!page.events().contains(&"logoutSuccess"));
}

#[test]
fn a_call_that_meets_a_dead_token_is_repeated_with_a_new_one() {
    let (page, tokens, call) = dying(Given::token(fresh(1)));
    assert_eq!(call.value()["uid"], "bob");
    assert_eq!(page.routes(), [GET, PUT, GET]);
    assert_eq!(page.carried(), [token_of("alice"), fresh(1), fresh(1)]);
    assert_eq!(tokens.reasons(), ["login", "expired"]);
    assert_eq!(tokens.asked()[1]["uid"], "alice");
    assert_eq!(page.user()["uid"], "alice");
    assert_eq!(page.token(), fresh(1));
    assert_eq!(page.stored_session().1, fresh(1));
    page.wait();
    // Nothing is left of the old token that could be revoked.
    assert_eq!(page.sent().len(), 3);
    assert_no_logout(&page);
    assert_eq!(page.unfinished(), 0);
}

#[test]
fn every_call_in_the_name_of_the_user_heals() {
    type Call = (&'static str, fn(&Page) -> Promise);
    let calls: [Call; 3] = [
        (GET, |page| page.get("bob")),
        (PUT, |page| page.rename("New")),
        ("GET /users/alice", Page::check_session),
    ];
    for (route, call) in calls {
        let (page, tokens) = alice();
        tokens.next_token(fresh(1));
        page.answer(route, [Reply::lost()]);
        assert!(call(&page).value()["uid"].is_string());
        assert_eq!(page.routes(), [route, PUT, route]);
        assert_eq!(page.token(), fresh(1));
        assert_eq!(tokens.reasons(), ["login", "expired"]);
    }
}

#[test]
fn calls_with_a_key_have_nothing_to_heal() {
    let (page, tokens) = alice();
    page.answer("PUT /users/bob", [Reply::lost()]);
    let user = json!({ "uid": "bob", "name": "Bob" });
    let promise = page.user_call(UserCall::Update, user, KEY);
    assert_eq!(promise.code(), LOST);
    assert_eq!(tokens.reasons(), ["login"]);
    page.assert_logged_in("alice");
}

#[test]
fn two_calls_share_a_new_token() {
    let (page, tokens) = alice();
    tokens.next_token(fresh(1));
    page.answer(GET, [Reply::lost(), Reply::lost()]);
    let call = || {
        page.client
            .user_call(UserCall::Get.of(json!("bob"), none()))
    };
    let calls = [call(), call()];
    page.run();
    assert_eq!(calls.map(|it| it.value()), [user_of("bob"), user_of("bob")]);
    assert_eq!(tokens.reasons(), ["login", "expired"]);
    assert_eq!(page.routes(), [GET, GET, PUT, GET, GET]);
}

#[test]
fn a_call_that_learns_of_it_later_uses_the_new_token() {
    let (page, tokens, first) = asking();
    tokens.next_token(fresh(1));
    page.answer(GET, [Reply::lost()]);
    assert_eq!(page.get("bob").value()["uid"], "bob");
    page.reply(Reply::lost());
    assert_eq!(first.value()["uid"], "bob");
    assert_eq!(page.carried().last(), Some(&fresh(1)));
    assert_eq!(tokens.reasons(), ["login", "expired"]);
    assert_eq!(page.token(), fresh(1));
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
    assert_eq!(page.revoked(), [""; 0]);
    assert_eq!(page.unfinished(), 0);
}

#[test]
fn a_function_that_fails_ends_the_session() {
    // The last is the usual token, which is the dead one.
    for given in jsons! { null, "", {}, "a\nb", "alice_token" }
        .map(Given::Value)
        .into_iter()
        .chain([Given::Thrown])
    {
        let (page, tokens, call) = dying(given);
        assert_over(&page, &call);
        assert_eq!(page.routes(), [GET]);
        assert_eq!(tokens.reasons(), ["login", "expired"]);
    }
}

#[test]
fn a_function_that_never_answers_ends_the_session() {
    let (page, _, call) = dying(Given::Never);
    page.advance(19_999.0);
    assert!(call.is_pending());
    assert_eq!(page.user()["uid"], "alice");
    page.advance(1.0);
    assert_over(&page, &call);
}

#[test]
fn a_new_token_that_is_of_no_use_ends_the_session() {
    let refused = |code| Reply::error(401, code);
    let (once, twice) = (vec![Reply::lost()], vec![Reply::lost(); 2]);
    let to_login: &[&str] = &[GET, PUT];
    // What the function gives, what the server says to calls and to the login, and what is sent.
    for (token, calls, login, routes) in [
        ("mallory_token".into(), &once, Reply::Usual, to_login),
        (fresh(1), &once, Reply::lost(), to_login),
        (fresh(1), &once, refused("AUTH_ERR_NO_ACCESS"), to_login),
        (fresh(1), &once, refused("ERR_UID_NOT_FOUND"), to_login),
        // It dies at once.
        (fresh(1), &twice, Reply::Usual, &[GET, PUT, GET]),
    ] {
        let (page, tokens) = alice();
        tokens.next([Given::token(token), Given::token(fresh(2))]);
        page.answer(GET, calls.clone());
        page.answer(PUT, [login]);
        let call = page.get("bob");
        assert_over(&page, &call);
        assert_eq!(page.routes(), routes);
        assert_eq!(tokens.reasons(), ["login", "expired"]);
    }
}

#[test]
fn a_new_token_that_dies_while_another_call_renews_it_keeps_the_session() {
    let (page, tokens) = alice();
    let later = Signal::new();
    tokens.next([Given::token(fresh(1)), Given::Held(later.clone())]);
    page.answer(GET, [Reply::lost(), Reply::Held, Reply::lost()]);
    let first = page.get("bob");
    let second = page.get("bob");
    page.reply(Reply::lost());
    assert_eq!(first.code(), LOST);
    assert_eq!(page.user()["uid"], "alice");
    later.give(json!(fresh(2)));
    page.run();
    assert_eq!(second.value()["uid"], "bob");
    assert_eq!(page.token(), fresh(2));
    assert_no_logout(&page);
}

#[test]
fn without_a_function_the_session_ends() {
    let with_key = || json!({ "uid": "alice", "authKey": KEY });
    let ways: [&dyn Fn(&Page) -> Promise; 5] = [
        &|page| page.login("alice"),
        &|page| page.login_with_token("alice_token"),
        &|page| page.ensure(with_key()),
        &|page| page.ensure(json!({ "uid": "alice", "authToken": "alice_token" })),
        // What was ensured last counts.
        &|page| {
            page.ensure_with("alice", &Tokens::default()).value();
            page.ensure(with_key())
        },
    ];
    for way in ways {
        let page = Page::ready();
        way(&page).value();
        page.forget();
        page.answer(GET, [Reply::lost()]);
        let call = page.get("bob");
        assert_over(&page, &call);
        assert_eq!(page.events(), ["logoutSuccess"]);
        assert_eq!(page.routes(), [GET]);
    }
}

#[test]
fn a_function_for_another_user_or_app_or_of_before_a_logout_is_not_asked() {
    let acts: [fn(&Page); 3] = [
        |page| drop(page.login("carol").value()),
        |page| {
            page.init("app2", Value::Null).value();
            page.login("alice").value();
        },
        |page| {
            page.logout().value();
            page.login("alice").value();
        },
    ];
    for act in acts {
        let (page, tokens) = alice();
        act(&page);
        page.wait();
        page.forget();
        page.answer(GET, [Reply::lost()]);
        assert_eq!(page.get("bob").code(), LOST);
        assert_eq!((page.user(), page.token()), (Value::Null, Value::Null));
        assert_eq!(page.events(), ["logoutSuccess"]);
        assert_eq!(tokens.reasons(), ["login"]);
        page.wait();
        assert_eq!(page.routes(), [GET]);
        assert_eq!(page.unfinished(), 0);
    }
}

#[test]
fn the_function_that_came_last_is_asked() {
    let (page, old) = alice();
    let tokens = Tokens::default();
    page.ensure_with("alice", &tokens).value();
    assert!(tokens.asked().is_empty());
    tokens.next_token(fresh(1));
    page.answer(GET, [Reply::lost()]);
    page.get("bob").value();
    assert_eq!(tokens.reasons(), ["expired"]);
    assert_eq!(old.reasons(), ["login"]);
}

#[test]
fn a_function_for_the_user_in_another_case_is_asked() {
    let (page, tokens) = (Page::ready(), Tokens::default());
    tokens.next(["alice_token".into(), fresh(1)].map(Given::token));
    page.ensure_with("Alice", &tokens).value();
    page.answer(GET, [Reply::lost()]);
    page.get("bob").value();
    assert_eq!(tokens.asked().len(), 2);
    assert_eq!(page.token(), fresh(1));
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
        tokens.next_token(fresh(1));
        page.answer(GET, [Reply::lost()]);
        page.answer(PUT, vec![failure.clone(); 5]);
        let call = page.get("bob");
        page.wait();
        call.error();
        assert!(!page.events().contains(&"logoutSuccess"), "{failure:?}");
        page.assert_logged_in("alice");
        assert!(page.stored("common_store/user").is_some());
        assert_eq!(page.unfinished(), 0);
    }
}

// What happens meanwhile.

#[test]
fn a_logout_meanwhile_counts() {
    let (page, call, later) = renewing();
    assert_eq!(page.logout().value()["success"], true);
    page.run();
    call.error();
    later.give(json!(fresh(1)));
    page.wait();
    page.assert_logged_out();
    let logouts = page.events().into_iter();
    assert_eq!(logouts.filter(|it| *it == "logoutSuccess").count(), 1);
    assert_eq!(page.revoked(), [token_of("alice"), fresh(1)]);
}

#[test]
fn a_login_of_somebody_else_under_way_keeps_the_session_for_now() {
    let (page, tokens) = alice();
    page.answer(GET, [Reply::lost()]);
    page.hold("POST /users/carol/auth_tokens");
    let login = page.login("carol");
    page.get("bob").error();
    assert_eq!(tokens.reasons(), ["login"]);
    assert_eq!(page.user()["uid"], "alice");
    page.reply(Reply::Usual);
    page.wait();
    assert_eq!(login.value()["uid"], "carol");
    page.assert_logged_in("carol");
}

#[test]
fn nobody_is_logged_in_again_in_an_app_that_is_left() {
    let (page, tokens, call) = asking();
    page.init("app2", Value::Null).value();
    let told = page.events();
    page.reply(Reply::lost());
    assert_eq!(call.code(), LOST);
    assert_eq!(tokens.reasons(), ["login"]);
    assert_eq!(page.events(), told);
    assert_eq!(page.user(), Value::Null);
    // It is once the page is back.
    page.init("app1", Value::Null).value();
    page.answer(GET, [Reply::lost()]);
    tokens.next_token(fresh(1));
    assert_eq!(page.get("bob").value()["uid"], "bob");
    assert_eq!(tokens.reasons(), ["login", "expired"]);
}

// Tabs.

#[test]
fn the_new_token_of_another_tab_is_used_and_needs_no_function() {
    let without = || (Page::logged_in("alice"), Tokens::default());
    for (page, tokens) in [alice(), without()] {
        page.hold(GET);
        let call = page.get("bob");
        page.other_tab_logs_in("alice", &fresh(1));
        page.reply(Reply::lost());
        assert_eq!(call.value()["uid"], "bob");
        assert_eq!(page.carried(), [token_of("alice"), fresh(1)]);
        assert!(!tokens.reasons().contains(&json!("expired")));
        assert_eq!(page.token(), fresh(1));
        assert_no_logout(&page);
    }
}

// ---- Another tab, while a token is renewed ----

/// What another tab may do: whose session it stores, and what the listeners hear of it.
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
        Some((uid, token)) => page.other_tab_logs_in(uid, token),
        None => page.other_tab_logs_out(),
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
    assert_eq!(text, session.map(|(uid, token)| session_text(uid, token)));
    page.wait();
    assert_eq!(page.revoked(), [fresh]);
    assert_eq!(page.last_sent().route(), DELETE);
    assert!(page.client.snapshot().error.is_none());
    assert_eq!(page.unfinished(), 0);
}

#[test]
fn another_tab_stands_while_the_function_is_asked() {
    for elsewhere in ELSEWHERE {
        let (page, call, later) = renewing();
        does(&page, elsewhere.0);
        later.give(json!("alice_fresh"));
        page.run();
        assert_eq!(page.routes(), [GET, DELETE]);
        gave_way(&page, "alice_fresh", elsewhere, &call);
    }
}

#[test]
fn another_tab_stands_while_the_login_is_answered_or_waits_to_be_repeated() {
    for answer in [
        Reply::Usual,
        Reply::TooLarge,
        Reply::Offline,
        Reply::Busy(429, 0.0),
        Reply::lost(),
        Reply::Busy(429, 1_000.0),
    ] {
        for elsewhere in ELSEWHERE {
            let is_repeated = matches!(answer, Reply::Busy(_, 1_000.0));
            let (page, tokens) = alice();
            tokens.next_token(fresh(1));
            page.answer(GET, [Reply::lost()]);
            let first = if is_repeated { &answer } else { &Reply::Held };
            page.answer(PUT, [first.clone()]);
            let call = page.get("bob");
            does(&page, elsewhere.0);
            if is_repeated {
                page.advance(5_000.0);
            } else {
                page.reply(answer.clone());
            }
            assert_eq!(page.routes(), [GET, PUT, DELETE]);
            gave_way(&page, &fresh(1), elsewhere, &call);
        }
    }
}

#[test]
fn the_token_that_another_tab_has_got_for_the_user_is_taken() {
    let (page, call, later) = renewing();
    page.other_tab_logs_in("alice", &fresh(1));
    page.look_again(None);
    page.run();
    // It need not wait for its own.
    assert_eq!(call.value()["uid"], "bob");
    later.give(json!("alice_fresh"));
    page.run();
    assert_eq!(page.token(), fresh(1));
    let tokens = [token_of("alice"), fresh(1), "alice_fresh".into()];
    assert_eq!(page.carried(), tokens);
    assert_eq!(page.routes(), [GET, GET, DELETE]);
}

#[test]
fn a_token_that_the_function_gave_to_both_tabs_is_not_revoked() {
    let (page, call, later) = renewing();
    page.other_tab_logs_in("alice", &fresh(1));
    later.give(json!(fresh(1)));
    page.run();
    assert_eq!(call.value()["uid"], "bob");
    page.wait();
    assert_eq!(page.routes(), [GET, GET]);
    assert_eq!(page.token(), fresh(1));
}

// ---- Who is told, and who still waits ----

#[test]
fn a_renewal_that_fails_is_seen() {
    for given in [Given::Thrown, Given::token(""), Given::Never] {
        let (page, tokens, call) = dying(given);
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
    page.answer(GET, [Reply::lost()]);
    page.always(PUT, Reply::Offline);
    tokens.next_token("alice_fresh");
    page.get("bob");
    page.wait();
    assert_eq!(tokens.errors(), ["FAILED_TO_FETCH"]);
    let snapshot = page.client.snapshot();
    assert_eq!(snapshot.status.name(), "loggedIn");
    let error = snapshot.error.unwrap().to_value();
    assert_eq!(error["code"], "FAILED_TO_FETCH");
}

#[test]
fn only_who_asked_last_hears_of_a_renewal_that_fails() {
    let (page, tokens) = alice();
    let last = Tokens::default();
    page.ensure_with("alice", &last);
    last.next([Given::Thrown, Given::Thrown]);
    page.answer(GET, [Reply::lost()]);
    page.get("bob");
    assert_eq!(last.errors(), ["AUTH_TOKEN_UNAVAILABLE"]);
    assert_eq!(tokens.errors(), [] as [Value; 0]);
    // A login that fails is told to whom it is for, by the promise.
    let login = page.ensure_with("bob", &last);
    assert_eq!(login.code(), "AUTH_TOKEN_UNAVAILABLE");
    assert_eq!(last.errors().len(), 1);
}

#[test]
fn the_signal_of_a_function_is_aborted_once_its_token_is_not_needed() {
    let endings: [fn(&Page); 5] = [
        |page| drop(page.logout()),
        |page| drop(page.ensure(json!({ "uid": "carol", "authKey": KEY }))),
        |page| drop(page.init("app2", json!({}))),
        |page| page.client.dispose(),
        |page| {
            page.other_tab_logs_out();
            page.look_again(None);
        },
    ];
    for (number, end) in endings.into_iter().enumerate() {
        let (page, tokens, _) = dying(Given::Never);
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
    for is_aborted in [false, true] {
        page.client.abandon(&promise);
        page.run();
        assert_eq!(tokens.aborted(), [is_aborted]);
    }
}

#[test]
fn the_signal_of_a_function_that_has_given_a_token_is_not_aborted() {
    let (page, tokens) = alice();
    page.logout();
    assert_eq!(tokens.aborted(), [false]);
    // Be it that the server has not answered yet.
    page.hold(PUT);
    page.ensure_with("alice", &tokens);
    page.logout();
    page.run();
    assert_eq!(tokens.aborted(), [false, false]);
}

#[test]
fn a_call_that_nobody_waits_for_renews_nothing() {
    let (page, tokens, call) = asking();
    page.client.abandon(&call);
    page.reply(Reply::lost());
    assert_eq!(tokens.reasons(), ["login"]);
    assert_eq!(page.routes(), [GET]);
    // The next call does.
    page.assert_logged_in("alice");
    tokens.next_token(fresh(1));
    page.answer(GET, [Reply::lost()]);
    assert_eq!(page.get("bob").value()["uid"], "bob");
    assert_eq!(tokens.reasons(), ["login", "expired"]);
}

#[test]
fn a_session_that_ends_in_an_app_that_is_left_is_nothing_to_the_listeners() {
    let page = Page::logged_in("alice");
    page.hold(GET);
    let call = page.get("bob");
    page.init("app2", Value::Null).value();
    page.login("carol").value();
    let told = page.events();
    page.reply(Reply::lost());
    assert_eq!(call.code(), LOST);
    assert_eq!(page.events(), told);
    assert_eq!(page.user()["uid"], "carol");
    assert_eq!(page.stored("common_store/user"), None);
}
