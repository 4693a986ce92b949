use serde_json::{Value, json};

use crate::client::Client;

#[tokio::test]
async fn the_lists_of_a_chat_are_empty_pages() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    for list in [
        "/conversations",
        "/groups",
        "/messages",
        "/users/cometchat-uid-2/messages",
    ] {
        let page = format!("GET {list}?per_page=30&page=1");
        let answer = client.user(&page, &token).send().await;
        assert_eq!(answer.data(), json!([]), "{list}");
        let pagination = &answer.json()["meta"]["pagination"];
        assert_eq!(pagination["per_page"], 30, "{list}");
        assert_eq!(pagination["total"], 0, "{list}");
        let bare = client.app(&page).send().await;
        bare.error(400, "AUTH_ERR_EMPTY_AUTH_TOKEN");
    }
}

#[tokio::test]
async fn a_conversation_is_between_two_users_and_has_no_message() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-2").await;
    let route = "GET /users/cometchat-uid-1/conversation";
    let conversation = client.user(route, &token).send().await.data();
    assert_eq!(
        conversation["conversationId"],
        "cometchat-uid-1_user_cometchat-uid-2"
    );
    assert_eq!(conversation["conversationType"], "user");
    assert_eq!(conversation["unreadMessageCount"], 0);
    assert_eq!(conversation["conversationWith"]["uid"], "cometchat-uid-1");
    assert_eq!(conversation.get("lastMessage"), None::<&Value>);
    let read = format!("{}/read", route.replace("GET", "POST"));
    assert_eq!(
        client.user(&read, &token).send().await.data()["success"],
        true
    );
}

#[tokio::test]
async fn there_is_no_conversation_with_nobody() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    for route in [
        "GET /users/nobody/conversation",
        "GET /users/nobody/messages",
        "POST /users/nobody/conversation/read",
    ] {
        let answer = client.user(route, &token).send().await;
        answer.error(404, "ERR_UID_NOT_FOUND");
    }
}

#[tokio::test]
async fn the_size_of_a_page_has_two_names() {
    let client = Client::start().await;
    for name in ["perPage", "per_page"] {
        let users = client.rest(&format!("GET /users?{name}=2")).send().await;
        assert_eq!(users.data().as_array().map(Vec::len), Some(2), "{name}");
        let wrong = client.rest(&format!("GET /users?{name}=0")).send().await;
        assert_eq!(wrong.invalid_fields(), [name]);
    }
}
