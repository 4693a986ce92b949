//! What the server's half is given, and refuses.

use cometchat_wasm::server::Server;

use crate::support::backend::{Backend, REST_KEY};
use crate::support::prelude::*;

fn token_with(options: Value) -> Promise {
    let backend = Backend::with(options);
    let promise = backend.call(|it| it.create_auth_token(&"bob".into(), &none()));
    assert_eq!(promise.outcome().is_ok(), !backend.sent().is_empty());
    promise
}

#[test]
fn what_is_wrong_with_the_set_up_rejects_each_call_and_sends_nothing() {
    for (options, code) in json_table! {
        null => "MISSING_PARAMETERS",
        {} => "MISSING_PARAMETERS",
        { "appId": APP } => "MISSING_PARAMETERS",
        { "appId": APP, "apiKey": " " } => "MISSING_PARAMETERS",
        { "appId": APP, "apiKey": "a\nb" } => "INVALID_API_KEY",
        { "appId": "a.b", "apiKey": REST_KEY } => "INVALID_APP_ID",
        { "appId": APP, "apiKey": REST_KEY, "region": "u/s" } => "INVALID_REGION",
        { "appId": APP, "apiKey": REST_KEY, "host": "http://h" } => "INVALID_HOST",
        { "appId": APP, "apiKey": REST_KEY, "emulator": "https://h.example" } => "INVALID_HOST",
        { "appId": APP, "apiKey": REST_KEY, "emulator": false } => "INVALID_HOST",
        { "appId": APP, "apiKey": REST_KEY, "requestTimeout": 0 } => "INVALID_SETTINGS",
    } {
        assert_eq!(token_with(options.clone()).code(), code, "{options}");
    }
    let error = token_with(json!({ "appId": APP })).error();
    assert_eq!(error["message"], "The apiKey is missing or blank.");
}

#[test]
fn requests_go_to_the_region_to_the_host_or_to_the_emulator() {
    let key = |more: Value| {
        let mut options = json!({ "appId": APP, "apiKey": REST_KEY });
        let more = more.as_object().unwrap().clone();
        options.as_object_mut().unwrap().extend(more);
        options
    };
    for (options, url) in json_table! {
        {} => "https://app1.api-eu.cometchat.io/v3.0",
        { "region": "IN" } => "https://app1.api-in.cometchat.io/v3.0",
        { "host": "chat.example/v3.0" } => "https://chat.example/v3.0",
        { "emulator": "http://127.0.0.1:9770/" } => "http://127.0.0.1:9770/v3.0",
        // Nothing is ever sent elsewhere because of a slip of the pen.
        { "emulator": "http://localhost:9770", "host": "chat.example" } =>
            "http://localhost:9770/v3.0",
    } {
        let backend = Backend::with(key(options));
        backend.call(|it| it.create_auth_token(&"bob".into(), &none()));
        let url = format!("{url}/users/bob/auth_tokens");
        assert_eq!(backend.last_sent().url, url);
    }
}

type Call = fn(&Server, Value) -> Promise;

const OF_A_USER: [(&str, Call); 9] = table! {
    "getUser" => |it, uid| it.get_user(&uid.into()),
    "updateUser" => |it, uid| it.update_user(&uid.into(), &json!({}).into()),
    "deactivateUser" => |it, uid| it.deactivate_user(&uid.into()),
    "deleteUser" => |it, uid| it.delete_user(&uid.into()),
    "createAuthToken" => |it, uid| it.create_auth_token(&uid.into(), &none()),
    "listAuthTokens" => |it, uid| it.list_auth_tokens(&uid.into(), &none()),
    "getAuthToken" => |it, uid| it.get_auth_token(&uid.into(), &"t".into()),
    "revokeAuthToken" => |it, uid| it.revoke_auth_token(&uid.into(), &"t".into()),
    "revokeAllAuthTokens" => |it, uid| it.revoke_all_auth_tokens(&uid.into()),
};

#[test]
fn a_uid_is_one_segment_of_the_path_or_is_refused() {
    for (name, call) in OF_A_USER {
        for (uid, code) in json_table! {
            null => "MISSING_PARAMETERS",
            "" => "MISSING_PARAMETERS",
            " " => "MISSING_PARAMETERS",
            {} => "MISSING_PARAMETERS",
            ".." => "INVALID_UID",
            "." => "INVALID_UID",
            "\u{fffd}" => "INVALID_UID",
        } {
            let backend = Backend::new();
            let promise = backend.call(|it| call(it, uid.clone()));
            assert_eq!(promise.code(), code, "{name} {uid}");
            assert!(backend.sent().is_empty());
        }
        let backend = Backend::new();
        backend.call(|it| call(it, json!("../groups/x?y#z")));
        let url = backend.last_sent().url;
        assert!(url.contains("/v3.0/users/..%2Fgroups%2Fx%3Fy%23z"), "{url}");
        // Applications number their users.
        backend.call(|it| call(it, json!(42)));
        assert!(backend.last_sent().url.contains("/users/42"), "{name}");
    }
}

#[test]
fn a_token_that_would_be_another_path_revokes_nothing() {
    for token in jsons! { ".", "..", "a\nb", "é" } {
        let backend = Backend::new();
        let promise = backend.call(|it| it.revoke_auth_token(&"bob".into(), &token.clone().into()));
        assert_eq!(promise.code(), "INVALID_AUTH_TOKEN", "{token}");
        assert!(backend.sent().is_empty());
    }
    for token in jsons! { null, "", {} } {
        let backend = Backend::new();
        let promise = backend.call(|it| it.get_auth_token(&"bob".into(), &token.clone().into()));
        assert_eq!(promise.code(), "MISSING_PARAMETERS", "{token}");
        assert!(backend.sent().is_empty());
    }
}

#[test]
fn a_user_to_create_has_a_uid_and_a_name() {
    for (user, code) in json_table! {
        null => "MISSING_PARAMETERS",
        "bob" => "MISSING_PARAMETERS",
        [] => "MISSING_PARAMETERS",
        { "name": "Bob" } => "UID_IS_COMPULSORY",
        { "uid": " ", "name": "Bob" } => "UID_IS_COMPULSORY",
        { "uid": "..", "name": "Bob" } => "INVALID_UID",
        { "uid": "bob" } => "USER_NAME_IS_COMPULSORY",
        { "uid": "bob", "name": " " } => "USER_NAME_IS_COMPULSORY",
    } {
        let backend = Backend::new();
        let promise = backend.call(|it| it.create_user(&user.clone().into(), &none()));
        assert_eq!(promise.code(), code, "{user}");
        assert!(backend.sent().is_empty());
    }
    let backend = Backend::new();
    let user = json!({ "uid": 42, "name": "Bob", "metadata": { "a": 1 } });
    backend.call(|it| it.create_user(&user.into(), &none()));
    let sent = json!({ "uid": "42", "name": "Bob", "metadata": { "a": 1 } });
    assert_eq!(backend.last_sent().json(), sent);
}

#[test]
fn a_list_is_filtered_and_cut_by_its_options() {
    let backend = Backend::new();
    let options = json!({
        "searchKey": "a&b=c",
        "roles": ["default", "moderator"],
        "tags": ["vip", "[a]"],
        "withDeactivated": true,
        "page": 3,
        "perPage": 50,
        "unknown": "x",
    });
    backend.call(|it| it.list_users(&options.into()));
    let query = "page=3&perPage=50&searchKey=a%26b%3Dc&roles=default%2Cmoderator&tags=vip%2C%5Ba%5D&withDeactivated=true";
    assert_eq!(backend.routes(), [format!("GET /users?{query}")]);
    for (name, value) in [
        ("page", json!({})),
        ("searchKey", json!(" ")),
        ("roles", json!([])),
        ("roles", json!([7])),
        ("tags", json!(["a\"b"])),
        ("tags", json!(["a\\b"])),
        ("tags", json!(["a,b", "c"])),
    ] {
        let backend = Backend::new();
        let promise = backend.call(|it| it.list_users(&json!({ name: value }).into()));
        assert_eq!(promise.code(), "INVALID_OPTIONS", "{name} {value}");
        assert_eq!(promise.error()["details"]["reason"], name);
        assert!(backend.sent().is_empty());
    }
}

#[test]
fn several_users_are_an_array_of_uids() {
    for uids in jsons! { null, "bob", [], ["bob", ""], [1], {} } {
        let backend = Backend::new();
        for promise in [
            backend.call(|it| it.deactivate_users(&uids.clone().into())),
            backend.call(|it| it.reactivate_users(&uids.clone().into())),
        ] {
            assert_eq!(promise.code(), "INVALID_OPTIONS", "{uids}");
        }
        assert!(backend.sent().is_empty());
    }
}

#[test]
fn a_request_has_the_time_that_was_set() {
    let options = json!({ "appId": APP, "apiKey": REST_KEY, "requestTimeout": 700 });
    let backend = Backend::with(options);
    backend.always("GET /users/bob", Reply::Held);
    let promise = backend.call(|it| it.get_user(&"bob".into()));
    assert_eq!(backend.last_sent().timeout, 700.0);
    backend.advance(700.0);
    assert_eq!(promise.code(), "REQUEST_TIMEOUT");
}
