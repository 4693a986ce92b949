//! A client without a page, whose session is the whole process's.

use crate::support::{KEY, Page, Promised as _, Reply, Tokens};
use serde_json::json;

#[test]
fn a_login_without_a_page_warns_once() {
    let page = Page::ready();
    page.leave_page();
    assert!(page.said().is_empty());
    page.login("alice").value();
    let said = page.said();
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("createCometChat"), "{said:?}");
    page.logout().value();
    page.login("bob").value();
    page.ensure_with("carol", &Tokens::default()).value();
    page.wait();
    assert_eq!(page.said(), said);
}

#[test]
fn each_way_to_log_in_warns() {
    let page = Page::ready();
    page.leave_page();
    page.ensure(json!({ "uid": "alice", "authKey": KEY }))
        .value();
    assert_eq!(page.said().len(), 1);

    let page = Page::ready();
    page.leave_page();
    page.login_with_token("alice_token").value();
    assert_eq!(page.said().len(), 1);
}

#[test]
fn nothing_that_logs_nobody_in_warns() {
    let page = Page::ready();
    page.leave_page();
    page.script()
        .always("PUT /me", Reply::error(403, "AUTH_ERR_NO_ACCESS"));
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

#[test]
fn a_warning_holds_no_secret() {
    let page = Page::ready();
    page.leave_page();
    page.login("alice").value();
    let said = page.said().concat();
    assert!(!said.contains(KEY) && !said.contains("alice"), "{said}");
}
