//! Promises, as tests look at them.

pub use cometchat_wasm::platform::Outcome;
use cometchat_wasm::platform::{Deferred, ResultKind};
use serde_json::Value;

pub type Promise = Deferred;

/// What tests ask a promise.
pub trait Promised {
    fn is_pending(&self) -> bool;

    /// How it was settled first, which is what counts.
    fn first(&self) -> Option<Outcome>;

    /// How it was settled, if just once.
    fn outcome(&self) -> Outcome;

    /// As what it was resolved.
    fn kind(&self) -> ResultKind;

    /// What it was resolved with.
    fn value(&self) -> Value;

    /// The fields of the error it was rejected with.
    fn error(&self) -> Value;

    /// The code of the error it was rejected with.
    fn code(&self) -> Value;
}

impl Promised for Promise {
    fn is_pending(&self) -> bool {
        self.settlements().is_empty()
    }

    fn first(&self) -> Option<Outcome> {
        let settlements = self.settlements();
        settlements.first().map(|(_, outcome)| outcome.clone())
    }

    #[track_caller]
    fn outcome(&self) -> Outcome {
        once(self).1
    }

    #[track_caller]
    fn kind(&self) -> ResultKind {
        once(self).0
    }

    #[track_caller]
    fn value(&self) -> Value {
        self.outcome().expect("not rejected")
    }

    #[track_caller]
    fn error(&self) -> Value {
        self.outcome().expect_err("not resolved")
    }

    #[track_caller]
    fn code(&self) -> Value {
        self.error()["code"].clone()
    }
}

#[track_caller]
fn once(promise: &Promise) -> (ResultKind, Outcome) {
    match promise.settlements().as_slice() {
        [once] => once.clone(),
        others => panic!("settled {} times: {others:#?}", others.len()),
    }
}
