//! A client of one emulator, with the credentials that the emulator starts with.

use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::body::Body;

pub const APP_ID: &str = "emulator-app";
pub const AUTH_KEY: &str = "emulator-auth-key";
pub const REST_API_KEY: &str = "emulator-rest-api-key";

/// When to stop waiting for what will not come. No test that passes waits for so long.
pub const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub struct Client {
    pub emulator: Body,
    http: reqwest::Client,
}

impl Client {
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// A client of an emulator with these flags.
    pub async fn start_with(flags: &[&str]) -> Self {
        let emulator = Body::start(flags).await;
        let http = reqwest::Client::builder().timeout(PATIENCE).build();
        Self {
            emulator,
            http: http.expect("a client"),
        }
    }

    /// A call of the API without credentials. `route` is `METHOD /path`.
    pub fn bare(&self, route: &str) -> Call {
        self.call(route, "/v3.0")
    }

    /// A call of the API with the app id.
    pub fn app(&self, route: &str) -> Call {
        self.bare(route).header("appid", APP_ID)
    }

    /// A call of the API with the Auth Key.
    pub fn auth(&self, route: &str) -> Call {
        self.app(route).header("apikey", AUTH_KEY)
    }

    /// A call of the API with the REST API Key.
    pub fn rest(&self, route: &str) -> Call {
        self.app(route).header("apikey", REST_API_KEY)
    }

    /// A call of the API with an auth token.
    pub fn user(&self, route: &str, token: &str) -> Call {
        self.app(route).header("authtoken", token)
    }

    /// A call of the control API.
    pub fn control(&self, route: &str) -> Call {
        self.call(route, "/_emulator")
    }

    /// A call of any path.
    pub fn call(&self, route: &str, base: &str) -> Call {
        let (method, path) = route.split_once(' ').expect("METHOD /path");
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        Call(
            self.http
                .request(method, format!("{}{base}{path}", self.emulator.url())),
        )
    }

    /// A new token for a user.
    pub async fn token(&self, uid: &str) -> String {
        let route = format!("POST /users/{uid}/auth_tokens");
        text(&self.auth(&route).send().await.data()["authToken"])
    }

    /// Orders a fault, and gives its id.
    pub async fn fault(&self, order: Value) -> u64 {
        let answer = self.control("POST /faults").json(order).send().await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()["id"].as_u64().expect("an id")
    }

    /// A fault for the next `GET /me`.
    pub async fn fault_me(&self, fault: Value) -> u64 {
        self.fault(json!({ "route": "GET /me", "fault": fault }))
            .await
    }

    /// The requests that `query` asks for.
    pub async fn requests(&self, query: &str) -> Vec<Value> {
        let answer = self.control(&format!("GET /requests{query}")).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["requests"]
            .as_array()
            .expect("a list")
            .clone()
    }

    pub async fn state(&self) -> Value {
        self.control("GET /state").send().await.json()
    }
}

#[derive(Debug)]
pub struct Call(pub RequestBuilder);

impl Call {
    pub fn header(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value))
    }

    pub fn json(self, body: Value) -> Self {
        Self(self.0.json(&body))
    }

    pub fn body(self, body: &str) -> Self {
        Self(self.0.body(body.to_owned()))
    }

    pub async fn send(self) -> Answer {
        self.try_send().await.expect("an answer")
    }

    /// The answer, or what the network did instead.
    pub async fn try_send(self) -> reqwest::Result<Answer> {
        let response = self.0.send().await?;
        Ok(Answer {
            status: response.status(),
            headers: response.headers().clone(),
            text: response.text().await?,
        })
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// The `data` of a success.
    pub fn data(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        let mut json = self.json();
        assert!(json.get("error").is_none(), "{}", self.text);
        json["data"].take()
    }

    /// The `error` of a failure of this status and code.
    pub fn error(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        let mut json = self.json();
        assert_eq!(json["error"]["code"], code, "{}", self.text);
        assert!(json.get("data").is_none(), "{}", self.text);
        json["error"].take()
    }

    /// The fields that `ERR_BAD_REQUEST` complains of, each with one message at least.
    pub fn invalid_fields(&self) -> Vec<String> {
        let error = self.error(400, "ERR_BAD_REQUEST");
        let details = error["details"].as_object().expect("details").clone();
        for messages in details.values() {
            let messages = messages.as_array().expect("messages");
            assert!(
                !messages.is_empty() && messages.iter().all(Value::is_string),
                "{}",
                self.text
            );
        }
        details.keys().cloned().collect()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .get(name)
            .map(|value| value.to_str().expect("a text"))
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
