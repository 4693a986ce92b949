//! The platform in a real browser: what its values, storages, clock, requests, listeners, tabs and
//! promises do there, and that nothing that a page can do to them fails.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, clippy::panic)]

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;

use cometchat_wasm::error::{CANCELLED, Error, ErrorSpec, INVALID_APP_ID};
use cometchat_wasm::platform::{
    AbortHandle, Area, Deferred, Environment, Event, Failure, Kind, MAX_BODY, Method, Record,
    Request, Response, ResultKind, Text, TokenSource, Value,
};
use futures_util::future::{Either, join, select};
use gloo_storage::{LocalStorage, SessionStorage, Storage as _};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen]
extern "C" {
    fn eval(code: &str) -> JsValue;
}

#[wasm_bindgen(module = "/tests/web/host.js")]
extern "C" {
    /// Gives Rust what it calls in the place of the package's TypeScript.
    #[wasm_bindgen(js_name = installHost)]
    fn install_host();
}

/// The value of a JavaScript expression, as JavaScript has it.
fn raw(code: &str) -> JsValue {
    eval(&format!("({code})"))
}

/// The value of a JavaScript expression.
fn js(code: &str) -> Value {
    raw(code).into()
}

/// A text as Rust has it; `None` for anything else.
fn text(value: impl Into<Value>) -> Option<String> {
    JsValue::from(value.into()).as_string()
}

/// What JSON says of a value.
fn json(value: impl Into<Value>) -> String {
    value.into().to_json().and_then(text).unwrap_or_default()
}

/// The fields of one of the SDK's own errors.
fn fields(spec: &'static ErrorSpec) -> Record {
    Error::from(spec).fields().clone()
}

/// What surrounds the page's client.
fn page() -> Environment {
    install_host();
    Environment::of_page()
}

/// What surrounds a client with a storage of the application's own.
fn instance(storage: &str) -> Environment {
    install_host();
    Environment::of_instance(js(storage))
}

/// Sleeps by the SDK's own timers.
async fn sleep(milliseconds: f64) {
    page().sleep(milliseconds).await;
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

/// Something of a global object's, put there until this is dropped.
struct Polluted(&'static str);

impl Polluted {
    fn by(place: &'static str, value: &str) -> Self {
        eval(&format!("{place} = {value}"));
        Self(place)
    }
}

impl Drop for Polluted {
    fn drop(&mut self) {
        eval(&format!("delete {}", self.0));
    }
}

// Storage.

/// What throws whatever is asked of it.
const FAILING: &str = "{
    getItem() { throw new Error('get'); },
    setItem() { throw new Error('set'); },
    removeItem() { throw new Error('remove'); },
}";

#[wasm_bindgen_test]
fn both_storages_keep_replace_and_forget() {
    for (area, storage) in [
        (Area::Local, LocalStorage::raw()),
        (Area::Session, SessionStorage::raw()),
    ] {
        let store = page().storage(area).expect("Chromium has both");
        let key = Text::from("web-test");
        let stored = || storage.get_item("web-test").expect("it can be read");

        assert!(store.get(&key).expect("it can be read").is_none());
        store.set(&key, Some(&"one".into()));
        store.set(&key, Some(&"two".into()));
        assert_eq!(stored().as_deref(), Some("two"));
        assert_eq!(store.get(&key).flatten().and_then(text), stored());
        store.set(&key, None);
        assert_eq!(stored(), None);
        assert!(store.get(&key).expect("it can be read").is_none());
    }
}

#[wasm_bindgen_test]
fn a_storage_that_is_blocked_is_no_storage() {
    let _blocked = Replaced::by(
        "localStorage",
        "get() { throw new DOMException('blocked', 'SecurityError'); }",
    );
    assert!(page().storage(Area::Local).is_none());
    assert!(page().storage(Area::Session).is_some());
}

#[wasm_bindgen_test]
fn a_storage_that_is_missing_is_no_storage() {
    for name in ["localStorage", "sessionStorage"] {
        for nothing in ["undefined", "null", "5"] {
            let _missing = Replaced::by(name, &format!("value: {nothing}"));
            let area = match name {
                "localStorage" => Area::Local,
                _ => Area::Session,
            };
            assert!(page().storage(area).is_none(), "{name}: {nothing}");
        }
    }
}

#[wasm_bindgen_test]
fn what_does_not_fit_is_not_there_when_it_is_read_back() {
    let store = page().storage(Area::Local).expect("Chromium has it");
    let key = Text::from("web-test");
    let long = js("'x'.repeat(20_000_000)").as_text().expect("a text");
    store.set(&key, Some(&long));
    assert!(store.get(&key).expect("it can be read").is_none());
}

#[wasm_bindgen_test]
fn a_storage_whose_methods_throw_says_so_only_when_it_is_read() {
    for methods in [FAILING, "{}"] {
        let _failing = Replaced::by("localStorage", &format!("value: {methods}"));
        let store = page().storage(Area::Local);
        let store = store.expect("an object is taken for a storage");
        let key = Text::from("web-test");
        store.set(&key, Some(&"value".into()));
        store.set(&key, None);
        assert!(store.get(&key).is_none());
    }
}

#[wasm_bindgen_test]
fn what_a_storage_gives_that_is_no_text_is_nothing() {
    for strange in ["undefined", "5", "{}", "['text']", "new String('text')"] {
        let environment = instance(&format!("{{ getItem: () => ({strange}) }}"));
        let store = environment.storage(Area::Local).expect("a storage");
        let read = store.get(&"key".into()).expect("it can be read");
        assert!(read.is_none(), "{strange}");
    }
}

#[wasm_bindgen_test]
fn the_storage_of_an_application_takes_the_place_of_both() {
    eval(
        "globalThis.items = new Map();
         globalThis.own = {
             getItem(key) { return this === own ? items.get(key) ?? null : 'not called as a method'; },
             setItem(key, value) { items.set(key, value); },
             removeItem(key) { items.delete(key); },
         }",
    );
    let environment = instance("own");
    let (local, session) = (
        environment.storage(Area::Local).expect("the application's"),
        environment
            .storage(Area::Session)
            .expect("the application's"),
    );
    let key = Text::from("web-test");
    assert!(local.get(&key).expect("it can be read").is_none());
    local.set(&key, Some(&"value".into()));
    assert_eq!(
        text(js("JSON.stringify([...items])")).as_deref(),
        Some(r#"[["web-test","value"]]"#)
    );
    let read = session.get(&key).flatten();
    assert_eq!(read.and_then(text).as_deref(), Some("value"));
    session.set(&key, None);
    assert_eq!(json(js("items.size")), "0");
    for global in ["localStorage", "sessionStorage"] {
        let stored = js(&format!("{global}.getItem('web-test')"));
        assert_eq!(stored.kind(), Kind::Nullish, "{global}");
    }
}

#[wasm_bindgen_test]
fn an_application_without_a_storage_has_none() {
    for nothing in ["undefined", "null", "5", "'localStorage'"] {
        for area in [Area::Local, Area::Session] {
            assert!(instance(nothing).storage(area).is_none(), "{nothing}");
        }
    }
}

#[wasm_bindgen_test]
fn the_storage_of_an_application_may_throw() {
    let store = instance(FAILING).storage(Area::Local).expect("a storage");
    let key = Text::from("web-test");
    store.set(&key, Some(&"value".into()));
    store.set(&key, None);
    assert!(store.get(&key).is_none());
}

// Values.

#[wasm_bindgen_test]
fn each_value_has_its_kind() {
    for (code, kind) in [
        ("undefined", Kind::Nullish),
        ("null", Kind::Nullish),
        ("false", Kind::Boolean),
        ("1.5", Kind::Number),
        ("NaN", Kind::UnsupportedNumber),
        ("''", Kind::String),
        ("[]", Kind::Array),
        ("{}", Kind::Object),
        ("new Date()", Kind::Object),
        ("() => 0", Kind::Function),
        ("Symbol()", Kind::Unsupported),
        ("10n", Kind::UnsupportedNumber),
    ] {
        assert_eq!(js(code).kind(), kind, "{code}");
    }
    assert_eq!(Value::nothing().kind(), Kind::Nullish);
    assert_eq!(Value::from("").kind(), Kind::String);
    assert_eq!(Value::from(1.5).kind(), Kind::Number);
    assert_eq!(Value::from(true).kind(), Kind::Boolean);
    assert_eq!(Value::from(Record::new()).kind(), Kind::Object);
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
    let value = Text::from(r#"{"a":[1,null,"é"]}"#)
        .parse_json()
        .expect("JSON");
    assert_eq!(json(value), r#"{"a":[1,null,"é"]}"#);
    for code in ["'{'", "''", "{}", "1", "undefined"] {
        let parsed = js(code).as_text().and_then(|text| text.parse_json());
        assert!(parsed.is_none(), "{code}");
    }
    assert_eq!(
        text(Text::from("\"é\n").to_json()).as_deref(),
        Some(r#""\"é\n""#)
    );
}

#[wasm_bindgen_test]
fn what_json_has_no_word_for_is_none() {
    for code in [
        "undefined",
        "null",
        "() => 0",
        "10n",
        "(() => { const cycle = {}; cycle.cycle = cycle; return cycle; })()",
        "{ toJSON() { throw new Error(); } }",
        "{ toJSON: () => undefined }",
        "{ get a() { throw new Error(); } }",
    ] {
        assert!(js(code).to_json().is_none(), "{code}");
    }
}

#[wasm_bindgen_test]
fn reading_a_key_never_fails() {
    let read = |code: &str| js(code).as_record().and_then(|record| record.text("a"));
    assert_eq!(read("{ a: 'b' }").and_then(text).as_deref(), Some("b"));
    for code in [
        "{}",
        "{ get a() { throw new Error(); } }",
        "new Proxy({}, { get() { throw new Error(); } })",
        "new Proxy({ a: 'b' }, { get() { throw new Error(); } })",
        "new Proxy({ a: 'b' }, { ownKeys() { throw new Error(); } })",
        "new Proxy({ a: 'b' }, { getOwnPropertyDescriptor() { throw new Error(); } })",
        "undefined",
        "null",
        "1",
        "'a'",
        "['a']",
        "Object.assign(() => 0, { a: 'b' })",
    ] {
        assert!(read(code).is_none(), "{code}");
    }
}

#[wasm_bindgen_test]
fn a_proxy_that_was_revoked_is_nothing_of_use() {
    for target in ["{}", "[]", "() => 0"] {
        let revoked = format!(
            "(() => {{
                const {{ proxy, revoke }} = Proxy.revocable({target}, {{}});
                revoke();
                return proxy;
            }})()"
        );
        assert!(js(&revoked).as_record().is_none(), "{target}");
        assert!(js(&revoked).as_text().is_none(), "{target}");
        assert!(js(&revoked).as_number().is_none(), "{target}");
        assert!(js(&revoked).to_json().is_none(), "{target}");
        assert_ne!(js(&revoked).kind(), Kind::Nullish, "{target}");
    }
}

#[wasm_bindgen_test]
fn a_record_has_own_properties_only() {
    let _polluted = Polluted::by("Object.prototype.polluted", "'everywhere'");
    for code in [
        "{}",
        "Object.create({ polluted: 'inherited' })",
        "new (class { get polluted() { return 'inherited'; } })()",
        "Object.defineProperty({}, 'polluted', { value: 'hidden' })",
        "JSON.parse('{ \"__proto__\": { \"polluted\": \"inherited\" } }')",
    ] {
        let record = js(code).as_record().expect(code);
        for key in ["polluted", "toString", "constructor", "valueOf"] {
            assert_eq!(record.get(key).kind(), Kind::Nullish, "{code}: {key}");
            assert!(record.text(key).is_none(), "{code}: {key}");
        }
    }
    let made = Record::new();
    assert_eq!(made.get("polluted").kind(), Kind::Nullish);
    assert_eq!(made.get("__proto__").kind(), Kind::Nullish);
}

#[wasm_bindgen_test]
fn a_record_keeps_a_prototype_of_that_name_as_any_other_key() {
    let record = js("JSON.parse('{ \"__proto__\": { \"a\": \"b\" }, \"c\": \"d\" }')")
        .as_record()
        .expect("an object");
    assert_eq!(record.get("a").kind(), Kind::Nullish);
    assert_eq!(record.text("c").and_then(text).as_deref(), Some("d"));
    let prototype = JsValue::from(Value::from(record));
    let prototype = js_sys::Object::get_prototype_of(&prototype);
    assert!(prototype.is_null());
}

#[wasm_bindgen_test]
fn a_getter_is_read_once() {
    let object = js("(() => {
        globalThis.reads = 0;
        return { get a() { reads += 1; return reads === 1 ? 'first' : 'later'; } };
    })()");
    let record = object.as_record().expect("an object");
    for _ in 0..3 {
        assert_eq!(record.text("a").and_then(text).as_deref(), Some("first"));
    }
    assert_eq!(json(record), r#"{"a":"first"}"#);
    assert_eq!(json(js("reads")), "1");
}

#[wasm_bindgen_test]
fn a_record_does_not_change_with_what_it_was_read_of() {
    eval("globalThis.object = { a: 'before' }");
    let record = js("object").as_record().expect("an object");
    eval("object.a = 'after'");
    assert_eq!(json(record.clone()), r#"{"a":"before"}"#);
    record.set("a", "own");
    assert_eq!(json(js("object")), r#"{"a":"after"}"#);
}

#[wasm_bindgen_test]
fn setting_a_key_never_fails() {
    let object = Record::new();
    object.set("a", true);
    assert_eq!(json(object), r#"{"a":true}"#);
    for code in [
        "Object.freeze({})",
        "Object.freeze({ a: 'a' })",
        "{ set a(_) { throw new Error(); } }",
    ] {
        let record = js(code).as_record().expect(code);
        record.set("a", "b");
        assert_eq!(json(record), r#"{"a":"b"}"#, "{code}");
    }
    for code in ["undefined", "1"] {
        assert!(js(code).as_record().is_none(), "{code}");
    }
}

#[wasm_bindgen_test]
fn only_texts_match() {
    let matches = |code: &str, pattern: &str| {
        let text = js(code).as_text();
        text.is_some_and(|text| text.matches(pattern))
    };
    assert!(matches("'abc'", "^a.c$"));
    assert!(!matches("'abd'", "^a.c$"));
    for code in [
        "undefined",
        "null",
        "1",
        "['abc']",
        "{ toString: () => 'abc' }",
        "new String('abc')",
    ] {
        assert!(!matches(code, ""), "{code}");
    }
}

#[wasm_bindgen_test]
fn only_equal_texts_are_the_same() {
    let a = js("'a'").as_text().expect("a text");
    let (same, other) = (Text::from("a"), Text::from("b"));
    assert!(a == same);
    assert!(a == *"a");
    assert!(a != other);
    assert!(a != *"b");
    assert!(js("1").as_text().is_none());
    assert!(js("undefined").as_text().is_none());
}

#[wasm_bindgen_test]
fn texts_are_put_together() {
    let of = |code: &str| js(code).as_text().expect("a text");
    assert_eq!(text(of("'a'").concat(&of("'b'"))).as_deref(), Some("ab"));
    assert_eq!(text(of("'a'").and("é")).as_deref(), Some("aé"));
    assert_eq!(
        text(of("'a.b.c'").replace(&of("'.'"), "[]")).as_deref(),
        Some("a[]b[]c")
    );
    assert_eq!(text(of("'ÄB'").to_lower_case()).as_deref(), Some("äb"));
}

#[wasm_bindgen_test]
fn texts_are_taken_apart() {
    // The second character takes two code units.
    let whole = Text::from("a😀b");
    assert_eq!(whole.len(), 4);
    assert_eq!(text(whole.slice(1, 3)).as_deref(), Some("😀"));
    assert_eq!(text(whole.slice(3, 100)).as_deref(), Some("b"));
    assert!(whole.slice(100, 200).is_empty());
    assert!(whole.contains(&"😀".into()) && !whole.contains(&"c".into()));
    assert_eq!(
        text(Text::from("a1b22c").without("[0-9]+")).as_deref(),
        Some("abc")
    );
    assert!(Text::from(" a\n").is_present());
    for blank in ["", " ", "\t\n", "\u{a0}"] {
        assert!(!Text::from(blank).is_present(), "{blank:?}");
    }
}

#[wasm_bindgen_test]
fn what_was_matched_is_nowhere_in_the_page() {
    // Properties that every script of a page can read.
    let left = || {
        text(js("Object.getOwnPropertyNames(RegExp)
            .map((name) => RegExp[name])
            .filter((value) => typeof value === 'string')
            .join('')
            .replace('RegExp', '')"))
    };
    let secret = Text::from("a-secret b");
    eval("/(.)(.)(.)(.)(.)(.)(.)(.)(.)/.test('something of the page')");
    assert!(secret.matches("^(a)-(s)(e)(c)(r)(e)(t) (b)$"));
    assert_eq!(left().as_deref(), Some(""));
    assert_eq!(text(secret.without("(a-)|[ b]")).as_deref(), Some("secret"));
    assert_eq!(left().as_deref(), Some(""));
    assert!(secret.is_present());
    assert!(secret.contains(&"secret".into()));
    assert!(secret.replace(&"secret".into(), "").len() < secret.len());
    assert_eq!(left().as_deref(), Some(""));
}

#[wasm_bindgen_test]
fn only_the_letters_of_ascii_are_the_same_in_both_cases() {
    for (a, b, is_same) in [
        ("'Kate-1_'", "'kATE-1_'", true),
        ("'\\u212aate'", "'kate'", false),
        ("'Ä'", "'ä'", false),
        ("'ä'", "'ä'", true),
        ("'a'", "'ab'", false),
        ("'\\u0161'", "'a'", false),
        ("'@['", "'`{'", false),
        ("''", "''", true),
    ] {
        let of = |code: &str| js(code).as_text().expect("a text");
        assert_eq!(of(a).eq_ignore_ascii_case(&of(b)), is_same, "{a} {b}");
    }
}

#[wasm_bindgen_test]
fn there_is_nothing_to_make_of_what_is_no_text() {
    for code in ["undefined", "null", "1", "['a']", "{}"] {
        assert!(js(code).as_text().is_none(), "{code}");
    }
    let record = js("{ a: 1, b: null, c: ['c'], d: {} }").as_record();
    let record = record.expect("an object");
    for key in ["a", "b", "c", "d", "e"] {
        assert!(record.text(key).is_none(), "{key}");
    }
}

#[wasm_bindgen_test]
fn a_segment_of_a_path_is_encoded() {
    let encoded = Text::from("a/b ü?#%").encode_component();
    assert_eq!(
        encoded.and_then(text).as_deref(),
        Some("a%2Fb%20%C3%BC%3F%23%25")
    );
    // Half of a surrogate pair has no encoding.
    for code in ["'\\ud800'", "'a\\udc00b'"] {
        let half = js(code).as_text().expect("a text");
        assert!(half.encode_component().is_none(), "{code}");
    }
}

#[wasm_bindgen_test]
fn base64_is_of_latin_1() {
    assert_eq!(
        Text::from("aé").to_base64().and_then(text).as_deref(),
        Some("Yek=")
    );
    for other in ["😀", "\u{100}"] {
        assert!(Text::from(other).to_base64().is_none(), "{other}");
    }
    let half = js("'\\ud800'").as_text().expect("a text");
    assert!(half.to_base64().is_none());
}

#[wasm_bindgen_test]
fn a_url_has_its_parts() {
    let url = Text::from("HTTPS://EXAMPLE.com:443/a/../b?c#d").parse_url();
    let url = url.expect("a URL");
    for (part, expected) in [
        ("protocol", "https:"),
        ("hostname", "example.com"),
        ("origin", "https://example.com"),
        ("pathname", "/b"),
        ("href", "https://example.com/b?c#d"),
    ] {
        assert_eq!(text(url.part(part)).as_deref(), Some(expected), "{part}");
    }
    for code in ["''", "'a'", "'/a'", "'https://'"] {
        let url = js(code).as_text().and_then(|text| text.parse_url());
        assert!(url.is_none(), "{code}");
    }
}

// The clock.

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
    assert_eq!(json(js("told")), "[]");
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

// Requests.

fn request(method: Method, url: &str, timeout: f64) -> Request {
    let headers = Record::new();
    headers.set("accept", "application/json");
    Request {
        method,
        url: url.into(),
        headers,
        body: None,
        timeout,
    }
}

async fn send(request: Request) -> Result<Response, Failure> {
    page().send(request).await
}

async fn get(url: &str, timeout: f64) -> Result<Response, Failure> {
    send(request(Method::Get, url, timeout)).await
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
    assert_eq!(response.body.and_then(text).as_deref(), Some("{\"a\":1}"));
}

#[wasm_bindgen_test]
async fn a_request_has_what_it_should_and_nothing_that_a_page_put_on_every_object() {
    let _polluted = Polluted::by("Object.prototype.mode", "'no-cors'");
    let _noting = Replaced::by(
        "fetch",
        "writable: true, value: async (url, options) => {
            globalThis.noted = [
                url,
                { ...options, signal: options.signal instanceof AbortSignal },
                options.mode === undefined,
                Object.getPrototypeOf(options) === Object.prototype,
                Object.getPrototypeOf(options.headers) === Object.prototype,
            ];
            return new Response('');
        }",
    );
    for (method, body, expected) in [
        (Method::Get, None, r#""method":"GET","#),
        (Method::Post, Some("{}"), r#""method":"POST","body":"{}","#),
        (Method::Put, Some(""), r#""method":"PUT","body":"","#),
        (Method::Delete, None, r#""method":"DELETE","#),
    ] {
        let mut request = request(method, "https://example.com/a", 10_000.0);
        request.body = body.map(Text::from);
        send(request).await.expect("an answer");
        let noted = js("(([url, options, ...rightly]) => {
            const { method, body, ...rest } = options;
            return [url, { method, body, ...rest }, ...rightly];
        })(noted)");
        let keepalive = method == Method::Delete;
        assert_eq!(
            json(noted),
            format!(
                r#"["https://example.com/a",{{{expected}"keepalive":{keepalive},"headers":{{"accept":"application/json"}},"signal":true,"credentials":"omit","cache":"no-store","redirect":"manual"}},true,true,true]"#
            )
        );
    }
}

#[wasm_bindgen_test]
async fn a_request_that_gets_nowhere_is_a_failure_of_the_network() {
    // Nothing listens on a port that browsers block; the second is no URL.
    for url in ["http://127.0.0.1:1/", "http://["] {
        let failure = get(url, 10_000.0).await.expect_err(url);
        let Failure::Network(Some((name, message))) = failure else {
            panic!("{url}: {failure:?}");
        };
        assert!(name == *"TypeError");
        assert!(message.is_present());
    }
}

#[wasm_bindgen_test]
async fn a_request_that_fails_in_a_browser_that_is_offline_was_not_sent() {
    let _offline = Replaced::by("navigator", "value: { onLine: false }");
    let _failing = Replaced::by(
        "fetch",
        "writable: true, value: async () => { told.push('fetch'); throw new TypeError('no'); }",
    );
    eval("globalThis.told = []");
    let failure = get("https://example.com/", 10_000.0)
        .await
        .expect_err("nothing");
    assert!(matches!(failure, Failure::Offline), "{failure:?}");
    assert_eq!(json(js("told")), r#"["fetch"]"#);
}

#[wasm_bindgen_test]
async fn a_browser_that_says_it_is_offline_and_is_not_gets_its_answer() {
    let _offline = Replaced::by("navigator", "value: { onLine: false }");
    let _answering = answering("new Response('text')");
    let response = get("https://example.com/", 10_000.0)
        .await
        .expect("an answer");
    assert_eq!(response.status, 200);
    assert_eq!(response.body.and_then(text).as_deref(), Some("text"));
}

#[wasm_bindgen_test]
async fn a_server_that_does_not_answer_is_given_up_though_the_browser_be_offline() {
    let _offline = Replaced::by("navigator", "value: { onLine: false }");
    let _silent = answering("await new Promise(() => {})");
    let failure = get("https://example.com/", 20.0)
        .await
        .expect_err("silence");
    assert!(matches!(failure, Failure::Timeout), "{failure:?}");
}

#[wasm_bindgen_test]
async fn a_browser_that_does_not_say_whether_it_is_online_sends() {
    for navigator in ["undefined", "{}", "{ onLine: 0 }"] {
        let _silent = Replaced::by("navigator", &format!("value: {navigator}"));
        let _answering = answering("new Response('')");
        let response = get("https://example.com/", 10_000.0).await;
        assert!(response.is_ok(), "{navigator}");
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
async fn a_fetch_of_the_pages_own_that_ignores_the_signal_is_given_up() {
    for response in [
        "await new Promise(() => {})",
        "{ status: 200, headers: new Headers(), text: () => new Promise(() => {}) }",
        "{ status: 200, headers: new Headers(), text: () => ({ then() {} }) }",
    ] {
        let _silent = answering(response);
        let failure = get("https://example.com/", 20.0).await.expect_err(response);
        assert!(
            matches!(failure, Failure::Timeout),
            "{response}: {failure:?}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_fetch_of_the_pages_own_may_throw_whatever_it_likes() {
    for thrown in [
        "new Error('no')",
        "undefined",
        "null",
        "5",
        "'no'",
        "Symbol()",
        "{ get name() { throw new Error(); } }",
        "{ name: 5, message: {} }",
    ] {
        for descriptor in [
            format!("value: () => {{ throw ({thrown}); }}"),
            format!("value: () => Promise.reject({thrown})"),
            format!("value: async () => ({{ text() {{ throw ({thrown}); }} }})"),
            format!("value: async () => ({{ text: () => Promise.reject({thrown}) }})"),
            format!("value: async () => ({{ get text() {{ throw ({thrown}); }} }})"),
            format!("get() {{ throw ({thrown}); }}"),
        ] {
            let _throwing = Replaced::by("fetch", &descriptor);
            let failure = get("https://example.com/", 10_000.0)
                .await
                .expect_err(&descriptor);
            let Failure::Network(cause) = failure else {
                panic!("{descriptor}: {failure:?}");
            };
            let cause = cause.and_then(|(name, message)| text(name).zip(text(message)));
            let expected = ("Error".to_owned(), "no".to_owned());
            let expected = thrown.contains("'no'").then_some(expected);
            assert_eq!(cause, expected, "{descriptor}");
        }
    }
}

#[wasm_bindgen_test]
async fn a_page_without_fetch_is_a_failure_of_the_network() {
    for nothing in ["undefined", "null", "{}"] {
        let _missing = Replaced::by("fetch", &format!("value: {nothing}"));
        let failure = get("https://example.com/", 10_000.0)
            .await
            .expect_err(nothing);
        assert!(matches!(failure, Failure::Network(_)), "{nothing}");
    }
}

#[wasm_bindgen_test]
async fn a_page_without_timers_or_controllers_sends_requests_all_the_same() {
    for missing in [
        "setTimeout",
        "clearTimeout",
        "AbortController",
        "performance",
    ] {
        for nothing in ["undefined", "{}", "() => { throw new Error(); }"] {
            let _missing = Replaced::by(missing, &format!("value: {nothing}"));
            let _answering = answering("new Response('{}')");
            let answer = get("https://example.com/", 10_000.0).await;
            assert!(answer.is_ok(), "{missing} is {nothing}");
        }
    }
}

#[wasm_bindgen_test]
async fn an_answer_without_a_text_is_a_failure_of_the_network() {
    for response in [
        "undefined",
        "null",
        "5",
        "{}",
        "{ status: 200, headers: new Headers(), text: 5 }",
        "{ status: 200, headers: new Headers(), text: () => 5 }",
        "{ status: 200, headers: new Headers(), text: () => undefined }",
        "{ status: 200, headers: new Headers(), text: () => new String('') }",
    ] {
        let _strange = answering(response);
        let failure = get("https://example.com/", 10_000.0)
            .await
            .expect_err(response);
        assert!(matches!(failure, Failure::Network(_)), "{response}");
    }
}

#[wasm_bindgen_test]
async fn an_answer_with_a_text_may_lack_everything_else() {
    for rest in [
        "",
        "status: '200', headers: null",
        "status: NaN, headers: {}",
        "status: -5, headers: { get: () => ({}) }",
        "get status() { throw new Error(); }, get headers() { throw new Error(); }",
        "headers: { get() { throw new Error(); } }",
        "headers: { get: () => '{' }",
    ] {
        let _strange = answering(&format!("{{ text: () => 'text', {rest} }}"));
        let response = get("https://example.com/", 10_000.0).await.expect(rest);
        assert_eq!((response.status, response.retry_after), (0, 0.0), "{rest}");
        assert_eq!(response.body.and_then(text).as_deref(), Some("text"));
    }
}

#[wasm_bindgen_test]
async fn a_body_that_is_too_long_is_none() {
    for (length, is_read) in [(MAX_BODY, true), (MAX_BODY + 1, false)] {
        let _long = answering(&format!("new Response('x'.repeat({length}))"));
        let response = get("https://example.com/", 10_000.0)
            .await
            .expect("an answer");
        assert_eq!(response.body.is_some(), is_read, "{length}");
    }
}

/// A body of the page's own: `read` is what reading it gives, `told` what was asked of it.
fn streaming(read: &str) -> Replaced {
    eval("globalThis.told = []");
    answering(&format!(
        "{{
            status: 200,
            headers: new Headers(),
            text: async () => 'whole',
            body: {{
                getReader: () => ({{
                    read: () => ({read}),
                    cancel() {{ told.push('cancel'); return Promise.reject(new Error()); }},
                    releaseLock() {{ told.push('release'); throw new Error(); }},
                }}),
            }},
        }}"
    ))
}

#[wasm_bindgen_test]
async fn of_an_answer_without_end_only_the_limit_is_read() {
    eval("globalThis.told = []");
    let _endless = answering(
        "globalThis.answer = new Response(new ReadableStream({
            pull(body) {
                told.push('part');
                body.enqueue(new Uint8Array(100_000).fill(120));
            },
            cancel() { told.push('cancel'); },
        }))",
    );
    let response = get("https://example.com/", 10_000.0).await;
    assert!(response.expect("an answer").body.is_none());
    assert_eq!(text(js("told.at(-1)")).as_deref(), Some("cancel"));
    assert!(
        json(js("told.length <= 13")) == "true",
        "{}",
        json(js("told"))
    );
    assert_eq!(json(js("answer.body.locked")), "false");
}

#[wasm_bindgen_test]
async fn a_body_in_parts_is_the_text_that_it_is_as_a_whole() {
    for parts in [
        "[]",
        "[[0x7b, 0x7d]]",
        "[[], [0x7b], [], [0x7d], []]",
        "[[0xef, 0xbb], [0xbf, 0x7b, 0xe2], [0x82], [0xac, 0x7d]]",
        "[[0xf0, 0x9f, 0x98], [0x80]]",
        "[[0xf0, 0x9f, 0x98]]",
    ] {
        let _parts = answering(&format!(
            "new Response(new ReadableStream({{
                start(body) {{
                    for (const part of {parts}) body.enqueue(new Uint8Array(part));
                    body.close();
                }},
            }}))"
        ));
        let whole = JsFuture::from(Promise::from(raw(&format!(
            "new Response(new Uint8Array({parts}.flat())).text()"
        ))));
        let whole = whole.await.expect("a text").as_string();
        let response = get("https://example.com/", 10_000.0).await;
        let body = response.expect("an answer").body;
        assert_eq!(body.and_then(text), whole, "{parts}");
    }
}

#[wasm_bindgen_test]
async fn an_answer_without_a_stream_is_read_as_a_whole() {
    for body in [
        "body: undefined",
        "body: null",
        "body: {}",
        "body: { getReader: 5 }",
        "body: { getReader() { throw new Error(); } }",
        "get body() { throw new Error(); }",
        "bodyUsed: true, body: new Response('').body",
    ] {
        let _whole = answering(&format!("{{ text: () => 'whole', {body} }}"));
        let response = get("https://example.com/", 10_000.0).await.expect(body);
        assert_eq!(response.body.and_then(text).as_deref(), Some("whole"));
    }
    let _missing = Replaced::by("TextDecoder", "value: undefined");
    let _whole = answering("new Response('whole')");
    let response = get("https://example.com/", 10_000.0).await;
    let body = response.expect("an answer").body;
    assert_eq!(body.and_then(text).as_deref(), Some("whole"));
}

#[wasm_bindgen_test]
async fn a_stream_of_the_pages_own_may_do_whatever_it_likes() {
    for read in [
        "undefined",
        "5",
        "{ done: false, value: 5 }",
        "{ done: false, value: 'text' }",
        "{ get done() { throw new Error(); } }",
        "{ done: false, get value() { throw new Error(); } }",
        "Promise.reject(undefined)",
        "(() => { throw new Error(); })()",
    ] {
        let _strange = streaming(read);
        let failure = get("https://example.com/", 10_000.0).await.expect_err(read);
        assert!(matches!(failure, Failure::Network(_)), "{read}");
        assert_eq!(json(js("told")), r#"["cancel","release"]"#, "{read}");
    }
    let _silent = streaming("new Promise(() => {})");
    let failure = get("https://example.com/", 20.0)
        .await
        .expect_err("silence");
    assert!(matches!(failure, Failure::Timeout));
    assert_eq!(json(js("told")), r#"["cancel","release"]"#);

    let _ended = streaming("{ done: true, value: undefined }");
    let response = get("https://example.com/", 10_000.0).await;
    assert!(response.expect("an answer").body.is_some());
    assert_eq!(json(js("told")), r#"["release"]"#);
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

// Listeners.

/// What was told since the last time, as JSON.
fn told(act: impl FnOnce(&Environment)) -> String {
    eval("globalThis.told = []");
    act(&page());
    json(js("told"))
}

/// Adds a listener whose four callbacks say what they are told, after a name.
fn listen(environment: &Environment, id: &str, name: &str) {
    let listener = js(&format!(
        "Object.fromEntries(['loginSuccess', 'loginFailure', 'logoutSuccess', 'logoutFailure']
            .map((event) => [event, (argument) => told.push(['{name}', event, argument])]))"
    ));
    environment.add_listener(&id.into(), &listener);
}

#[wasm_bindgen_test]
fn each_event_has_its_callback_and_what_it_tells() {
    for (event, expected) in [
        (
            Event::LoginSuccess(js("{ uid: 'u' }")),
            r#"[["one","loginSuccess",{"user":{"uid":"u"}}]]"#,
        ),
        (
            Event::LoginFailure(fields(&CANCELLED)),
            r#"[["one","loginFailure",{"exception":"REQUEST_CANCELLED"}]]"#,
        ),
        (Event::LogoutSuccess, r#"[["one","logoutSuccess",null]]"#),
        (
            Event::LogoutFailure(fields(&CANCELLED)),
            r#"[["one","logoutFailure",{"exception":"REQUEST_CANCELLED"}]]"#,
        ),
    ] {
        let heard = told(|environment| {
            listen(environment, "one", "one");
            environment.emit(&event);
        });
        assert_eq!(heard, expected);
    }
}

#[wasm_bindgen_test]
fn a_callback_is_called_on_its_listener_with_one_argument() {
    let heard = told(|environment| {
        let listener =
            js("{ name: 'own', logoutSuccess(...all) { told.push([this.name, all.length]); } }");
        environment.add_listener(&"one".into(), &listener);
        environment.emit(&Event::LogoutSuccess);
    });
    assert_eq!(heard, r#"[["own",1]]"#);
}

#[wasm_bindgen_test]
fn listeners_hear_in_the_order_in_which_they_came() {
    let heard = told(|environment| {
        for id in ["b", "a", "c"] {
            listen(environment, id, id);
        }
        environment.emit(&Event::LogoutSuccess);
    });
    assert_eq!(
        heard,
        r#"[["b","logoutSuccess",null],["a","logoutSuccess",null],["c","logoutSuccess",null]]"#
    );
}

#[wasm_bindgen_test]
fn a_listener_takes_the_place_of_the_one_with_the_same_id() {
    let heard = told(|environment| {
        listen(environment, "a", "first a");
        listen(environment, "b", "b");
        listen(environment, "a", "second a");
        environment.emit(&Event::LogoutSuccess);
    });
    assert_eq!(
        heard,
        r#"[["second a","logoutSuccess",null],["b","logoutSuccess",null]]"#
    );
}

#[wasm_bindgen_test]
fn a_listener_that_was_removed_hears_nothing() {
    let heard = told(|environment| {
        for id in ["a", "b"] {
            listen(environment, id, id);
        }
        environment.remove_listener(&"a".into());
        environment.remove_listener(&"unknown".into());
        environment.emit(&Event::LogoutSuccess);
    });
    assert_eq!(heard, r#"[["b","logoutSuccess",null]]"#);
}

#[wasm_bindgen_test]
fn a_listener_is_removed_by_its_id_and_by_nothing_else() {
    let heard = told(|environment| {
        let first = js("{ logoutSuccess: () => told.push('first') }");
        let second = js("{ logoutSuccess: () => told.push('second') }");
        environment.add_listener(&"a".into(), &first);
        environment.add_listener(&"a".into(), &second);
        for other in [&first, &second, &"A".into()] {
            environment.remove_listener(other);
        }
        environment.emit(&Event::LogoutSuccess);
        environment.remove_listener(&"a".into());
        environment.emit(&Event::LogoutSuccess);
    });
    assert_eq!(heard, r#"["second"]"#);
}

#[wasm_bindgen_test]
fn those_hear_who_listen_when_it_happens() {
    let environment = Rc::new(page());
    eval("globalThis.told = []");
    let inner = environment.clone();
    let meddle = Closure::<dyn Fn()>::new(move || {
        eval("told.push('first')");
        inner.remove_listener(&"second".into());
        listen(&inner, "third", "third");
    })
    .into_js_value();
    let first = js_sys::Object::new();
    js_sys::Reflect::set(&first, &"logoutSuccess".into(), &meddle).expect("it can be set");
    environment.add_listener(&"first".into(), &JsValue::from(first).into());
    listen(&environment, "second", "second");
    environment.emit(&Event::LogoutSuccess);
    assert_eq!(
        json(js("told")),
        r#"["first",["second","logoutSuccess",null]]"#
    );
    eval("told = []");
    environment.emit(&Event::LogoutSuccess);
    assert_eq!(
        json(js("told")),
        r#"["first",["third","logoutSuccess",null]]"#
    );
}

#[wasm_bindgen_test]
fn an_event_within_an_event_is_heard_by_all() {
    let environment = Rc::new(page());
    eval("globalThis.told = []");
    let inner = environment.clone();
    let again = Closure::<dyn Fn()>::new(move || {
        eval("told.push('again')");
        inner.emit(&Event::LogoutFailure(fields(&CANCELLED)));
    })
    .into_js_value();
    let first = js_sys::Object::new();
    js_sys::Reflect::set(&first, &"logoutSuccess".into(), &again).expect("it can be set");
    environment.add_listener(&"first".into(), &JsValue::from(first).into());
    listen(&environment, "second", "second");
    environment.emit(&Event::LogoutSuccess);
    assert_eq!(
        json(js("told")),
        r#"["again",["second","logoutFailure",{"exception":"REQUEST_CANCELLED"}],["second","logoutSuccess",null]]"#
    );
}

#[wasm_bindgen_test]
fn a_listener_that_throws_is_reported_and_harms_nobody() {
    for hostile in [
        "{ logoutSuccess() { throw new Error('thrown'); } }",
        "new Proxy({ logoutSuccess() { throw new Error('thrown'); } }, {})",
        "{ get logoutSuccess() { throw new Error('thrown'); } }",
        "new Proxy({}, { get() { throw new Error('thrown'); } })",
    ] {
        let heard = told(|environment| {
            listen(environment, "one", "one");
            environment.add_listener(&"hostile".into(), &js(hostile));
            listen(environment, "two", "two");
            environment.emit(&Event::LogoutSuccess);
        });
        assert_eq!(
            heard,
            r#"[["one","logoutSuccess",null],["report","thrown"],["two","logoutSuccess",null]]"#,
            "{hostile}"
        );
    }
}

#[wasm_bindgen_test]
fn a_listener_without_a_callback_that_can_be_called_is_passed_over() {
    for strange in [
        "{}",
        "{ logoutSuccess: undefined }",
        "{ logoutSuccess: 'text' }",
        "{ logoutSuccess: {} }",
        "() => told.push('a function is a subscriber')",
    ] {
        let heard = told(|environment| {
            environment.add_listener(&"strange".into(), &js(strange));
            listen(environment, "one", "one");
            environment.emit(&Event::LogoutSuccess);
        });
        assert_eq!(heard, r#"[["one","logoutSuccess",null]]"#, "{strange}");
    }
}

#[wasm_bindgen_test]
fn what_has_no_properties_is_reported_in_the_place_of_a_listener() {
    for strange in ["5", "'text'", "undefined", "Symbol()"] {
        let heard = told(|environment| {
            environment.add_listener(&"strange".into(), &js(strange));
            listen(environment, "one", "one");
            environment.emit(&Event::LogoutSuccess);
            // What the engine says of it is its own.
            eval("told[0][1] = typeof told[0][1]");
        });
        assert_eq!(
            heard, r#"[["report","string"],["one","logoutSuccess",null]]"#,
            "{strange}"
        );
    }
}

#[wasm_bindgen_test]
fn subscribers_hear_of_changes_and_of_nothing_else() {
    let heard = told(|environment| {
        listen(environment, "one", "one");
        let subscriber = js("() => told.push('changed')");
        let throwing = js("() => { throw new Error('thrown'); }");
        environment.add_listener(&throwing, &throwing);
        for _ in 0..2 {
            environment.add_listener(&subscriber, &subscriber);
        }
        environment.emit(&Event::LogoutSuccess);
        environment.state_changed();
        environment.remove_listener(&subscriber);
        environment.state_changed();
    });
    assert_eq!(
        heard,
        r#"[["one","logoutSuccess",null],["report","thrown"],"changed",["report","thrown"]]"#
    );
}

#[wasm_bindgen_test]
fn a_report_is_of_an_exception() {
    let heard = told(|environment| environment.report(&fields(&INVALID_APP_ID)));
    assert_eq!(heard, r#"[["report",{"exception":"INVALID_APP_ID"}]]"#);
}

#[wasm_bindgen_test]
fn what_the_developer_should_know_is_in_the_console() {
    let _console = Replaced::by(
        "console",
        "value: {
            ...console,
            info: (...all) => told.push(['info', ...all]),
            warn: (...all) => told.push(['warn', ...all]),
        }",
    );
    let heard = told(|environment| {
        environment.inform("one");
        environment.warn("two");
    });
    assert_eq!(heard, r#"[["info","one"],["warn","two"]]"#);
}

#[wasm_bindgen_test]
fn a_console_that_fails_harms_nobody() {
    for hostile in [
        "value: { info() { throw new Error(); }, warn() { throw new Error(); } }",
        "value: {}",
        "value: undefined",
        "get() { throw new Error(); }",
    ] {
        let heard = told(|environment| {
            let _hostile = Replaced::by("console", hostile);
            environment.inform("one");
            environment.warn("two");
        });
        assert_eq!(heard, "[]", "{hostile}");
    }
}

#[wasm_bindgen_test]
fn a_snapshot_has_what_there_is_and_null_for_the_rest() {
    let environment = page();
    let user = js("{ uid: 'u' }");
    let error = fields(&CANCELLED);
    for (user, error, expected) in [
        (None, None, r#"{"status":"s","user":null,"error":null}"#),
        (
            Some(&user),
            None,
            r#"{"status":"s","user":{"uid":"u"},"error":null}"#,
        ),
        (
            Some(&user),
            Some(&error),
            r#"{"status":"s","user":{"uid":"u"},"error":"REQUEST_CANCELLED"}"#,
        ),
        (
            None,
            Some(&error),
            r#"{"status":"s","user":null,"error":"REQUEST_CANCELLED"}"#,
        ),
    ] {
        let snapshot = JsValue::from(environment.snapshot("s", user.cloned(), error.cloned()));
        assert!(js_sys::Object::is_frozen(
            snapshot.unchecked_ref::<js_sys::Object>()
        ));
        let shown = Value::from(snapshot).to_json().and_then(|json| {
            // Of the exception's fields, the code.
            let short = format!(
                "(({{ error, ...rest }}) => ({{ ...rest, error: error && error.code }}))({})",
                text(json)?
            );
            js(&short).to_json().and_then(text)
        });
        assert_eq!(shown.as_deref(), Some(expected));
    }
}

// Tabs.

/// What a page was told of other tabs: each key, or "any".
type Heard = Rc<RefCell<Vec<String>>>;

/// Lets an environment listen to other tabs.
fn listening(environment: Environment) -> (Environment, Heard) {
    let heard = Heard::default();
    let notes = heard.clone();
    environment.listen_to_tabs(move |key| {
        let key = key.and_then(text).unwrap_or_else(|| "any".into());
        notes.borrow_mut().push(key);
    });
    (environment, heard)
}

/// Waits for the promise of an expression.
async fn wait_for(code: &str) {
    let promise: Promise = raw(code).unchecked_into();
    JsFuture::from(promise).await.expect("not rejected");
}

/// Lets another tab say that it is time to look, and waits until everybody has heard of it.
async fn other_tab_notifies() {
    wait_for(
        "new Promise((resolve) => {
            const [sender, last] = [1, 2].map(() => new BroadcastChannel('cometchat-wasm'));
            last.onmessage = () => {
                last.close();
                sender.close();
                setTimeout(resolve);
            };
            sender.postMessage(null);
        })",
    )
    .await;
}

#[wasm_bindgen_test]
async fn an_environment_that_is_dropped_hears_no_more_of_other_tabs() {
    let (environment, heard) = listening(page());
    drop(environment);
    other_tab_notifies().await;
    eval("dispatchEvent(new StorageEvent('storage', { key: 'k' }))");
    assert_eq!(heard.borrow().as_slice(), [""; 0]);
}

#[wasm_bindgen_test]
async fn another_tab_is_heard_by_the_channel() {
    let (_environment, heard) = listening(page());
    other_tab_notifies().await;
    assert_eq!(heard.borrow().as_slice(), ["any"]);
}

#[wasm_bindgen_test]
async fn a_page_notifies_the_others_and_not_itself() {
    let (environment, heard) = listening(page());
    eval(
        "globalThis.other = new BroadcastChannel('cometchat-wasm');
         globalThis.said = new Promise((resolve) => {
             other.onmessage = ({ data }) => setTimeout(() => resolve(told.push(['said', data])));
         });
         globalThis.told = []",
    );
    environment.notify_tabs();
    wait_for("said").await;
    eval("other.close()");
    assert_eq!(json(js("told")), r#"[["said",0]]"#);
    assert!(heard.borrow().is_empty());
}

#[wasm_bindgen_test]
fn notifying_before_listening_is_nothing() {
    page().notify_tabs();
    instance("null").notify_tabs();
}

#[wasm_bindgen_test]
fn a_key_that_another_tab_changes_is_heard_by_the_storage_event() {
    let (_environment, heard) = listening(page());
    for init in ["{ key: 'one' }", "{ key: null }", "{ key: 'two' }"] {
        eval(&format!(
            "dispatchEvent(new StorageEvent('storage', {init}))"
        ));
    }
    assert_eq!(heard.borrow().as_slice(), ["one", "any", "two"]);
}

#[wasm_bindgen_test]
async fn a_page_that_was_left_is_deaf_until_one_goes_back_to_it() {
    let (environment, heard) = listening(page());
    eval("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
    other_tab_notifies().await;
    environment.notify_tabs();
    assert!(heard.borrow().is_empty());

    eval("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
    assert_eq!(heard.borrow().as_slice(), ["any"]);
    other_tab_notifies().await;
    assert_eq!(heard.borrow().as_slice(), ["any", "any"]);
}

#[wasm_bindgen_test]
async fn a_page_that_is_shown_twice_hears_once() {
    let (_environment, heard) = listening(page());
    eval("dispatchEvent(new PageTransitionEvent('pageshow'))");
    heard.borrow_mut().clear();
    other_tab_notifies().await;
    assert_eq!(heard.borrow().as_slice(), ["any"]);
}

#[wasm_bindgen_test]
async fn a_client_with_a_storage_of_its_own_has_no_tabs() {
    let (_environment, heard) = listening(instance("null"));
    other_tab_notifies().await;
    eval("dispatchEvent(new StorageEvent('storage', { key: 'one' }))");
    assert!(heard.borrow().is_empty());
}

#[wasm_bindgen_test]
fn without_channels_there_is_the_storage_event() {
    for hostile in [
        "undefined",
        "class { constructor() { throw new Error(); } }",
    ] {
        let _missing = Replaced::by("BroadcastChannel", &format!("value: {hostile}"));
        let (environment, heard) = listening(page());
        environment.notify_tabs();
        eval("dispatchEvent(new StorageEvent('storage', { key: 'one' }))");
        assert_eq!(heard.borrow().as_slice(), ["one"], "{hostile}");
    }
}

// Promises.

/// What a promise is settled with, as JSON.
async fn settled(deferred: &Deferred) -> Result<String, String> {
    let shown = |value: JsValue| {
        text(Value::from(
            js_sys::JSON::stringify(&value).map_or_else(|_| JsValue::UNDEFINED, JsValue::from),
        ))
    };
    let promise = JsValue::from(deferred.promise());
    match JsFuture::from(promise.unchecked_into::<Promise>()).await {
        Ok(value) => Ok(shown(value).unwrap_or_default()),
        Err(reason) => Err(shown(reason).unwrap_or_default()),
    }
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

// Tokens.

fn source(code: &str) -> TokenSource {
    js(code).as_token_source().expect("a function")
}

async fn ask(code: &str, timeout: f64) -> Option<String> {
    let request = Record::new();
    request.set("uid", "u");
    request.set("reason", "login");
    let source = source(code);
    let abort = AbortHandle::new();
    let given = page().ask_for_token(&source, request, timeout, abort).await;
    given.ok().map(json)
}

#[wasm_bindgen_test]
async fn a_function_for_tokens_whose_token_is_not_needed_is_told_and_may_still_give_it() {
    let source = source(
        "({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('late')))",
    );
    let abort = AbortHandle::new();
    let environment = page();
    let given = environment.ask_for_token(&source, Record::new(), 10_000.0, abort.clone());
    let ((), given) = join(
        async {
            sleep(1.0).await;
            abort.abort();
            // Once.
            abort.abort();
        },
        given,
    )
    .await;
    assert_eq!(given.ok().map(json), Some("\"late\"".into()));
}

#[wasm_bindgen_test]
fn only_functions_give_tokens() {
    for code in ["() => 'token'", "async () => 'token'", "class {}"] {
        assert!(js(code).as_token_source().is_some(), "{code}");
    }
    for code in ["undefined", "null", "'token'", "{}", "{ call() {} }", "5"] {
        assert!(js(code).as_token_source().is_none(), "{code}");
    }
}

#[wasm_bindgen_test]
async fn a_function_for_tokens_is_told_for_whom_and_why() {
    eval("globalThis.told = []");
    let given = ask(
        "(() => {
            'use strict';
            return async function (request, ...rest) {
                const { signal, ...others } = request;
                const isLive = signal instanceof AbortSignal && !signal.aborted;
                told.push([others, isLive, rest.length, this ?? 'nothing']);
                return 'token';
            };
        })()",
        10_000.0,
    )
    .await;
    assert_eq!(given.as_deref(), Some(r#""token""#));
    assert_eq!(
        json(js("told")),
        r#"[[{"uid":"u","reason":"login"},true,0,"nothing"]]"#
    );
}

#[wasm_bindgen_test]
async fn whatever_a_function_for_tokens_gives_is_passed_on() {
    for (code, expected) in [
        ("() => 'token'", r#""token""#),
        ("() => Promise.resolve('token')", r#""token""#),
        (
            "() => ({ then: (resolve) => resolve('token') })",
            r#""token""#,
        ),
        ("() => 5", "5"),
        ("() => undefined", ""),
        ("async () => ({ token: 'token' })", r#"{"token":"token"}"#),
    ] {
        let given = ask(code, 10_000.0).await;
        assert_eq!(given.as_deref(), Some(expected), "{code}");
    }
}

#[wasm_bindgen_test]
async fn a_function_for_tokens_that_fails_gives_none() {
    for code in [
        "() => { throw new Error(); }",
        "() => { throw undefined; }",
        "async () => { throw new Error(); }",
        "() => Promise.reject()",
        "() => ({ then() { throw new Error(); } })",
        "() => ({ get then() { throw new Error(); } })",
        "class {}",
    ] {
        assert_eq!(ask(code, 10_000.0).await, None, "{code}");
    }
}

#[wasm_bindgen_test]
async fn a_function_for_tokens_that_never_answers_is_given_up_and_told_so() {
    for code in [
        "({ signal }) => new Promise(() => signal.addEventListener('abort', () => told.push('aborted')))",
        "({ signal }) => ({ then() { signal.addEventListener('abort', () => told.push('aborted')); } })",
    ] {
        eval("globalThis.told = []");
        assert_eq!(ask(code, 20.0).await, None, "{code}");
        sleep(1.0).await;
        assert_eq!(json(js("told")), r#"["aborted"]"#, "{code}");
    }
}
