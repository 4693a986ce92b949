//! What a million clients do to the servers when all of them are in trouble at once: the table in
//! docs/reliability.md#a-crowd. `COMETCHAT_WRITE_CROWD=1` writes it; else it must be what is there.

mod crowd;
mod services;

use std::fmt::Write as _;
use std::fs;

use crowd::{Behaviour, Crowd, Outcome, Scenario};
use services::MINUTE;

const CLIENTS: usize = 1_000_000;

/// Scenarios, as the document calls them.
const SCENARIOS: [(&str, Scenario); 3] = [
    (
        "the service is back after ten minutes",
        Scenario {
            clients: CLIENTS,
            arrival: 10 * MINUTE,
            has_sessions: false,
            outage: 10 * MINUTE,
            token_takes: 0,
        },
    ),
    (
        "all tokens are revoked",
        Scenario {
            clients: CLIENTS,
            arrival: 10 * MINUTE,
            has_sessions: true,
            outage: 0,
            token_takes: 0,
        },
    ),
    (
        "the token route is slow",
        Scenario {
            clients: CLIENTS,
            arrival: 10 * MINUTE,
            has_sessions: false,
            outage: 0,
            token_takes: 10,
        },
    ),
];

const BEHAVIOURS: [(&str, Behaviour); 3] = [
    ("as it is", Behaviour::Sdk),
    ("without jitter", Behaviour::WithoutJitter),
    ("without retries", Behaviour::WithoutRetries),
];

const DOCUMENT: &str = "docs/reliability.md";
const BEGIN: &str = "<!-- crowd -->\n";
const END: &str = "<!-- /crowd -->";

/// A number with its thousands apart.
fn number(number: u64) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", self::number(number / 1_000), number % 1_000),
    }
}

fn row(scenario: &str, behaviour: &str, outcome: &Outcome) -> String {
    format!(
        "| {scenario} | {behaviour} | {} | {} | {} | {} | {} |\n",
        number(outcome.peak.into()),
        number(outcome.requests),
        number(outcome.wasted),
        number(outcome.lost.into()),
        outcome.until_99_percent.map_or_else(
            || "never".into(),
            |it| format!("{} min", it.div_ceil(MINUTE))
        ),
    )
}

#[test]
#[ignore = "takes minutes: cargo test --package crowd -- --ignored"]
fn the_document_says_what_a_crowd_does() {
    let mut table = String::from(
        "| what happens | the SDK | peak, requests/s | requests | wasted | sessions lost | until 99 % are in |\n\
         |---|---|---:|---:|---:|---:|---:|\n",
    );
    for (name, scenario) in SCENARIOS {
        for (behaviour_name, behaviour) in BEHAVIOURS {
            let outcome = Crowd::new(scenario, behaviour).run();
            let row = row(name, behaviour_name, &outcome);
            print!("{row}");
            write!(table, "{row}").expect("a text");
        }
    }
    let path = format!("{}/../../{DOCUMENT}", env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(&path).expect(DOCUMENT);
    let (before, rest) = document.split_once(BEGIN).expect(BEGIN);
    let (there, after) = rest.split_once(END).expect(END);
    if std::env::var_os("COMETCHAT_WRITE_CROWD").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}")).expect(DOCUMENT);
    } else {
        assert_eq!(there, table, "COMETCHAT_WRITE_CROWD=1 writes the new table");
    }
}
