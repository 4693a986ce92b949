//! Requests.

use super::*;

fn request(method: Method, url: &'static str, timeout: f64) -> Request {
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

const URL: &str = "https://example.com/";

async fn get(timeout: f64) -> Result<Response, Failure> {
    send(request(Method::Get, URL, timeout)).await
}

/// A `fetch` that answers with what an expression of `signal` says.
fn answering(response: &str) -> Replaced {
    Replaced::by(
        "fetch",
        &format!("writable: true, value: async (url, {{ signal }}) => ({response})"),
    )
}

/// What a request comes to while `fetch` answers like that.
async fn answered(response: &str) -> Result<Response, Failure> {
    let _answering = answering(response);
    get(10_000.0).await
}

/// The same, where the answer has a text.
async fn body_of(response: &str) -> Option<String> {
    let answer = answered(response).await.expect(response);
    answer.body.and_then(text)
}

/// Checks that a request is given up while `fetch` answers like that.
async fn assert_given_up(response: &str) {
    let _silent = answering(response);
    let failure = get(20.0).await.expect_err(response);
    assert!(
        matches!(failure, Failure::Timeout),
        "{response}: {failure:?}"
    );
}

/// Checks that what `fetch` answers is a failure of the network.
async fn assert_no_answer(response: &str) {
    let failure = answered(response).await.expect_err(response);
    assert!(matches!(failure, Failure::Network(_)), "{response}");
}

#[wasm_bindgen_test]
async fn an_answer_has_its_status_and_its_body() {
    let request = request(Method::Get, "data:application/json,{\"a\":1}", 10_000.0);
    let response = send(request).await.expect("the URL is the answer");
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
async fn a_page_whose_object_functions_throw_gets_its_answers() {
    eval("globalThis.kept = { entries: Object.entries, fromEntries: Object.fromEntries }");
    for name in ["entries", "fromEntries"] {
        eval(&format!("Object.{name} = () => {{ throw new Error(); }}"));
        let answer = send(request(Method::Get, "data:application/json,{}", 10_000.0)).await;
        eval("void Object.assign(Object, globalThis.kept)");
        assert!(answer.is_ok(), "{name}");
    }
}

#[wasm_bindgen_test]
async fn a_request_that_gets_nowhere_is_a_failure_of_the_network() {
    // Nothing listens on a port that browsers block; the second is no URL.
    for url in ["http://127.0.0.1:1/", "http://["] {
        let request = request(Method::Get, url, 10_000.0);
        let failure = send(request).await.expect_err(url);
        let Failure::Network(Some((name, message))) = failure else {
            panic!("{url}: {failure:?}");
        };
        assert!(name == "TypeError");
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
    let failure = get(10_000.0).await.expect_err("nothing");
    assert!(matches!(failure, Failure::Offline), "{failure:?}");
    assert_json("told", r#"["fetch"]"#);
}

#[wasm_bindgen_test]
async fn a_browser_that_says_it_is_offline_and_is_not_gets_its_answer() {
    let _offline = Replaced::by("navigator", "value: { onLine: false }");
    let response = answered("new Response('text')").await.expect("an answer");
    assert_eq!(response.status, 200);
    assert_eq!(response.body.and_then(text).as_deref(), Some("text"));
}

#[wasm_bindgen_test]
async fn a_server_that_does_not_answer_is_given_up_though_the_browser_be_offline() {
    let _offline = Replaced::by("navigator", "value: { onLine: false }");
    assert_given_up("await new Promise(() => {})").await;
}

#[wasm_bindgen_test]
async fn a_browser_that_does_not_say_whether_it_is_online_sends() {
    for navigator in ["undefined", "{}", "{ onLine: 0 }"] {
        let _silent = Replaced::by("navigator", &format!("value: {navigator}"));
        assert!(answered("new Response('')").await.is_ok(), "{navigator}");
    }
}

#[wasm_bindgen_test]
async fn what_does_not_end_is_given_up_whether_or_not_it_hears_the_signal() {
    for silent in [
        "await new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
        })",
        "new Response(new ReadableStream({
            start(body) {
                body.enqueue(new TextEncoder().encode('{'));
                signal.addEventListener('abort', () => body.error(signal.reason));
            },
        }))",
        "await new Promise(() => {})",
        "{ status: 200, headers: new Headers(), text: () => new Promise(() => {}) }",
        "{ status: 200, headers: new Headers(), text: () => ({ then() {} }) }",
    ] {
        assert_given_up(silent).await;
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
            let failure = get(10_000.0).await.expect_err(&descriptor);
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
        let failure = get(10_000.0).await.expect_err(nothing);
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
            let answer = answered("new Response('{}')").await;
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
        assert_no_answer(response).await;
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
        let response = format!("{{ text: () => 'text', {rest} }}");
        let response = answered(&response).await.expect(rest);
        assert_eq!((response.status, response.retry_after), (0, 0.0), "{rest}");
        assert_eq!(response.body.and_then(text).as_deref(), Some("text"));
    }
}

#[wasm_bindgen_test]
async fn a_body_that_is_too_long_is_none() {
    for (length, is_read) in [(MAX_BODY, true), (MAX_BODY + 1, false)] {
        let response = answered(&format!("new Response('x'.repeat({length}))")).await;
        let response = response.expect("an answer");
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
    let response = answered(
        "globalThis.answer = new Response(new ReadableStream({
            pull(body) {
                told.push('part');
                body.enqueue(new Uint8Array(100_000).fill(120));
            },
            cancel() { told.push('cancel'); },
        }))",
    )
    .await;
    assert!(response.expect("an answer").body.is_none());
    assert_text(js("told.at(-1)"), "cancel");
    let few = json(js("told.length <= 13"));
    assert_eq!(few, "true", "{}", json(js("told")));
    assert_json("answer.body.locked", "false");
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
        let response = format!(
            "new Response(new ReadableStream({{
                start(body) {{
                    for (const part of {parts}) body.enqueue(new Uint8Array(part));
                    body.close();
                }},
            }}))"
        );
        let body = body_of(&response).await;
        let whole = JsFuture::from(Promise::from(raw(&format!(
            "new Response(new Uint8Array({parts}.flat())).text()"
        ))));
        let whole = whole.await.expect("a text").as_string();
        assert_eq!(body, whole, "{parts}");
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
        let whole = body_of(&format!("{{ text: () => 'whole', {body} }}")).await;
        assert_eq!(whole.as_deref(), Some("whole"), "{body}");
    }
    let _missing = Replaced::by("TextDecoder", "value: undefined");
    let whole = body_of("new Response('whole')").await;
    assert_eq!(whole.as_deref(), Some("whole"));
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
        let failure = get(10_000.0).await.expect_err(read);
        assert!(matches!(failure, Failure::Network(_)), "{read}");
        assert_eq!(json(js("told")), r#"["cancel","release"]"#, "{read}");
    }
    let _silent = streaming("new Promise(() => {})");
    let failure = get(20.0).await.expect_err("silence");
    assert!(matches!(failure, Failure::Timeout));
    assert_json("told", r#"["cancel","release"]"#);

    let _ended = streaming("{ done: true, value: undefined }");
    let response = get(10_000.0).await;
    assert!(response.expect("an answer").body.is_some());
    assert_json("told", r#"["release"]"#);
}

#[wasm_bindgen_test]
async fn retry_after_is_read_if_it_is_seconds() {
    for (header, delay) in [
        ("'2'", 2_000.0),
        ("'Wed, 21 Oct 2015 07:28:00 GMT'", 0.0),
        ("'soon'", 0.0),
        ("'-2'", 0.0),
    ] {
        let headers = format!("{{ 'retry-after': {header} }}");
        let response = format!("new Response('', {{ status: 503, headers: {headers} }})");
        let response = answered(&response).await.expect("an answer");
        assert_eq!(response.status, 503);
        assert_eq!(response.retry_after, delay, "{header}");
    }
}
