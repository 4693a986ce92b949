//! A client without a page, whose session is the whole process's.

use crate::support::prelude::*;

/// A client without a page.
fn process() -> Page {
    let page = Page::ready();
    page.leave_page();
    page
}

#[test]
fn a_login_without_a_page_warns_once_and_says_no_secret() {
    let ways: [fn(&Page) -> Promise; 4] = [
        |page| page.login("alice"),
        |page| page.login_with_token("alice_token"),
        |page| page.ensure(json!({ "uid": "alice", "authKey": KEY })),
        |page| page.ensure_with("alice", &Tokens::default()),
    ];
    for way in ways {
        let page = process();
        assert!(page.said().is_empty());
        way(&page).value();
        let said = page.said();
        assert_eq!(said.len(), 1);
        assert!(said[0].contains("createCometChat"), "{said:?}");
        assert!(!said[0].contains(KEY) && !said[0].contains("alice"));
        page.logout().value();
        page.login("bob").value();
        page.ensure_with("carol", &Tokens::default()).value();
        page.wait();
        assert_eq!(page.said(), said);
    }
}

#[test]
fn nothing_that_logs_nobody_in_warns() {
    let page = process();
    page.always("PUT /me", Reply::error(403, "AUTH_ERR_NO_ACCESS"));
    page.login("alice").error();
    page.login("").error();
    page.logout().error();
    page.user();
    page.check_session().value();
    page.wait();
    assert!(page.said().is_empty());
}

#[test]
fn a_page_is_not_warned() {
    let page = Page::ready();
    page.login("alice").value();
    page.ensure_with("bob", &Tokens::default()).value();
    page.wait();
    assert!(page.said().is_empty());
}
