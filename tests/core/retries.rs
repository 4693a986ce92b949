//! When a call is sent again, how often, and how long everything may take.

use crate::support::prelude::*;

/// How long it took from each request to a route to the next.
fn gaps(page: &Page, route: &str) -> Vec<f64> {
    let mut sent = page.sent();
    sent.retain(|it| it.route() == route);
    sent.windows(2)
        .map(|pair| pair[1].at - pair[0].at)
        .collect()
}

#[test]
fn a_login_survives_two_passing_failures_of_each_request() {
    let both: &[&str] = &[POST, POST, POST, PUT, PUT, PUT];
    for (failure, routes) in table! {
        Reply::Busy(429, 0.0) => both,
        Reply::Busy(503, 0.0) => both,
        Reply::Text(503, "<html>".into()) => both,
        Reply::Unsent => both,
        // Of the first request, no answer may be lost.
        Reply::Offline => &both[2..],
    } {
        let page = Page::ready();
        if routes == both {
            page.answer(POST, vec![failure.clone(); 2]);
        }
        page.answer(PUT, vec![failure.clone(); 2]);
        let login = page.login("alice");
        page.wait();
        assert_eq!(login.value()["uid"], "alice", "{failure:?}");
        assert_eq!(page.routes(), routes);
        assert_eq!(page.events(), ["loginSuccess"]);
    }
}

#[test]
fn a_token_request_whose_answer_is_lost_is_not_repeated() {
    // Each request makes a token: a repetition would leave one alive that nobody has.
    let page = Page::ready();
    page.answer(POST, [Reply::Offline]);
    let login = page.login("alice");
    page.wait();
    assert_eq!(login.code(), "FAILED_TO_FETCH");
    assert_eq!(page.routes(), [POST]);
    assert_eq!(page.events(), ["loginFailure"]);
}

#[test]
fn a_login_gives_up_after_three_attempts() {
    for (failure, code) in [
        (Reply::Busy(429, 0.0), "ERR_TOO_MANY_REQUESTS"),
        (Reply::Busy(503, 0.0), "ERR_TOO_MANY_REQUESTS"),
        (Reply::Unsent, "FAILED_TO_FETCH"),
    ] {
        let page = Page::ready();
        page.always(POST, failure);
        let login = page.login("alice");
        page.wait();
        assert_eq!(login.code(), code);
        assert_eq!(page.routes(), [POST; 3]);
        assert_eq!(page.events(), ["loginFailure"]);
    }
}

#[test]
fn each_attempt_waits_longer_and_not_as_long_as_others() {
    let mut all = Vec::new();
    for random in [0.0, 0.5, 0.999] {
        let page = Page::ready();
        page.set_random(random);
        page.always(POST, Reply::Unsent);
        page.login("alice");
        page.wait();
        let gaps = gaps(&page, POST);
        assert!(
            gaps.len() == 2 && gaps[0] > 0.0 && gaps[1] > gaps[0],
            "{gaps:?}"
        );
        all.push(gaps);
    }
    assert!(all[0][0] < all[1][0] && all[1][0] < all[2][0], "{all:?}");
}

#[test]
fn a_retry_after_is_honoured() {
    // Those who were refused together come back one by one.
    for (random, wait) in [(0.0, 7_000.0), (0.5, 10_500.0), (0.75, 12_250.0)] {
        for status in [429, 503] {
            let page = Page::ready();
            page.set_random(random);
            page.answer(POST, [Reply::Busy(status, 7_000.0)]);
            let login = page.login("alice");
            page.advance(wait - 1.0);
            assert_eq!(page.routes(), [POST]);
            page.wait();
            assert_eq!(login.value()["uid"], "alice");
            assert_eq!(gaps(&page, POST), [wait]);
        }
    }
}

#[test]
fn a_retry_after_beyond_the_deadline_is_not_waited_for() {
    let page = Page::ready();
    page.answer(POST, [Reply::Busy(429, 30_000.0)]);
    let login = page.login("alice");
    assert_eq!(login.code(), "ERR_TOO_MANY_REQUESTS");
    assert_eq!(page.routes(), [POST]);
}

#[test]
fn everything_together_ends_within_the_operations_deadline() {
    let page = Page::new();
    page.init(APP, json!({ "requestTimeout": 600_000 })).value();
    page.answer(POST, [Reply::Busy(429, 20_000.0)]);
    page.always(PUT, Reply::Held);
    let login = page.login("alice");
    page.advance(30_000.0);
    assert_eq!(login.code(), "REQUEST_TIMEOUT");
    let put = page.sent().remove(2);
    assert_eq!(put.route(), PUT);
    assert!(put.at + put.timeout <= 30_000.0);
}

#[test]
fn each_request_has_the_time_that_the_application_gives_it() {
    for (given, timeout) in json_table! {
        null => 10_000.0,
        1 => 1.0,
        2_500.5 => 2_500.5,
        600_000 => 30_000.0,
    } {
        let page = Page::new();
        page.init(APP, json!({ "requestTimeout": given })).value();
        page.login("alice").value();
        assert!(
            page.sent().iter().all(|it| it.timeout == timeout),
            "{given}"
        );
    }
}

/// The calls about users, each with what it is given and where it goes.
fn user_calls() -> [(UserCall, Value, &'static str); 4] {
    let bob = || json!({ "uid": "bob", "name": "Bob" });
    [
        (UserCall::Create, bob(), "POST /users"),
        (UserCall::Update, bob(), "PUT /users/bob"),
        (UserCall::UpdateCurrent, bob(), PUT),
        (UserCall::Get, json!("bob"), GET),
    ]
}

#[test]
fn writing_a_user_is_not_repeated_when_the_answer_is_lost() {
    for (kind, bob, route) in user_calls().into_iter().take(3) {
        let page = Page::logged_in("alice");
        page.always(route, Reply::Offline);
        let promise = page.user_call(kind, bob.clone(), KEY);
        page.wait();
        assert_eq!(promise.code(), "FAILED_TO_FETCH");
        assert_eq!(page.routes(), [route]);

        let page = Page::logged_in("alice");
        page.answer(route, [Reply::Busy(429, 0.0), Reply::Busy(503, 0.0)]);
        let promise = page.user_call(kind, bob, KEY);
        page.wait();
        assert!(promise.outcome().is_ok());
        assert_eq!(page.routes(), [route; 3]);
    }
}

#[test]
fn reading_a_user_is_repeated() {
    let page = Page::logged_in("alice");
    page.answer("GET /users/bob", [Reply::Offline, Reply::Busy(503, 0.0)]);
    let promise = page.get("bob");
    page.wait();
    assert_eq!(promise.value()["uid"], "bob");
}

#[test]
fn a_call_that_is_given_up_sends_nothing_more() {
    for (kind, given, route) in user_calls() {
        let page = Page::logged_in("alice");
        let promise = page.client.user_call(kind.of(given.clone(), KEY));
        let error = page.client.abandon(&promise).fields().to_value();
        page.wait();
        assert_eq!(error["code"], "REQUEST_CANCELLED");
        assert_eq!(promise.code(), "REQUEST_CANCELLED");
        assert!(page.sent().is_empty());

        page.always(route, Reply::Busy(429, 0.0));
        let promise = page.user_call(kind, given, KEY);
        page.client.abandon(&promise);
        page.wait();
        assert_eq!(page.routes(), [route]);
        assert!(page.events().is_empty());
        page.assert_logged_in("alice");
    }
}

#[test]
fn a_revocation_has_its_own_time_however_late_the_login_was_given_up() {
    let page = Page::new();
    page.init(APP, json!({ "requestTimeout": 600_000 })).value();
    page.always(PUT, Reply::Held);
    page.login("alice");
    page.advance(29_000.0);
    page.logout();
    page.advance(1_000.0);
    let revocation = page.last_sent();
    assert_eq!(revocation.route(), DELETE);
    assert_eq!(revocation.timeout, 30_000.0);
}
