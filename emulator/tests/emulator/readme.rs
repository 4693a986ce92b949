//! What README.md says is so.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tokio::process::Command;

use crate::client::{Client, text};

const README: &str = include_str!("../../README.md");

/// The pieces of the README between `start` and `end`.
fn pieces<'a>(start: &str, end: &str) -> Vec<&'a str> {
    let pieces = README.split(start).skip(1);
    pieces
        .map(|piece| piece.split(end).next().unwrap_or_default())
        .collect()
}

#[tokio::test]
async fn it_tells_every_flag_and_no_other() {
    let program = env!("CARGO_BIN_EXE_cometchat-emulator");
    let output = Command::new(program)
        .arg("--help")
        .output()
        .await
        .expect("the program");
    let help = String::from_utf8(output.stdout).expect("a text");
    let offered: BTreeSet<&str> = help
        .split_whitespace()
        .filter(|word| word.starts_with("--") && !matches!(*word, "--help" | "--version"))
        .collect();
    let told: BTreeSet<&str> = pieces("| `--", "`")
        .into_iter()
        .map(|flag| flag.split(' ').next().unwrap_or_default())
        .collect();
    let offered: BTreeSet<&str> = offered.iter().map(|flag| &flag[2..]).collect();
    assert_eq!(told, offered);
}

#[tokio::test]
async fn it_tells_every_fault_and_all_of_them_are_understood() {
    let client = Client::start().await;
    let mut told = BTreeSet::new();
    for fault in pieces("| `{\"kind\"", "` |") {
        let fault: Value = serde_json::from_str(&format!("{{\"kind\"{fault}")).expect("JSON");
        told.insert(text(&fault["kind"]));
        let order = json!({ "fault": fault });
        let answer = client.control("POST /faults").json(order).send().await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        // Nothing of it is a default, or a field of another kind that was overlooked.
        for (field, value) in fault.as_object().expect("an object") {
            if field != "headers" {
                assert_eq!(&answer.json()["fault"][field], value, "{field}");
            }
        }
    }
    let refusal = client
        .control("POST /faults")
        .json(json!({ "fault": { "kind": "?" } }))
        .send();
    let message = text(&refusal.await.error(400, "ERR_BAD_REQUEST")["message"]);
    let known = message
        .split('`')
        .skip(3)
        .step_by(2)
        .map(str::to_owned)
        .collect();
    assert_eq!(told, known);
}

#[tokio::test]
async fn the_order_that_it_shows_is_understood_and_shows_the_defaults() {
    let client = Client::start().await;
    let block = pieces("```json\n{ \"route\"", "```");
    let order: Value = serde_json::from_str(&format!("{{\"route\"{}", block[0])).expect("JSON");
    let answer = client
        .control("POST /faults")
        .json(order.clone())
        .send()
        .await
        .json();
    let fault = json!({ "route": order["route"], "fault": order["fault"] });
    let short = client
        .control("POST /faults")
        .json(fault)
        .send()
        .await
        .json();
    for (field, value) in order.as_object().expect("an object") {
        assert_eq!((&answer[field], &short[field]), (value, value), "{field}");
    }
}

#[tokio::test]
async fn the_journal_entry_that_it_shows_has_the_fields_of_a_real_one() {
    let client = Client::start().await;
    client.app("GET /me").send().await;
    let entry = client.requests("").await.remove(0);
    let block = pieces("```json\n{\n  \"id\"", "```");
    let shown: Value = serde_json::from_str(&format!("{{\"id\"{}", block[0])).expect("JSON");
    let fields = |entry: &Value| -> Vec<String> {
        entry
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect()
    };
    assert_eq!(fields(&shown), fields(&entry));
}
