//! When a call is sent again, how often, and how long everything may take.

use cometchat_wasm::core::users::UserCall;
use serde_json::{Value, json};

use crate::support::server::Sent;
use crate::support::{APP, KEY, Page, Reply, none};

const POST: &str = "POST /users/alice/auth_tokens";
const PUT: &str = "PUT /me";

/// When the requests to a route were sent.
fn times(page: &Page, route: &str) -> Vec<f64> {
    let sent = page.sent();
    sent.iter()
        .filter(|it| it.route() == route)
        .map(|it: &Sent| it.at)
        .collect()
}

fn gaps(times: &[f64]) -> Vec<f64> {
    times.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

#[test]
fn a_login_survives_two_passing_failures_of_each_request() {
    for failure in [
        Reply::Busy(429, 0.0),
        Reply::Busy(503, 0.0),
        Reply::Text(503, "<html>".into()),
        Reply::Offline,
    ] {
        let page = Page::ready();
        page.script().next(POST, vec![failure.clone(); 2]);
        page.script().next(PUT, vec![failure.clone(); 2]);
        let login = page.login("alice");
        page.wait();
        assert_eq!(login.value()["uid"], "alice", "{failure:?}");
        assert_eq!(page.routes(), [POST, POST, POST, PUT, PUT, PUT]);
        assert_eq!(page.events(), ["loginSuccess"]);
    }
}

#[test]
fn a_login_gives_up_after_three_attempts() {
    for (failure, code) in [
        (Reply::Busy(429, 0.0), "ERR_TOO_MANY_REQUESTS"),
        (Reply::Busy(503, 0.0), "ERR_TOO_MANY_REQUESTS"),
        (Reply::Offline, "FAILED_TO_FETCH"),
    ] {
        let page = Page::ready();
        page.script().always(POST, failure);
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
        page.script().always(POST, Reply::Offline);
        page.login("alice");
        page.wait();
        let gaps = gaps(&times(&page, POST));
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
    for status in [429, 503] {
        let page = Page::ready();
        page.set_random(0.5);
        page.script().next(POST, [Reply::Busy(status, 7_000.0)]);
        let login = page.login("alice");
        page.advance(6_999.0);
        assert_eq!(page.routes(), [POST]);
        page.wait();
        assert_eq!(login.value()["uid"], "alice");
        assert!(gaps(&times(&page, POST))[0] >= 7_000.0);
    }
}

#[test]
fn a_retry_after_beyond_the_deadline_is_not_waited_for() {
    let page = Page::ready();
    page.script().next(POST, [Reply::Busy(429, 30_000.0)]);
    let login = page.login("alice");
    assert_eq!(login.code(), "ERR_TOO_MANY_REQUESTS");
    assert_eq!(page.routes(), [POST]);
}

#[test]
fn other_failures_are_final() {
    for reply in [
        Reply::error(400, "ERR_BAD_REQUEST"),
        Reply::error(500, "ERR_INTERNAL"),
        Reply::Text(502, "<html>".into()),
        Reply::Json(200, json!({})),
        Reply::TooLarge,
        Reply::Held,
    ] {
        let page = Page::ready();
        page.script().always(POST, reply);
        let login = page.login("alice");
        page.wait();
        assert!(login.outcome().is_err());
        assert_eq!(page.routes(), [POST]);
    }
}

#[test]
fn everything_together_ends_within_the_operations_deadline() {
    let page = Page::new();
    page.init(APP, json!({ "requestTimeout": 600_000 })).value();
    page.script().next(POST, [Reply::Busy(429, 20_000.0)]);
    page.script().always(PUT, Reply::Held);
    let login = page.login("alice");
    page.advance(30_000.0);
    assert_eq!(login.code(), "REQUEST_TIMEOUT");
    let put = page.last_sent();
    assert_eq!(put.route(), PUT);
    assert!(put.at + put.timeout <= 30_000.0);
}

#[test]
fn each_request_has_the_time_that_the_application_gives_it() {
    for (given, timeout) in [
        (Value::Null, 10_000.0),
        (json!(1), 1.0),
        (json!(2_500.5), 2_500.5),
        (json!(600_000), 30_000.0),
    ] {
        let page = Page::new();
        page.init(APP, json!({ "requestTimeout": given })).value();
        page.login("alice").value();
        assert!(
            page.sent().iter().all(|it| it.timeout == timeout),
            "{given}"
        );
    }
}

#[test]
fn writing_a_user_is_not_repeated_when_the_answer_is_lost() {
    let bob = json!({ "uid": "bob", "name": "Bob" });
    for (kind, route) in [
        (UserCall::Create, "POST /users"),
        (UserCall::Update, "PUT /users/bob"),
        (UserCall::UpdateCurrent, "PUT /me"),
    ] {
        let page = Page::logged_in("alice");
        page.script().always(route, Reply::Offline);
        let promise = page.user_call(kind, bob.clone(), KEY);
        page.wait();
        assert_eq!(promise.code(), "FAILED_TO_FETCH");
        assert_eq!(page.routes(), [route]);

        let page = Page::logged_in("alice");
        page.script()
            .next(route, [Reply::Busy(429, 0.0), Reply::Busy(503, 0.0)]);
        let promise = page.user_call(kind, bob.clone(), KEY);
        page.wait();
        assert!(promise.outcome().is_ok());
        assert_eq!(page.routes(), [route; 3]);
    }
}

#[test]
fn reading_a_user_is_repeated() {
    let page = Page::logged_in("alice");
    page.script()
        .next("GET /users/bob", [Reply::Offline, Reply::Busy(503, 0.0)]);
    let promise = page.user_call(UserCall::Get, json!("bob"), none());
    page.wait();
    assert_eq!(promise.value()["uid"], "bob");
}

#[test]
fn a_logout_ends_the_repetitions_of_a_login() {
    let page = Page::ready();
    page.script().always(POST, Reply::Offline);
    let login = page.login("alice");
    page.logout().value();
    assert_eq!(login.code(), "LOGIN_CANCELLED");
    page.wait();
    assert_eq!(page.unfinished(), 0);
    page.assert_logged_out();
}
