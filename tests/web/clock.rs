//! The clock.

use super::*;

#[wasm_bindgen_test]
async fn tasks_start_after_the_code_that_runs_in_the_order_in_which_they_were_given() {
    let environment = page();
    let seen: Rc<RefCell<Vec<&str>>> = Rc::default();
    for name in ["first", "second", "third"] {
        let (seen, sleep) = (seen.clone(), environment.sleep(1.0));
        environment.spawn(Box::pin(async move {
            seen.borrow_mut().push(name);
            sleep.await;
            seen.borrow_mut().push("woken");
        }));
    }
    assert!(seen.borrow().is_empty());
    sleep(1.0).await;
    sleep(1.0).await;
    assert_eq!(
        seen.borrow().as_slice(),
        ["first", "second", "third", "woken", "woken", "woken"]
    );
}

#[wasm_bindgen_test]
async fn a_task_that_is_given_by_a_task_starts_after_it() {
    let environment = Rc::new(page());
    let seen: Rc<RefCell<Vec<&str>>> = Rc::default();
    let (inner, notes) = (environment.clone(), seen.clone());
    environment.spawn(Box::pin(async move {
        let later = notes.clone();
        inner.spawn(Box::pin(async move { later.borrow_mut().push("inner") }));
        notes.borrow_mut().push("outer");
    }));
    sleep(1.0).await;
    assert_eq!(seen.borrow().as_slice(), ["outer", "inner"]);
}

#[wasm_bindgen_test]
async fn sleeping_takes_its_time() {
    let environment = page();
    let before = environment.monotonic();
    sleep(50.0).await;
    // Timers may be a little early by the other clock.
    assert!(environment.monotonic() - before >= 45.0);
}

#[wasm_bindgen_test]
async fn a_sleep_counts_from_when_it_was_asked_for() {
    let slept = page().sleep(50.0);
    wait_for("new Promise((resolve) => setTimeout(resolve, 60))").await;
    eval("globalThis.told = []; setTimeout(() => told.push('later'))");
    // It is over already, so that no other timer comes first.
    slept.await;
    assert_json("told", "[]");
}

#[wasm_bindgen_test]
fn a_sleep_that_is_dropped_clears_its_timer() {
    eval("globalThis.told = []");
    let _noting = Replaced::by("clearTimeout", "value: () => { told.push('cleared'); }");
    drop(page().sleep(1.0));
    assert_json("told", r#"["cleared"]"#);
}

#[wasm_bindgen_test]
async fn without_timers_a_sleep_is_over_at_once() {
    for descriptor in [
        "value: undefined",
        "value: () => { throw new Error(); }",
        "get() { throw new Error(); }",
    ] {
        let _hostile = Replaced::by("setTimeout", descriptor);
        sleep(600_000.0).await;
    }
}

#[wasm_bindgen_test]
fn a_clock_that_fails_now_and_then_makes_no_times_of_nothing() {
    let failing = "value: { now() { throw new Error(); } }";
    for fails_first in [true, false] {
        let environment = page();
        let before = (!fails_first).then(|| {
            let _old_page = Replaced::by("performance", "value: { now: () => 5e6 }");
            environment.monotonic()
        });
        assert!(
            before.is_none_or(|before| before == 5e6),
            "the page's own clock"
        );
        let failing = Replaced::by("performance", failing);
        let between = environment.monotonic();
        drop(failing);
        let after = environment.monotonic();
        for earlier in before.into_iter().chain([between]) {
            // By another clock, they would be years apart.
            assert!((after - earlier).abs() < 60_000.0, "{fails_first}");
        }
    }
}

#[wasm_bindgen_test]
fn the_page_has_a_time_a_name_and_chance() {
    let environment = page();
    assert!(environment.epoch() > 1_700_000_000_000.0);
    assert_eq!(
        text(environment.user_agent()),
        text(js("navigator.userAgent"))
    );
    assert!((0.0..1.0).contains(&environment.random()));
    assert!(!environment.is_whole_process());
    assert!(!instance("null").is_whole_process());
}

#[wasm_bindgen_test]
fn a_page_that_has_no_name_is_none() {
    for strange in [
        "undefined",
        "null",
        "{ get userAgent() { throw new Error(); } }",
    ] {
        let _strange = Replaced::by("navigator", &format!("value: {strange}"));
        assert_eq!(page().user_agent().kind(), Kind::Nullish, "{strange}");
    }
}
