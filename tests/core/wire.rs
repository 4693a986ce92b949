//! Requests, field by field, and where they go.

use cometchat_wasm::{VERSION, platform};
use serde_json::{Value, json};

use crate::support::{APP, KEY, Page, Promised as _, Reply, UserCall, none, token_of};

const ADMIN: &str = "https://app1.api-us.cometchat.io/v3.0";
const CLIENT: &str = "https://app1.apiclient-us.cometchat.io/v3.0";

/// The headers of every request, and the one of the secret.
fn headers(page: &Page, secret: &str, value: &str) -> Value {
    let session_id = page.session().text("sessionId").expect("a session id");
    let mut headers = json!({
        "accept": "application/json",
        "content-type": "application/json",
        "appid": APP,
        "sdk": format!("javascript@{VERSION}"),
        "resource": session_id,
    });
    headers[secret] = json!(value);
    headers
}

fn client_info(page: &Page) -> Value {
    let device_id = page.stored("keys_store/deviceId").expect("a device id");
    json!({
        "platform": "WEB",
        "deviceId": serde_json::from_str::<Value>(&device_id).unwrap(),
        "appInfo": { "version": VERSION, "apiVersion": "v3.0", "userAgent": "test agent" },
    })
}

#[test]
fn login_with_the_key_asks_for_a_token_and_registers_with_it() {
    let page = Page::ready();
    page.login("alice").value();
    let [post, put] = page.sent().try_into().ok().expect("two requests");

    assert_eq!(post.method, "POST");
    assert_eq!(post.url, format!("{ADMIN}/users/alice/auth_tokens"));
    assert_eq!(post.headers, headers(&page, "apikey", KEY));
    assert_eq!(post.json(), client_info(&page));
    assert!(!post.keepalive);

    assert_eq!(put.method, "PUT");
    assert_eq!(put.url, format!("{CLIENT}/me"));
    let token = token_of("alice");
    assert_eq!(put.headers, headers(&page, "authtoken", &token));
    assert_eq!(put.json(), client_info(&page));
    assert!(!put.keepalive);
}

#[test]
fn login_with_a_token_registers_with_it() {
    let page = Page::ready();
    page.login_with_token("alice_token").value();
    let [put] = page.sent().try_into().ok().expect("one request");
    assert_eq!(put.method, "PUT");
    assert_eq!(put.url, format!("{CLIENT}/me"));
    assert_eq!(put.headers, headers(&page, "authtoken", "alice_token"));
    assert_eq!(put.json(), client_info(&page));
}

#[test]
fn the_source_goes_into_the_client_info_of_the_registration() {
    let page = Page::ready();
    let source = json!({ "resource": "r", "platform": "p", "language": "l", "other": "o" });
    let source = platform::Value::from(source)
        .as_record()
        .expect("an object");
    page.client.set_source(source);
    page.login("alice").value();
    let [post, put] = page.sent().try_into().ok().expect("two requests");
    assert_eq!(post.json(), client_info(&page));
    let mut with_source = client_info(&page);
    for (key, value) in [("resource", "r"), ("platform", "p"), ("language", "l")] {
        with_source["appInfo"][key] = json!(value);
    }
    assert_eq!(put.json(), with_source);
}

#[test]
fn logout_ends_the_token_and_outlives_the_page() {
    let page = Page::logged_in("alice");
    let expected = headers(&page, "authtoken", &token_of("alice"));
    page.logout().value();
    let [delete] = page.sent().try_into().ok().expect("one request");
    assert_eq!(delete.method, "DELETE");
    assert_eq!(delete.url, format!("{CLIENT}/me"));
    assert_eq!(delete.headers, expected);
    assert_eq!(delete.body, None);
    assert!(delete.keepalive);
}

#[test]
fn users_are_written_with_the_key_and_read_with_the_token() {
    let user = json!({ "uid": "bob", "name": "Bob", "metadata": { "a": [1, null] } });
    let token = token_of("alice");
    let cases = [
        (
            UserCall::Create,
            &user,
            "POST",
            format!("{ADMIN}/users"),
            true,
        ),
        (
            UserCall::Update,
            &user,
            "PUT",
            format!("{ADMIN}/users/bob"),
            true,
        ),
        (
            UserCall::UpdateCurrent,
            &user,
            "PUT",
            format!("{CLIENT}/me"),
            false,
        ),
        (
            UserCall::Get,
            &json!("bob"),
            "GET",
            format!("{CLIENT}/users/bob"),
            false,
        ),
    ];
    for (kind, given, method, url, with_key) in cases {
        let page = Page::logged_in("alice");
        page.user_call(kind, given.clone(), KEY).value();
        let [sent] = page.sent().try_into().ok().expect("one request");
        assert_eq!((sent.method, &sent.url), (method, &url));
        let (header, secret) = if with_key {
            ("apikey", KEY)
        } else {
            ("authtoken", &*token)
        };
        assert_eq!(sent.headers, headers(&page, header, secret), "{kind:?}");
        match kind {
            UserCall::Get => assert_eq!(sent.body, None),
            _ => assert_eq!(sent.json(), user),
        }
        assert!(!sent.keepalive);
    }
}

#[test]
fn a_uid_is_one_segment_of_the_path() {
    for (uid, segment) in [
        ("../groups/x", "..%2Fgroups%2Fx"),
        ("a b", "a%20b"),
        ("a?b#c", "a%3Fb%23c"),
        ("a%2Fb", "a%252Fb"),
        ("ä", "%C3%A4"),
        ("...", "..."),
        ("a\\b", "a%5Cb"),
    ] {
        let page = Page::logged_in("alice");
        page.login(uid);
        let post = page.sent().remove(0);
        assert_eq!(post.url, format!("{ADMIN}/users/{segment}/auth_tokens"));

        let page = Page::logged_in("alice");
        page.user_call(UserCall::Get, json!(uid), none()).value();
        assert_eq!(page.last_sent().url, format!("{CLIENT}/users/{segment}"));

        let user = json!({ "uid": uid, "name": "Bob" });
        page.user_call(UserCall::Update, user, KEY).value();
        assert_eq!(page.last_sent().url, format!("{ADMIN}/users/{segment}"));
    }
}

#[test]
fn a_uid_that_no_path_can_carry_is_refused() {
    // The last stands for half of an emoji.
    for uid in [".", "..", "\u{fffd}"] {
        let page = Page::logged_in("alice");
        assert_eq!(page.login(uid).code(), "INVALID_UID");
        let user = json!({ "uid": uid, "name": "Bob" });
        assert_eq!(
            page.user_call(UserCall::Get, json!(uid), none()).code(),
            "INVALID_UID"
        );
        assert_eq!(
            page.user_call(UserCall::Update, user.clone(), KEY).code(),
            "INVALID_UID"
        );
        assert_eq!(
            page.user_call(UserCall::Create, user, KEY).code(),
            "INVALID_UID"
        );
        assert!(page.sent().is_empty());
    }
}

/// Where a login with the key goes: the bases of its two requests.
fn bases(page: &Page) -> (String, String) {
    page.login("alice").value();
    let base = |route: &str| {
        let sent = page.sent().into_iter().find(|it| it.url.ends_with(route));
        sent.expect(route).url.trim_end_matches(route).to_owned()
    };
    (base("/users/alice/auth_tokens"), base("/me"))
}

#[test]
fn the_region_and_the_overrides_decide_where_requests_go() {
    let cases = [
        (
            json!(null),
            "https://app1.api-eu.cometchat.io/v3.0",
            "https://app1.apiclient-eu.cometchat.io/v3.0",
        ),
        (
            json!({}),
            "https://app1.api-eu.cometchat.io/v3.0",
            "https://app1.apiclient-eu.cometchat.io/v3.0",
        ),
        (json!({ "region": "US" }), ADMIN, CLIENT),
        (
            json!({ "region": "in", "adminHost": null, "clientHost": null }),
            "https://app1.api-in.cometchat.io/v3.0",
            "https://app1.apiclient-in.cometchat.io/v3.0",
        ),
        (
            json!({ "region": "us", "adminHost": "a.example/v3.0" }),
            "https://a.example/v3.0",
            CLIENT,
        ),
        (
            json!({ "region": "us", "clientHost": "c.example:8443/x/v3.0" }),
            ADMIN,
            "https://c.example:8443/x/v3.0",
        ),
        (
            json!({ "adminHost": "https://a.example/v3.0/", "clientHost": "http://localhost:9770/v3.0" }),
            "https://a.example/v3.0",
            "http://localhost:9770/v3.0",
        ),
    ];
    for (settings, admin, client) in cases {
        let page = Page::new();
        page.init(APP, settings.clone()).value();
        assert_eq!(bases(&page), (admin.into(), client.into()), "{settings}");
    }
}

#[test]
fn an_overridden_host_gets_nothing_appended() {
    let page = Page::new();
    page.init(
        APP,
        json!({ "adminHost": "a.example", "clientHost": "a.example" }),
    )
    .value();
    page.login("alice");
    assert_eq!(
        page.sent()[0].url,
        "https://a.example/users/alice/auth_tokens"
    );
}

#[test]
fn an_overridden_host_has_no_other_scheme_than_http() {
    for host in ["ftp://a.example", "wss://a.example/v3.0"] {
        let page = Page::new();
        let settings = json!({ "adminHost": host });
        assert_eq!(page.init(APP, settings).code(), "INVALID_HOST", "{host}");
    }
    let page = Page::new();
    let settings = json!({ "clientHost": "HTTPS://A.example/v3.0" });
    page.init(APP, settings).value();
    page.login_with_token("alice_token").value();
    assert_eq!(page.last_sent().url, "https://a.example/v3.0/me");
}

#[test]
fn the_emulator_gets_everything() {
    for (address, base) in [
        ("http://localhost:9770", "http://localhost:9770/v3.0"),
        ("http://127.0.0.1:9770/", "http://127.0.0.1:9770/v3.0"),
        ("http://[::1]:9770", "http://[::1]:9770/v3.0"),
        ("https://my.localhost", "https://my.localhost/v3.0"),
    ] {
        let page = Page::new();
        page.client.use_emulator(&address.into());
        page.init(
            APP,
            json!({ "adminHost": "a.example", "clientHost": "c.example" }),
        )
        .value();
        assert_eq!(bases(&page), (base.into(), base.into()));
        page.logout().value();
        assert_eq!(page.last_sent().url, format!("{base}/me"));
    }
}

/// Logs in with settings that the server sends, logs out, and returns where that went.
fn after_settings(init: Value, settings: Value) -> String {
    let page = Page::new();
    page.init(APP, init).value();
    let user = json!({ "uid": "alice", "name": "A", "settings": settings });
    page.script().next("PUT /me", [Reply::data(user)]);
    page.login("alice").value();
    page.logout().value();
    page.last_sent().url
}

#[test]
fn hosts_in_the_settings_that_the_server_sends_count_if_they_are_the_apps_own() {
    let us = json!({ "region": "us" });
    let named =
        json!({ "CLIENT_API_HOST": "app1.apiclient-in.cometchat.io", "CHAT_API_VERSION": "v3.1" });
    assert_eq!(
        after_settings(us.clone(), named.clone()),
        "https://app1.apiclient-in.cometchat.io/v3.1/me"
    );

    let overridden = json!({ "clientHost": "c.example/v3.0" });
    assert_eq!(
        after_settings(overridden, named),
        "https://c.example/v3.0/me"
    );

    for host in [
        json!("evil.example"),
        json!("cometchat.io.evil.example"),
        json!("evilcometchat.io"),
        json!("evil.example/.cometchat.io"),
        json!("evil.example?.cometchat.io"),
        json!("x.cometchat.io"),
        json!("app2.apiclient-in.cometchat.io"),
        json!("attackerapp1.apiclient-in.cometchat.io"),
        json!("app1.api-in.cometchat.io"),
        json!("app1.apiclient-in.evil.cometchat.io"),
        json!("app1xapiclient-in.cometchat.io"),
        json!("user@app1.apiclient-in.cometchat.io"),
        json!("app1.apiclient-in.cometchat.io:444"),
        json!("https://app1.apiclient-in.cometchat.io"),
        json!("app1.apiclient-in.cometchat.io\n"),
        json!("app1.apiclient-\u{212a}r.cometchat.io"),
        json!(7),
        json!(["app1.apiclient-in.cometchat.io"]),
    ] {
        let settings = json!({ "CLIENT_API_HOST": host });
        assert_eq!(
            after_settings(us.clone(), settings),
            format!("{CLIENT}/me"),
            "{host}"
        );
    }
    for version in [json!(null), json!("../v1"), json!("v3.0/x"), json!(3)] {
        let settings = json!({ "CLIENT_API_HOST": "app1.apiclient-x.cometchat.io", "CHAT_API_VERSION": version });
        assert_eq!(
            after_settings(us.clone(), settings),
            "https://app1.apiclient-x.cometchat.io/v3.0/me"
        );
    }
}

#[test]
fn admin_hosts_in_the_settings_are_for_calls_with_the_key() {
    let page = Page::ready();
    let settings = json!({ "ADMIN_API_HOST": "app1.api-in.cometchat.io" });
    let user = json!({ "uid": "alice", "name": "A", "settings": settings });
    page.script().next("PUT /me", [Reply::data(user)]);
    page.login("alice").value();
    let user = json!({ "uid": "bob", "name": "Bob" });
    page.user_call(UserCall::Create, user, KEY).value();
    assert_eq!(
        page.last_sent().url,
        "https://app1.api-in.cometchat.io/v3.0/users"
    );
    page.logout().value();
    assert_eq!(page.last_sent().url, format!("{CLIENT}/me"));
}

#[test]
fn no_secret_is_ever_in_a_url() {
    let page = Page::logged_in("alice");
    page.login("bob").value();
    page.user_call(UserCall::Get, json!("carol"), none())
        .value();
    page.logout().value();
    let secrets = [KEY.to_owned(), token_of("alice"), token_of("bob")];
    for sent in page.sent() {
        assert!(
            !secrets.iter().any(|it| sent.url.contains(it)),
            "{}",
            sent.url
        );
    }
}
