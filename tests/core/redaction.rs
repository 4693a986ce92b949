//! No key and no token in an error, whatever the server echoes.

use cometchat_wasm::error::reads;
use cometchat_wasm::platform::Text;
use cometchat_wasm::types::Credential;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::prelude::*;

fn one_of(pieces: &[&str]) -> impl Strategy<Value = String> {
    select(pieces.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>())
}

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

/// What a login with a token rejects with when the server replies this.
fn rejected(token: &str, reply: Reply) -> Value {
    let page = Page::ready();
    page.answer(PUT, [reply]);
    page.login_with_token(token).error()
}

/// The reply with these fields of an error.
fn odd(message: impl Into<Value>, details: impl Into<Value>) -> Reply {
    let (message, details) = (message.into(), details.into());
    let error = json!({ "code": "ERR_ODD", "message": message, "details": details });
    Reply::Json(401, json!({ "error": error }))
}

type Call<'a> = &'a dyn Fn(&Page) -> Promise;

#[test]
fn the_key_is_taken_out_of_what_the_server_says() {
    for key in SECRETS {
        let user = json!({ "uid": "a", "name": "A" });
        let calls: [(&str, Call<'_>); 3] = [
            (POST, &|page| page.login_with_key("alice", key)),
            (PUT, &|page| page.login_with_key("alice", key)),
            ("POST /users", &|page| {
                page.user_call(UserCall::Create, user.clone(), key)
            }),
        ];
        for (route, call) in calls {
            let page = Page::ready();
            page.answer(route, [Reply::Json(401, echo(key))]);
            let error = call(&page).error();
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
        let error = rejected(token, Reply::Json(401, echo(token)));
        assert_eq!(error["code"], "ERR_ODD");
        assert_without(&error.to_string(), token);

        let page = Page::ready();
        let user = json!({ "uid": "alice", "name": "A", "authToken": token });
        page.answer(PUT, [Reply::data(user)]);
        page.login("alice").value();
        page.answer(GET, [Reply::Json(200, echo(token))]);
        assert_without(&page.get("bob").error().to_string(), token);
    }
}

#[test]
fn a_documented_code_stays_even_if_the_secret_is_part_of_it() {
    assert_eq!(rejected("AUTH_TOKEN", Reply::lost())["code"], LOST);
}

#[test]
fn a_secret_as_the_code_or_in_an_answer_that_is_not_understood_is_not_passed_on() {
    let secret = "my-secret-token";
    for reply in [
        Reply::Json(401, json!({ "error": { "code": secret, "message": "x" } })),
        Reply::Text(200, format!("<html>{secret}")),
        Reply::Json(200, json!({ "error": { "message": secret } })),
        Reply::Json(200, json!({ "error": secret })),
        Reply::Json(200, json!({ "data": { "name": secret } })),
        Reply::Json(200, json!({ secret: secret })),
    ] {
        assert_without(&rejected(secret, reply).to_string(), secret);
    }
}

#[test]
fn what_a_secret_breaks_is_left_out() {
    // Characters that stand everywhere in JSON; no message is better than half of one.
    for secret in ["e", ":", ",", "{", "[", "1", "redacted"] {
        let error = rejected(secret, odd("here: [1, 2], {e}", json!({ "e": [1, 2] })));
        assert_eq!(error["code"], "ERR_ODD", "{secret}");
    }
}

#[test]
fn nothing_that_holds_a_secret_prints_it() {
    let page = Page::logged_in("alice");
    assert_eq!(format!("{:?}", page.client), "Client");
    let credential = Credential::auth_key(&"alice".into(), &"my-secret".into());
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
    let over_and_over = secret.bytes().map(|byte| format!("%252525{byte:02x}"));
    for spelling in escaped(secret).into_iter().chain([over_and_over.collect()]) {
        let error = rejected(secret, odd(format!("No {spelling}."), json!([spelling])));
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
        let error = rejected("0f9e8d7c6b5a4938", odd(message, Value::Null));
        assert_eq!(error["message"], message);
    }
}

/// What a login with a token rejects with, for a known user, when the server says something.
fn refused(uid: Option<&str>, token: &str, message: &str) -> Value {
    let page = Page::ready();
    page.answer(PUT, [odd(message, Value::Null)]);
    let login = match uid {
        Some(uid) => page.ensure(json!({ "uid": uid, "authToken": token })),
        None => page.login_with_token(token),
    };
    login.error()
}

#[test]
fn the_uid_at_the_beginning_of_a_token_is_no_secret_where_it_is_known() {
    let token = "cometchat-uid-1_1700000001fedcba98";
    let known = Some("cometchat-UID-1");
    let message = "The UID cometchat-uid-1 does not exist.";
    for (uid, message, stays) in [
        (known, message, true),
        (known, "The UID cometchat-uid-17 does not exist.", true),
        (known, "What is cometchat-uid-1_1700000001?", false),
        (known, "What is 1700000001fe?", false),
        // Whether it is a UID is not known.
        (None, message, false),
        (Some("carol"), message, false),
    ] {
        let error = refused(uid, token, message);
        assert_eq!(error["message"] == message, stays, "{uid:?} {message}");
    }
}

#[test]
fn the_uid_stays_in_what_the_server_says_to_its_user() {
    let page = Page::logged_in("cometchat-uid-1");
    let message = "The UID cometchat-uid-1 does not exist.";
    page.answer(GET, [odd(message, Value::Null)]);
    assert_eq!(page.get("bob").error()["message"], message);
    page.answer(DELETE, [Reply::data(json!({ "message": message }))]);
    assert_eq!(page.logout().value()["message"], message);
}

#[test]
fn the_beginning_of_a_key_is_secret() {
    for echo in ["0123456789abcd", "MDEyMzQ1Njc4OWFi", "303132333435363738"] {
        let page = Page::ready();
        page.answer(POST, [odd(echo, Value::Null)]);
        let error = page.login_with_key("alice", "0123456789abcdef_x").error();
        assert_eq!(error, json!({ "code": "ERR_ODD" }), "{echo}");

        // Be it the UID of who is logged in.
        let page = Page::logged_in("0123456789abcd");
        page.answer("POST /users", [odd(echo, Value::Null)]);
        let user = json!({ "uid": "a", "name": "A" });
        let call = page.user_call(UserCall::Create, user, "0123456789abcd_x");
        assert_eq!(call.error(), json!({ "code": "ERR_ODD" }), "{echo}");
    }
}

#[test]
fn every_spelling_of_a_secret_is_left_out() {
    let secret = "s3cr3tKEYabcdefGH";
    for spelling in [
        "73336372337 44b4559616263646566".replace(' ', ""),
        "73 33 63 72 33 74 4B 45 59 61 62".into(),
        "\\x73\\x33\\x63\\x72\\x33\\x74\\x4b\\x45\\x59".into(),
        "0x73,0x33,0x63,0x72,0x33,0x74,0x4b,0x45,0x59".into(),
        "[115, 51, 99, 114, 51, 116, 75, 69, 89]".into(),
        "czNjcjN0S0VZYWJj".into(),
        // Cut out of the middle.
        "xjcjN0S0VZYWJjZGVm".into(),
        // After one and two other characters.
        "Y3IzdEtFWWFi".into(),
        "M2NyM3RLRVlh".into(),
        "c3r3tKEYab".into(),
        secret.to_uppercase(),
    ] {
        let error = refused(None, secret, &format!("No: {spelling}."));
        assert_eq!(error, json!({ "code": "ERR_ODD" }), "{spelling}");
    }
    // With so much of it escaped that nothing of it stays as it is.
    let secret = "s3cr3tKc3Yacb3dc";
    for (character, escape) in [
        ("3", "%33"),
        ("3", "\\u0033"),
        ("3", "\\u{33}"),
        ("3", "\\063"),
        ("3", "&#51;"),
        ("3", "&#x33"),
        ("3", "%2533"),
        ("3", "%25252533"),
        ("3", "&#37;33"),
        ("c", "=63"),
        ("3", "\n3"),
        ("3", " 3&nbsp;"),
    ] {
        let spelling = secret.replace(character, escape);
        let error = refused(None, secret, &format!("No: {spelling}."));
        assert_eq!(error, json!({ "code": "ERR_ODD" }), "{spelling}");
    }
}

#[test]
fn the_dead_token_is_taken_out_of_the_answers_to_its_renewal_and_to_the_repeated_call() {
    for route in [PUT, GET] {
        let tokens = Tokens::default();
        let page = Page::ensured("alice", &tokens);
        tokens.next_token(fresh_token("alice", 1));
        page.answer(GET, [Reply::lost()]);
        page.answer(route, [Reply::Json(400, echo(&token_of("alice")))]);
        let error = page.get("bob").error();
        assert_eq!(page.events().contains(&"loginFailure"), route == PUT);
        assert_without(&error.to_string(), &token_of("alice"));
        if route == PUT {
            assert_without(&format!("{:?}", page.told()), &token_of("alice"));
        }
    }
}

#[test]
fn what_is_too_long_to_be_looked_at_is_left_out() {
    let secret = "my-secret-token";
    for (length, stays) in [(9_000, true), (10_001, false), (500_000, false)] {
        let message = "\u{e9}".repeat(length);
        let error = refused(None, secret, &message);
        assert_eq!(error["message"] == message, stays, "{length}");
        let error = rejected(secret, Reply::error(401, &"A".repeat(length)));
        assert_eq!(error["code"], "[redacted]");
    }
}

#[test]
fn a_secret_that_is_longer_than_any_is_refused() {
    for (length, is_good) in [(4_096, true), (4_097, false), (800_000, false)] {
        let secret = "a".repeat(length);
        let page = Page::ready();
        let code = |promise: Promise| promise.first().unwrap().err().map(|it| it["code"].clone());
        let token = code(page.login_with_token(&*secret));
        let key = code(page.login_with_key("bob", &*secret));
        assert_eq!(token.is_none(), is_good, "{token:?}");
        let refused = |code: &str| (!is_good).then(|| json!(code));
        assert_eq!(
            (token, key),
            (refused("INVALID_AUTH_TOKEN"), refused("INVALID_AUTH_KEY"))
        );
        // The server's token likewise.
        let page = Page::ready();
        let answer = json!({ "uid": "alice", "authToken": secret });
        page.answer(POST, [Reply::data(answer)]);
        page.login("alice");
        assert_eq!(page.routes().contains(&PUT.to_owned()), is_good);
    }
}

proptest! {
    #[test]
    fn the_work_grows_with_the_texts_and_not_faster(
        secret in "[!-~]{1,80}",
        copies in 1_usize..50,
        pieces in vec(
            one_of(&["\\", "%", "%25", "&", "&#", "&#x", "&#0", "\\u", "\\u00", "\\x", "0x", "=", "a", "u00"]),
            1..40,
        ),
        times in 1_usize..400,
    ) {
        let secret = secret.repeat(copies);
        let text = pieces.concat().repeat(times);
        let length = (secret.len() + text.len()) as u64;
        prop_assert!(reads(&secret, &text) <= 200 * length);
    }

    #[test]
    fn a_secret_is_found_wherever_it_is_and_however_much_of_it(
        // Without x: `0x` and two digits after it are a character, too.
        secret in "[0-9A-WYZa-wyz]{12,40}",
        before in "[ -~]{0,60}",
        after in "[ -~]{0,60}",
        start in 0_usize..4,
        ways in vec(0_usize..6, 8),
    ) {
        // Some of it escaped, each character in its own way, and some not.
        let part: String = secret.chars().skip(start).take(8).collect();
        let spelling: String = part
            .chars()
            .zip(ways)
            .map(|(character, way)| match way {
                0 => character.into(),
                way => escaped(&character.to_string()).swap_remove(way - 1),
            })
            .collect();
        for spelling in [part.clone(), spelling] {
            let message = format!("{before} {spelling} {after}");
            let error = refused(None, &secret, &message);
            prop_assert!(error["message"] != message, "{message}");
        }
    }
}
