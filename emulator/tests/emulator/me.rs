use serde_json::json;

use crate::client::{Client, text};

#[tokio::test]
async fn registering_answers_with_the_user_the_token_and_the_settings() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    let call = client.user("PUT /me", &token).json(json!({
        "platform": "WEB",
        "deviceId": "device-1",
        "appInfo": { "version": "1", "apiVersion": "v3.0" },
    }));
    let me = call.send().await.data();
    assert_eq!(me["authToken"], json!(token));
    assert_eq!(me["uid"], "cometchat-uid-1");
    assert_eq!(me["name"], "Andrew Joseph");
    assert_eq!(
        me["avatar"],
        "https://assets.cometchat.io/sampleapp/v2/users/cometchat-uid-1.webp"
    );
    assert_eq!(me["status"], "online");
    assert_eq!(me["role"], "default");
    assert_eq!(me["lastActiveAt"], 1_745_554_700);
    assert_eq!(me["tags"], json!([]));
    assert_eq!(
        (&me["hasBlockedMe"], &me["blockedByMe"]),
        (&json!(false), &json!(false))
    );
    assert!(
        me["wsChannel"].is_object() && me["jwt"].is_string() && me["fat"].is_string(),
        "{me}"
    );
    assert!(me.get("platform").is_none(), "{me}");
}

#[tokio::test]
async fn the_settings_name_hosts_of_the_app_and_the_region() {
    let client = Client::start_with(&["--app-id", "my-app", "--region", "eu"]).await;
    let seed = client
        .control("POST /tokens")
        .json(json!({ "uid": "u", "token": "t" }))
        .send()
        .await;
    assert_eq!(seed.status, 201);
    let call = client
        .bare("PUT /me")
        .header("appid", "my-app")
        .header("authtoken", "t");
    let settings = call.send().await.data()["settings"].take();
    assert_eq!(
        settings["CLIENT_API_HOST"],
        "my-app.apiclient-eu.cometchat.io"
    );
    assert_eq!(settings["ADMIN_API_HOST"], "my-app.api-eu.cometchat.io");
    assert_eq!(settings["CHAT_API_VERSION"], "v3.0");
    assert_eq!(settings["REGION"], "eu");
}

#[tokio::test]
async fn registering_keeps_what_the_device_says_with_the_token() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    let body = json!({ "platform": "WEB", "deviceId": "device-1", "appInfo": { "version": "1" } });
    client
        .user("PUT /me", &token)
        .json(body.clone())
        .send()
        .await
        .data();
    let kept = client.state().await["tokens"][0].take();
    for field in ["platform", "deviceId", "appInfo"] {
        assert_eq!(kept[field], body[field], "{field}");
    }
}

#[tokio::test]
async fn a_user_can_change_the_own_profile() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    let call = client.user("PUT /me", &token).json(json!({
        "name": "Andy",
        "metadata": { "team": "blue" },
        "tags": ["a", "b"],
        "statusMessage": "here",
    }));
    let me = call.send().await.data();
    assert_eq!(me["name"], "Andy");
    let read = client
        .rest("GET /users/cometchat-uid-1")
        .send()
        .await
        .data();
    assert_eq!(read["name"], "Andy");
    assert_eq!(read["metadata"], json!({ "team": "blue" }));
    assert_eq!(read["tags"], json!(["a", "b"]));
    assert_eq!(read["statusMessage"], "here");
    assert!(read["updatedAt"].is_u64(), "{read}");
}

#[tokio::test]
async fn a_user_cannot_change_the_own_role_or_uid() {
    let client = Client::start_with(&["--role", "manager"]).await;
    let token = client.token("cometchat-uid-1").await;
    let call = client
        .user("PUT /me", &token)
        .json(json!({ "uid": "boss", "role": "manager" }));
    let me = call.send().await.data();
    assert_eq!(
        (&me["uid"], &me["role"]),
        (&json!("cometchat-uid-1"), &json!("default"))
    );
}

#[tokio::test]
async fn a_profile_beyond_the_limits_changes_nothing() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    let body = json!({ "name": "n".repeat(101), "statusMessage": "here", "platform": "WEB" });
    assert_eq!(
        client
            .user("PUT /me", &token)
            .json(body)
            .send()
            .await
            .invalid_fields(),
        ["name"]
    );
    let state = client.state().await;
    assert_eq!(state["users"][0]["name"], "Andrew Joseph");
    assert!(state["users"][0].get("statusMessage").is_none(), "{state}");
    assert!(state["tokens"][0].get("platform").is_none(), "{state}");
}

#[tokio::test]
async fn a_body_that_is_not_an_object_is_refused() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    for body in ["{", "[]", "\"text\"", "1"] {
        let answer = client.user("PUT /me", &token).body(body).send().await;
        assert_eq!(answer.invalid_fields(), ["body"], "{body}");
    }
}

#[tokio::test]
async fn me_is_the_user_of_the_token() {
    let client = Client::start().await;
    for uid in ["cometchat-uid-1", "cometchat-uid-3"] {
        let token = client.token(uid).await;
        let me = client.user("GET /me", &token).send().await.data();
        assert_eq!((&me["uid"], &me["authToken"]), (&json!(uid), &json!(token)));
    }
}

#[tokio::test]
async fn logging_out_ends_this_token_and_no_other() {
    let client = Client::start().await;
    let (mine, other) = (
        client.token("cometchat-uid-1").await,
        client.token("cometchat-uid-1").await,
    );
    let answer = client.user("DELETE /me", &mine).send().await.data();
    assert_eq!(answer["success"], true);
    assert!(
        text(&answer["message"]).contains("cometchat-uid-1"),
        "{answer}"
    );
    client
        .user("DELETE /me", &mine)
        .send()
        .await
        .error(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
    client.user("GET /me", &other).send().await.data();
}

#[tokio::test]
async fn a_user_is_online_while_a_device_is_registered() {
    let client = Client::start().await;
    let status = async || {
        text(
            &client
                .rest("GET /users/cometchat-uid-1")
                .send()
                .await
                .data()["status"],
        )
    };
    let (first, second) = (
        client.token("cometchat-uid-1").await,
        client.token("cometchat-uid-1").await,
    );
    assert_eq!(status().await, "offline");
    for token in [&first, &second] {
        client.user("PUT /me", token).send().await.data();
    }
    client.token("cometchat-uid-1").await;
    client.user("DELETE /me", &first).send().await.data();
    assert_eq!(status().await, "online");
    client.user("DELETE /me", &second).send().await.data();
    assert_eq!(status().await, "offline");
}

#[tokio::test]
async fn a_deactivated_user_has_no_session() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    client
        .rest("DELETE /users/cometchat-uid-1")
        .send()
        .await
        .data();
    for method in ["GET", "PUT", "DELETE"] {
        let answer = client.user(&format!("{method} /me"), &token).send().await;
        answer.error(404, "ERR_UID_NOT_FOUND");
    }
    let body = json!({ "uidsToActivate": ["cometchat-uid-1"] });
    client.rest("PUT /users").json(body).send().await.data();
    client.user("GET /me", &token).send().await.data();
}
