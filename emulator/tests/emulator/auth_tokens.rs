use serde_json::{Value, json};

use crate::client::{Client, text};

fn texts(tokens: &Value) -> Vec<String> {
    tokens
        .as_array()
        .expect("a list")
        .iter()
        .map(|token| text(&token["authToken"]))
        .collect()
}

#[tokio::test]
async fn a_token_tells_its_user_and_its_age() {
    let client = Client::start().await;
    let token = client
        .auth("POST /users/cometchat-uid-1/auth_tokens")
        .send()
        .await
        .data();
    let created_at = token["createdAt"].as_u64().expect("a time");
    assert_eq!(token["uid"], "cometchat-uid-1");
    let hex = text(&token["authToken"])
        .strip_prefix(&format!("cometchat-uid-1_{created_at}"))
        .expect("{uid}_{epoch seconds}{hex}")
        .to_owned();
    assert!(
        hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{hex}"
    );
}

#[tokio::test]
async fn every_call_makes_another_token_and_all_of_them_work() {
    let client = Client::start().await;
    let first = client.token("cometchat-uid-1").await;
    let call = client
        .auth("POST /users/cometchat-uid-1/auth_tokens")
        .json(json!({ "force": true }));
    let second = text(&call.send().await.data()["authToken"]);
    assert_ne!(first, second);
    for token in [first, second] {
        assert_eq!(
            client.user("GET /me", &token).send().await.data()["uid"],
            "cometchat-uid-1"
        );
    }
}

#[tokio::test]
async fn force_must_be_true_or_false() {
    let client = Client::start().await;
    let call = client
        .auth("POST /users/cometchat-uid-1/auth_tokens")
        .json(json!({ "force": "yes" }));
    assert_eq!(call.send().await.invalid_fields(), ["force"]);
}

#[tokio::test]
async fn an_unknown_uid_is_quoted_as_it_was_sent() {
    let client = Client::start().await;
    let error = client
        .auth("POST /users/Who%20is%20this/auth_tokens")
        .send()
        .await;
    assert_eq!(
        error.error(404, "ERR_UID_NOT_FOUND")["message"],
        "The UID Who is this does not exist, please make sure you have created a user with this UID."
    );
}

#[tokio::test]
async fn an_encoded_slash_stays_inside_the_uid() {
    let client = Client::start().await;
    let error = client
        .auth("POST /users/..%2Fgroups%2Fx/auth_tokens")
        .send()
        .await;
    let error = error.error(404, "ERR_UID_NOT_FOUND");
    assert!(text(&error["message"]).contains("../groups/x"), "{error}");
}

#[tokio::test]
async fn a_uid_in_the_path_may_have_capitals() {
    let client = Client::start().await;
    let token = client
        .auth("POST /users/CometChat-UID-1/auth_tokens")
        .send()
        .await
        .data();
    assert_eq!(token["uid"], "cometchat-uid-1");
}

#[tokio::test]
async fn the_list_is_of_one_user_and_oldest_first() {
    let client = Client::start().await;
    let first = client.token("cometchat-uid-1").await;
    client.token("cometchat-uid-2").await;
    let second = client.token("cometchat-uid-1").await;
    let answer = client
        .rest("GET /users/cometchat-uid-1/auth_tokens")
        .send()
        .await;
    assert_eq!(texts(&answer.data()), [first.clone(), second.clone()]);
    assert_eq!(
        answer.json()["meta"]["pagination"],
        json!({ "total": 2, "count": 2, "per_page": 100, "current_page": 1, "total_pages": 1 })
    );
    let page = client
        .rest("GET /users/cometchat-uid-1/auth_tokens?perPage=1&page=2")
        .send()
        .await;
    assert_eq!(texts(&page.data()), [second]);
}

#[tokio::test]
async fn one_token_can_be_read_changed_and_deleted() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    let path = format!("/users/cometchat-uid-1/auth_tokens/{token}");

    let read = client.rest(&format!("GET {path}")).send().await.data();
    assert_eq!(read["authToken"], json!(token));
    assert!(read.get("platform").is_none(), "{read}");

    let call = client
        .rest(&format!("PUT {path}"))
        .json(json!({ "platform": "ios" }));
    assert_eq!(call.send().await.data()["platform"], "ios");
    let read = client.rest(&format!("GET {path}")).send().await.data();
    assert_eq!(read["platform"], "ios");

    let deleted = client.rest(&format!("DELETE {path}")).send().await.data();
    assert_eq!(deleted["success"], true);
    client
        .user("GET /me", &token)
        .send()
        .await
        .error(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
}

#[tokio::test]
async fn a_token_that_is_not_there_can_be_neither_read_nor_changed_nor_deleted() {
    let client = Client::start().await;
    for method in ["GET", "PUT", "DELETE"] {
        let route = format!("{method} /users/cometchat-uid-1/auth_tokens/no-such-token");
        let error = client
            .rest(&route)
            .send()
            .await
            .error(404, "ERR_AUTH_TOKEN_NOT_FOUND");
        assert!(text(&error["message"]).contains("no-such-token"), "{error}");
    }
}

#[tokio::test]
async fn the_token_of_another_user_is_not_accessible() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-2").await;
    for method in ["GET", "PUT", "DELETE"] {
        let route = format!("{method} /users/cometchat-uid-1/auth_tokens/{token}");
        client
            .rest(&route)
            .send()
            .await
            .error(403, "ERR_AUTHTOKEN_NOT_ACCESSIBLE");
    }
    client.user("GET /me", &token).send().await.data();
}

#[tokio::test]
async fn the_tokens_of_nobody_are_not_there() {
    let client = Client::start().await;
    for (method, path) in [
        ("POST", "/users/nobody/auth_tokens"),
        ("GET", "/users/nobody/auth_tokens"),
        ("DELETE", "/users/nobody/auth_tokens"),
        ("GET", "/users/nobody/auth_tokens/t"),
        ("PUT", "/users/nobody/auth_tokens/t"),
        ("DELETE", "/users/nobody/auth_tokens/t"),
    ] {
        client
            .rest(&format!("{method} {path}"))
            .send()
            .await
            .error(404, "ERR_UID_NOT_FOUND");
    }
}

#[tokio::test]
async fn flushing_ends_every_token_of_one_user() {
    let client = Client::start().await;
    let (first, second) = (
        client.token("cometchat-uid-1").await,
        client.token("cometchat-uid-1").await,
    );
    let other = client.token("cometchat-uid-2").await;
    let flushed = client
        .rest("DELETE /users/cometchat-uid-1/auth_tokens")
        .send()
        .await
        .data();
    assert_eq!(flushed["success"], true);
    for token in [first, second] {
        client
            .user("GET /me", &token)
            .send()
            .await
            .error(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
    }
    client.user("GET /me", &other).send().await.data();
}

#[tokio::test]
async fn one_token_more_than_a_hundred_archives_the_oldest() {
    let client = Client::start().await;
    let other = client.token("cometchat-uid-2").await;
    let oldest = client.token("cometchat-uid-1").await;
    let second = client.token("cometchat-uid-1").await;
    for _ in 2..100 {
        client.token("cometchat-uid-1").await;
    }
    client.user("GET /me", &oldest).send().await.data();

    client.token("cometchat-uid-1").await;
    client
        .user("GET /me", &oldest)
        .send()
        .await
        .error(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
    client.user("GET /me", &second).send().await.data();
    client.user("GET /me", &other).send().await.data();
    let answer = client
        .rest("GET /users/cometchat-uid-1/auth_tokens?perPage=1000")
        .send()
        .await;
    assert_eq!(answer.data().as_array().map(Vec::len), Some(100));
}
