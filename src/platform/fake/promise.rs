//! Promises that remember how they were settled.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use super::{Record, Value, World};
use crate::platform::ResultKind;

/// How a promise was settled: the value, or the fields of the exception.
pub type Outcome = Result<serde_json::Value, serde_json::Value>;

/// A promise, from its owner's side.
#[derive(Clone)]
pub struct Deferred(Rc<State>);

struct State {
    world: Rc<dyn World>,
    settlements: RefCell<Vec<(ResultKind, Outcome)>>,
    waiting: RefCell<Vec<Waker>>,
    is_abandoned: Cell<bool>,
}

impl Deferred {
    pub(super) fn new(world: Rc<dyn World>) -> Self {
        Self(Rc::new(State {
            world,
            settlements: RefCell::default(),
            waiting: RefCell::default(),
            is_abandoned: Cell::default(),
        }))
    }

    /// Resolves the promise. Only the first settlement counts.
    pub fn resolve(&self, kind: ResultKind, value: Value) {
        self.settle(kind, Ok(value.into_json()));
    }

    /// Rejects the promise with an exception with these fields.
    pub fn reject(&self, fields: &Record) {
        self.settle(ResultKind::Plain, Err(fields.to_value()));
    }

    fn settle(&self, kind: ResultKind, outcome: Outcome) {
        self.0.settlements.borrow_mut().push((kind, outcome));
        self.0.world.on_settled(self);
        for waker in self.0.waiting.take() {
            waker.wake();
        }
    }

    /// All settlements of the promise, in order.
    #[must_use]
    pub fn settlements(&self) -> Vec<(ResultKind, Outcome)> {
        self.0.settlements.borrow().clone()
    }

    /// Whether both own the same promise.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// Notes that nobody waits for the promise any more, so that nothing more is sent for it.
    pub fn abandon(&self) {
        self.0.is_abandoned.set(true);
    }

    /// Whether nobody waits for the promise any more.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.0.is_abandoned.get()
    }

    /// Completes once the promise has settled.
    pub async fn settled(&self) {
        poll_fn(|context| {
            if self.0.settlements.borrow().is_empty() {
                let waker = context.waker().clone();
                self.0.waiting.borrow_mut().push(waker);
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        })
        .await;
    }
}

impl fmt::Debug for Deferred {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Deferred")
    }
}
