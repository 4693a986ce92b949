//! Listeners.

use super::*;

/// What was told since the last time, as JSON.
fn told(act: impl FnOnce(&Environment)) -> String {
    eval("globalThis.told = []");
    act(&page());
    json(js("told"))
}

/// Adds a listener whose four callbacks say what they are told, after a name.
fn listen(environment: &Environment, id: &'static str, name: &str) {
    let listener = js(&format!(
        "Object.fromEntries(['loginSuccess', 'loginFailure', 'logoutSuccess', 'logoutFailure']
            .map((event) => [event, (argument) => told.push(['{name}', event, argument])]))"
    ));
    environment.add_listener(&id.into(), &listener);
}

/// What is told when a user logs out, with these listeners: IDs, each with what JavaScript says it is, or
/// nothing for one that says what it is told.
fn told_of_logout(listeners: &[(&'static str, &str)]) -> String {
    told(|environment| {
        for (id, code) in listeners {
            if code.is_empty() {
                listen(environment, id, id);
            } else {
                environment.add_listener(&(*id).into(), &js(code));
            }
        }
        environment.emit(&Event::LogoutSuccess);
    })
}

/// What listeners that say what they are told say of a logout.
fn heard_by(names: &[&str]) -> String {
    let said: Vec<_> = names
        .iter()
        .map(|name| format!(r#"["{name}","logoutSuccess",null]"#))
        .collect();
    format!("[{}]", said.join(","))
}

/// Adds a listener that does something when a user logs out.
fn listen_with(environment: &Environment, id: &'static str, act: impl Fn() + 'static) {
    let callback = Closure::<dyn Fn()>::new(act).into_js_value();
    let listener = js_sys::Object::new();
    js_sys::Reflect::set(&listener, &"logoutSuccess".into(), &callback).expect("it can be set");
    environment.add_listener(&id.into(), &JsValue::from(listener).into());
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
    let own = "{ name: 'own', logoutSuccess(...all) { told.push([this.name, all.length]); } }";
    let heard = told_of_logout(&[("one", own)]);
    assert_eq!(heard, r#"[["own",1]]"#);
}

#[wasm_bindgen_test]
fn listeners_hear_in_the_order_in_which_they_came() {
    let heard = told_of_logout(&[("b", ""), ("a", ""), ("c", "")]);
    assert_eq!(heard, heard_by(&["b", "a", "c"]));
}

#[wasm_bindgen_test]
fn a_listener_takes_the_place_of_the_one_with_the_same_id() {
    let heard = told(|environment| {
        listen(environment, "a", "first a");
        listen(environment, "b", "b");
        listen(environment, "a", "second a");
        environment.emit(&Event::LogoutSuccess);
    });
    assert_eq!(heard, heard_by(&["second a", "b"]));
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
    assert_eq!(heard, heard_by(&["b"]));
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
    listen_with(&environment, "first", move || {
        eval("told.push('first')");
        inner.remove_listener(&"second".into());
        listen(&inner, "third", "third");
    });
    listen(&environment, "second", "second");
    environment.emit(&Event::LogoutSuccess);
    assert_json("told", r#"["first",["second","logoutSuccess",null]]"#);
    eval("told = []");
    environment.emit(&Event::LogoutSuccess);
    assert_json("told", r#"["first",["third","logoutSuccess",null]]"#);
}

#[wasm_bindgen_test]
fn an_event_within_an_event_is_heard_by_all() {
    let environment = Rc::new(page());
    eval("globalThis.told = []");
    let inner = environment.clone();
    listen_with(&environment, "first", move || {
        eval("told.push('again')");
        inner.emit(&Event::LogoutFailure(fields(&CANCELLED)));
    });
    listen(&environment, "second", "second");
    environment.emit(&Event::LogoutSuccess);
    assert_json(
        "told",
        r#"["again",["second","logoutFailure",{"exception":"REQUEST_CANCELLED"}],["second","logoutSuccess",null]]"#,
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
        let heard = told_of_logout(&[("one", ""), ("hostile", hostile), ("two", "")]);
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
        let heard = told_of_logout(&[("strange", strange), ("one", "")]);
        assert_eq!(heard, heard_by(&["one"]), "{strange}");
    }
}

#[wasm_bindgen_test]
fn what_has_no_properties_is_reported_in_the_place_of_a_listener() {
    for strange in ["5", "'text'", "undefined", "Symbol()"] {
        told_of_logout(&[("strange", strange), ("one", "")]);
        // What the engine says of it is its own.
        eval("told[0][1] = typeof told[0][1]");
        let heard = json(js("told"));
        let expected = r#"[["report","string"],["one","logoutSuccess",null]]"#;
        assert_eq!(heard, expected, "{strange}");
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
    let (user, error) = (js("{ uid: 'u' }"), fields(&CANCELLED));
    let (some, none) = (r#"{"uid":"u"}"#, "null");
    let code = r#""REQUEST_CANCELLED""#;
    for (has_user, has_error) in [(false, false), (true, false), (true, true), (false, true)] {
        let shown_user = if has_user { some } else { none };
        let shown_error = if has_error { code } else { none };
        let expected = format!(r#"{{"status":"s","user":{shown_user},"error":{shown_error}}}"#);
        let user = has_user.then(|| user.clone());
        let error = has_error.then(|| error.clone());
        let snapshot = JsValue::from(environment.snapshot("s", user, error));
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
        assert_eq!(shown, Some(expected));
    }
}
