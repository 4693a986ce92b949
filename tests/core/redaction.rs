//! No key and no token in an error, whatever the server echoes.

use serde_json::{Value, json};

use cometchat_wasm::platform::Text;

use crate::support::{Page, Promised as _, Reply, UserCall, none};

/// As `encodeURIComponent` has it.
fn encoded(secret: &str) -> String {
    let encoded = Text::from(secret).encode_component();
    encoded.expect("an encoding").as_str().into()
}

/// An error that echoes a secret wherever it can.
fn echo(secret: &str) -> Value {
    let encoded = encoded(secret);
    let mut details = json!({
        "key": secret,
        "list": [secret, { "deep": [format!("<{secret}>")] }],
        "url": format!("https://a.example/?k={encoded}"),
    });
    details[secret] = json!("a name");
    json!({ "error": {
        "code": "ERR_ODD", "message": format!("The key {secret} ({encoded}) {secret}."),
        "details": details, "devMessage": secret, "source": secret, "name": secret, secret: secret,
    }})
}

/// Checks that neither the secret nor its encoding is in a text.
#[track_caller]
fn assert_without(text: &str, secret: &str) {
    let encoded = encoded(secret);
    for form in [
        secret,
        &encoded,
        json!(secret).to_string().trim_matches('"'),
    ] {
        assert!(!text.contains(form), "{form} in {text}");
    }
}

const SECRETS: [&str; 5] = [
    "0123456789abcdef",
    "alice_1700000000ab/cd+ef==",
    "k e y",
    "a$&b",
    "t.o*k(e)n",
];

#[test]
fn the_key_is_taken_out_of_what_the_server_says() {
    for key in SECRETS {
        for route in ["POST /users/alice/auth_tokens", "POST /users"] {
            let page = Page::ready();
            page.script().next(route, [Reply::Json(401, echo(key))]);
            let promise = match route {
                "POST /users" => {
                    page.user_call(UserCall::Create, json!({ "uid": "a", "name": "A" }), key)
                }
                _ => page.login_with_key("alice", key),
            };
            let error = promise.error();
            assert_eq!(error["code"], "ERR_ODD");
            assert!(error["message"].as_str().unwrap().starts_with("The key "));
            assert!(error["details"]["list"].is_array());
            assert_without(&error.to_string(), key);
            assert_without(&format!("{:?}", page.told()), key);
        }
    }
}

#[test]
fn the_token_is_taken_out_of_what_the_server_says() {
    for token in SECRETS {
        let page = Page::ready();
        page.script()
            .next("PUT /me", [Reply::Json(401, echo(token))]);
        let error = page.login_with_token(token).error();
        assert_eq!(error["code"], "ERR_ODD");
        assert_without(&error.to_string(), token);

        let page = Page::ready();
        let user = json!({ "uid": "alice", "name": "A", "authToken": token });
        page.script().next("PUT /me", [Reply::data(user)]);
        page.login("alice").value();
        page.script()
            .next("GET /users/bob", [Reply::Json(200, echo(token))]);
        let error = page.user_call(UserCall::Get, json!("bob"), none()).error();
        assert_without(&error.to_string(), token);
    }
}

#[test]
fn a_secret_as_the_code_is_taken_out_too() {
    let page = Page::ready();
    let reply = json!({ "error": { "code": "my-secret-token", "message": "x" } });
    page.script().next("PUT /me", [Reply::Json(401, reply)]);
    let error = page.login_with_token("my-secret-token").error();
    assert_without(&error.to_string(), "my-secret-token");
}

#[test]
fn a_documented_code_stays_even_if_the_secret_is_part_of_it() {
    let page = Page::ready();
    page.script().next(
        "PUT /me",
        [Reply::error(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND")],
    );
    let error = page.login_with_token("AUTH_TOKEN").error();
    assert_eq!(error["code"], "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
}

#[test]
fn a_secret_in_an_answer_that_is_not_understood_is_not_passed_on() {
    let secret = "my-secret-token";
    let replies = [
        Reply::Text(200, format!("<html>{secret}")),
        Reply::Json(200, json!({ "error": { "message": secret } })),
        Reply::Json(200, json!({ "error": secret })),
        Reply::Json(200, json!({ "data": { "name": secret } })),
        Reply::Json(200, json!({ secret: secret })),
    ];
    for reply in replies {
        let page = Page::ready();
        page.script().next("PUT /me", [reply]);
        assert_without(&page.login_with_token(secret).error().to_string(), secret);
    }
}

#[test]
fn what_a_secret_breaks_is_left_out() {
    // Characters that stand everywhere in JSON; no message is better than half of one.
    for secret in ["e", ":", ",", "{", "[", "1", "redacted"] {
        let page = Page::ready();
        let sent = json!({ "error": { "code": "ERR_ODD", "message": "here: [1, 2], {e}", "details": { "e": [1, 2] } } });
        page.script().next("PUT /me", [Reply::Json(401, sent)]);
        assert_eq!(page.login_with_token(secret).code(), "ERR_ODD", "{secret}");
    }
}

#[test]
fn nothing_that_holds_a_secret_prints_it() {
    let page = Page::logged_in("alice");
    assert_eq!(format!("{:?}", page.client), "Client");
    let credential =
        cometchat_wasm::types::Credential::auth_key(&"alice".into(), &"my-secret".into());
    assert!(!format!("{credential:?}").contains("my-secret"));
}

/// Every character of a secret escaped, in each of the ways.
fn escaped(secret: &str) -> Vec<String> {
    let ways: [fn(u8) -> String; 5] = [
        |byte| format!("%{byte:02X}"),
        |byte| format!("%25{byte:02x}"),
        |byte| format!("&#{byte};"),
        |byte| format!("&#x{byte:x};"),
        |byte| format!("\\u{byte:04X}"),
    ];
    ways.iter()
        .map(|escape| secret.bytes().map(escape).collect())
        .collect()
}

#[test]
fn a_secret_of_which_every_character_is_escaped_is_left_out() {
    let secret = "Sk+/=&<q>'~ z9_0123456789ABCDEF";
    for spelling in escaped(secret) {
        let page = Page::ready();
        let sent = json!({ "error": { "code": "ERR_ODD", "message": format!("No {spelling}."), "details": [spelling] } });
        page.script().next("PUT /me", [Reply::Json(401, sent)]);
        let error = page.login_with_token(secret).error();
        assert_eq!(error, json!({ "code": "ERR_ODD" }), "{spelling}");
    }
}

#[test]
fn what_is_escaped_for_a_reason_stays() {
    for message in [
        "See /users/%D0%B0%D0%BB%D0%B8%D1%81%D0%B0 and %E3%81%82%E3%81%84%E3%81%86.",
        "&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt; &#12354;&#12356;&#12358;&#12360;&#12362;&#12363;&#12365;&#12367;",
        "1700000123, 1700000124 and 50% of it",
    ] {
        let page = Page::ready();
        let sent = json!({ "error": { "code": "ERR_ODD", "message": message } });
        page.script().next("PUT /me", [Reply::Json(401, sent)]);
        let error = page.login_with_token("0f9e8d7c6b5a4938").error();
        assert_eq!(error["message"], message);
    }
}

#[test]
fn the_uid_at_the_beginning_of_a_token_is_no_secret() {
    let token = "cometchat-uid-1_1700000001fedcba98";
    for (message, stays) in [
        ("The UID cometchat-uid-9 does not exist.", true),
        ("The UID cometchat-uid-17 does not exist.", true),
        ("What is cometchat-uid-1_1700000001?", false),
        ("What is 1700000001fe?", false),
    ] {
        let page = Page::ready();
        let sent = json!({ "error": { "code": "ERR_ODD", "message": message } });
        page.script().next("PUT /me", [Reply::Json(401, sent)]);
        let error = page.login_with_token(token).error();
        assert_eq!(error["message"] == message, stays, "{error}");
    }
}
