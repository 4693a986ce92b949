//! Tokens.

use super::*;

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
fn a_function_for_errors_gets_the_exception_and_what_it_throws_is_reported() {
    install_host();
    eval("globalThis.told = []");
    let error = Error::from(&CANCELLED);
    for code in [
        "(error) => { told.push(error); }",
        "() => { throw new Error('thrown'); }",
    ] {
        let callback = js(code).as_error_callback().expect("a function");
        callback.call(error.fields());
    }
    assert_json(
        "told",
        r#"[{"exception":"REQUEST_CANCELLED"},["report","thrown"]]"#,
    );
    for code in ["undefined", "null", "{}", "'text'"] {
        assert!(js(code).as_error_callback().is_none(), "{code}");
    }
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
    assert_json(
        "told",
        r#"[[{"uid":"u","reason":"login"},true,0,"nothing"]]"#,
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
