use serde_json::{Value, json};

use crate::client::Client;

fn routes(requests: &[Value]) -> Vec<&str> {
    requests
        .iter()
        .map(|request| request["route"].as_str().expect("a route"))
        .collect()
}

#[tokio::test]
async fn requests_are_kept_in_order_of_arrival() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    client.user("PUT /me", &token).send().await.data();
    client.user("DELETE /me", &token).send().await.data();
    client.user("GET /me", &token).send().await;
    let requests = client.requests("").await;
    assert_eq!(
        routes(&requests),
        [
            "POST /users/cometchat-uid-1/auth_tokens",
            "PUT /me",
            "DELETE /me",
            "GET /me"
        ]
    );
    let ids: Vec<_> = requests
        .iter()
        .map(|request| request["id"].as_u64())
        .collect();
    assert_eq!(ids, [Some(1), Some(2), Some(3), Some(4)]);
    let statuses: Vec<_> = requests.iter().map(|request| &request["status"]).collect();
    assert_eq!(statuses, [200, 200, 200, 401]);
    assert!(
        requests
            .windows(2)
            .all(|two| two[0]["time"].as_u64() <= two[1]["time"].as_u64())
    );
}

#[tokio::test]
async fn a_request_is_kept_as_it_was_sent() {
    let client = Client::start().await;
    let call = client
        .rest("POST /users?a=b%20c&d")
        .header("onBehalfOf", "cometchat-uid-1");
    let body = r#"{"uid": "u", "name":"U"}"#;
    call.header("sdk", "javascript@1")
        .body(body)
        .send()
        .await
        .data();
    let request = client.requests("").await.remove(0);
    assert_eq!(request["method"], "POST");
    assert_eq!(request["path"], "/v3.0/users");
    assert_eq!(request["query"], "a=b%20c&d");
    assert_eq!(request["route"], "POST /users");
    assert_eq!(request["headers"]["onbehalfof"], "cometchat-uid-1");
    assert_eq!(request["headers"]["sdk"], "javascript@1");
    assert_eq!(request["body"], json!({ "uid": "u", "name": "U" }));
    assert_eq!(request["rawBody"], body);
    assert_eq!(request["outcome"], "answered");
    assert_eq!(request["fault"], Value::Null);
}

#[tokio::test]
async fn a_path_stays_encoded_and_a_body_need_not_be_json() {
    let client = Client::start().await;
    client
        .auth("POST /users/a%2Fb/auth_tokens")
        .body("not json")
        .send()
        .await;
    let request = client.requests("").await.remove(0);
    assert_eq!(request["path"], "/v3.0/users/a%2Fb/auth_tokens");
    assert_eq!(request["query"], Value::Null);
    assert_eq!(request["body"], Value::Null);
    assert_eq!(request["rawBody"], "not json");
    assert_eq!(request["status"], 400);
}

#[tokio::test]
async fn repeated_headers_are_joined() {
    let client = Client::start().await;
    client
        .app("GET /me")
        .header("x-twice", "1")
        .header("x-twice", "2")
        .send()
        .await;
    assert_eq!(client.requests("").await[0]["headers"]["x-twice"], "1, 2");
}

#[tokio::test]
async fn unknown_paths_are_kept_and_control_calls_are_not() {
    let client = Client::start().await;
    client
        .call("GET /nowhere", "")
        .send()
        .await
        .error(404, "ERR_ROUTE_NOT_FOUND");
    client.control("GET /state").send().await;
    client
        .control("GET /nowhere")
        .send()
        .await
        .error(404, "ERR_ROUTE_NOT_FOUND");
    client.call("GET /_emulator/", "").send().await;
    client.call("GET /_emulator", "").send().await;
    assert_eq!(routes(&client.requests("").await), ["GET /nowhere"]);
}

#[tokio::test]
async fn preflights_are_shown_to_who_asks_for_them() {
    let client = Client::start().await;
    client.bare("OPTIONS /me").send().await;
    client.app("GET /me").send().await;
    assert_eq!(routes(&client.requests("").await), ["GET /me"]);
    assert_eq!(routes(&client.requests("?preflights=0").await), ["GET /me"]);
    assert_eq!(
        routes(&client.requests("?preflights=1").await),
        ["OPTIONS /me", "GET /me"]
    );
}

#[tokio::test]
async fn requests_can_be_picked_by_route() {
    let client = Client::start().await;
    client.app("GET /me").send().await;
    client.app("PUT /me").send().await;
    client.app("GET /users").send().await;
    assert_eq!(
        routes(&client.requests("?route=PUT+/me").await),
        ["PUT /me"]
    );
    assert_eq!(
        routes(&client.requests("?route=/me").await),
        ["GET /me", "PUT /me"]
    );
    assert_eq!(
        routes(&client.requests("?route=GET%20*").await),
        ["GET /me", "GET /users"]
    );
}

#[tokio::test]
async fn clearing_forgets_requests_and_nothing_else() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    assert_eq!(client.control("DELETE /requests").send().await.status, 204);
    assert_eq!(client.requests("").await, [] as [Value; 0]);
    client.user("GET /me", &token).send().await.data();
    assert_eq!(client.requests("").await[0]["id"], 2);
}

#[tokio::test]
async fn a_test_can_wait_for_requests() {
    let client = Client::start().await;
    let waiting = client.requests("?atLeast=2&route=GET+/me&timeoutMs=60000");
    let calling = async {
        client.app("GET /me").send().await;
        client.app("GET /users").send().await;
        client.app("GET /me").send().await;
    };
    let (requests, ()) = tokio::join!(waiting, calling);
    assert_eq!(routes(&requests), ["GET /me", "GET /me"]);
}

#[tokio::test]
async fn waiting_for_requests_ends_with_an_error_if_they_do_not_come() {
    let client = Client::start().await;
    client.app("GET /me").send().await;
    let error = client
        .control("GET /requests?atLeast=2&timeoutMs=1")
        .send()
        .await;
    let error = error.error(408, "ERR_TIMEOUT");
    assert_eq!(error["message"], "1 requests came where 2 were awaited");
}

#[tokio::test]
async fn an_unknown_parameter_is_refused() {
    let client = Client::start().await;
    for query in [
        "atleast=1",
        "atLeast=x",
        "route=nonsense",
        "outcome=lost",
        "preflights=x",
    ] {
        let answer = client
            .control(&format!("GET /requests?{query}"))
            .send()
            .await;
        answer.error(400, "ERR_BAD_REQUEST");
    }
}

#[tokio::test]
async fn the_journal_holds_the_latest_requests_and_says_how_many_it_has_dropped() {
    let client = Client::start().await;
    let body = format!("\"{}\"", "a".repeat(1024 * 1024 - 2));
    for _ in 0..20 {
        client.app("PUT /me").body(&body).send().await;
    }
    let answer = client.control("GET /requests").send().await.json();
    let requests = answer["requests"].as_array().expect("a list");
    assert_eq!(requests.len(), 15, "16 MiB, with what is beside the bodies");
    assert_eq!(requests[14]["id"], 20);
    assert_eq!(answer["dropped"], 5);
    assert_eq!(client.state().await["dropped"], 5);
    assert_eq!(client.control("DELETE /requests").send().await.status, 204);
    assert_eq!(client.state().await["dropped"], 0);
}

#[tokio::test]
async fn a_body_is_read_as_the_web_reads_json() {
    let client = Client::start().await;
    for (body, read) in [
        (r#"{"a":"\ud800"}"#, json!({ "a": "\u{fffd}" })),
        ("\u{feff}{\"a\":1}", json!({ "a": 1 })),
        (r#"{"a":1e999}"#, json!({ "a": null })),
    ] {
        let answer = client.app("POST /user_sessions").body(body).send().await;
        assert_eq!(answer.data()["success"], true, "{body}");
        let entry = &client.requests("").await[0];
        assert_eq!(entry["body"], read, "{body}");
        assert_eq!(entry["rawBody"], body);
        client.control("DELETE /requests").send().await;
        let metadata = format!(r#"{{"uid":"u","name":"U","metadata":{body}}}"#);
        let metadata = metadata.replace('\u{feff}', "");
        let user = client.auth("POST /users").body(&metadata).send().await;
        assert_eq!(user.data()["metadata"], read, "{body}");
        client.control("POST /reset").send().await;
        let order = format!(
            r#"{{"fault":{{"kind":"json","body":{}}}}}"#,
            body.replace('\u{feff}', "")
        );
        assert_eq!(
            client
                .control("POST /faults")
                .body(&order)
                .send()
                .await
                .status,
            201
        );
        client.control("POST /reset").send().await;
    }
}
