use serde_json::json;

use crate::client::{APP_ID, AUTH_KEY, Client, REST_API_KEY, text};

const TOKENS: &str = "POST /users/cometchat-uid-1/auth_tokens";

#[tokio::test]
async fn a_request_without_app_id_is_refused() {
    let client = Client::start().await;
    client
        .bare(TOKENS)
        .header("apikey", AUTH_KEY)
        .send()
        .await
        .error(400, "AUTH_ERR_EMPTY_APPID");
    client
        .bare("GET /me")
        .header("appid", "")
        .send()
        .await
        .error(400, "AUTH_ERR_EMPTY_APPID");
}

#[tokio::test]
async fn a_request_for_another_app_is_refused() {
    let client = Client::start().await;
    let call = client
        .bare(TOKENS)
        .header("appid", "other-app")
        .header("apikey", AUTH_KEY);
    let error = call.send().await.error(401, "AUTH_ERR_INVALID_APPID");
    assert!(text(&error["message"]).contains("other-app"), "{error}");
    client
        .bare("GET /me")
        .header("appid", "other-app")
        .send()
        .await
        .error(401, "AUTH_ERR_INVALID_APPID");
}

#[tokio::test]
async fn a_request_without_api_key_is_refused() {
    let client = Client::start().await;
    client
        .app(TOKENS)
        .send()
        .await
        .error(400, "AUTH_ERR_EMPTY_APIKEY");
    client
        .app("GET /users")
        .header("apikey", " ")
        .send()
        .await
        .error(400, "AUTH_ERR_EMPTY_APIKEY");
}

#[tokio::test]
async fn an_unknown_api_key_is_refused_and_quoted() {
    let client = Client::start().await;
    let error = client
        .app(TOKENS)
        .header("apikey", "wrong-key")
        .send()
        .await;
    let error = error.error(404, "AUTH_ERR_APIKEY_NOT_FOUND");
    assert_eq!(
        error["message"],
        "The key wrong-key does not exist. Please use correct apiKey."
    );
    assert_eq!(error["devMessage"], error["message"]);
}

#[tokio::test]
async fn the_key_is_checked_before_the_uid() {
    let client = Client::start().await;
    let call = client
        .app("POST /users/nobody/auth_tokens")
        .header("apikey", "wrong-key");
    call.send().await.error(404, "AUTH_ERR_APIKEY_NOT_FOUND");
}

#[tokio::test]
async fn the_auth_key_creates_users_and_tokens_and_updates_users() {
    let client = Client::start().await;
    client
        .auth("POST /users")
        .json(json!({ "uid": "new", "name": "New" }))
        .send()
        .await
        .data();
    client
        .auth("PUT /users/new")
        .json(json!({ "name": "Newer" }))
        .send()
        .await
        .data();
    client
        .auth("POST /users/new/auth_tokens")
        .send()
        .await
        .data();
}

#[tokio::test]
async fn the_auth_key_does_nothing_else() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    for route in [
        "GET /users".to_owned(),
        "PUT /users".to_owned(),
        "DELETE /users".to_owned(),
        "GET /users/cometchat-uid-1".to_owned(),
        "DELETE /users/cometchat-uid-1".to_owned(),
        "GET /users/cometchat-uid-1/auth_tokens".to_owned(),
        "DELETE /users/cometchat-uid-1/auth_tokens".to_owned(),
        format!("GET /users/cometchat-uid-1/auth_tokens/{token}"),
        format!("PUT /users/cometchat-uid-1/auth_tokens/{token}"),
        format!("DELETE /users/cometchat-uid-1/auth_tokens/{token}"),
    ] {
        let error = client
            .auth(&route)
            .send()
            .await
            .error(403, "AUTH_ERR_NO_ACCESS");
        assert!(
            text(&error["message"]).contains(AUTH_KEY),
            "{route}: {error}"
        );
    }
    client.user("GET /me", &token).send().await.data();
}

#[tokio::test]
async fn the_rest_api_key_does_what_the_auth_key_does() {
    let client = Client::start().await;
    client
        .rest("POST /users")
        .json(json!({ "uid": "new", "name": "New" }))
        .send()
        .await
        .data();
    client
        .rest("POST /users/new/auth_tokens")
        .send()
        .await
        .data();
}

#[tokio::test]
async fn a_session_needs_an_auth_token() {
    let client = Client::start().await;
    for method in ["GET", "PUT", "DELETE"] {
        let route = format!("{method} /me");
        client
            .app(&route)
            .send()
            .await
            .error(400, "AUTH_ERR_EMPTY_AUTH_TOKEN");
        client
            .rest(&route)
            .send()
            .await
            .error(400, "AUTH_ERR_EMPTY_AUTH_TOKEN");
    }
    client
        .user("GET /users", "")
        .send()
        .await
        .error(400, "AUTH_ERR_EMPTY_AUTH_TOKEN");
}

#[tokio::test]
async fn an_unknown_auth_token_is_refused_and_quoted() {
    let client = Client::start().await;
    for route in [
        "GET /me",
        "PUT /me",
        "DELETE /me",
        "GET /users",
        "GET /users/cometchat-uid-1",
    ] {
        let answer = client.user(route, "no-such-token").send().await;
        let error = answer.error(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
        assert_eq!(
            error["message"],
            "The auth token no-such-token does not exist. Please make sure you are logged in and \
             have a valid auth token or try login again.",
            "{route}"
        );
    }
}

#[tokio::test]
async fn header_names_may_have_capitals() {
    let client = Client::start().await;
    let call = client
        .bare("GET /users")
        .header("appId", APP_ID)
        .header("apiKey", REST_API_KEY);
    call.send().await.data();
}

#[tokio::test]
async fn who_acts_for_a_user_sees_what_that_user_sees() {
    let client = Client::start().await;
    let route = "GET /users/cometchat-uid-2";
    let own = client.rest(route).send().await.data();
    assert!(own.get("blockedByMe").is_none(), "{own}");
    let call = client.rest(route).header("onBehalfOf", "cometchat-uid-1");
    let behalf = call.send().await.data();
    assert_eq!(behalf["blockedByMe"], false);
    assert_eq!(behalf["hasBlockedMe"], false);
}

#[tokio::test]
async fn nobody_can_act_for_a_user_who_is_not_there() {
    let client = Client::start().await;
    let call = client
        .rest("GET /users/cometchat-uid-2")
        .header("onBehalfOf", "nobody");
    call.send().await.error(404, "ERR_UID_NOT_FOUND");
    let call = client.auth(TOKENS).header("onBehalfOf", "nobody");
    call.send().await.error(404, "ERR_UID_NOT_FOUND");
}

#[tokio::test]
async fn an_emulator_may_have_other_credentials() {
    let flags = [
        ["--app-id", "my-app"],
        ["--auth-key", "my-auth-key"],
        ["--rest-api-key", "my-rest-api-key"],
    ];
    let client = Client::start_with(flags.as_flattened()).await;
    let call = |route, key| {
        client
            .bare(route)
            .header("appid", "my-app")
            .header("apikey", key)
    };
    call(TOKENS, "my-auth-key").send().await.data();
    call("GET /users", "my-auth-key")
        .send()
        .await
        .error(403, "AUTH_ERR_NO_ACCESS");
    call("GET /users", "my-rest-api-key").send().await.data();
    client
        .auth(TOKENS)
        .send()
        .await
        .error(401, "AUTH_ERR_INVALID_APPID");
}
