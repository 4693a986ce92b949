//! Logging in and out for a long time: a page that lives long does not grow.
//!
//! `COMETCHAT_CYCLES` sets how many times.

#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use serde_json::json;

use crate::support::{APP, Page, Promised as _};

/// Counts what each thread has allocated and not freed.
struct Counting;

thread_local! {
    static LIVE: Cell<isize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    // A thread that is ending has no count any more.
    let _ = LIVE.try_with(|live| live.set(live.get() + bytes));
}

// SAFETY: hands everything on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size().cast_signed());
        // SAFETY: the caller's promises are those that it asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-layout.size().cast_signed());
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn live() -> isize {
    LIVE.with(Cell::get)
}

fn cycles() -> usize {
    std::env::var("COMETCHAT_CYCLES").map_or(100_000, |text| text.parse().expect("a number"))
}

/// Runs a cycle many times. Returns how many bytes more are in use at the end than in the middle.
fn growth(page: &Page, cycle: impl Fn(&Page)) -> isize {
    let mut middle = 0;
    for half in 0..2 {
        for _ in 0..cycles() / 2 {
            cycle(page);
            page.forget();
        }
        if half == 0 {
            middle = live();
        }
    }
    assert_eq!(page.unfinished(), 0);
    live() - middle
}

#[test]
fn logging_in_and_out_leaves_nothing_behind() {
    let page = Page::ready();
    let grown = growth(&page, |page| {
        page.login("alice").value();
        page.logout().value();
    });
    assert_eq!(grown, 0);
    println!("soak: {} logins and logouts, {grown} bytes grown", cycles());
}

#[test]
fn failing_giving_up_and_changing_users_leaves_nothing_behind() {
    let page = Page::ready();
    let grown = growth(&page, |page| {
        page.login("alice").value();
        page.login("bob").value();
        page.login_with_token("").error();
        let login = page.start_login("carol", crate::support::KEY);
        page.client.abandon(&login);
        page.run();
        page.logout().value();
        page.logout().error();
    });
    assert_eq!(grown, 0);
}

#[test]
fn switching_between_the_same_apps_keeps_each_once() {
    let page = Page::ready();
    let grown = growth(&page, |page| {
        page.init("app2", json!({})).value();
        page.login("bob").value();
        page.init(APP, json!({ "region": "us" })).value();
        page.login("alice").value();
        page.logout().value();
    });
    assert_eq!(grown, 0);
}
