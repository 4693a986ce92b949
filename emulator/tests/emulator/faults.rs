use std::io::ErrorKind;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::client::{APP_ID, Client, PATIENCE, text};

/// A connection on which `GET /me` has been sent, for what no HTTP client shows.
async fn raw_me(client: &Client, token: &str) -> TcpStream {
    let mut stream = TcpStream::connect(client.emulator.addr())
        .await
        .expect("a connection");
    let request = format!(
        "GET /v3.0/me HTTP/1.1\r\nhost: x\r\nappid: {APP_ID}\r\nauthtoken: {token}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("sent");
    stream
}

/// Reads until the text so far satisfies `enough`.
async fn read_until(stream: &mut TcpStream, enough: impl Fn(&str) -> bool) -> String {
    let mut read = Vec::new();
    while !enough(&String::from_utf8_lossy(&read)) {
        let mut buffer = [0; 1024];
        let reading = timeout(PATIENCE, stream.read(&mut buffer)).await;
        let count = reading.expect("more in time").expect("more to read");
        assert_ne!(
            count,
            0,
            "it ended with {:?}",
            String::from_utf8_lossy(&read)
        );
        read.extend_from_slice(&buffer[..count]);
    }
    String::from_utf8(read).expect("a text")
}

/// Whether nothing can be read for now. It cannot prove silence, only catch its absence.
fn is_silent(stream: &TcpStream) -> bool {
    matches!(stream.try_read(&mut [0; 1]), Err(error) if error.kind() == ErrorKind::WouldBlock)
}

#[tokio::test]
async fn a_status_fault_replaces_the_answer() {
    let client = Client::start().await;
    client
        .fault_me(json!({
            "kind": "status",
            "status": 503,
            "body": { "error": { "code": "ERR_DOWN", "message": "down" } },
            "headers": { "Retry-After": "7" },
        }))
        .await;
    let answer = client.app("GET /me").send().await;
    assert_eq!(answer.error(503, "ERR_DOWN")["message"], "down");
    assert_eq!(answer.header("retry-after"), Some("7"));
    assert_eq!(answer.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn a_status_fault_without_body_has_none() {
    let client = Client::start().await;
    client
        .fault_me(json!({ "kind": "status", "status": 502 }))
        .await;
    let answer = client.app("GET /me").send().await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (502, ""));
}

#[tokio::test]
async fn an_error_fault_can_be_any_documented_code() {
    let client = Client::start().await;
    for (code, status) in [
        ("ERR_PLAN_RESTRICTION", 403),
        ("ERR_SUBSCRIPTION_EXPIRED", 403),
        ("ERR_AUTHTOKEN_UNAVAILABLE", 409),
        ("ERR_AUTH_TOKEN_DELETE_FAILED", 500),
        ("AUTH_ERR_AUTH_TOKEN_NOT_FOUND", 401),
        ("ERR_UID_NOT_FOUND", 404),
        ("AUTH_ERR_NO_ACCESS", 403),
    ] {
        client
            .fault_me(json!({ "kind": "error", "code": code }))
            .await;
        let error = client.app("GET /me").send().await.error(status, code);
        assert!(!text(&error["message"]).is_empty(), "{error}");
    }
}

#[tokio::test]
async fn an_error_fault_quotes_the_request_as_the_api_does() {
    let client = Client::start().await;
    let fault = |code: &str| json!({ "route": "*", "fault": { "kind": "error", "code": code } });
    let message = async |code: &str, route: &str| {
        client.fault(fault(code)).await;
        let call = client
            .app(route)
            .header("apikey", "my-key")
            .header("authtoken", "my-token");
        text(&call.send().await.json()["error"]["message"])
    };
    assert!(
        message("AUTH_ERR_AUTH_TOKEN_NOT_FOUND", "PUT /me")
            .await
            .contains(" my-token ")
    );
    assert!(
        message("AUTH_ERR_NO_ACCESS", "GET /users")
            .await
            .contains(" my-key ")
    );
    assert!(
        message("ERR_UID_NOT_FOUND", "GET /users/a%20b")
            .await
            .contains(" a b ")
    );
    let path = "DELETE /users/u/auth_tokens/other-token";
    assert!(
        message("ERR_AUTH_TOKEN_DELETE_FAILED", path)
            .await
            .contains(" other-token ")
    );
    assert!(
        message("AUTH_ERR_INVALID_APPID", "PUT /me")
            .await
            .contains(APP_ID)
    );
}

#[tokio::test]
async fn a_rate_limit_says_when_to_try_again() {
    let client = Client::start().await;
    client
        .fault_me(json!({ "kind": "error", "code": "ERR_TOO_MANY_REQUESTS" }))
        .await;
    let answer = client.app("GET /me").send().await;
    answer.error(429, "ERR_TOO_MANY_REQUESTS");
    assert_eq!(answer.header("retry-after"), Some("1"));
    assert!(
        answer
            .header("x-rate-limit-reset")
            .expect("a time")
            .parse::<u64>()
            .is_ok()
    );

    let headers = json!({ "Retry-After": "30" });
    let fault = json!({ "kind": "error", "code": "ERR_TOO_MANY_REQUESTS", "headers": headers });
    client.fault_me(fault).await;
    let answer = client.app("GET /me").send().await;
    assert_eq!(answer.header("retry-after"), Some("30"));
}

#[tokio::test]
async fn an_error_fault_can_say_everything_itself() {
    let client = Client::start().await;
    client
        .fault_me(json!({
            "kind": "error",
            "code": "ERR_OF_MY_OWN",
            "status": 200,
            "message": "my message",
            "details": { "field": ["wrong"] },
        }))
        .await;
    let error = client
        .app("GET /me")
        .send()
        .await
        .error(200, "ERR_OF_MY_OWN");
    assert_eq!(error["message"], "my message");
    assert_eq!(error["details"], json!({ "field": ["wrong"] }));

    client
        .fault_me(json!({ "kind": "error", "code": "ERR_OF_MY_OWN" }))
        .await;
    client
        .app("GET /me")
        .send()
        .await
        .error(500, "ERR_OF_MY_OWN");
}

#[tokio::test]
async fn latency_delays_the_usual_answer() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    client
        .fault_me(json!({ "kind": "latency", "ms": 50 }))
        .await;
    let start = Instant::now();
    assert_eq!(
        client.user("GET /me", &token).send().await.data()["uid"],
        "cometchat-uid-1"
    );
    assert!(start.elapsed() >= Duration::from_millis(50));
}

#[tokio::test]
async fn latency_ends_early_when_it_is_released() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    client
        .fault_me(json!({ "kind": "latency", "ms": 3_600_000 }))
        .await;
    let call = client.user("GET /me", &token);
    let releasing = async {
        client.requests("?atLeast=1&outcome=pending").await;
        client.control("POST /release").send().await
    };
    let (answer, released) = tokio::join!(call.send(), releasing);
    assert_eq!(answer.data()["uid"], "cometchat-uid-1");
    assert_eq!(released.json(), json!({ "released": 1 }));
}

#[tokio::test]
async fn a_hanging_request_proceeds_when_it_is_released() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    client.fault_me(json!({ "kind": "hang" })).await;
    let mut stream = raw_me(&client, &token).await;
    client.requests("?atLeast=1&outcome=pending").await;
    assert!(is_silent(&stream));
    assert_eq!(client.state().await["held"], 1);

    let released = client.control("POST /release").send().await;
    assert_eq!(released.json(), json!({ "released": 1 }));
    let answer = read_until(&mut stream, |read| read.ends_with('}')).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains("\"uid\":\"cometchat-uid-1\""), "{answer}");
    client.requests("?atLeast=2&outcome=answered").await;
    assert_eq!(client.state().await["held"], 0);
}

#[tokio::test]
async fn deleting_a_fault_releases_what_it_holds_and_nothing_else() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    let first = client.fault_me(json!({ "kind": "hang" })).await;
    let second = client.fault_me(json!({ "kind": "hang" })).await;
    let mut held_by_first = raw_me(&client, &token).await;
    client.requests("?atLeast=1&outcome=pending").await;
    let held_by_second = raw_me(&client, &token).await;
    client.requests("?atLeast=2&outcome=pending").await;

    assert_eq!(
        client
            .control(&format!("DELETE /faults/{first}"))
            .send()
            .await
            .status,
        204
    );
    read_until(&mut held_by_first, |read| read.ends_with('}')).await;
    assert!(is_silent(&held_by_second));
    assert_eq!(client.state().await["held"], 1);

    let release = client
        .control("POST /release")
        .json(json!({ "fault": second }))
        .send()
        .await;
    assert_eq!(release.json(), json!({ "released": 1 }));
}

#[tokio::test]
async fn deleting_all_faults_releases_all_requests() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    client
        .fault(json!({ "route": "*", "times": null, "fault": { "kind": "hang" } }))
        .await;
    let (mut first, mut second) = (raw_me(&client, &token).await, raw_me(&client, &token).await);
    client.requests("?atLeast=2&outcome=pending").await;
    assert_eq!(client.control("DELETE /faults").send().await.status, 204);
    read_until(&mut first, |read| read.ends_with('}')).await;
    read_until(&mut second, |read| read.ends_with('}')).await;
    assert_eq!(
        client.control("GET /faults").send().await.json(),
        json!({ "faults": [] })
    );
}

#[tokio::test]
async fn a_client_that_gives_up_is_noticed() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    for kind in ["hang", "stall"] {
        client.control("DELETE /requests").send().await;
        client.fault_me(json!({ "kind": kind })).await;
        let stream = raw_me(&client, &token).await;
        client.requests("?atLeast=1&outcome=pending").await;
        drop(stream);
        let abandoned = client.requests("?atLeast=1&outcome=abandoned").await;
        assert_eq!(abandoned[0]["fault"]["kind"], kind);
        assert_eq!(client.state().await["held"], 0, "{kind}");
        let release = client.control("POST /release").send().await;
        assert_eq!(release.json(), json!({ "released": 0 }), "{kind}");
    }
}

#[tokio::test]
async fn a_hanging_request_that_is_given_up_takes_no_effect() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    client
        .fault(json!({ "route": "DELETE /me", "fault": { "kind": "hang" } }))
        .await;
    let call = client.user("DELETE /me", &token).try_send();
    let calling = tokio::spawn(call);
    client.requests("?atLeast=1&outcome=pending").await;
    calling.abort();
    client.requests("?atLeast=1&outcome=abandoned").await;
    client.user("GET /me", &token).send().await.data();
}

#[tokio::test]
async fn a_stalled_answer_stops_in_the_body_until_it_is_released() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    client
        .fault_me(json!({ "kind": "stall", "bytes": 9 }))
        .await;
    let mut stream = raw_me(&client, &token).await;
    let first = read_until(&mut stream, |read| read.ends_with("\r\n\r\n{\"data\":{")).await;
    assert!(first.starts_with("HTTP/1.1 200 "), "{first}");
    assert!(is_silent(&stream));
    let request = client
        .requests("?atLeast=1&outcome=pending")
        .await
        .remove(0);
    assert_eq!(request["status"], 200);

    client.control("POST /release").send().await;
    let rest = read_until(&mut stream, |read| read.ends_with("}}")).await;
    let whole: Value = serde_json::from_str(&format!("{{\"data\":{{{rest}")).expect("JSON");
    assert_eq!(whole["data"]["uid"], "cometchat-uid-1");
    client.requests("?atLeast=2&outcome=answered").await;
}

#[tokio::test]
async fn a_truncated_answer_ends_in_the_body() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    client.fault_me(json!({ "kind": "truncate" })).await;
    let mut stream = raw_me(&client, &token).await;
    let mut read = String::new();
    stream
        .read_to_string(&mut read)
        .await
        .expect("an orderly end");
    let (head, body) = read.split_once("\r\n\r\n").expect("a head and a body");
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert!(
        body.starts_with("{\"data\":{") && serde_json::from_str::<Value>(body).is_err(),
        "{body}"
    );

    for bytes in [0, 1_000_000] {
        client
            .fault_me(json!({ "kind": "truncate", "bytes": bytes }))
            .await;
        let error = client
            .user("GET /me", &token)
            .try_send()
            .await
            .expect_err("cut short");
        assert!(error.is_body() || error.is_decode(), "{bytes}: {error:?}");
    }
    assert_eq!(client.requests("?outcome=dropped").await.len(), 3);
}

#[tokio::test]
async fn a_dropped_request_gets_no_answer() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    client.fault_me(json!({ "kind": "drop" })).await;
    let mut stream = raw_me(&client, &token).await;
    let mut read = Vec::new();
    stream.read_to_end(&mut read).await.expect("an orderly end");
    assert_eq!(read, [] as [u8; 0]);
    let request = client.requests("?outcome=dropped").await.remove(0);
    assert_eq!(request["status"], Value::Null);
}

#[tokio::test]
async fn a_dropped_request_can_break_its_connection() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    client
        .fault_me(json!({ "kind": "drop", "reset": true }))
        .await;
    let mut stream = raw_me(&client, &token).await;
    let error = stream
        .read_to_end(&mut Vec::new())
        .await
        .expect_err("a reset");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn an_answer_can_be_something_else_than_json() {
    let client = Client::start().await;
    client.fault_me(json!({ "kind": "not-json" })).await;
    let answer = client.app("GET /me").send().await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert!(
        answer.text.starts_with("<!doctype html>"),
        "{}",
        answer.text
    );

    let fault = json!({ "kind": "not-json", "body": "{\"data\":", "contentType": "application/json", "status": 500 });
    client.fault_me(fault).await;
    let answer = client.app("GET /me").send().await;
    assert_eq!(
        (answer.status.as_u16(), answer.text.as_str()),
        (500, "{\"data\":")
    );
    assert_eq!(answer.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn an_answer_can_be_empty() {
    let client = Client::start().await;
    client.fault_me(json!({ "kind": "empty" })).await;
    let answer = client.app("GET /me").send().await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, ""));
    client
        .fault_me(json!({ "kind": "empty", "status": 204 }))
        .await;
    assert_eq!(client.app("GET /me").send().await.status, 204);
}

#[tokio::test]
async fn an_answer_can_be_any_json() {
    let client = Client::start().await;
    for body in [
        json!({ "data": {} }),
        json!([]),
        json!(null),
        json!("text"),
        json!({}),
    ] {
        client
            .fault_me(json!({ "kind": "json", "body": body }))
            .await;
        let answer = client.app("GET /me").send().await;
        assert_eq!((answer.status.as_u16(), answer.json()), (200, body));
    }
    client
        .fault_me(json!({ "kind": "json", "body": {}, "status": 401 }))
        .await;
    assert_eq!(client.app("GET /me").send().await.status, 401);
}

#[tokio::test]
async fn an_oversized_answer_is_the_usual_one_and_padding() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    for bytes in [100_000, 16 * 1024 * 4 + 1] {
        client
            .fault_me(json!({ "kind": "oversized", "bytes": bytes }))
            .await;
        let answer = client.user("GET /me", &token).send().await;
        assert_eq!(answer.text.len(), bytes);
        assert_eq!(answer.data()["uid"], "cometchat-uid-1");
    }
    client
        .fault_me(json!({ "kind": "oversized", "bytes": 1 }))
        .await;
    let answer = client.user("GET /me", &token).send().await;
    assert_eq!(answer.text, answer.json().to_string());
    assert_eq!(
        client
            .requests("?outcome=answered&route=GET+/me")
            .await
            .len(),
        3
    );
}

#[tokio::test]
async fn a_dripping_answer_comes_in_drops_and_whole() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    client
        .fault_me(json!({ "kind": "drip", "bytes": 64, "ms": 1 }))
        .await;
    assert_eq!(
        client.user("GET /me", &token).send().await.data()["uid"],
        "cometchat-uid-1"
    );
    client.requests("?atLeast=2&outcome=answered").await;
}

#[tokio::test]
async fn a_dripping_answer_stops_dripping_when_it_is_released() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    client
        .fault_me(json!({ "kind": "drip", "bytes": 1, "ms": 3_600_000 }))
        .await;
    let mut stream = raw_me(&client, &token).await;
    let head = read_until(&mut stream, |read| read.ends_with("\r\n\r\n")).await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    client.control("POST /release").send().await;
    let body = read_until(&mut stream, |read| read.ends_with("}}")).await;
    assert!(serde_json::from_str::<Value>(&body).is_ok(), "{body}");
}

#[tokio::test]
async fn a_fault_comes_before_the_effect_unless_it_comes_after() {
    let client = Client::start().await;
    for fault in [
        json!({ "kind": "status", "status": 503 }),
        json!({ "kind": "error", "code": "ERR_DOWN" }),
        json!({ "kind": "drop" }),
        json!({ "kind": "not-json" }),
        json!({ "kind": "empty" }),
        json!({ "kind": "json", "body": {} }),
    ] {
        let token = client.token("cometchat-uid-1").await;
        let log_out = async || {
            // What comes of it is the fault's matter.
            let _ = client.user("DELETE /me", &token).try_send().await;
        };
        client
            .fault(json!({ "route": "DELETE /me", "fault": fault }))
            .await;
        log_out().await;
        client.user("GET /me", &token).send().await.data();

        client
            .fault(json!({ "route": "DELETE /me", "after": true, "fault": fault }))
            .await;
        log_out().await;
        client
            .user("GET /me", &token)
            .send()
            .await
            .error(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
    }
}

#[tokio::test]
async fn a_held_request_takes_effect_before_or_after_it_is_held() {
    let client = Client::start().await;
    for fault in [
        json!({ "kind": "hang" }),
        json!({ "kind": "latency", "ms": 3_600_000 }),
    ] {
        for after in [false, true] {
            client.control("POST /reset").send().await;
            let token = client.token("cometchat-uid-1").await;
            client
                .fault(json!({ "route": "DELETE /me", "after": after, "fault": fault }))
                .await;
            let holding = async {
                client.requests("?atLeast=1&outcome=pending").await;
                // With `after`, the work is done at once but not before the request is seen.
                while after && client.state().await["tokens"] != json!([]) {}
                let live = client.state().await["tokens"] != json!([]);
                client.control("POST /release").send().await;
                live
            };
            let call = client.user("DELETE /me", &token);
            let (answer, live_while_held) = tokio::join!(call.send(), holding);
            assert_eq!(live_while_held, !after, "{fault}");
            assert_eq!(answer.data()["success"], true);
            assert_eq!(client.state().await["tokens"], json!([]));
        }
    }
}

#[tokio::test]
async fn a_fault_that_alters_the_answer_lets_the_request_take_effect() {
    let client = Client::start().await;
    for fault in [
        json!({ "kind": "stall" }),
        json!({ "kind": "truncate" }),
        json!({ "kind": "oversized", "bytes": 1000 }),
        json!({ "kind": "drip", "bytes": 1000, "ms": 0 }),
        json!({ "kind": "no-cors" }),
    ] {
        let token = client.token("cometchat-uid-1").await;
        client.control("DELETE /requests").send().await;
        client
            .fault(json!({ "route": "DELETE /me", "fault": fault }))
            .await;
        let releasing = async {
            client.requests("?atLeast=1&route=DELETE+/me").await;
            client.control("POST /release").send().await;
        };
        let _ = tokio::join!(client.user("DELETE /me", &token).try_send(), releasing);
        client
            .user("GET /me", &token)
            .send()
            .await
            .error(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
    }
}

#[tokio::test]
async fn a_fault_meets_one_request_if_nothing_else_is_said() {
    let client = Client::start().await;
    client
        .fault_me(json!({ "kind": "status", "status": 503 }))
        .await;
    assert_eq!(client.app("GET /me").send().await.status, 503);
    assert_eq!(client.app("GET /me").send().await.status, 400);
}

#[tokio::test]
async fn a_fault_meets_so_many_requests_or_all() {
    let client = Client::start().await;
    let fault = json!({ "kind": "status", "status": 503 });
    let id = client
        .fault(json!({ "route": "GET /me", "times": 2, "fault": fault }))
        .await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(client.app("GET /me").send().await.status.as_u16());
    }
    assert_eq!(statuses, [503, 503, 400, 400]);
    let faults = client.control("GET /faults").send().await.json();
    assert_eq!(
        (&faults["faults"][0]["id"], &faults["faults"][0]["met"]),
        (&json!(id), &json!(2))
    );

    client
        .fault(json!({ "route": "GET /me", "times": null, "fault": fault }))
        .await;
    for _ in 0..5 {
        assert_eq!(client.app("GET /me").send().await.status, 503);
    }
}

#[tokio::test]
async fn a_fault_can_let_requests_pass_first() {
    let client = Client::start().await;
    let fault = json!({ "kind": "status", "status": 503 });
    client
        .fault(json!({ "route": "GET /me", "skip": 2, "fault": fault }))
        .await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(client.app("GET /me").send().await.status.as_u16());
    }
    assert_eq!(statuses, [400, 400, 503, 400]);
}

#[tokio::test]
async fn a_fault_meets_only_its_route() {
    let client = Client::start().await;
    let fault = json!({ "kind": "status", "status": 503 });
    let route = "POST /users/*/auth_tokens";
    client
        .fault(json!({ "route": route, "times": null, "fault": fault }))
        .await;
    assert_eq!(
        client
            .auth("POST /users/cometchat-uid-1/auth_tokens")
            .send()
            .await
            .status,
        503
    );
    assert_eq!(
        client
            .auth("POST /users/cometchat-uid-2/auth_tokens")
            .send()
            .await
            .status,
        503
    );
    assert_eq!(
        client
            .rest("GET /users/cometchat-uid-1/auth_tokens")
            .send()
            .await
            .status,
        200
    );
    assert_eq!(
        client
            .rest("GET /users/cometchat-uid-1")
            .send()
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn of_several_faults_the_first_that_is_left_meets_the_request() {
    let client = Client::start().await;
    client
        .fault_me(json!({ "kind": "status", "status": 501 }))
        .await;
    client
        .fault(json!({ "fault": { "kind": "status", "status": 502 } }))
        .await;
    client
        .fault_me(json!({ "kind": "status", "status": 503 }))
        .await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(client.app("GET /me").send().await.status.as_u16());
    }
    assert_eq!(statuses, [501, 502, 503, 400]);
}

#[tokio::test]
async fn the_journal_says_which_fault_a_request_met() {
    let client = Client::start().await;
    let id = client
        .fault_me(json!({ "kind": "status", "status": 503 }))
        .await;
    client.app("GET /me").send().await;
    client.app("GET /me").send().await;
    let requests = client.requests("").await;
    assert_eq!(requests[0]["fault"], json!({ "id": id, "kind": "status" }));
    assert_eq!(requests[0]["status"], 503);
    assert_eq!(requests[1]["fault"], Value::Null);
}

#[tokio::test]
async fn the_control_api_meets_no_fault() {
    let client = Client::start().await;
    let order = json!({ "route": "*", "times": null, "fault": { "kind": "drop" } });
    client.fault(order).await;
    assert_eq!(client.control("GET /state").send().await.status, 200);
    let faults = client.control("GET /faults").send().await.json();
    assert_eq!(faults["faults"][0]["met"], 0);
}
