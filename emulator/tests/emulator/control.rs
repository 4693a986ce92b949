use serde_json::{Value, json};

use crate::client::{Client, text};

#[tokio::test]
async fn it_says_what_it_is() {
    let client = Client::start().await;
    let about = client.call("GET /_emulator", "").send().await.json();
    assert_eq!(about["name"], "cometchat-emulator");
    assert_eq!(about["appId"], "emulator-app");
    assert_eq!(
        about,
        client.call("GET /_emulator/", "").send().await.json()
    );
}

#[tokio::test]
async fn a_fault_is_told_as_it_was_ordered() {
    let client = Client::start().await;
    let order = json!({
        "route": "PUT /me",
        "times": null,
        "skip": 1,
        "after": true,
        "fault": { "kind": "status", "status": 503, "body": { "a": 1 }, "headers": { "x-a": "b" } },
    });
    let answer = client
        .control("POST /faults")
        .json(order.clone())
        .send()
        .await;
    assert_eq!(answer.status, 201);
    let mut expected = order;
    expected["id"] = json!(1);
    expected["met"] = json!(0);
    assert_eq!(answer.json(), expected);
    let faults = client.control("GET /faults").send().await.json();
    assert_eq!(faults, json!({ "faults": [expected] }));
}

#[tokio::test]
async fn a_fault_of_its_kind_alone_meets_the_next_request() {
    let client = Client::start().await;
    let answer = client
        .control("POST /faults")
        .json(json!({ "fault": { "kind": "hang" } }))
        .send();
    let fault = answer.await.json();
    assert_eq!(
        (
            &fault["route"],
            &fault["times"],
            &fault["skip"],
            &fault["after"]
        ),
        (&json!("*"), &json!(1), &json!(0), &json!(false))
    );
}

#[tokio::test]
async fn a_fault_that_is_not_understood_is_refused_with_the_reason() {
    let client = Client::start().await;
    for (order, reason) in [
        (json!({}), "missing field `fault`"),
        (json!({ "fault": {} }), "missing field `kind`"),
        (
            json!({ "fault": { "kind": "explode" } }),
            "unknown variant `explode`",
        ),
        (
            json!({ "fault": { "kind": "hang", "ms": 1 } }),
            "unknown field `ms`",
        ),
        (
            json!({ "fault": { "kind": "no-cors", "x": 1 } }),
            "unknown field `x`",
        ),
        (
            json!({ "fault": { "kind": "hang" }, "time": 1 }),
            "unknown field `time`",
        ),
        (
            json!({ "fault": { "kind": "hang" }, "times": 0 }),
            "expected a nonzero",
        ),
        (
            json!({ "fault": { "kind": "hang" }, "times": "1" }),
            "invalid type: string",
        ),
        (
            json!({ "fault": { "kind": "hang" }, "route": "put /me" }),
            "is not an HTTP method",
        ),
        (
            json!({ "fault": { "kind": "hang" }, "route": "PUT me" }),
            "does not begin with",
        ),
        (
            json!({ "fault": { "kind": "hang" }, "route": "me" }),
            "METHOD /path",
        ),
        (
            json!({ "fault": { "kind": "status" } }),
            "missing field `status`",
        ),
        (
            json!({ "fault": { "kind": "status", "status": 100 } }),
            "not a status",
        ),
        (
            json!({ "fault": { "kind": "status", "status": 600 } }),
            "not a status",
        ),
        (
            json!({ "fault": { "kind": "status", "status": 200, "headers": { "a b": "c" } } }),
            "is not an HTTP header",
        ),
        (
            json!({ "fault": { "kind": "not-json", "contentType": "a\nb" } }),
            "value of a header",
        ),
        (
            json!({ "fault": { "kind": "latency" } }),
            "missing field `ms`",
        ),
        (
            json!({ "fault": { "kind": "latency", "ms": -1 } }),
            "invalid value",
        ),
        (
            json!({ "fault": { "kind": "drip", "bytes": 0 } }),
            "expected a nonzero",
        ),
        (
            json!({ "fault": { "kind": "error" } }),
            "missing field `code`",
        ),
        (
            json!({ "fault": { "kind": "json" } }),
            "missing field `body`",
        ),
        (
            json!({ "fault": { "kind": "oversized" } }),
            "missing field `bytes`",
        ),
    ] {
        let answer = client
            .control("POST /faults")
            .json(order.clone())
            .send()
            .await;
        let message = text(&answer.error(400, "ERR_BAD_REQUEST")["message"]);
        assert!(message.contains(reason), "{order}: {message}");
    }
    client
        .control("POST /faults")
        .body("{")
        .send()
        .await
        .error(400, "ERR_BAD_REQUEST");
    assert_eq!(
        client.control("GET /faults").send().await.json(),
        json!({ "faults": [] })
    );
}

#[tokio::test]
async fn a_fault_that_is_not_there_cannot_be_deleted() {
    let client = Client::start().await;
    let id = client.fault_me(json!({ "kind": "hang" })).await;
    client
        .control(&format!("DELETE /faults/{}", id + 1))
        .send()
        .await
        .error(404, "ERR_NOT_FOUND");
    client
        .control("DELETE /faults/x")
        .send()
        .await
        .error(404, "ERR_NOT_FOUND");
    assert_eq!(
        client
            .control(&format!("DELETE /faults/{id}"))
            .send()
            .await
            .status,
        204
    );
    client
        .control(&format!("DELETE /faults/{id}"))
        .send()
        .await
        .error(404, "ERR_NOT_FOUND");
}

#[tokio::test]
async fn a_deleted_fault_meets_nobody() {
    let client = Client::start().await;
    let id = client
        .fault_me(json!({ "kind": "status", "status": 503 }))
        .await;
    client.control(&format!("DELETE /faults/{id}")).send().await;
    assert_eq!(client.app("GET /me").send().await.status, 400);
}

#[tokio::test]
async fn releasing_nothing_is_fine_and_unknown_fields_are_not() {
    let client = Client::start().await;
    let answer = client.control("POST /release").send().await;
    assert_eq!(answer.json(), json!({ "released": 0 }));
    let answer = client
        .control("POST /release")
        .json(json!({ "id": 1 }))
        .send()
        .await;
    answer.error(400, "ERR_BAD_REQUEST");
}

#[tokio::test]
async fn reset_puts_everything_back() {
    let flags = ["--user", "zoe=Zoe", "--token", "ann=ann-token"];
    let client = Client::start_with(&flags).await;
    let start = client.state().await;
    client.fault_me(json!({ "kind": "hang" })).await;
    client
        .auth("POST /users")
        .json(json!({ "uid": "new", "name": "New" }))
        .send()
        .await
        .data();
    client
        .auth("PUT /users/zoe")
        .json(json!({ "name": "Other" }))
        .send()
        .await
        .data();
    client
        .rest("DELETE /users/cometchat-uid-1")
        .send()
        .await
        .data();
    client.user("DELETE /me", "ann-token").send().await.data();
    client.token("zoe").await;

    assert_eq!(client.control("POST /reset").send().await.status, 204);
    let mut state = client.state().await;
    // Seeded users and tokens are made anew, so that only their age may differ.
    for (list, at) in [("users", 0), ("users", 6), ("tokens", 0)] {
        state[list][at]["createdAt"] = start[list][at]["createdAt"].clone();
    }
    assert_eq!(state, start);
    assert_eq!(client.requests("").await, [] as [Value; 0]);
    assert_eq!(
        client.control("GET /faults").send().await.json(),
        json!({ "faults": [] })
    );
}

#[tokio::test]
async fn reset_closes_the_connections_of_held_requests() {
    let client = Client::start().await;
    for kind in ["hang", "stall", "latency", "drip"] {
        let token = client.token("cometchat-uid-1").await;
        let ms = matches!(kind, "latency" | "drip").then_some(3_600_000);
        let mut fault = json!({ "kind": kind });
        if let Some(ms) = ms {
            fault["ms"] = json!(ms);
        }
        client.fault_me(fault).await;
        let call = client.user("GET /me", &token);
        let resetting = async {
            client.requests("?atLeast=1&outcome=pending").await;
            client.control("POST /reset").send().await
        };
        let (result, _) = tokio::join!(call.try_send(), resetting);
        let error = result.expect_err("no answer");
        assert!(!error.is_timeout(), "{kind}: {error:?}");
    }
}

#[tokio::test]
async fn state_tells_users_and_live_tokens() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-3").await;
    client
        .rest("DELETE /users/cometchat-uid-5")
        .send()
        .await
        .data();
    let state = client.state().await;
    assert_eq!(state["users"].as_array().map(Vec::len), Some(5));
    assert!(state["users"][4]["deactivatedAt"].is_u64(), "{state}");
    assert_eq!(state["tokens"][0]["authToken"], json!(token));
    assert_eq!(state["tokens"][0]["uid"], "cometchat-uid-3");
    assert_eq!(state["held"], 0);
}

#[tokio::test]
async fn a_user_can_be_seeded() {
    let client = Client::start().await;
    let body = json!({ "uid": "Seed", "name": "Seed", "tags": ["t"], "withAuthToken": true });
    let answer = client.control("POST /users").json(body).send().await;
    assert_eq!(answer.status, 201);
    assert_eq!(
        (&answer.json()["uid"], &answer.json()["tags"]),
        (&json!("seed"), &json!(["t"]))
    );
    let me = client
        .user("GET /me", &text(&answer.json()["authToken"]))
        .send()
        .await
        .data();
    assert_eq!(me["uid"], "seed");
    let again = json!({ "uid": "seed", "name": "Seed" });
    client
        .control("POST /users")
        .json(again)
        .send()
        .await
        .error(400, "ERR_UID_ALREADY_EXISTS");
    let unnamed = client
        .control("POST /users")
        .json(json!({ "uid": "x" }))
        .send()
        .await;
    assert_eq!(unnamed.invalid_fields(), ["name"]);
}

#[tokio::test]
async fn a_token_can_be_seeded_for_a_user_old_or_new() {
    let client = Client::start().await;
    let seed = async |body: Value| {
        let answer = client.control("POST /tokens").json(body).send().await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        text(&answer.json()["authToken"])
    };
    assert_eq!(
        seed(json!({ "uid": "cometchat-uid-1", "token": "mine" })).await,
        "mine"
    );
    let me = client.user("GET /me", "mine").send().await.data();
    assert_eq!(me["name"], "Andrew Joseph");
    let made_up = seed(json!({ "uid": "brand-new" })).await;
    let me = client.user("GET /me", &made_up).send().await.data();
    assert_eq!(
        (&me["uid"], &me["name"]),
        (&json!("brand-new"), &json!("brand-new"))
    );
    seed(json!({ "uid": "brand-new", "token": "mine" })).await;
    assert_eq!(
        client.user("GET /me", "mine").send().await.data()["uid"],
        "brand-new"
    );
}

#[tokio::test]
async fn a_token_that_could_not_be_is_not_seeded() {
    let client = Client::start().await;
    for body in [
        json!({}),
        json!({ "uid": "a b" }),
        json!({ "uid": "u", "token": "" }),
        json!({ "uid": "u", "authToken": "t" }),
    ] {
        client
            .control("POST /tokens")
            .json(body)
            .send()
            .await
            .error(400, "ERR_BAD_REQUEST");
    }
}

#[tokio::test]
async fn a_token_can_be_revoked_behind_the_back_of_its_user() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    assert_eq!(
        client
            .control(&format!("DELETE /tokens/{token}"))
            .send()
            .await
            .status,
        204
    );
    client
        .user("GET /me", &token)
        .send()
        .await
        .error(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
    let again = client
        .control(&format!("DELETE /tokens/{token}"))
        .send()
        .await;
    again.error(404, "ERR_NOT_FOUND");
}

#[tokio::test]
async fn an_unknown_control_route_or_method_is_an_error() {
    let client = Client::start().await;
    client
        .control("GET /nowhere")
        .send()
        .await
        .error(404, "ERR_ROUTE_NOT_FOUND");
    client
        .control("PUT /faults")
        .send()
        .await
        .error(405, "ERR_METHOD_NOT_ALLOWED");
}
