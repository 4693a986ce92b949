//! The browser layer in a real browser: what its values, storages, clock, requests, listeners and
//! promises do there, and that nothing that a page can do to them fails.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, clippy::panic)]

use std::cell::RefCell;
use std::rc::Rc;

use cometchat_wasm::browser::{Browser, BrowserPromise, BrowserStore, Js, start_next};
use cometchat_wasm::core::error::{CANCELLED, Error, INVALID_APP_ID};
use cometchat_wasm::core::platform::{
    Area, Bus as _, Clock as _, Deferred as _, Event, Failure, Listeners as _, MAX_BODY,
    Platform as _, Request, Response, Shape, Store as _, Transport as _,
};
use cometchat_wasm::core::value::{Kind, Plain, Value as _};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen]
extern "C" {
    fn eval(code: &str) -> JsValue;

    #[wasm_bindgen(js_name = queueMicrotask)]
    fn queue_microtask(callback: &JsValue);
}

/// The value of a JavaScript expression.
fn js(code: &str) -> Js {
    eval(&format!("({code})")).into()
}

/// A text as Rust has it; `None` for anything else.
fn text(value: &Js) -> Option<String> {
    JsValue::from(value.clone()).as_string()
}

/// What JSON says of a value.
fn json(value: &Js) -> String {
    text(&value.stringified()).unwrap_or_default()
}

/// A face as the package has it, whose objects show what made them, and which writes what it is told
/// in the array `told`.
const FACE: &str = "{
    defer() {
        const parts = {};
        parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
        return parts;
    },
    settle(parts, how, value) {
        const made = { by: how, of: value };
        if (how) parts.resolve(made);
        else parts.reject(made);
    },
    tell: (...event) => told.push(event),
    listen: (id, listener) => told.push([id, typeof listener]),
    report: (fields) => told.push(fields.code),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    nudge: () => told.push('nudge'),
    async exchange(method, url, headers, body, keepalive, timeout) {
        const signal = AbortSignal.timeout(timeout);
        const late = new Promise((_, reject) => { signal.onabort = reject; });
        try {
            const request = { method, headers, body, keepalive, signal };
            const response = await Promise.race([fetch(url, request), late]);
            const text = await Promise.race([response.text(), late]);
            return [text, response.status, response.headers.get('retry-after')];
        } catch (error) {
            throw signal.aborted || error;
        }
    },
}";

fn browser() -> Browser {
    Browser::new(js(FACE).into())
}

/// Something of the page's own that is replaced until this is dropped.
struct Replaced(&'static str);

impl Replaced {
    /// Puts a property, given by its descriptor, in the place of a global one.
    fn by(name: &'static str, descriptor: &str) -> Self {
        // A test that fails drops nothing, so the page's own may have been kept before.
        eval(&format!(
            "globalThis.kept_{name} ??= Object.getOwnPropertyDescriptor(globalThis, '{name}');
             Object.defineProperty(globalThis, '{name}', {{ configurable: true, {descriptor} }})"
        ));
        Self(name)
    }
}

impl Drop for Replaced {
    fn drop(&mut self) {
        let name = self.0;
        eval(&format!(
            "Object.defineProperty(globalThis, '{name}', globalThis.kept_{name})"
        ));
    }
}

// Storage.

#[wasm_bindgen_test]
fn both_storages_keep_replace_and_forget() {
    for (area, global) in [
        (Area::Local, "localStorage"),
        (Area::Session, "sessionStorage"),
    ] {
        let store = BrowserStore::open(area).expect("Chromium has both");
        let key = Js::text("web-test");
        let stored = || text(&js(&format!("{global}.getItem('web-test')")));

        assert!(store.get(&key).expect("it can be read").is_none());
        store.set(&key, &Js::text("one"));
        store.set(&key, &Js::text("two"));
        assert_eq!(stored().as_deref(), Some("two"));
        assert_eq!(store.get(&key).and_then(|it| text(&it)), stored());
        store.set(&key, &Js::none());
        assert_eq!(stored(), None);
    }
}

#[wasm_bindgen_test]
fn a_storage_that_is_blocked_is_no_storage() {
    let _blocked = Replaced::by(
        "localStorage",
        "get() { throw new DOMException('blocked', 'SecurityError'); }",
    );
    assert!(BrowserStore::open(Area::Local).is_none());
    assert!(BrowserStore::open(Area::Session).is_some());
}

#[wasm_bindgen_test]
fn a_storage_that_is_missing_is_no_storage() {
    for nothing in ["undefined", "null"] {
        let _missing = Replaced::by("sessionStorage", &format!("value: {nothing}"));
        assert!(BrowserStore::open(Area::Session).is_none());
    }
}

#[wasm_bindgen_test]
fn what_does_not_fit_is_not_there_when_it_is_read_back() {
    let store = BrowserStore::open(Area::Local).expect("Chromium has it");
    let key = Js::text("web-test");
    store.set(&key, &js("'x'.repeat(20_000_000)"));
    assert!(store.get(&key).expect("it can be read").is_none());
}

#[wasm_bindgen_test]
fn a_storage_whose_methods_throw_says_so_only_when_it_is_read() {
    let _failing = Replaced::by(
        "localStorage",
        "value: {
            getItem() { throw new Error('get'); },
            setItem() { throw new Error('set'); },
            removeItem() { throw new Error('remove'); },
        }",
    );
    let store = BrowserStore::open(Area::Local).expect("an object is taken for a storage");
    let key = Js::text("web-test");
    store.set(&key, &Js::text("value"));
    store.set(&key, &Js::none());
    assert!(store.get(&key).is_none());
}

// Values.

#[wasm_bindgen_test]
fn each_value_has_its_kind() {
    for (code, kind) in [
        ("undefined", Kind::None),
        ("null", Kind::None),
        ("false", Kind::Flag),
        ("1.5", Kind::Number),
        ("NaN", Kind::Other),
        ("''", Kind::Text),
        ("[]", Kind::Array),
        ("{}", Kind::Object),
        ("new Date()", Kind::Object),
        ("() => 0", Kind::Other),
        ("Symbol()", Kind::Other),
        ("10n", Kind::Other),
    ] {
        assert_eq!(js(code).kind(), kind, "{code}");
    }
}

#[wasm_bindgen_test]
fn only_finite_numbers_are_numbers() {
    assert_eq!(js("1.5").as_number(), Some(1.5));
    for code in [
        "NaN",
        "Infinity",
        "'1'",
        "undefined",
        "{ valueOf: () => 1 }",
    ] {
        assert_eq!(js(code).as_number(), None, "{code}");
    }
}

#[wasm_bindgen_test]
fn json_goes_in_and_out() {
    let value = Js::text(r#"{"a":[1,null,"é"]}"#).parsed();
    assert_eq!(json(&value), r#"{"a":[1,null,"é"]}"#);
    for code in ["'{'", "''", "{}", "1", "undefined"] {
        assert!(js(code).parsed().is_none(), "{code}");
    }
}

#[wasm_bindgen_test]
fn what_json_has_no_word_for_is_none() {
    for code in [
        "undefined",
        "() => 0",
        "10n",
        "(() => { const cycle = {}; cycle.cycle = cycle; return cycle; })()",
        "{ toJSON() { throw new Error(); } }",
    ] {
        assert!(js(code).stringified().is_none(), "{code}");
    }
}

#[wasm_bindgen_test]
fn reading_a_key_never_fails() {
    assert_eq!(text(&js("{ a: 'b' }").get("a")).as_deref(), Some("b"));
    for code in [
        "{}",
        "{ get a() { throw new Error(); } }",
        "new Proxy({}, { get() { throw new Error(); } })",
        "undefined",
        "null",
        "1",
    ] {
        assert!(js(code).get("a").is_none(), "{code}");
    }
}

#[wasm_bindgen_test]
fn setting_a_key_never_fails() {
    let mut object = js("{}");
    object.set("a", &Js::of(Plain::Flag(true)));
    assert_eq!(json(&object), r#"{"a":true}"#);
    for code in [
        "Object.freeze({})",
        "{ set a(_) { throw new Error(); } }",
        "undefined",
        "1",
    ] {
        js(code).set("a", &Js::text("b"));
    }
}

#[wasm_bindgen_test]
fn only_texts_match() {
    assert!(js("'abc'").matches("^a.c$"));
    assert!(!js("'abd'").matches("^a.c$"));
    for code in [
        "undefined",
        "null",
        "1",
        "['abc']",
        "{ toString: () => 'abc' }",
    ] {
        assert!(!js(code).matches(""), "{code}");
    }
}

#[wasm_bindgen_test]
fn only_equal_texts_are_the_same() {
    assert!(js("'a'").is(&Js::text("a")));
    assert!(!js("'a'").is(&Js::text("b")));
    assert!(!js("1").is(&js("1")));
    assert!(!js("undefined").is(&js("undefined")));
}

#[wasm_bindgen_test]
fn texts_are_put_together() {
    assert_eq!(text(&js("'a'").plus(&js("'b'"))).as_deref(), Some("ab"));
    assert_eq!(text(&js("'a'").and("é")).as_deref(), Some("aé"));
    assert_eq!(
        text(&js("'a.b.c'").replaced(&js("'.'"), "[]")).as_deref(),
        Some("a[]b[]c")
    );
    assert_eq!(text(&js("'ÄB'").lower_case()).as_deref(), Some("äb"));
}

#[wasm_bindgen_test]
fn there_is_nothing_to_make_of_what_is_no_text() {
    for code in ["undefined", "null", "1", "['a']", "{}"] {
        let value = js(code);
        assert!(value.plus(&js("'a'")).is_none(), "{code}");
        assert!(value.and("a").is_none(), "{code}");
        assert!(value.replaced(&js("'a'"), "b").is_none(), "{code}");
        assert!(value.lower_case().is_none(), "{code}");
        assert!(value.percent_encoded().is_none(), "{code}");
        assert!(value.url().is_none(), "{code}");
    }
}

#[wasm_bindgen_test]
fn a_segment_of_a_path_is_encoded() {
    let encoded = js("'a/b ü?#%'").percent_encoded();
    assert_eq!(text(&encoded).as_deref(), Some("a%2Fb%20%C3%BC%3F%23%25"));
    // Half of a surrogate pair has no encoding.
    assert!(js("'\\ud800'").percent_encoded().is_none());
}

#[wasm_bindgen_test]
fn a_url_has_its_parts() {
    let url = Js::text("HTTPS://EXAMPLE.com:443/a/../b?c#d").url();
    for (part, expected) in [
        ("protocol", "https:"),
        ("hostname", "example.com"),
        ("origin", "https://example.com"),
        ("pathname", "/b"),
        ("href", "https://example.com/b?c#d"),
    ] {
        assert_eq!(text(&url.part(part)).as_deref(), Some(expected), "{part}");
    }
    for code in ["''", "'a'", "'/a'", "'https://'"] {
        assert!(js(code).url().is_none(), "{code}");
    }
}

// The clock.

#[wasm_bindgen_test]
async fn tasks_start_after_the_code_that_runs_in_the_order_in_which_they_were_given() {
    let face = js(FACE);
    let later = Closure::<dyn Fn()>::new(|| {
        let start = Closure::once_into_js(start_next);
        queue_microtask(&start);
    });
    face.clone().set("later", &later.into_js_value().into());
    let browser = Browser::new(face.into());
    let seen: Rc<RefCell<Vec<&str>>> = Rc::default();
    for name in ["first", "second", "third"] {
        let (seen, sleep) = (seen.clone(), browser.sleep(1.0));
        browser.spawn(Box::pin(async move {
            seen.borrow_mut().push(name);
            sleep.await;
            seen.borrow_mut().push("woken");
        }));
    }
    assert!(seen.borrow().is_empty());
    browser.sleep(1.0).await;
    browser.sleep(1.0).await;
    assert_eq!(
        seen.borrow().as_slice(),
        ["first", "second", "third", "woken", "woken", "woken"]
    );
}

#[wasm_bindgen_test]
async fn sleeping_takes_its_time() {
    let browser = browser();
    let before = browser.monotonic();
    browser.sleep(50.0).await;
    // Timers may be a little early by the other clock.
    assert!(browser.monotonic() - before >= 45.0);
}

// Requests.

async fn get(url: &str, timeout: f64) -> Result<Response<Js>, Failure<Js>> {
    let request = Request {
        method: "GET",
        url: &Js::text(url),
        headers: &js("{ accept: 'application/json' }"),
        body: &Js::none(),
        keepalive: false,
        timeout,
    };
    browser().send(request).await
}

/// A `fetch` that answers with what an expression of `signal` says.
fn answering(response: &str) -> Replaced {
    Replaced::by(
        "fetch",
        &format!("writable: true, value: async (url, {{ signal }}) => ({response})"),
    )
}

#[wasm_bindgen_test]
async fn an_answer_has_its_status_and_its_body() {
    let response = get("data:application/json,{\"a\":1}", 10_000.0)
        .await
        .expect("the URL is the answer");
    assert_eq!(response.status, 200);
    assert_eq!(response.retry_after, 0.0);
    assert_eq!(text(&response.body).as_deref(), Some("{\"a\":1}"));
}

#[wasm_bindgen_test]
async fn a_request_that_gets_nowhere_is_a_failure_of_the_network() {
    // Nothing listens on a port that browsers block; the second is no URL.
    for url in ["http://127.0.0.1:1/", "http://["] {
        let failure = get(url, 10_000.0).await.expect_err(url);
        let Failure::Network(cause) = failure else {
            panic!("{url}: {failure:?}");
        };
        assert!(text(&cause.part("name")).is_some_and(|name| name == "TypeError"));
    }
}

#[wasm_bindgen_test]
async fn a_server_that_does_not_answer_is_given_up() {
    let _silent = answering(
        "await new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
        })",
    );
    let failure = get("https://example.com/", 20.0)
        .await
        .expect_err("silence");
    assert!(matches!(failure, Failure::Timeout), "{failure:?}");
}

#[wasm_bindgen_test]
async fn a_body_that_does_not_end_is_given_up() {
    let _endless = answering(
        "new Response(new ReadableStream({
            start(body) {
                body.enqueue(new TextEncoder().encode('{'));
                signal.addEventListener('abort', () => body.error(signal.reason));
            },
        }))",
    );
    let failure = get("https://example.com/", 20.0).await.expect_err("no end");
    assert!(matches!(failure, Failure::Timeout), "{failure:?}");
}

#[wasm_bindgen_test]
async fn an_answer_without_a_text_is_a_failure_of_the_network() {
    for response in [
        "undefined",
        "5",
        "{}",
        "{ status: 200, headers: new Headers(), text: () => 5 }",
    ] {
        let _strange = answering(response);
        let failure = get("https://example.com/", 10_000.0)
            .await
            .expect_err(response);
        assert!(matches!(failure, Failure::Network(_)), "{response}");
    }
}

#[wasm_bindgen_test]
async fn a_body_that_is_too_long_is_none() {
    let _long = answering(&format!("new Response('x'.repeat({MAX_BODY} + 1))"));
    let response = get("https://example.com/", 10_000.0)
        .await
        .expect("an answer");
    assert!(response.body.is_none());
}

#[wasm_bindgen_test]
async fn retry_after_is_read_if_it_is_seconds() {
    for (header, delay) in [
        ("'2'", 2_000.0),
        ("'Wed, 21 Oct 2015 07:28:00 GMT'", 0.0),
        ("'soon'", 0.0),
        ("'-2'", 0.0),
    ] {
        let response =
            format!("new Response('', {{ status: 503, headers: {{ 'retry-after': {header} }} }})");
        let _busy = answering(&response);
        let response = get("https://example.com/", 10_000.0)
            .await
            .expect("an answer");
        assert_eq!(response.status, 503);
        assert_eq!(response.retry_after, delay, "{header}");
    }
}

// The face.

/// What the face was told since the last time, as JSON.
fn told(act: impl FnOnce(&Browser)) -> String {
    eval("globalThis.told = []");
    act(&browser());
    json(&js("told"))
}

#[wasm_bindgen_test]
fn each_event_has_its_number_and_what_it_tells() {
    for (event, expected) in [
        (
            Event::LoginSuccess(js("{ uid: 'u' }")),
            r#"[[0,{"uid":"u"}]]"#,
        ),
        (
            Event::LoginFailure(Error::known(&CANCELLED)),
            r#"[[1,{"code":"REQUEST_CANCELLED"}]]"#,
        ),
        (Event::LogoutSuccess, "[[2,null]]"),
        (
            Event::LogoutFailure(Error::known(&CANCELLED)),
            r#"[[3,{"code":"REQUEST_CANCELLED"}]]"#,
        ),
    ] {
        let heard = told(|browser| browser.tell(event));
        let short = js(&format!(
            "JSON.stringify({heard}, (key, value) => ['name', 'message'].includes(key) ? undefined : value)"
        ));
        assert_eq!(text(&short).as_deref(), Some(expected));
    }
}

#[wasm_bindgen_test]
fn listeners_reports_and_nudges_reach_the_face() {
    let heard = told(|browser| {
        browser.listen(&Js::text("one"), &js("{}"));
        browser.listen(&Js::text("one"), &Js::none());
        browser.report(Error::known(&INVALID_APP_ID));
        browser.nudge();
    });
    assert_eq!(
        heard,
        r#"[["one","object"],["one","undefined"],"INVALID_APP_ID","nudge"]"#
    );
}

// Promises.

/// What a promise is settled with, as JSON.
async fn settled(promise: &BrowserPromise) -> Result<String, String> {
    let promise: Promise =
        JsValue::from(Js::from(promise.clone().into_parts()).get("promise")).unchecked_into();
    match JsFuture::from(promise).await {
        Ok(value) => Ok(json(&value.into())),
        Err(reason) => Err(json(&reason.into())),
    }
}

#[wasm_bindgen_test]
async fn promises_resolve_in_the_shape_that_is_asked_for() {
    for (shape, code, expected) in [
        (Shape::Plain, "'text'", r#"{"by":1,"of":"text"}"#),
        (Shape::Plain, "undefined", r#"{"by":1}"#),
        (Shape::User, "{ uid: 'u' }", r#"{"by":2,"of":{"uid":"u"}}"#),
        (
            Shape::FullUser,
            "{ uid: 'u' }",
            r#"{"by":3,"of":{"uid":"u"}}"#,
        ),
    ] {
        let promise = browser().defer();
        promise.settle(shape, Ok(js(code)));
        assert_eq!(settled(&promise).await.as_deref(), Ok(expected), "{code}");
    }
}

#[wasm_bindgen_test]
async fn promises_reject_with_an_exception() {
    let promise = browser().defer();
    promise.settle(Shape::User, Err(Error::known(&CANCELLED)));
    let rejected = settled(&promise).await.expect_err("it is rejected");
    assert!(
        rejected.starts_with(r#"{"by":0,"of":{"code":"REQUEST_CANCELLED""#),
        "{rejected}"
    );
}

#[wasm_bindgen_test]
async fn the_first_settling_counts() {
    let promise = browser().defer();
    promise.settle(Shape::Plain, Ok(js("1")));
    promise.settle(Shape::Plain, Ok(js("2")));
    promise.settle(Shape::Plain, Err(Error::known(&INVALID_APP_ID)));
    assert_eq!(settled(&promise).await.as_deref(), Ok(r#"{"by":1,"of":1}"#));
}

#[wasm_bindgen_test]
fn promises_are_told_apart() {
    let browser = browser();
    let (one, other) = (browser.defer(), browser.defer());
    assert!(one.is(&one.clone()));
    assert!(one.is(&BrowserPromise::from_parts(one.clone().into_parts())));
    assert!(!one.is(&other));
}
