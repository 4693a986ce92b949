//! Promises.

use super::*;

/// What a promise is settled with, as JSON.
async fn settled(deferred: &Deferred) -> Result<String, String> {
    let shown = |value: JsValue| {
        let json = js_sys::JSON::stringify(&value).map_or(JsValue::UNDEFINED, JsValue::from);
        json.as_string().unwrap_or_default()
    };
    let promise = JsValue::from(deferred.promise());
    let settled = JsFuture::from(promise.unchecked_into::<Promise>()).await;
    settled.map(shown).map_err(shown)
}

#[wasm_bindgen_test]
async fn promises_resolve_with_the_kind_that_is_asked_for() {
    for (kind, code, expected) in [
        (ResultKind::Plain, "'text'", r#""text""#),
        (ResultKind::Plain, "false", "false"),
        (ResultKind::Plain, "undefined", "null"),
        (ResultKind::User, "undefined", "null"),
        (ResultKind::User, "null", "null"),
        (ResultKind::User, "{ uid: 'u' }", r#"{"user":{"uid":"u"}}"#),
        (
            ResultKind::FullUser,
            "{ uid: 'u' }",
            r#"{"fullUser":{"uid":"u"}}"#,
        ),
    ] {
        let promise = page().defer();
        promise.resolve(kind, js(code));
        assert_eq!(settled(&promise).await.as_deref(), Ok(expected), "{code}");
    }
}

#[wasm_bindgen_test]
async fn promises_reject_with_an_exception() {
    let promise = page().defer();
    promise.reject(&fields(&CANCELLED));
    let rejected = settled(&promise).await.expect_err("it is rejected");
    assert_eq!(rejected, r#"{"exception":"REQUEST_CANCELLED"}"#);
}

#[wasm_bindgen_test]
async fn the_first_settling_counts() {
    let promise = page().defer();
    promise.resolve(ResultKind::Plain, js("1"));
    promise.resolve(ResultKind::Plain, js("2"));
    promise.reject(&fields(&INVALID_APP_ID));
    assert_eq!(settled(&promise).await.as_deref(), Ok("1"));

    let promise = page().defer();
    promise.reject(&fields(&CANCELLED));
    promise.resolve(ResultKind::Plain, js("1"));
    let rejected = settled(&promise).await.expect_err("it is rejected");
    assert_eq!(rejected, r#"{"exception":"REQUEST_CANCELLED"}"#);
}

#[wasm_bindgen_test]
fn promises_are_told_apart() {
    let environment = page();
    let (one, other) = (environment.defer(), environment.defer());
    assert!(one.is(&one.clone()));
    assert!(one.is_of(&one.promise()));
    assert!(one.clone().is_of(&one.promise()));
    assert!(!one.is(&other));
    assert!(!one.is_of(&other.promise()));
    assert!(!one.is_of(raw("{}").unchecked_ref()));
}

#[wasm_bindgen_test]
fn a_promise_that_nobody_waits_for_is_abandoned() {
    let environment = page();
    let (one, other) = (environment.defer(), environment.defer());
    one.abandon();
    assert!(one.is_abandoned() && one.clone().is_abandoned());
    assert!(!other.is_abandoned());
    Deferred::abandon_promise(&other.promise());
    assert!(other.is_abandoned());
}

#[wasm_bindgen_test]
fn a_promise_that_a_page_made_rigid_can_be_abandoned_without_harm() {
    let promise = page().defer();
    js_sys::Object::freeze(&promise.promise());
    promise.abandon();
    assert!(promise.is_abandoned());
    Deferred::abandon_promise(raw("{}").unchecked_ref());
}

#[wasm_bindgen_test]
fn what_a_page_writes_on_promises_abandons_none() {
    let _polluted = [
        Polluted::by("Object.prototype.abandoned", "true"),
        Polluted::by("Promise.prototype.abandoned", "true"),
    ];
    assert!(!page().defer().is_abandoned());
}

#[wasm_bindgen_test]
async fn one_task_waits_for_several_futures_at_once() {
    let [first, second] = [page().defer(), page().defer()];
    let (one, two) = (first.clone(), second.clone());
    page().spawn(Box::pin(async move {
        sleep(1.0).await;
        two.resolve(ResultKind::Plain, js("2"));
        one.resolve(ResultKind::Plain, js("1"));
    }));
    join(first.settled(), second.settled()).await;

    let (timer, never) = (pin!(sleep(1.0)), page().defer());
    let settled = pin!(never.settled());
    assert!(matches!(select(timer, settled).await, Either::Left(_)));
}

#[wasm_bindgen_test]
async fn whoever_waits_for_a_promise_learns_that_it_has_settled() {
    let resolved = page().defer();
    resolved.resolve(ResultKind::Plain, js("1"));
    resolved.settled().await;
    let rejected = page().defer();
    rejected.reject(&fields(&CANCELLED));
    rejected.settled().await;

    let environment = page();
    let (later, seen): (_, Rc<RefCell<Vec<&str>>>) = (environment.defer(), Rc::default());
    let (waiting, notes) = (later.clone(), seen.clone());
    environment.spawn(Box::pin(async move {
        waiting.settled().await;
        notes.borrow_mut().push("settled");
    }));
    sleep(1.0).await;
    assert!(seen.borrow().is_empty());
    later.resolve(ResultKind::Plain, js("1"));
    sleep(1.0).await;
    assert_eq!(seen.borrow().as_slice(), ["settled"]);
}
