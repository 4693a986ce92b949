//! Whatever comes in: nothing panics, everything settles, nothing is sent where it should not go.

use cometchat_wasm::platform::Text;
use cometchat_wasm::types::{AppId, BaseUrl, Service, Session};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use url::Url;

use crate::support::promise::Outcome;
use crate::support::safety::{assert_carriable, assert_error, assert_safe};
use crate::support::{APP, Json, KEY, Page, Promised as _, Reply, UserCall};

const KINDS: [UserCall; 4] = [
    UserCall::Create,
    UserCall::Update,
    UserCall::UpdateCurrent,
    UserCall::Get,
];

/// Names that mean something somewhere, so that chance finds them.
const NAMES: [&str; 22] = [
    "data",
    "error",
    "code",
    "message",
    "details",
    "uid",
    "name",
    "authToken",
    "settings",
    "metadata",
    "tags",
    "status",
    "region",
    "adminHost",
    "clientHost",
    "storageMode",
    "requestTimeout",
    "CLIENT_API_HOST",
    "ADMIN_API_HOST",
    "CHAT_API_VERSION",
    "__proto__",
    "jwt",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[a-zA-Z0-9_-]{1,12}",
        "\\PC{0,12}",
        any::<String>(),
        Just("AUTH_ERR_AUTH_TOKEN_NOT_FOUND".to_owned()),
        host_like(),
    ]
}

/// What looks like a host or a URL, more or less.
fn host_like() -> impl Strategy<Value = String> {
    let scheme = prop_oneof![
        Just(""),
        Just("https://"),
        Just("http://"),
        Just("HTTPS://"),
        Just("//"),
        Just("ftp://"),
        Just("javascript:"),
        Just("https:"),
        Just("data:"),
        Just("file:///"),
        Just("https:\\\\"),
    ];
    let user =
        prop_oneof![4 => Just(""), 1 => Just("user@"), 1 => Just("u:p@"), 1 => Just("localhost@")];
    let name = prop_oneof![
        Just("localhost".to_owned()),
        Just("127.0.0.1".into()),
        Just("[::1]".into()),
        Just("0.0.0.0".into()),
        Just("127.1".into()),
        Just("2130706433".into()),
        Just("localhost.evil.example".into()),
        Just("127.0.0.1.evil.example".into()),
        Just("[::ffff:127.0.0.1]".into()),
        Just("x.cometchat.io".into()),
        Just("cometchat.io".into()),
        Just("x.cometchat.io.evil.example".into()),
        "[a-z0-9.-]{1,20}",
        "\\PC{1,8}",
    ];
    let port = prop_oneof![3 => Just(""), 1 => Just(":9770"), 1 => Just(":99999"), 1 => Just(":x")];
    let tail = prop_oneof![
        3 => Just(""), 1 => Just("/"), 1 => Just("/v3.0"), 1 => Just("/../.."), 1 => Just("?a=b"),
        1 => Just("#c"), 1 => Just("//"), 1 => Just("\\x"), 1 => Just("/%2e%2e/"), 1 => Just("\n"),
    ];
    (scheme, user, name, port, tail).prop_map(|(a, b, c, d, e)| format!("{a}{b}{c}{d}{e}"))
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(|it| json!(it)),
        any::<i64>().prop_map(|it| json!(it)),
        any::<i32>().prop_map(|it| json!(f64::from(it) / 4.0)),
        text().prop_map(|it| json!(it)),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        let name =
            prop_oneof![4 => prop::sample::select(&NAMES[..]).prop_map(str::to_owned), 1 => text()];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::vec((name, inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// An answer that is right but for some fields.
fn nearly(right: Value) -> impl Strategy<Value = Value> {
    let name = prop::sample::select(&NAMES[..]);
    prop::collection::vec((name, anything()), 0..4).prop_map(move |fields| {
        let mut nearly = right.clone();
        for (name, value) in fields {
            nearly[name] = value;
        }
        nearly
    })
}

fn user() -> Value {
    json!({ "uid": "alice", "name": "A", "authToken": "alice_token" })
}

/// An answer: right, nearly right, any JSON, or any text.
fn answer(right: Value) -> impl Strategy<Value = String> {
    let data = nearly(right).prop_map(|data| json!({ "data": data }).to_string());
    let error = anything().prop_map(|error| json!({ "error": error }).to_string());
    let other = anything().prop_map(|it| it.to_string());
    prop_oneof![4 => data, 1 => error, 1 => other, 1 => any::<String>()]
}

/// Checks that a login has ended one way or the other, and that everybody agrees on which.
fn assert_settled(page: &Page, outcome: &Outcome) -> Result<(), TestCaseError> {
    match outcome {
        Ok(user) => {
            prop_assert!(
                user["uid"]
                    .as_str()
                    .is_some_and(|uid| !uid.trim().is_empty())
            );
            prop_assert_eq!(&page.user(), user);
            prop_assert_eq!(page.events(), ["loginSuccess"]);
            // What was stored is the same session for the next page.
            let next = Page::new();
            for name in ["common_store/user", "common_store/app_settings"] {
                if let Some(text) = page.stored(name) {
                    next.store(name, text);
                }
            }
            let next = next.initialized();
            prop_assert_eq!(&next.user(), user);
            prop_assert_eq!(next.token(), page.token());
        }
        Err(error) => {
            assert_error(error);
            prop_assert_eq!(page.user(), Value::Null);
            prop_assert_eq!(page.stored("common_store/user"), None);
            prop_assert_eq!(page.events(), ["loginFailure"]);
        }
    }
    for sent in page.sent() {
        assert_safe(&sent.url);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_stored_is_a_session_or_none(
        stored in prop_oneof![nearly(user()), anything()],
        settings in anything(),
        is_double in any::<bool>(),
        raw in any::<String>(),
    ) {
        let encoded = |value: Value| {
            let text = Text::from(&*value.to_string());
            if is_double { text.to_json() } else { text }
        };
        prop_assert!(Session::from_stored(&Text::from(&*raw), Some(&Text::from(&*raw))).is_none());
        if let Some(session) = Session::from_stored(&encoded(stored), Some(&encoded(settings))) {
            prop_assert!(session.uid().is_present());
            prop_assert!(session.token().expose().matches("^[ -~]+$"));
            let record = session.user().as_record().expect("a user");
            prop_assert!(record.text("uid").as_ref() == Some(session.uid()));
            prop_assert!(record.text("authToken").as_ref() == Some(session.token().expose()));
            let again = Session::from_stored(&session.json().to_json(), None);
            prop_assert!(again.is_some_and(|again| again.is(&session) && again.json() == session.json()));
        }
    }

    #[test]
    fn overridden_hosts_are_safe(host in prop_oneof![text(), host_like()]) {
        if let Ok(Some(base)) = BaseUrl::parse_override(&Json::from(&*host)) {
            assert_safe(base.text().as_str());
        }
    }

    #[test]
    fn emulators_are_on_this_machine(address in prop_oneof![text(), host_like()]) {
        if let Some(base) = BaseUrl::of_emulator(&Text::from(&*address)) {
            let base = base.text().as_str();
            assert_safe(&base.replacen("https:", "http:", 1));
            prop_assert!(base.ends_with("/v3.0"), "{}", base);
        }
    }

    #[test]
    fn hosts_in_settings_are_below_the_servers_domain(host in anything(), version in anything()) {
        let app = AppId::parse(&Json::from("app1")).expect("an app id");
        let hosts = [host, json!("app1.api-us.cometchat.io"), json!("app2.api-us.cometchat.io")];
        for host in hosts {
            let (host, version) = (Json::from(host), Json::from(version.clone()));
            if let Some(base) = BaseUrl::of_settings(&app, Service::Admin, &host, &version) {
                let base = base.text().as_str();
                assert_safe(base);
                let name = Url::parse(base).unwrap().host_str().unwrap().to_owned();
                prop_assert!(name.starts_with("app1.api-"), "{}", base);
                prop_assert!(name.ends_with(".cometchat.io"), "{}", base);
            }
        }
    }

    #[test]
    fn hosts_are_never_made_of_other_than_text(value in anything()) {
        prop_assume!(!value.is_string());
        let app = AppId::parse(&Json::from("app1")).expect("an app id");
        let value = Json::from(value);
        prop_assert!(!matches!(BaseUrl::parse_override(&value), Ok(Some(_))));
        prop_assert!(BaseUrl::of_settings(&app, Service::Admin, &value, &value).is_none());
        let page = Page::new();
        page.client.use_emulator(&value);
        prop_assert_eq!(page.init(APP, json!(null)).code(), "INVALID_HOST");
    }

    #[test]
    fn init_takes_anything(
        id in prop_oneof![Just(json!(APP)), anything()],
        settings in prop_oneof![nearly(json!({ "region": "us" })), anything()],
    ) {
        let page = Page::new();
        match page.init(id, settings).outcome() {
            Ok(value) => {
                prop_assert_eq!(value, true);
                page.login("alice");
                prop_assert!(!page.sent().is_empty());
                for sent in page.sent() {
                    assert_safe(&sent.url);
                    prop_assert!(sent.timeout > 0.0 && sent.timeout <= 30_000.0);
                }
            }
            Err(error) => {
                let known = ["MISSING_PARAMETERS", "INVALID_APP_ID", "INVALID_REGION", "INVALID_HOST", "INVALID_SETTINGS"];
                prop_assert!(known.contains(&error["code"].as_str().unwrap()), "{}", error);
                prop_assert!(error["message"].is_string());
                prop_assert!(!page.client.is_initialized());
            }
        }
    }

    #[test]
    fn any_answers_end_a_login(
        post in answer(json!({ "uid": "alice", "authToken": "alice_token" })),
        put in answer(user()),
        status in prop_oneof![Just(200_u16), any::<u16>()],
    ) {
        let page = Page::ready();
        page.script().always("POST /users/alice/auth_tokens", Reply::Text(status, post));
        page.script().always("PUT /me", Reply::Text(status, put));
        let login = page.login("alice");
        page.wait();
        assert_settled(&page, &login.outcome())?;
    }

    #[test]
    fn any_answer_ends_a_login_with_a_token(put in answer(user())) {
        let page = Page::ready();
        page.script().always("PUT /me", Reply::Text(200, put));
        let login = page.login_with_token("alice_token");
        page.wait();
        assert_settled(&page, &login.outcome())?;
    }

    #[test]
    fn any_answer_ends_a_logout(delete in answer(json!({ "success": true })), status in any::<u16>()) {
        let page = Page::logged_in("alice");
        page.script().always("DELETE /me", Reply::Text(status, delete));
        let logout = page.logout();
        page.wait();
        prop_assert!(logout.first().is_some_and(|it| it.is_ok_and(|answer| answer.is_object())));
        prop_assert_eq!(page.events(), ["logoutSuccess"]);
        prop_assert_eq!(page.unfinished(), 0);
    }

    #[test]
    fn any_credentials_end_a_login(uid in anything(), key in anything()) {
        let page = Page::ready();
        let login = page.login_with_key(uid.clone(), key);
        page.wait();
        if let Err(error) = login.outcome() {
            assert_error(&error);
            prop_assert_eq!(page.events(), ["loginFailure"]);
        }
        if let Some(post) = page.sent().first() {
            assert_safe(&post.url);
            let url = Url::parse(&post.url).unwrap();
            let segments: Vec<_> = url.path_segments().unwrap().collect();
            let decoded = percent_encoding::percent_decode_str(segments[2]).decode_utf8();
            prop_assert_eq!(segments.len(), 4, "{}", url);
            prop_assert_eq!((segments[1], segments[3]), ("users", "auth_tokens"));
            // A number is taken as text.
            let uid = uid.as_str().map_or_else(|| uid.to_string(), str::to_owned);
            prop_assert_eq!(decoded.unwrap(), uid);
        }
    }

    #[test]
    fn any_answer_ends_a_call_about_a_user(
        data in answer(user()),
        status in prop_oneof![Just(200_u16), any::<u16>()],
        kind in prop::sample::select(&KINDS[..]),
    ) {
        let page = Page::logged_in("alice");
        page.script().always_everywhere(Reply::Text(status, data));
        let given = if kind == UserCall::Get { json!("bob") } else { json!({ "uid": "bob", "name": "B" }) };
        let promise = page.user_call(kind, given, KEY);
        page.wait();
        match promise.outcome() {
            Ok(user) => prop_assert!(user["uid"].as_str().is_some_and(|uid| !uid.trim().is_empty())),
            Err(error) => assert_error(&error),
        }
        // Whatever the server says, there is a whole session or none, and the storage agrees.
        let (user, token) = (page.user(), page.token());
        prop_assert_eq!(user.is_null(), token.is_null());
        prop_assert_eq!(user.is_null(), page.stored("common_store/user").is_none());
        for sent in page.sent() {
            assert_safe(&sent.url);
            assert_carriable(&sent);
        }
    }

    #[test]
    fn any_user_and_key_end_a_call(
        given in prop_oneof![nearly(user()), anything()],
        key in prop_oneof![Just(json!(KEY)), anything()],
        kind in prop::sample::select(&KINDS[..]),
    ) {
        let page = Page::logged_in("alice");
        let promise = page.user_call(kind, given, key);
        page.wait();
        if let Err(error) = promise.outcome() {
            let code = &error["code"];
            prop_assert!(code.is_string() && error["message"].is_string(), "{}", error);
        }
        for sent in page.sent() {
            assert_safe(&sent.url);
            assert_carriable(&sent);
        }
    }

    #[test]
    fn any_wait_that_a_server_asks_for_stays_within_the_deadline(
        waits in prop::collection::vec(prop_oneof![any::<f64>(), 0.0..40_000.0], 1..4),
    ) {
        let page = Page::ready();
        page.script().next("PUT /me", waits.into_iter().map(|wait| Reply::Busy(429, wait)));
        let login = page.login_with_token("alice_token");
        page.advance(30_000.0);
        prop_assert!(login.first().is_some());
        prop_assert!(page.sent().len() <= 3);
        prop_assert!(page.events().len() == 1);
    }

    #[test]
    fn whatever_is_stored_nothing_of_it_reaches_a_header_or_a_host(
        texts in prop::collection::vec(prop_oneof![any::<String>(), anything().prop_map(|it| it.to_string())], 4),
    ) {
        let page = Page::new();
        for (name, text) in ["common_store/user", "common_store/app_settings", "keys_store/deviceId"].iter().zip(&texts) {
            page.store(name, text.as_str());
        }
        page.session().put("sessionId", texts[3].as_str());
        let page = page.initialized();
        page.login("alice").value();
        page.assert_logged_in("alice");
        for sent in page.sent() {
            assert_carriable(&sent);
            let host = Url::parse(&sent.url).unwrap().host_str().unwrap().to_owned();
            prop_assert!(host.ends_with(".cometchat.io"), "{}", host);
        }
    }

    #[test]
    fn any_key_that_another_tab_changes_is_no_news(key in anything()) {
        let page = Page::logged_in("alice");
        page.look_again(key.as_str());
        prop_assert!(page.events().is_empty());
        page.assert_logged_in("alice");
    }
}
