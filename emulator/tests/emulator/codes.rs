//! Every error code that CometChat documents, by a request that gets it.

use std::collections::BTreeSet;

use serde_json::json;

use crate::client::{Call, Client, text};

const README: &str = include_str!("../../README.md");

/// The codes of CometChat's error guide, the status of each here, and which codes no request alone
/// can get: the emulator has no plans, no rate limits, and no devices that lock each other out.
const CODES: &[(&str, u16, Cause)] = &[
    ("AUTH_ERR_EMPTY_APPID", 400, Cause::Request),
    ("AUTH_ERR_INVALID_APPID", 401, Cause::Request),
    ("AUTH_ERR_EMPTY_APIKEY", 400, Cause::Request),
    ("AUTH_ERR_APIKEY_NOT_FOUND", 404, Cause::Request),
    ("AUTH_ERR_NO_ACCESS", 403, Cause::Request),
    ("AUTH_ERR_EMPTY_AUTH_TOKEN", 400, Cause::Request),
    ("AUTH_ERR_AUTH_TOKEN_NOT_FOUND", 401, Cause::Request),
    ("ERR_UID_NOT_FOUND", 404, Cause::Request),
    ("ERR_UID_ALREADY_EXISTS", 400, Cause::Request),
    ("ERR_AUTH_TOKEN_NOT_FOUND", 404, Cause::Request),
    ("ERR_AUTHTOKEN_NOT_ACCESSIBLE", 403, Cause::Request),
    ("ERR_ROLE_NOT_FOUND", 404, Cause::Request),
    ("ERR_BAD_REQUEST", 400, Cause::Request),
    ("ERR_AUTHTOKEN_UNAVAILABLE", 409, Cause::Fault),
    ("ERR_AUTH_TOKEN_DELETE_FAILED", 500, Cause::Fault),
    ("ERR_PLAN_RESTRICTION", 403, Cause::Fault),
    ("ERR_SUBSCRIPTION_EXPIRED", 403, Cause::Fault),
    ("ERR_TOO_MANY_REQUESTS", 429, Cause::Fault),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cause {
    Request,
    Fault,
}

/// A request that gets the code.
fn request(client: &Client, code: &str, token: &str) -> Call {
    let tokens = "POST /users/cometchat-uid-1/auth_tokens";
    let user = json!({ "uid": "cometchat-uid-1", "name": "Again" });
    match code {
        "AUTH_ERR_EMPTY_APPID" => client.bare(tokens),
        "AUTH_ERR_INVALID_APPID" => client.bare(tokens).header("appid", "another"),
        "AUTH_ERR_EMPTY_APIKEY" => client.app(tokens),
        "AUTH_ERR_APIKEY_NOT_FOUND" => client.app(tokens).header("apikey", "another"),
        "AUTH_ERR_NO_ACCESS" => client.auth("GET /users"),
        "AUTH_ERR_EMPTY_AUTH_TOKEN" => client.app("PUT /me"),
        "AUTH_ERR_AUTH_TOKEN_NOT_FOUND" => client.user("PUT /me", "another"),
        "ERR_UID_NOT_FOUND" => client.auth("POST /users/nobody/auth_tokens"),
        "ERR_UID_ALREADY_EXISTS" => client.auth("POST /users").json(user),
        "ERR_AUTH_TOKEN_NOT_FOUND" => client.rest("GET /users/cometchat-uid-1/auth_tokens/none"),
        "ERR_AUTHTOKEN_NOT_ACCESSIBLE" => {
            client.rest(&format!("GET /users/cometchat-uid-2/auth_tokens/{token}"))
        }
        "ERR_ROLE_NOT_FOUND" => {
            let user = json!({ "uid": "new", "name": "New", "role": "nobody's" });
            client.rest("POST /users").json(user)
        }
        "ERR_BAD_REQUEST" => client.auth("POST /users").json(json!({ "uid": "a b" })),
        _ => client.user("GET /me", token),
    }
}

#[tokio::test]
async fn every_documented_code_is_reached() {
    for &(code, status, cause) in CODES {
        let client = Client::start().await;
        let token = client.token("cometchat-uid-1").await;
        if cause == Cause::Fault {
            client
                .fault_me(json!({ "kind": "error", "code": code }))
                .await;
        }
        let answer = request(&client, code, &token).send().await;
        let error = answer.error(status, code);
        assert!(!text(&error["message"]).is_empty(), "{error}");
        assert_eq!(error["source"], "cometchat-emulator");
    }
}

#[test]
fn the_readme_tells_these_codes_their_status_and_which_need_a_fault() {
    let told: BTreeSet<&str> = README
        .lines()
        .filter(|line| line.starts_with("| `AUTH_ERR_") || line.starts_with("| `ERR_"))
        .filter(|line| !line.contains("the emulator's own"))
        .filter_map(|line| line.split('`').nth(1))
        .collect();
    assert_eq!(told, CODES.iter().map(|(code, ..)| *code).collect());
    for (code, status, cause) in CODES {
        let row = format!("| `{code}` | {status} | ");
        let row = README.lines().find(|line| line.starts_with(&row));
        let by_fault = row.expect("a row of the code").contains("by a fault only");
        assert_eq!(by_fault, *cause == Cause::Fault, "{code}");
    }
}
