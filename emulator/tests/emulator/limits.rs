use std::sync::OnceLock;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::client::{Answer, Client};

async fn create(client: &Client, mut fields: Value) -> Answer {
    let body = fields.as_object_mut().expect("an object");
    body.entry("uid").or_insert(json!("limits"));
    body.entry("name").or_insert(json!("Limits"));
    client.auth("POST /users").json(fields).send().await
}

/// Each value alone: accepted, or refused for exactly this field.
async fn check(field: &str, cases: impl IntoIterator<Item = (Value, Option<&str>)>) {
    let client = Client::start().await;
    for (value, problem) in cases {
        let answer = create(&client, json!({ field: value })).await;
        match problem {
            None => {
                let user = answer.data();
                let delete = format!("DELETE /users/{}", user["uid"].as_str().expect("a uid"));
                client
                    .rest(&delete)
                    .json(json!({ "permanent": true }))
                    .send()
                    .await
                    .data();
            }
            Some(problem) => assert_eq!(answer.invalid_fields(), [problem], "{field}: {value}"),
        }
    }
}

#[tokio::test]
async fn a_uid_has_1_to_100_letters_digits_dashes_and_underscores() {
    let bad = Some("uid");
    let cases = [
        (json!("a"), None),
        (json!("a".repeat(100)), None),
        (json!("Az09-_"), None),
        (json!("a".repeat(101)), bad),
        (json!(""), bad),
        (Value::Null, bad),
        (json!(7), bad),
        (json!("a b"), bad),
        (json!("a.b"), bad),
        (json!("a/b"), bad),
        (json!("ä"), bad),
    ];
    check("uid", cases).await;
}

#[tokio::test]
async fn a_name_has_1_to_100_characters() {
    let bad = Some("name");
    let cases = [
        (json!("n"), None),
        (json!("é".repeat(100)), None),
        (json!("n".repeat(101)), bad),
        (json!(""), bad),
        (json!("  "), bad),
        (Value::Null, bad),
        (json!(7), bad),
    ];
    check("name", cases).await;
}

#[tokio::test]
async fn avatar_and_link_have_at_most_3000_characters() {
    for field in ["avatar", "link"] {
        let cases = [
            (json!("u".repeat(3000)), None),
            (Value::Null, None),
            (json!("u".repeat(3001)), Some(field)),
            (json!({}), Some(field)),
        ];
        check(field, cases).await;
    }
}

#[tokio::test]
async fn metadata_is_an_object_of_at_most_5_kilobytes() {
    // {"a":"…"} takes 8 bytes besides the text.
    let of_bytes = |bytes: usize| json!({ "a": "m".repeat(bytes - 8) });
    assert_eq!(of_bytes(5120).to_string().len(), 5120);
    let bad = Some("metadata");
    let cases = [
        (of_bytes(5120), None),
        (json!({}), None),
        (Value::Null, None),
        (of_bytes(5121), bad),
        (json!("{}"), bad),
        (json!([]), bad),
    ];
    check("metadata", cases).await;
}

#[tokio::test]
async fn there_are_at_most_25_tags_of_at_most_100_characters() {
    let tag = |length: usize| json!("t".repeat(length));
    let cases = [
        (json!([]), None),
        (Value::Null, None),
        (Value::Array(vec![tag(100); 25]), None),
        (Value::Array(vec![tag(1); 26]), Some("tags")),
        (json!("t"), Some("tags")),
        (json!(["ok", tag(101)]), Some("tags.1")),
        (json!(["ok", "ok", 3]), Some("tags.2")),
    ];
    check("tags", cases).await;
}

#[tokio::test]
async fn a_body_beyond_a_megabyte_is_refused() {
    let client = Client::start().await;
    let answer = client
        .auth("POST /users")
        .body(&" ".repeat(1024 * 1024 + 1))
        .send()
        .await;
    assert_eq!(answer.invalid_fields(), ["body"]);
}

/// One emulator for all cases of a property; starting one for each would be slow.
fn run<T>(property: impl AsyncFnOnce(&Client) -> T) -> T {
    static RUNTIME: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    static CLIENT: OnceLock<Client> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| tokio::runtime::Runtime::new().expect("a runtime"));
    let client = CLIENT.get_or_init(|| runtime.block_on(Client::start()));
    runtime.block_on(property(client))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_a_uid_exactly_if_it_keeps_to_the_rules(uid in ".{0,12}|[A-Za-z0-9_-]{1,110}") {
        let valid = (1..=100).contains(&uid.len())
            && uid.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        run(async |client: &Client| {
            client.control("POST /reset").send().await;
            let answer = create(client, json!({ "uid": uid })).await;
            if valid {
                assert_eq!(answer.data()["uid"], json!(uid.to_lowercase()));
            } else {
                assert_eq!(answer.invalid_fields(), ["uid"]);
            }
        });
    }

    #[test]
    fn any_path_gets_an_answer_in_the_envelope(path in "(/[ -~]{0,12}){0,3}") {
        run(async |client: &Client| {
            let encoded = path.replace('%', "%25").replace(['#', '?', '\\'], "");
            let answer = client.rest(&format!("GET {encoded}")).send().await.json();
            assert!(answer["data"].is_null() != answer["error"].is_null(), "{answer}");
        });
    }
}
