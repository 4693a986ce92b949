//! Promises that remember how they were settled.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use cometchat_wasm::core::error::Error;
use cometchat_wasm::core::platform::{Deferred, Shape};
use serde_json::Value;

use super::Json;
use super::log::{Happening, Log};

/// How a promise was settled: the value, or the fields of the error.
pub type Outcome = Result<Value, Value>;

#[derive(Clone)]
pub struct Promise(Rc<State>);

struct State {
    settled: RefCell<Vec<(Shape, Outcome)>>,
    waiting: RefCell<Option<Waker>>,
    given_up: Cell<bool>,
    log: Log,
}

impl Promise {
    pub fn new(log: Log) -> Self {
        Self(Rc::new(State {
            settled: RefCell::default(),
            waiting: RefCell::default(),
            given_up: Cell::default(),
            log,
        }))
    }

    pub fn is_pending(&self) -> bool {
        self.0.settled.borrow().is_empty()
    }

    /// How it was settled first, which is what counts.
    pub fn first(&self) -> Option<Outcome> {
        let settled = self.0.settled.borrow();
        settled.first().map(|(_, outcome)| outcome.clone())
    }

    /// How it was settled first, once it is.
    pub async fn wait(&self) -> Outcome {
        poll_fn(|context| match self.first() {
            Some(outcome) => Poll::Ready(outcome),
            None => {
                *self.0.waiting.borrow_mut() = Some(context.waker().clone());
                Poll::Pending
            }
        })
        .await
    }

    /// How it was settled, if just once.
    #[track_caller]
    pub fn outcome(&self) -> Outcome {
        self.settled().1
    }

    #[track_caller]
    pub fn shape(&self) -> Shape {
        self.settled().0
    }

    #[track_caller]
    fn settled(&self) -> (Shape, Outcome) {
        match self.0.settled.borrow().as_slice() {
            [once] => once.clone(),
            others => panic!("settled {} times: {others:#?}", others.len()),
        }
    }

    /// What it was resolved with.
    #[track_caller]
    pub fn value(&self) -> Value {
        self.outcome().expect("not rejected")
    }

    /// The fields of the error it was rejected with.
    #[track_caller]
    pub fn error(&self) -> Value {
        self.outcome().expect_err("not resolved")
    }

    /// The code of the error it was rejected with.
    #[track_caller]
    pub fn code(&self) -> Value {
        self.error()["code"].clone()
    }
}

impl Deferred<Json> for Promise {
    fn settle(&self, shape: Shape, answer: Result<Json, Error<Json>>) {
        let outcome = answer
            .map(|value| value.0)
            .map_err(|error| error.into_fields().0);
        let word = if outcome.is_ok() {
            "resolved"
        } else {
            "rejected"
        };
        self.0.log.note(word.into());
        self.0.settled.borrow_mut().push((shape, outcome.clone()));
        self.0.log.happened(Happening::Settled(self, &outcome));
        if let Some(waker) = self.0.waiting.take() {
            waker.wake();
        }
    }

    fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    fn give_up(&self) {
        self.0.given_up.set(true);
    }

    fn is_given_up(&self) -> bool {
        self.0.given_up.get()
    }
}
