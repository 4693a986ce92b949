//! Anything in any order, against a small model: nothing hangs, nothing is lost, nothing leaks.
//!
//! Each case is made of its number, so that it can be repeated. `COMETCHAT_CASES` sets how many there
//! are, `COMETCHAT_SEED` the first one's number.

mod drive;
mod ledger;
mod oracle;
mod step;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use drive::drive;
pub use step::{Chance, Step};

/// How many steps a case has at the most.
const STEPS: usize = 60;

fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).map_or(otherwise, |text| text.parse().expect("a number"))
}

/// What is wrong with a case, if anything is.
fn problem(steps: &[Step]) -> Result<u64, String> {
    catch_unwind(AssertUnwindSafe(|| drive(steps))).unwrap_or_else(|_| Err("a panic".into()))
}

/// Leaves out what is not needed for a failure.
fn shortest(mut steps: Vec<Step>) -> Vec<Step> {
    let mut chunk = steps.len();
    while chunk > 0 {
        let mut start = 0;
        while start < steps.len() {
            let mut fewer = steps.clone();
            fewer.drain(start..(start + chunk).min(steps.len()));
            if problem(&fewer).is_err() {
                steps = fewer;
            } else {
                start += chunk;
            }
        }
        chunk /= 2;
    }
    steps
}

#[test]
fn whatever_happens_in_any_order_is_what_the_model_expects() {
    let cases = number("COMETCHAT_CASES", 20_000);
    let first = number("COMETCHAT_SEED", 1);
    let (mut count, mut faults) = (0, 0);
    for seed in first..first + cases {
        let steps = Chance::Seed(seed).steps(STEPS);
        count += steps.len();
        match problem(&steps) {
            Ok(met) => faults += met,
            Err(_) => {
                let steps = shortest(steps);
                let what = problem(&steps).expect_err("it fails");
                panic!("case {seed}: {steps:?}: {what}");
            }
        }
    }
    println!("model: {cases} cases, {count} steps, {faults} faults");
}
