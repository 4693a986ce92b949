use serde_json::json;

use crate::client::{Answer, Client};

/// Requests that a website would like to make.
const WANTED: [&str; 8] = [
    "GET ",
    "GET /requests",
    "GET /state",
    "DELETE /requests",
    "POST /reset",
    "POST /faults",
    "POST /tokens",
    "GET /nowhere",
];

fn assert_refused(answer: &Answer, what: &str) {
    let error = answer.error(403, "ERR_NOT_ALLOWED");
    let message = error["message"].as_str().expect("a message");
    assert!(
        message.contains("The control API is for this machine"),
        "{what}: {message}"
    );
    let readable = answer.header("access-control-allow-origin");
    assert_eq!(readable, None, "{what}");
}

#[tokio::test]
async fn a_website_cannot_use_the_control_api() {
    let client = Client::start().await;
    client.app("GET /me").send().await;
    for origin in ["https://evil.example", "null", "http://192.168.1.5"] {
        for route in WANTED {
            let call = client.control(route).header("origin", origin);
            let call = call.body(r#"{ "uid": "eve", "fault": { "kind": "drop" } }"#);
            assert_refused(&call.send().await, route);
        }
    }
    assert_eq!(client.requests("").await.len(), 1);
    let state = client.state().await;
    assert_eq!(state["tokens"], json!([]));
    let faults = client.control("GET /faults").send().await.json();
    assert_eq!(faults["faults"], json!([]));
}

#[tokio::test]
async fn a_name_that_a_website_has_resolved_to_this_machine_leads_to_nothing() {
    let client = Client::start().await;
    for route in WANTED {
        let call = client.control(route).header("host", "evil.example:9770");
        assert_refused(&call.send().await, route);
    }
}

#[tokio::test]
async fn a_website_cannot_lead_a_browser_to_the_control_api() {
    let client = Client::start().await;
    let call = client
        .control("GET /state")
        .header("sec-fetch-site", "cross-site");
    assert_refused(&call.send().await, "a link");
}

#[tokio::test]
async fn a_website_gets_no_preflight_through() {
    let client = Client::start().await;
    let preflight = |origin: &str| {
        let call = client.control("OPTIONS /faults").header("origin", origin);
        call.header("access-control-request-method", "POST")
            .header("access-control-request-private-network", "true")
    };
    let website = preflight("https://evil.example").send().await;
    assert_refused(&website, "a preflight");
    let private = website.header("access-control-allow-private-network");
    assert_eq!(private, None);
    let page = preflight("http://localhost:5173").send().await;
    assert_eq!(page.status, 204);
    let private = page.header("access-control-allow-private-network");
    assert_eq!(private, Some("true"));
}

#[tokio::test]
async fn a_page_of_this_machine_and_of_a_host_that_is_allowed_can_use_it() {
    let client = Client::start_with(&["--allow-host", "web.test"]).await;
    for origin in [
        "http://localhost:5173",
        "http://127.0.0.1",
        "http://web.test:8080",
    ] {
        let answer = client
            .control("GET /state")
            .header("origin", origin)
            .send()
            .await;
        assert_eq!(answer.status, 200, "{origin}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    }
    let call = client.control("GET /state").header("host", "web.test");
    assert_eq!(call.send().await.status, 200);
}

#[tokio::test]
async fn a_website_may_call_the_api_itself() {
    let client = Client::start().await;
    let call = client
        .rest("GET /users")
        .header("origin", "https://app.example");
    let answer = call.send().await;
    answer.data();
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn a_browser_runs_nothing_of_an_answer() {
    let client = Client::start().await;
    let disarmed = |answer: Answer, what: &str| {
        let policies = answer.headers.get_all("content-security-policy");
        let policies: Vec<_> = policies.iter().collect();
        let joined = format!("{policies:?}");
        assert!(joined.contains("sandbox"), "{what}: {joined}");
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{what}"
        );
    };
    for route in ["GET /me", "GET /nowhere", "PATCH /me", "OPTIONS /me"] {
        disarmed(client.app(route).send().await, route);
    }
    disarmed(client.rest("GET /users").send().await, "a success");
    disarmed(client.control("GET /state").send().await, "the control API");
    let call = client.control("GET /state").header("origin", "null");
    disarmed(call.send().await, "a refusal");
    let call = client
        .auth("POST /users")
        .body(&" ".repeat(1024 * 1024 + 1));
    disarmed(call.send().await, "a body that is too long");
    let script = "<script>alert(1)</script>";
    let headers = json!({
        "Content-Type": "text/html",
        "Content-Security-Policy": "default-src *",
        "X-Content-Type-Options": "none",
    });
    for fault in [
        json!({ "kind": "not-json", "body": script, "contentType": "text/html" }),
        json!({ "kind": "status", "status": 200, "body": script, "headers": headers }),
        json!({ "kind": "error", "code": script, "headers": headers }),
        json!({ "kind": "empty", "status": 404 }),
        json!({ "kind": "json", "body": script }),
        json!({ "kind": "drip", "bytes": 100, "ms": 1 }),
        json!({ "kind": "no-cors" }),
    ] {
        client.fault_me(fault.clone()).await;
        disarmed(client.app("GET /me").send().await, &fault.to_string());
    }
}
