//! The core and the emulator, over HTTP.

mod real;

use cometchat_emulator::{Emulator, Running};
use cometchat_wasm::VERSION;
use std::rc::Rc;

use cometchat_wasm::client::Client;
use cometchat_wasm::platform::Environment;
use cometchat_wasm::types::Credential;
use serde_json::{Value, json};
use tokio::task::LocalSet;

use crate::support::page::code_of;
use crate::support::promise::{Outcome, Promise};
use crate::support::{Json, Promised as _, UserCall, none};
use real::Real;

const APP: &str = "emulator-app";
const KEY: &str = "emulator-auth-key";
const UID: &str = "cometchat-uid-1";

struct Bench {
    emulator: Running,
    real: Real,
    client: Client,
}

/// Runs a test with an emulator, and a client that is initialized for it.
fn with_emulator(test: impl AsyncFnOnce(Bench)) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    LocalSet::new().block_on(&runtime.expect("a runtime"), async {
        let emulator = Emulator::builder().start().await.expect("a free port");
        let real = Real::new();
        let client = Client::new(Environment::new(Rc::new(real.clone())));
        client.use_emulator(&(*emulator.url()).into());
        let init = client.init(&APP.into(), &none());
        assert_eq!(init.wait().await, Ok(json!(true)));
        test(Bench {
            emulator,
            real,
            client,
        })
        .await;
    });
}

impl Bench {
    async fn login(&self, uid: &str, key: &str) -> Outcome {
        let credential = Credential::auth_key(&uid.into(), &key.into());
        self.client.login(credential).wait().await
    }

    async fn login_with_token(&self, token: &str) -> Outcome {
        self.client
            .login(Credential::auth_token(&token.into()))
            .wait()
            .await
    }

    async fn user(&self) -> Value {
        self.client.logged_in_user().wait().await.expect("no error")
    }

    async fn token(&self) -> String {
        let token = self.client.auth_token().wait().await.expect("no error");
        token.as_str().expect("a token").into()
    }

    fn get_user(&self, uid: &str) -> Promise {
        self.client.user_call(UserCall::Get.of(uid, none()))
    }

    /// A call of the control API.
    async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        let url = format!("{}/_emulator/{path}", self.emulator.url());
        let method = method.parse().expect("a method");
        let sent = self.real.http().request(method, url).json(&body).send();
        let response = sent.await.expect("an answer");
        assert!(response.status().is_success(), "{}", response.status());
        response.json().await.unwrap_or_default()
    }

    async fn order(&self, route: &str, fault: Value) {
        let body = json!({ "route": route, "fault": fault });
        self.control("POST", "faults", body).await;
    }

    /// The journal, or the part of it that the parameters pick.
    async fn journal(&self, parameters: &str) -> Vec<Value> {
        let path = format!("requests?{parameters}");
        let journal = self.control("GET", &path, json!(null)).await;
        journal["requests"].as_array().expect("requests").clone()
    }

    /// Route and status of every request so far.
    async fn routes(&self) -> Vec<(String, Value)> {
        let entry = |it: &Value| {
            (
                it["route"].as_str().unwrap_or_default().into(),
                it["status"].clone(),
            )
        };
        self.journal("").await.iter().map(entry).collect()
    }
}

fn code(outcome: Outcome) -> Value {
    code_of(&outcome)
}

fn route(route: &str, status: u16) -> (String, Value) {
    (route.into(), json!(status))
}

#[test]
fn login_with_the_key_as_the_server_sees_it() {
    with_emulator(async |bench| {
        let user = bench.login(UID, KEY).await.expect("a user");
        assert_eq!(
            (&user["uid"], &user["name"]),
            (&json!(UID), &json!("Andrew Joseph"))
        );
        assert_eq!(bench.user().await, user);
        assert_eq!(bench.real.events(), ["loginSuccess"]);

        let token = bench.token().await;
        let [post, put] = bench.journal("").await.try_into().expect("two requests");
        for (entry, route, header, secret) in [
            (
                &post,
                format!("POST /users/{UID}/auth_tokens"),
                "apikey",
                KEY,
            ),
            (&put, "PUT /me".into(), "authtoken", &*token),
        ] {
            assert_eq!(
                (&entry["route"], &entry["status"]),
                (&json!(route), &json!(200))
            );
            let headers = &entry["headers"];
            assert_eq!(headers["appid"], APP);
            assert_eq!(headers[header], secret);
            assert_eq!(headers["sdk"], format!("javascript@{VERSION}"));
            assert_eq!(headers["accept"], "application/json");
            assert_eq!(headers["content-type"], "application/json");
            assert!(headers["resource"].as_str().unwrap().starts_with("WEB-"));
            assert_eq!(headers.get("cookie"), None);
            assert_eq!(entry["query"], Value::Null);
            assert_eq!(entry["body"]["platform"], "WEB");
            assert!(entry["body"]["deviceId"].as_str().unwrap().starts_with(APP));
            let info =
                json!({ "version": VERSION, "apiVersion": "v3.0", "userAgent": "test agent" });
            assert_eq!(entry["body"]["appInfo"], info);
        }
        assert_eq!(post["headers"].get("authtoken"), None);
        assert_eq!(put["headers"].get("apikey"), None);
    });
}

#[test]
fn login_with_a_token_that_the_server_made() {
    with_emulator(async |bench| {
        let seed = json!({ "uid": UID, "token": "my-token" });
        bench.control("POST", "tokens", seed).await;
        let user = bench.login_with_token("my-token").await.expect("a user");
        assert_eq!(user["uid"], UID);
        assert_eq!(bench.token().await, "my-token");
        assert_eq!(bench.routes().await, [route("PUT /me", 200)]);
    });
}

#[test]
fn what_the_server_does_not_know_is_refused_without_its_secret() {
    with_emulator(async |bench| {
        let wrong = bench.login(UID, "a-wrong-key").await.expect_err("an error");
        assert_eq!(wrong["code"], "AUTH_ERR_APIKEY_NOT_FOUND");
        assert!(!wrong.to_string().contains("a-wrong-key"), "{wrong}");

        let nobody = bench.login("nobody", KEY).await.expect_err("an error");
        assert_eq!(nobody["code"], "ERR_UID_NOT_FOUND");
        assert!(nobody["message"].as_str().unwrap().contains("nobody"));

        let lost = bench
            .login_with_token("a-wrong-token")
            .await
            .expect_err("an error");
        assert_eq!(lost["code"], "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
        assert!(!lost.to_string().contains("a-wrong-token"), "{lost}");

        assert_eq!(bench.real.events(), ["loginFailure"; 3]);
        assert_eq!(bench.user().await, Value::Null);
    });
}

#[test]
fn logout_ends_the_token_on_the_server() {
    with_emulator(async |bench| {
        bench.login(UID, KEY).await.expect("a user");
        let token = bench.token().await;
        let answer = bench.client.logout().wait().await.expect("an answer");
        assert!(answer["message"].is_string(), "{answer}");
        assert_eq!(bench.user().await, Value::Null);
        assert_eq!(bench.real.events(), ["loginSuccess", "logoutSuccess"]);
        assert_eq!(
            bench.real.local().text("emulator-app:common_store/user"),
            None
        );

        let delete = bench.journal("route=DELETE+/me").await.remove(0);
        assert_eq!(
            (&delete["headers"]["authtoken"], &delete["status"]),
            (&json!(token), &json!(200))
        );
        assert_eq!(delete["rawBody"].as_str().unwrap_or_default(), "");
        assert_eq!(
            code(bench.login_with_token(&token).await),
            "AUTH_ERR_AUTH_TOKEN_NOT_FOUND"
        );
    });
}

#[test]
fn a_token_that_is_revoked_elsewhere_ends_the_session() {
    with_emulator(async |bench| {
        bench.login(UID, KEY).await.expect("a user");
        let token = bench.token().await;
        bench
            .control("DELETE", &format!("tokens/{token}"), json!(null))
            .await;
        assert_eq!(bench.user().await["uid"], UID);
        let error = bench
            .get_user("cometchat-uid-2")
            .wait()
            .await
            .expect_err("an error");
        assert_eq!(error["code"], "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
        assert!(!error.to_string().contains(&token), "{error}");
        assert_eq!(bench.user().await, Value::Null);
        assert_eq!(bench.real.events(), ["loginSuccess", "logoutSuccess"]);

        bench.login(UID, KEY).await.expect("a user");
        let token = bench.token().await;
        bench
            .control("DELETE", &format!("tokens/{token}"), json!(null))
            .await;
        let answer = bench.client.logout().wait().await.expect("an answer");
        assert_eq!(answer["revoked"], true);
    });
}

#[test]
fn a_login_as_another_user_revokes_the_token_of_the_first() {
    with_emulator(async |bench| {
        bench.login(UID, KEY).await.expect("a user");
        let first = bench.token().await;
        bench.login("cometchat-uid-2", KEY).await.expect("a user");
        let picked = "route=DELETE+/me&outcome=answered&atLeast=1";
        let revoked = bench.journal(picked).await;
        assert_eq!(revoked[0]["headers"]["authtoken"], first);
        assert_eq!(bench.user().await["uid"], "cometchat-uid-2");
    });
}

#[test]
fn an_error_of_the_server_keeps_everything_as_it_was() {
    with_emulator(async |bench| {
        bench.login(UID, KEY).await.expect("a user");
        for (kind, expected) in [
            (
                json!({ "kind": "error", "code": "ERR_PLAN_RESTRICTION" }),
                "ERR_PLAN_RESTRICTION",
            ),
            (
                json!({ "kind": "status", "status": 500 }),
                "FAILED_TO_FETCH",
            ),
            (json!({ "kind": "not-json" }), "FAILED_TO_FETCH"),
            (json!({ "kind": "empty" }), "FAILED_TO_FETCH"),
            (
                json!({ "kind": "json", "body": { "data": {} } }),
                "INVALID_RESPONSE",
            ),
        ] {
            bench.order("PUT /me", kind).await;
            assert_eq!(code(bench.login("cometchat-uid-2", KEY).await), expected);
            assert_eq!(bench.user().await["uid"], UID);
        }
    });
}

#[test]
fn a_dropped_connection_is_tried_again() {
    with_emulator(async |bench| {
        bench.order("PUT /me", json!({ "kind": "drop" })).await;
        bench
            .order("PUT /me", json!({ "kind": "truncate", "bytes": 10 }))
            .await;
        bench.login(UID, KEY).await.expect("a user");
        let outcomes: Vec<_> = bench
            .journal("")
            .await
            .iter()
            .map(|it| it["outcome"].clone())
            .collect();
        assert_eq!(outcomes, ["answered", "dropped", "dropped", "answered"]);
        assert_eq!(bench.real.events(), ["loginSuccess"]);
    });
}

#[test]
fn a_rate_limit_is_waited_for() {
    with_emulator(async |bench| {
        let limited = json!({ "kind": "error", "code": "ERR_TOO_MANY_REQUESTS", "headers": { "Retry-After": "1" } });
        bench.order("POST /users/*/auth_tokens", limited).await;
        bench.login(UID, KEY).await.expect("a user");
        let [refused, granted, _] = bench.journal("").await.try_into().expect("three requests");
        assert_eq!(
            (&refused["status"], &granted["status"]),
            (&json!(429), &json!(200))
        );
        let waited = granted["time"].as_f64().unwrap() - refused["time"].as_f64().unwrap();
        assert!(waited >= 1_000.0, "{waited}");
    });
}

#[test]
fn a_server_that_never_answers_is_a_timeout() {
    with_emulator(async |bench| {
        let init = bench
            .client
            .init(&APP.into(), &json!({ "requestTimeout": 50 }).into());
        init.wait().await.expect("true");
        bench.order("PUT /me", json!({ "kind": "hang" })).await;
        let seed = json!({ "uid": UID, "token": "my-token" });
        bench.control("POST", "tokens", seed).await;
        assert_eq!(
            code(bench.login_with_token("my-token").await),
            "REQUEST_TIMEOUT"
        );
        assert_eq!(bench.user().await, Value::Null);
    });
}

#[test]
fn a_logout_between_the_two_requests_of_a_login_leaves_no_token_alive() {
    with_emulator(async |bench| {
        bench.order("PUT /me", json!({ "kind": "hang" })).await;
        let login = bench
            .client
            .login(Credential::auth_key(&UID.into(), &KEY.into()));
        bench
            .journal("route=PUT+/me&outcome=pending&atLeast=1")
            .await;
        let logout = bench.client.logout().wait().await;
        assert_eq!(code(login.wait().await), "LOGIN_CANCELLED");
        assert_eq!(logout.expect("an answer")["success"], true);
        bench.control("POST", "release", json!({})).await;
        bench
            .journal("route=DELETE+/me&outcome=answered&atLeast=1")
            .await;
        let state = bench.control("GET", "state", json!(null)).await;
        assert_eq!(state["tokens"], json!([]));
        assert_eq!(bench.user().await, Value::Null);
    });
}

#[test]
fn users_are_created_changed_and_read() {
    with_emulator(async |bench| {
        let user = Json::from(json!({ "uid": "carol", "name": "Carol" }));
        let create = || {
            bench
                .client
                .user_call(UserCall::Create.of(user.clone(), KEY))
        };
        assert_eq!(create().wait().await.expect("a user")["name"], "Carol");
        assert_eq!(code(create().wait().await), "ERR_UID_ALREADY_EXISTS");

        let changed = Json::from(json!({ "uid": "carol", "name": "Caroline" }));
        let update = bench.client.user_call(UserCall::Update.of(changed, KEY));
        assert_eq!(update.wait().await.expect("a user")["name"], "Caroline");

        bench.login("carol", KEY).await.expect("a user");
        let own = Json::from(json!({ "uid": "carol", "statusMessage": "Hi" }));
        let update = bench
            .client
            .user_call(UserCall::UpdateCurrent.of(own, none()));
        assert_eq!(update.wait().await.expect("a user")["statusMessage"], "Hi");
        assert_eq!(bench.user().await["statusMessage"], "Hi");
        let read = bench.get_user("carol").wait().await.expect("a user");
        assert_eq!(
            (&read["name"], &read["statusMessage"]),
            (&json!("Caroline"), &json!("Hi"))
        );
    });
}
