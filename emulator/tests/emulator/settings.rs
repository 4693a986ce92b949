use serde_json::json;

use crate::client::Client;

#[tokio::test]
async fn the_settings_are_those_of_a_login() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    let me = client.user("PUT /me", &token).send().await.data();
    let settings = client.user("GET /settings", &token).send().await.data();
    assert_eq!(settings, me["settings"]);
    assert_eq!(
        settings["CHAT_HOST"],
        "emulator-app.websocket-us.cometchat.io"
    );
    assert_eq!(settings["CHAT_WS_PORT"], 80);
    assert_eq!(settings["CHAT_WSS_PORT"], 443);
    assert_eq!(settings["ANALYTICS_PING_DISABLED"], true);
    let by_key = client.auth("GET /settings").send().await.data();
    assert_eq!(by_key, settings);
}

#[tokio::test]
async fn the_settings_need_credentials() {
    let client = Client::start().await;
    let bare = client.bare("GET /settings").send().await;
    bare.error(400, "AUTH_ERR_EMPTY_APPID");
    let app = client.app("GET /settings").send().await;
    app.error(400, "AUTH_ERR_EMPTY_AUTH_TOKEN");
    let stale = client.user("GET /settings", "stale").send().await;
    stale.error(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
    let key = client.app("GET /settings").header("apikey", "another");
    key.send().await.error(404, "AUTH_ERR_APIKEY_NOT_FOUND");
}

#[tokio::test]
async fn the_statistics_of_a_session_are_taken_from_any_page_of_the_app() {
    let client = Client::start().await;
    let session = json!({ "sessionId": "1", "data": { "integrationSource": "manual" } });
    let noted = client.app("POST /user_sessions").json(session.clone());
    assert_eq!(noted.send().await.data()["success"], true);
    assert_eq!(client.requests("").await[0]["body"], session);
    let bare = client.bare("POST /user_sessions").json(session);
    bare.send().await.error(400, "AUTH_ERR_EMPTY_APPID");
}
