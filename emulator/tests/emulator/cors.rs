use serde_json::json;

use crate::client::{Answer, Client};

const ORIGIN: &str = "http://localhost:5173";

async fn preflight(client: &Client, path: &str, method: &str) -> Answer {
    client
        .call(&format!("OPTIONS {path}"), "")
        .header("origin", ORIGIN)
        .header("access-control-request-method", method)
        .header(
            "access-control-request-headers",
            "accept,appid,authtoken,content-type,resource,sdk",
        )
        .send()
        .await
}

fn allows(answer: &Answer, header: &str, wanted: &str) -> bool {
    let list = answer.header(header).unwrap_or_default();
    list.split(',')
        .any(|item| item.trim().eq_ignore_ascii_case(wanted))
}

#[tokio::test]
async fn a_preflight_allows_what_the_sdk_sends() {
    let client = Client::start().await;
    for path in [
        "/v3.0/me",
        "/v3/users",
        "/v3.0/users/u/auth_tokens",
        "/_emulator/faults",
        "/nowhere",
    ] {
        let answer = preflight(&client, path, "PUT").await;
        assert_eq!(answer.status, 204, "{path}");
        assert_eq!(answer.text, "");
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some("*"),
            "{path}"
        );
        for method in ["GET", "POST", "PUT", "DELETE"] {
            assert!(
                allows(&answer, "access-control-allow-methods", method),
                "{path} {method}"
            );
        }
        for header in [
            "accept",
            "content-type",
            "appid",
            "apikey",
            "authtoken",
            "sdk",
            "resource",
            "onBehalfOf",
        ] {
            assert!(
                allows(&answer, "access-control-allow-headers", header),
                "{path} {header}"
            );
        }
        let max_age = answer.header("access-control-max-age").expect("an age");
        assert!(max_age.parse::<u32>().expect("a number") > 0);
    }
}

#[tokio::test]
async fn private_network_access_is_granted_to_who_asks_for_it() {
    let client = Client::start().await;
    let call = client.call("OPTIONS /v3.0/me", "").header("origin", ORIGIN);
    let answer = call
        .header("access-control-request-private-network", "true")
        .send()
        .await;
    assert_eq!(
        answer.header("access-control-allow-private-network"),
        Some("true")
    );
    let answer = preflight(&client, "/v3.0/me", "PUT").await;
    assert_eq!(answer.header("access-control-allow-private-network"), None);
}

#[tokio::test]
async fn every_answer_can_be_read_by_another_origin() {
    let client = Client::start().await;
    for call in [
        client.rest("GET /users"),
        client.rest("GET /users/nobody"),
        client.bare("PUT /me"),
        client.rest("GET /nowhere"),
        client.rest("PATCH /me"),
        client.control("GET /state"),
        client.control("POST /faults").body("nonsense"),
        client.control("GET /nowhere"),
    ] {
        let answer = call.header("origin", ORIGIN).send().await;
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some("*"),
            "{}",
            answer.text
        );
        for header in ["Retry-After", "X-Rate-Limit-Reset"] {
            assert!(
                allows(&answer, "access-control-expose-headers", header),
                "{}",
                answer.text
            );
        }
    }
}

#[tokio::test]
async fn an_injected_answer_can_be_read_by_another_origin() {
    let client = Client::start().await;
    client
        .fault_me(json!({ "kind": "status", "status": 503 }))
        .await;
    let answer = client.app("GET /me").header("origin", ORIGIN).send().await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn the_fault_no_cors_takes_the_headers_away() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    client.fault_me(json!({ "kind": "no-cors" })).await;
    let answer = client
        .user("GET /me", &token)
        .header("origin", ORIGIN)
        .send()
        .await;
    assert_eq!(answer.data()["uid"], "cometchat-uid-1");
    let left: Vec<_> = answer
        .headers
        .keys()
        .filter(|name| name.as_str().starts_with("access-control"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn a_preflight_meets_only_the_fault_that_names_it() {
    let client = Client::start().await;
    client
        .fault(json!({ "route": "*", "times": null, "fault": { "kind": "empty" } }))
        .await;
    assert_eq!(preflight(&client, "/v3.0/me", "PUT").await.status, 204);

    client
        .fault(json!({ "route": "OPTIONS /me", "fault": { "kind": "no-cors" } }))
        .await;
    let answer = preflight(&client, "/v3.0/me", "PUT").await;
    let left: Vec<_> = answer
        .headers
        .keys()
        .filter(|name| name.as_str().starts_with("access-control"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    let next = preflight(&client, "/v3.0/me", "PUT").await;
    assert_eq!(next.header("access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn a_preflight_allows_whatever_it_asks_for() {
    let client = Client::start().await;
    for path in ["/v3.0/me", "/_emulator/state"] {
        let answer = client
            .call(&format!("OPTIONS {path}"), "")
            .header("origin", ORIGIN)
            .header("access-control-request-method", "PATCH")
            .header(
                "access-control-request-headers",
                "baggage,sentry-trace,traceparent",
            )
            .send()
            .await;
        assert!(
            allows(&answer, "access-control-allow-methods", "PATCH"),
            "{path}"
        );
        for header in ["baggage", "sentry-trace", "traceparent", "appid"] {
            assert!(
                allows(&answer, "access-control-allow-headers", header),
                "{path} {header}"
            );
        }
    }
}
