//! Requests, field by field, and where they go.

use cometchat_wasm::{VERSION, platform};

use crate::support::prelude::*;

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
    let (key, token) = (("apikey", KEY), ("authtoken", "alice_token"));
    let cases = [
        (UserCall::Create, "POST", ADMIN, "/users", key),
        (UserCall::Update, "PUT", ADMIN, "/users/bob", key),
        (UserCall::UpdateCurrent, "PUT", CLIENT, "/me", token),
        (UserCall::Get, "GET", CLIENT, "/users/bob", token),
    ];
    for (kind, method, base, path, (header, secret)) in cases {
        let page = Page::logged_in("alice");
        let (given, body) = match kind {
            UserCall::Get => (json!("bob"), None),
            _ => (user.clone(), Some(user.to_string())),
        };
        page.user_call(kind, given, KEY).value();
        let [sent] = page.sent().try_into().ok().expect("one request");
        assert_eq!(
            (sent.method, &*sent.url),
            (method, &*format!("{base}{path}"))
        );
        assert_eq!(sent.headers, headers(&page, header, secret), "{kind:?}");
        assert_eq!(sent.body, body);
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
        page.get(uid).value();
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
        assert_eq!(page.get(uid).code(), "INVALID_UID");
        for kind in [UserCall::Update, UserCall::Create] {
            let user = json!({ "uid": uid, "name": "Bob" });
            assert_eq!(page.user_call(kind, user, KEY).code(), "INVALID_UID");
        }
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
    let (admin_of, client_of) = ("https://app1.api-", "https://app1.apiclient-");
    let region = |it: &str| {
        let host = |base| format!("{base}{it}.cometchat.io/v3.0");
        (host(admin_of), host(client_of))
    };
    let hosts = |admin: &str, client: &str| (admin.to_owned(), client.to_owned());
    let cases = json_table! {
        null => region("eu"),
        {} => region("eu"),
        { "region": "US" } => hosts(ADMIN, CLIENT),
        { "region": "in", "adminHost": null, "clientHost": null } => region("in"),
        { "region": "us", "adminHost": "a.example/v3.0" } =>
            hosts("https://a.example/v3.0", CLIENT),
        { "region": "us", "clientHost": "c.example:8443/x/v3.0" } =>
            hosts(ADMIN, "https://c.example:8443/x/v3.0"),
        { "adminHost": "https://a.example/v3.0/", "clientHost": "http://localhost:9770/v3.0" } =>
            hosts("https://a.example/v3.0", "http://localhost:9770/v3.0"),
    };
    for (settings, expected) in cases {
        let page = Page::new();
        page.init(APP, settings.clone()).value();
        assert_eq!(bases(&page), expected, "{settings}");
    }
}

#[test]
fn an_overridden_host_gets_nothing_appended() {
    let page = Page::new();
    let settings = json!({ "adminHost": "a.example", "clientHost": "a.example" });
    page.init(APP, settings).value();
    page.login("alice");
    let url = "https://a.example/users/alice/auth_tokens";
    assert_eq!(page.sent()[0].url, url);
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
        let settings = json!({ "adminHost": "a.example", "clientHost": "c.example" });
        page.init(APP, settings).value();
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
    page.answer("PUT /me", [Reply::data(user)]);
    page.login("alice").value();
    page.logout().value();
    page.last_sent().url
}

#[test]
fn hosts_in_the_settings_that_the_server_sends_count_if_they_are_the_apps_own() {
    let us = || json!({ "region": "us" });
    let host = "app1.apiclient-in.cometchat.io";
    let named = json!({ "CLIENT_API_HOST": host, "CHAT_API_VERSION": "v3.1" });
    let expected = "https://app1.apiclient-in.cometchat.io/v3.1/me";
    assert_eq!(after_settings(us(), named.clone()), expected);

    let overridden = json!({ "clientHost": "c.example/v3.0" });
    assert_eq!(
        after_settings(overridden, named),
        "https://c.example/v3.0/me"
    );

    for host in jsons! {
        "evil.example",
        "cometchat.io.evil.example",
        "evilcometchat.io",
        "evil.example/.cometchat.io",
        "evil.example?.cometchat.io",
        "x.cometchat.io",
        "app2.apiclient-in.cometchat.io",
        "attackerapp1.apiclient-in.cometchat.io",
        "app1.api-in.cometchat.io",
        "app1.apiclient-in.evil.cometchat.io",
        "app1xapiclient-in.cometchat.io",
        "user@app1.apiclient-in.cometchat.io",
        "app1.apiclient-in.cometchat.io:444",
        "https://app1.apiclient-in.cometchat.io",
        "app1.apiclient-in.cometchat.io\n",
        "app1.apiclient-\u{212a}r.cometchat.io",
        7,
        ["app1.apiclient-in.cometchat.io"],
    } {
        let settings = json!({ "CLIENT_API_HOST": host });
        assert_eq!(
            after_settings(us(), settings),
            format!("{CLIENT}/me"),
            "{host}"
        );
    }
    for version in jsons! { null, "../v1", "v3.0/x", 3 } {
        let settings = json!({ "CLIENT_API_HOST": host, "CHAT_API_VERSION": version });
        let expected = "https://app1.apiclient-in.cometchat.io/v3.0/me";
        assert_eq!(after_settings(us(), settings), expected);
    }
}

#[test]
fn admin_hosts_in_the_settings_are_for_calls_with_the_key() {
    let page = Page::ready();
    let settings = json!({ "ADMIN_API_HOST": "app1.api-in.cometchat.io" });
    let user = json!({ "uid": "alice", "name": "A", "settings": settings });
    page.answer("PUT /me", [Reply::data(user)]);
    page.login("alice").value();
    let user = json!({ "uid": "bob", "name": "Bob" });
    page.user_call(UserCall::Create, user, KEY).value();
    let url = "https://app1.api-in.cometchat.io/v3.0/users";
    assert_eq!(page.last_sent().url, url);
    page.logout().value();
    assert_eq!(page.last_sent().url, format!("{CLIENT}/me"));
}

#[test]
fn no_secret_is_ever_in_a_url() {
    let page = Page::logged_in("alice");
    page.login("bob").value();
    page.get("carol").value();
    page.logout().value();
    let secrets = [KEY.to_owned(), token_of("alice"), token_of("bob")];
    for sent in page.sent() {
        let url = sent.url;
        assert!(!secrets.iter().any(|it| url.contains(it)), "{url}");
    }
}
