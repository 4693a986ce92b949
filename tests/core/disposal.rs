//! `dispose`: whatever was under way, nothing goes on afterwards, and no token is left behind.

use crate::support::prelude::*;

/// Disposes of a page's client. Checks that whatever `then` lets happen changes nothing in the storage,
/// and is told to nobody.
fn disposed(page: &Page, then: impl FnOnce()) {
    let stored = page.local().texts();
    let (told, notified) = (page.told(), page.notified_tabs());
    page.client.dispose();
    let changes = page.state_changes();
    then();
    page.wait();
    assert!(page.is_disposed());
    assert_eq!(page.local().texts(), stored);
    assert_eq!(page.told(), told);
    assert_eq!(page.notified_tabs(), notified);
    assert_eq!(page.state_changes(), changes);
    assert_eq!(page.unfinished(), 0);
}

#[test]
fn what_a_client_is_made_of_is_freed_with_it() {
    let page = Page::logged_in("alice");
    page.hold(GET);
    page.get("bob");
    page.init("app2", json!({ "region": "us" }));
    let Page { world, client } = page;
    client.dispose();
    drop(client);
    world.release(0, Reply::lost());
    world.advance(200_000.0);
    assert_eq!(world.holders(), 1);
}

#[test]
fn an_answer_under_way_changes_nothing() {
    let tokens = Tokens::default();
    // The last is the user's new token in another tab, which is not taken.
    let dead: fn(&Page) = |page| drop(page.get("bob"));
    let changed: fn(&Page) = |page| drop(page.rename("New"));
    let replaced: fn(&Page) = |page| {
        page.get("bob");
        page.other_tab_logs_in("alice", &fresh_token("alice", 1));
    };
    for (page, act, route, reply) in [
        (Page::ensured("alice", &tokens), dead, GET, Reply::lost()),
        (Page::logged_in("alice"), dead, GET, Reply::lost()),
        (Page::logged_in("alice"), changed, PUT, Reply::Usual),
        (Page::logged_in("alice"), replaced, GET, Reply::lost()),
    ] {
        page.hold(route);
        act(&page);
        disposed(&page, || page.reply(reply));
        assert_eq!(tokens.asked().len(), 1);
        assert_eq!(page.routes(), [route]);
    }
}

#[test]
fn a_renewal_under_way_ends() {
    let tokens = Tokens::default();
    let page = Page::ensured("alice", &tokens);
    let later = tokens.hold();
    page.answer(GET, [Reply::lost()]);
    let call = page.get("bob");
    disposed(&page, || {
        page.run();
        assert_eq!(tokens.aborted(), [false, true]);
        later.give(json!("alice_fresh"));
    });
    assert_eq!(call.code(), LOST);
    assert_eq!(page.routes(), [GET, DELETE]);
    assert_eq!(page.carried()[1], "alice_fresh");
}

#[test]
fn a_login_under_way_leaves_no_token() {
    for (held, sent) in [(POST, 1), (PUT, 2)] {
        let page = Page::ready();
        page.hold(held);
        let login = page.login("alice");
        assert_eq!(page.sent().len(), sent);
        disposed(&page, || page.reply(Reply::Usual));
        assert_eq!(login.code(), "LOGIN_CANCELLED");
        assert_eq!(page.last_sent().route(), DELETE);
        assert_eq!(page.revoked(), [token_of("alice")]);
        assert_eq!(page.sent().len(), sent + 1);
    }
}

#[test]
fn a_token_that_the_application_brought_is_still_its_own() {
    let page = Page::ready();
    page.hold(PUT);
    let login = page.login_with_token(&*token_of("alice"));
    disposed(&page, || page.reply(Reply::Usual));
    assert_eq!(login.code(), "LOGIN_CANCELLED");
    assert_eq!(page.routes(), [PUT]);
}

#[test]
fn a_call_is_not_made_again_and_does_not_begin() {
    for is_sent in [true, false] {
        let page = Page::logged_in("alice");
        page.answer(GET, [Reply::Busy(429, 1_000.0)]);
        let call = UserCall::Get.of(json!("bob"), none());
        let call = page.client.user_call(call);
        if is_sent {
            page.run();
        }
        disposed(&page, || {});
        assert_eq!(page.routes().len(), usize::from(is_sent));
        assert_eq!(call.code(), "REQUEST_CANCELLED");
    }
}

#[test]
fn what_another_tab_does_is_not_seen() {
    let page = Page::logged_in("alice");
    page.store("common_store/user", "garbage");
    disposed(&page, || page.look_again(None));
    assert_eq!(page.routes(), [] as [&str; 0]);
}

#[test]
fn a_logout_still_ends_on_the_server() {
    let page = Page::logged_in("alice");
    let logout = page.client.logout();
    disposed(&page, || {});
    assert_eq!(page.routes(), [DELETE]);
    assert_eq!(logout.value()["success"], true);
}
