use serde_json::{Value, json};

use crate::client::{Client, text};

fn uids(users: &Value) -> Vec<String> {
    users
        .as_array()
        .expect("a list")
        .iter()
        .map(|user| text(&user["uid"]))
        .collect()
}

const SAMPLES: [&str; 5] = [
    "cometchat-uid-1",
    "cometchat-uid-2",
    "cometchat-uid-3",
    "cometchat-uid-4",
    "cometchat-uid-5",
];

#[tokio::test]
async fn the_five_sample_users_are_there() {
    let client = Client::start().await;
    let users = client.rest("GET /users").send().await.data();
    assert_eq!(uids(&users), SAMPLES);
    assert_eq!(users[0]["name"], "Andrew Joseph");
    for user in users.as_array().expect("a list") {
        assert_eq!(
            user["avatar"],
            format!(
                "https://assets.cometchat.io/sampleapp/v2/users/{}.webp",
                text(&user["uid"])
            )
        );
        assert_eq!(
            (&user["role"], &user["status"]),
            (&json!("default"), &json!("offline"))
        );
        assert_eq!(user["lastActiveAt"], 1_745_554_700);
        assert_eq!((&user["metadata"], &user["tags"]), (&json!({}), &json!([])));
        assert_eq!((user.get("link"), user.get("statusMessage")), (None, None));
    }
}

#[tokio::test]
async fn both_versions_of_the_path_are_served() {
    let client = Client::start().await;
    for version in ["/v3", "/v3.0"] {
        let call = client.call("GET /users/cometchat-uid-1", version);
        let call = call
            .header("appid", "emulator-app")
            .header("apikey", "emulator-rest-api-key");
        assert_eq!(call.send().await.data()["uid"], "cometchat-uid-1");
    }
}

#[tokio::test]
async fn an_unknown_path_or_method_is_an_error_of_the_api() {
    let client = Client::start().await;
    client
        .rest("GET /roles")
        .send()
        .await
        .error(404, "ERR_ROUTE_NOT_FOUND");
    client
        .call("GET /users", "/v2")
        .send()
        .await
        .error(404, "ERR_ROUTE_NOT_FOUND");
    client
        .rest("PUT /users/u/auth_tokens")
        .send()
        .await
        .error(405, "ERR_METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn a_user_is_created_with_every_field() {
    let client = Client::start_with(&["--role", "manager"]).await;
    let body = json!({
        "uid": "superhero6",
        "name": "Barry Allen",
        "avatar": "https://example.com/a.png",
        "link": "https://example.com",
        "role": "manager",
        "statusMessage": "running",
        "metadata": { "@private": { "email": "b@example.com" } },
        "tags": ["fast"],
    });
    let created = client
        .auth("POST /users")
        .json(body.clone())
        .send()
        .await
        .data();
    for (field, value) in body.as_object().expect("an object") {
        assert_eq!(&created[field], value, "{field}");
    }
    assert_eq!(created["status"], "offline");
    assert!(created["createdAt"].is_u64(), "{created}");
    assert!(created.get("authToken").is_none(), "{created}");
    assert_eq!(
        client.rest("GET /users/superhero6").send().await.data(),
        created
    );
}

#[tokio::test]
async fn a_user_of_a_name_alone_has_the_default_role() {
    let client = Client::start().await;
    let call = client
        .auth("POST /users")
        .json(json!({ "uid": "plain", "name": "Plain" }));
    let created = call.send().await.data();
    assert_eq!(created["role"], "default");
    for field in [
        "avatar",
        "link",
        "metadata",
        "statusMessage",
        "lastActiveAt",
        "updatedAt",
    ] {
        assert!(created.get(field).is_none(), "{field}: {created}");
    }
}

#[tokio::test]
async fn a_user_can_be_created_with_a_token() {
    let client = Client::start().await;
    let body = json!({ "uid": "quick", "name": "Quick", "withAuthToken": true });
    let token = text(&client.auth("POST /users").json(body).send().await.data()["authToken"]);
    assert_eq!(
        client.user("GET /me", &token).send().await.data()["uid"],
        "quick"
    );
}

#[tokio::test]
async fn a_uid_is_kept_in_lower_case() {
    let client = Client::start().await;
    let call = client
        .auth("POST /users")
        .json(json!({ "uid": "Mixed-Case_1", "name": "M" }));
    assert_eq!(call.send().await.data()["uid"], "mixed-case_1");
    let read = client.rest("GET /users/MIXED-CASE_1").send().await.data();
    assert_eq!(read["uid"], "mixed-case_1");
}

#[tokio::test]
async fn a_uid_is_taken_once_in_any_case_and_even_if_deactivated() {
    let client = Client::start().await;
    let create = async |uid: &str| {
        let call = client
            .auth("POST /users")
            .json(json!({ "uid": uid, "name": "Again" }));
        call.send().await
    };
    let error = create("CometChat-UID-1")
        .await
        .error(400, "ERR_UID_ALREADY_EXISTS");
    assert!(
        text(&error["message"]).contains("cometchat-uid-1"),
        "{error}"
    );
    client
        .rest("DELETE /users/cometchat-uid-2")
        .send()
        .await
        .data();
    create("cometchat-uid-2")
        .await
        .error(400, "ERR_UID_ALREADY_EXISTS");
    let body = json!({ "permanent": true });
    client
        .rest("DELETE /users/cometchat-uid-2")
        .json(body)
        .send()
        .await
        .data();
    create("cometchat-uid-2").await.data();
}

#[tokio::test]
async fn a_role_must_exist() {
    let client = Client::start().await;
    let body = json!({ "uid": "u", "name": "U", "role": "captain" });
    let error = client.auth("POST /users").json(body).send().await;
    let error = error.error(404, "ERR_ROLE_NOT_FOUND");
    assert!(text(&error["message"]).contains("captain"), "{error}");
    client
        .rest("GET /users/u")
        .send()
        .await
        .error(404, "ERR_UID_NOT_FOUND");
    let call = client
        .rest("PUT /users/cometchat-uid-1")
        .json(json!({ "role": "captain" }));
    call.send().await.error(404, "ERR_ROLE_NOT_FOUND");
}

#[tokio::test]
async fn everything_wrong_with_a_user_is_told_at_once() {
    let client = Client::start().await;
    let body = json!({ "uid": "a b", "avatar": 1, "tags": "x", "withAuthToken": "no" });
    let mut fields = client
        .auth("POST /users")
        .json(body)
        .send()
        .await
        .invalid_fields();
    fields.sort();
    assert_eq!(fields, ["avatar", "name", "tags", "uid", "withAuthToken"]);
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_nothing_else() {
    let client = Client::start().await;
    let before = client
        .rest("GET /users/cometchat-uid-1")
        .send()
        .await
        .data();
    let call = client.auth("PUT /users/cometchat-uid-1");
    let after = call
        .json(json!({ "uid": "ignored", "name": "Andy" }))
        .send()
        .await
        .data();
    assert_eq!(after["name"], "Andy");
    assert!(after["updatedAt"].is_u64(), "{after}");
    for field in ["uid", "avatar", "role", "createdAt", "lastActiveAt", "tags"] {
        assert_eq!(after[field], before[field], "{field}");
    }
}

#[tokio::test]
async fn an_update_can_clear_avatar_link_and_metadata() {
    let client = Client::start().await;
    let path = "PUT /users/cometchat-uid-1";
    let filled = json!({ "link": "https://example.com", "metadata": { "a": 1 } });
    client.rest(path).json(filled).send().await.data();
    let unset = json!({ "unset": ["avatar", "link", "metadata"] });
    let after = client.rest(path).json(unset).send().await.data();
    for field in ["avatar", "link", "metadata"] {
        assert!(after.get(field).is_none(), "{field}: {after}");
    }
    let wrong = client
        .rest(path)
        .json(json!({ "unset": ["name"] }))
        .send()
        .await;
    assert_eq!(wrong.invalid_fields(), ["unset.0"]);
}

#[tokio::test]
async fn nobody_cannot_be_read_changed_or_deleted() {
    let client = Client::start().await;
    for method in ["GET", "PUT", "DELETE"] {
        let answer = client.rest(&format!("{method} /users/nobody")).send().await;
        assert_eq!(
            answer.error(404, "ERR_UID_NOT_FOUND")["message"],
            "The UID nobody does not exist, please make sure you have created a user with this UID."
        );
    }
}

#[tokio::test]
async fn deleting_deactivates_and_reactivating_restores() {
    let client = Client::start().await;
    let deleted = client
        .rest("DELETE /users/cometchat-uid-1")
        .send()
        .await
        .data();
    assert_eq!(deleted, json!({ "deactivatedUids": ["cometchat-uid-1"] }));
    for method in ["GET", "PUT", "DELETE"] {
        let route = format!("{method} /users/cometchat-uid-1");
        client
            .rest(&route)
            .send()
            .await
            .error(404, "ERR_UID_NOT_FOUND");
    }
    client
        .auth("POST /users/cometchat-uid-1/auth_tokens")
        .send()
        .await
        .error(404, "ERR_UID_NOT_FOUND");

    let body = json!({ "uidsToActivate": ["cometchat-uid-1", "cometchat-uid-2", "nobody"] });
    let answer = client.rest("PUT /users").json(body).send().await.data();
    assert_eq!(
        answer,
        json!({
            "reactivatedUids": ["cometchat-uid-1"],
            "nonDeactivatedUids": ["cometchat-uid-2"],
            "notFound": ["nobody"],
        })
    );
    let user = client
        .rest("GET /users/cometchat-uid-1")
        .send()
        .await
        .data();
    assert!(user.get("deactivatedAt").is_none(), "{user}");
}

#[tokio::test]
async fn several_users_can_be_deactivated_at_once() {
    let client = Client::start().await;
    let body = json!({ "uidsToDeactivate": ["cometchat-uid-1", "nobody"] });
    let deactivate = async || {
        client
            .rest("DELETE /users")
            .json(body.clone())
            .send()
            .await
            .data()
    };
    assert_eq!(
        deactivate().await,
        json!({ "deactivatedUids": ["cometchat-uid-1"], "notFound": ["nobody"] })
    );
    assert_eq!(
        deactivate().await,
        json!({ "alreadyDeactivatedUids": ["cometchat-uid-1"], "notFound": ["nobody"] })
    );
}

#[tokio::test]
async fn a_list_of_uids_must_be_one() {
    let client = Client::start().await;
    for body in [
        json!({}),
        json!({ "uidsToActivate": [] }),
        json!({ "uidsToActivate": [1] }),
    ] {
        let answer = client.rest("PUT /users").json(body).send().await;
        assert_eq!(answer.invalid_fields(), ["uidsToActivate"]);
    }
    let answer = client
        .rest("DELETE /users")
        .json(json!({ "uidsToDeactivate": "u" }))
        .send()
        .await;
    assert_eq!(answer.invalid_fields(), ["uidsToDeactivate"]);
}

#[tokio::test]
async fn permanent_deletion_ends_the_user_and_its_tokens() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    let body = json!({ "permanent": true });
    let answer = client
        .rest("DELETE /users/cometchat-uid-1")
        .json(body)
        .send()
        .await
        .data();
    assert_eq!(answer["success"], true);
    client
        .user("GET /me", &token)
        .send()
        .await
        .error(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
    let body = json!({ "uidsToActivate": ["cometchat-uid-1"] });
    let answer = client.rest("PUT /users").json(body).send().await.data();
    assert_eq!(answer, json!({ "notFound": ["cometchat-uid-1"] }));
}

#[tokio::test]
async fn permanent_must_be_true_or_false() {
    let client = Client::start().await;
    let call = client
        .rest("DELETE /users/cometchat-uid-1")
        .json(json!({ "permanent": 1 }));
    assert_eq!(call.send().await.invalid_fields(), ["permanent"]);
    client
        .rest("GET /users/cometchat-uid-1")
        .send()
        .await
        .data();
}

#[tokio::test]
async fn a_list_comes_in_pages() {
    let client = Client::start().await;
    let page = client.rest("GET /users?perPage=2&page=2").send().await;
    assert_eq!(uids(&page.data()), ["cometchat-uid-3", "cometchat-uid-4"]);
    assert_eq!(
        page.json()["meta"]["pagination"],
        json!({ "total": 5, "count": 2, "per_page": 2, "current_page": 2, "total_pages": 3 })
    );
    let last = client.rest("GET /users?perPage=2&page=3").send().await;
    assert_eq!(uids(&last.data()), ["cometchat-uid-5"]);
    let beyond = client.rest("GET /users?perPage=2&page=4").send().await;
    assert_eq!(beyond.data(), json!([]));
}

#[tokio::test]
async fn a_page_must_be_within_its_limits() {
    let client = Client::start().await;
    for (query, field) in [
        ("perPage=0", "perPage"),
        ("perPage=1001", "perPage"),
        ("perPage=many", "perPage"),
        ("page=0", "page"),
        ("page=-1", "page"),
    ] {
        let answer = client.rest(&format!("GET /users?{query}")).send().await;
        assert_eq!(answer.invalid_fields(), [field], "{query}");
    }
    client.rest("GET /users?perPage=1000").send().await.data();
}

#[tokio::test]
async fn a_list_can_be_filtered() {
    let client = Client::start_with(&["--role", "manager"]).await;
    let body = json!({ "uid": "zoe", "name": "George Two", "role": "manager", "tags": ["vip"] });
    client.auth("POST /users").json(body).send().await.data();
    let token = client.token("cometchat-uid-5").await;
    client.user("PUT /me", &token).send().await.data();
    client
        .rest("DELETE /users/cometchat-uid-4")
        .send()
        .await
        .data();
    for (query, expected) in [
        ("searchKey=george", vec!["cometchat-uid-2", "zoe"]),
        ("searchKey=ZO", vec!["zoe"]),
        ("searchKey=alan", vec![]),
        ("role=manager", vec!["zoe"]),
        ("roles=manager,none", vec!["zoe"]),
        ("tags=vip,other", vec!["zoe"]),
        ("status=online", vec!["cometchat-uid-5"]),
        ("onlyDeactivated=true", vec!["cometchat-uid-4"]),
        ("searchKey=cometchat-uid-4", vec![]),
        (
            "searchKey=cometchat-uid-4&withDeactivated=true",
            vec!["cometchat-uid-4"],
        ),
        (
            "status=offline&role=default",
            vec!["cometchat-uid-1", "cometchat-uid-2", "cometchat-uid-3"],
        ),
    ] {
        let users = client
            .rest(&format!("GET /users?{query}"))
            .send()
            .await
            .data();
        assert_eq!(uids(&users), expected, "{query}");
    }
}

#[tokio::test]
async fn a_logged_in_user_can_look_at_the_others() {
    let client = Client::start().await;
    let token = client.token("cometchat-uid-1").await;
    let user = client
        .user("GET /users/cometchat-uid-2", &token)
        .send()
        .await
        .data();
    assert_eq!(
        (&user["uid"], &user["hasBlockedMe"]),
        (&json!("cometchat-uid-2"), &json!(false))
    );
    let users = client.user("GET /users", &token).send().await.data();
    assert_eq!(uids(&users), SAMPLES);
    assert_eq!(users[0]["blockedByMe"], false);
    client
        .user("GET /users/nobody", &token)
        .send()
        .await
        .error(404, "ERR_UID_NOT_FOUND");
}
