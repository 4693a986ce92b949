//! Futures that are shared, and futures that race.

use std::cell::Cell;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use super::slot::Slot;

/// An operation under way whose one result any number of callers wait for.
pub struct Flight<T> {
    result: Slot<T>,
    waiting: Cell<Vec<Waker>>,
}

impl<T: Clone> Flight<T> {
    /// An operation without a result as yet.
    pub fn new() -> Rc<Self> {
        Rc::new(Self {
            result: Slot::empty(),
            waiting: Cell::default(),
        })
    }

    /// Gives everybody the result. The first call counts, later ones do nothing.
    pub fn settle(&self, result: T) {
        if self.result.get().is_some() {
            return;
        }
        self.result.set(result);
        for waker in self.waiting.take() {
            waker.wake();
        }
    }

    /// Waits for the result.
    pub async fn wait(&self) -> T {
        poll_fn(|context| match self.result.get() {
            Some(result) => Poll::Ready(result),
            None => {
                let mut waiting = self.waiting.take();
                if !waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                    waiting.push(context.waker().clone());
                }
                self.waiting.set(waiting);
                Poll::Pending
            }
        })
        .await
    }
}

impl<T> fmt::Debug for Flight<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Flight")
    }
}

/// Which of two futures came first, and what it gave.
#[derive(Debug)]
pub enum First<A, B> {
    /// The first one.
    Left(A),
    /// The second one.
    Right(B),
}

/// Runs two futures until one is ready, and drops the other. If both are, the first one counts.
pub async fn race<A: Future, B: Future>(left: A, right: B) -> First<A::Output, B::Output> {
    let mut left = pin!(left);
    let mut right = pin!(right);
    poll_fn(|context| {
        if let Poll::Ready(value) = left.as_mut().poll(context) {
            return Poll::Ready(First::Left(value));
        }
        right.as_mut().poll(context).map(First::Right)
    })
    .await
}
