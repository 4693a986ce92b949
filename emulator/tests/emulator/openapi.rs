use std::collections::BTreeSet;

use serde_json::Value;

use crate::client::Client;

const README: &str = include_str!("../../README.md");

async fn document(client: &Client) -> Value {
    let answer = client.control("GET /openapi.json").send().await;
    assert_eq!(answer.status, 200);
    answer.json()
}

/// The routes of the document, as `METHOD /path`.
fn routes(document: &Value) -> BTreeSet<String> {
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().expect("an item").keys();
            methods
                .filter(|method| *method != "parameters")
                .map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect()
}

/// The routes of the README's table.
fn told() -> BTreeSet<String> {
    let (_, rest) = README.split_once("## The REST API").expect("a chapter");
    let (chapter, _) = rest.split_once("\n## ").expect("another chapter");
    let mut routes = BTreeSet::new();
    for line in chapter.lines().filter(|line| line.contains("` |")) {
        let cell = line.split('|').nth(1).unwrap_or_default();
        let Some((_, path)) = cell.rsplit_once(" /") else {
            continue;
        };
        let path = path.trim().trim_end_matches('`');
        let methods = cell
            .split(['`', ' '])
            .filter(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase()));
        routes.extend(methods.map(|method| format!("{method} /{path}")));
    }
    routes
}

#[tokio::test]
async fn the_document_has_the_routes_of_the_readme() {
    let client = Client::start().await;
    let document = document(&client).await;
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(routes(&document), told());
}

#[tokio::test]
async fn every_route_of_the_document_is_served() {
    let client = Client::start().await;
    for route in routes(&document(&client).await) {
        let answer = client.bare(&route).send().await;
        answer.error(400, "AUTH_ERR_EMPTY_APPID");
    }
    assert_eq!(client.control("GET /requests").send().await.status, 200);
}

#[tokio::test]
async fn the_document_knows_the_roles_of_the_app() {
    let client = Client::start_with(&["--role", "manager"]).await;
    let roles = &document(&client).await["components"]["schemas"]["NewUser"]["properties"]["role"];
    assert_eq!(
        roles["enum"],
        serde_json::json!(["default", "manager", null])
    );
}
