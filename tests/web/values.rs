//! Values.

use super::*;

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
fn only_objects_that_inherit_nothing_are_copied_for_foreign_code() {
    for (code, is_copied) in [
        ("Object.create(null)", true),
        ("{}", false),
        ("new Date()", false),
        ("Object.setPrototypeOf([], null)", false),
        ("Object.setPrototypeOf(() => 0, null)", false),
        ("null", false),
    ] {
        let value = js(code);
        let ordinary = JsValue::from(value.to_ordinary());
        assert_eq!(ordinary != JsValue::from(value), is_copied, "{code}");
    }
}

#[wasm_bindgen_test]
fn a_host_is_safe_by_its_own_text_whatever_a_page_says_of_it() {
    let _lying = Replaced::by(
        "URL",
        "value: class { protocol = 'https:'; origin = 'http://evil.example'; pathname = '/'; }",
    );
    let host = js("'host.example'");
    assert!(BaseUrl::parse_override(&host).is_err());
}

#[wasm_bindgen_test]
fn what_only_pretends_to_be_undefined_is_a_value() {
    assert!(js("undefined").is_nullish() && js("null").is_nullish());
    assert!(!js("document.all").is_nullish());
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
    assert_json("reads", "1");
}

#[wasm_bindgen_test]
fn a_record_does_not_change_with_what_it_was_read_of() {
    eval("globalThis.object = { a: 'before' }");
    let record = js("object").as_record().expect("an object");
    eval("object.a = 'after'");
    assert_eq!(json(record.clone()), r#"{"a":"before"}"#);
    record.set("a", "own");
    assert_json("object", r#"{"a":"after"}"#);
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
    let matches = |code: &str, pattern: &'static str| {
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
fn a_name_is_decoded_once() {
    js("(() => {
        let { decode } = TextDecoder.prototype;
        globalThis.decodings = 0;
        TextDecoder.prototype.decode = function (...given) {
            let text = decode.apply(this, given);
            if (text === 'decoded-once') globalThis.decodings += 1;
            return text;
        };
        globalThis.undo = () => { TextDecoder.prototype.decode = decode; };
    })()");
    let record = Record::new();
    for value in [1.0, 2.0, 3.0] {
        record.set("decoded-once", value);
        assert_eq!(record.get("decoded-once").as_number(), Some(value));
    }
    js("undo()");
    assert_eq!(js("decodings").as_number(), Some(1.0));
}

#[wasm_bindgen_test]
fn only_equal_texts_are_the_same() {
    let a = js("'a'").as_text().expect("a text");
    let (same, other) = (Text::from("a"), Text::from("b"));
    assert!(a == same);
    assert!(a == "a");
    assert!(a != other);
    assert!(a != "b");
    assert!(js("1").as_text().is_none());
    assert!(js("undefined").as_text().is_none());
}

#[wasm_bindgen_test]
fn texts_are_put_together() {
    let of = |code: &str| js(code).as_text().expect("a text");
    assert_text(of("'a'").concat(&of("'b'")), "ab");
    assert_text(of("'a'").and("é"), "aé");
    assert_text(of("'a.b.c'").replace(&of("'.'"), "[]"), "a[]b[]c");
    assert_text(of("'ÄB'").to_lower_case(), "äb");
}

#[wasm_bindgen_test]
fn texts_are_taken_apart() {
    // The second character takes two code units.
    let whole = Text::from("a😀b");
    assert_eq!(whole.len(), 4);
    assert_text(whole.slice(1, 3), "😀");
    assert_text(whole.slice(3, 100), "b");
    assert!(whole.slice(100, 200).is_empty());
    assert!(whole.contains(&"😀".into()) && !whole.contains(&"c".into()));
    assert_text(Text::from("a1b22c").without("[0-9]+"), "abc");
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
    assert_text(secret.without("(a-)|[ b]"), "secret");
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
