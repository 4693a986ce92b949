//! Whatever comes in: nothing panics, everything settles, nothing is sent where it should not go.

use cometchat_wasm::platform::Text;
use cometchat_wasm::types::{AppId, BaseUrl, Service, Session};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use url::Url;

use crate::support::anything::{
    CALLS, answers_end_a_call, any_storage_is_a_session_or_none, arguments_are_refused_or_good,
};
use crate::support::safety::{assert_carriable, assert_safe};
use crate::support::{APP, Json, KEY, Page, Promised as _, Reply, UserCall};

const KINDS: [UserCall; 4] = [
    UserCall::Create,
    UserCall::Update,
    UserCall::UpdateCurrent,
    UserCall::Get,
];

/// Names that mean something somewhere, so that chance finds them.
const NAMES: &str = "data error code message details uid name authToken settings metadata tags status region \
    adminHost clientHost storageMode requestTimeout CLIENT_API_HOST ADMIN_API_HOST \
    CHAT_API_VERSION __proto__ jwt";

fn name() -> impl Strategy<Value = &'static str> {
    one_of(NAMES)
}

/// One of the words of a text.
fn one_of(words: &'static str) -> impl Strategy<Value = &'static str> {
    prop::sample::select(words.split(' ').collect::<Vec<_>>())
}

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
    let scheme =
        " https:// http:// HTTPS:// // ftp:// javascript: https: data: file:/// https:\\\\";
    let user = prop_oneof![4 => Just(""), 3 => one_of("user@ u:p@ localhost@")];
    let names = "localhost 127.0.0.1 [::1] 0.0.0.0 127.1 2130706433 localhost.evil.example \
                 127.0.0.1.evil.example [::ffff:127.0.0.1] x.cometchat.io cometchat.io \
                 x.cometchat.io.evil.example";
    let name = prop_oneof![
        12 => one_of(names).prop_map(str::to_owned),
        1 => "[a-z0-9.-]{1,20}",
        1 => "\\PC{1,8}",
    ];
    let port = prop_oneof![3 => Just(""), 3 => one_of(":9770 :99999 :x")];
    let tail = prop_oneof![3 => Just(""), 9 => one_of("/ /v3.0 /../.. ?a=b #c // \\x /%2e%2e/ \n")];
    (one_of(scheme), user, name, port, tail).prop_map(|(a, b, c, d, e)| format!("{a}{b}{c}{d}{e}"))
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
        let name = prop_oneof![4 => name().prop_map(str::to_owned), 1 => text()];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::vec((name, inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// An answer that is right but for some fields.
fn nearly(right: Value) -> impl Strategy<Value = Value> {
    prop::collection::vec((name(), anything()), 0..4).prop_map(move |fields| {
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

fn stored_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), anything().prop_map(|it| it.to_string())]
}

proptest! {
    // As many for each call as for each of the other properties.
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 256 * CALLS as u32, ..ProptestConfig::default() })]

    #[test]
    fn any_answers_end_a_call(
        call in 0..CALLS,
        status in prop_oneof![Just(200_u16), any::<u16>()],
        first in answer(json!({ "uid": "alice", "authToken": "alice_token" })),
        second in answer(user()),
    ) {
        answers_end_a_call(call, status, &first, &second);
    }
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
        arguments_are_refused_or_good(id, settings, json!("alice"), json!(KEY));
    }

    #[test]
    fn any_credentials_end_a_login(uid in anything(), key in prop_oneof![Just(json!(KEY)), anything()]) {
        arguments_are_refused_or_good(json!(APP), Value::Null, uid, key);
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
    fn whatever_is_stored_is_a_session_or_none_and_reaches_no_header_and_no_host(
        user in prop_oneof![nearly(user()).prop_map(|it| it.to_string()), stored_text()],
        rest in prop::collection::vec(stored_text(), 3),
    ) {
        any_storage_is_a_session_or_none([&user, &rest[0], &rest[1], &rest[2]]);
    }

    #[test]
    fn any_key_that_another_tab_changes_is_no_news(key in anything()) {
        let page = Page::logged_in("alice");
        page.look_again(key.as_str());
        prop_assert!(page.events().is_empty());
        page.assert_logged_in("alice");
    }
}
