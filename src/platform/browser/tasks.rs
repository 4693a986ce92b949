//! Runs tasks.
//!
//! All that a task waits for are promises, one at a time, and only the page's event loop settles
//! those. So there is nothing to wake: JavaScript follows the promise, and comes back with what has
//! become of it (docs/performance.md#prices has what `wasm_bindgen_futures` would cost).

use std::cell::Cell;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::{Value, host};
use crate::platform::Task;

thread_local! {
    static EXECUTOR: Executor = const { Executor {
        waiting: Cell::new(None),
        last_id: Cell::new(0),
        running: Cell::new(0),
        arrived: Cell::new(None),
    } };
}

struct Executor {
    /// The tasks that have not ended, but for one that runs now.
    waiting: Cell<Option<Box<Waiting>>>,
    last_id: Cell<u32>,
    /// The task that runs now.
    running: Cell<u32>,
    /// What has become of the promise for which it waited, until it looks.
    arrived: Cell<Option<Result<Value, Value>>>,
}

/// A task, and those after it in the list.
struct Waiting {
    id: u32,
    task: Task,
    next: Option<Box<Waiting>>,
}

/// Runs a task to its end, after the code that runs now.
#[inline(never)]
pub fn spawn(task: Task) {
    EXECUTOR.with(|executor| {
        let id = executor.last_id.get().wrapping_add(1);
        executor.last_id.set(id);
        let next = executor.waiting.take();
        executor
            .waiting
            .set(Some(Box::new(Waiting { id, task, next })));
        host::follow(&Value::nothing(), id);
    });
}

/// Lets a task go on with what has become of the promise for which it waits, until it waits for
/// another.
pub fn resume(id: u32, outcome: Result<Value, Value>) {
    EXECUTOR.with(|executor| {
        let Some(mut waiting) = executor.take(id) else {
            return;
        };
        executor.arrived.set(Some(outcome));
        let before = executor.running.replace(id);
        let mut context = Context::from_waker(Waker::noop());
        if waiting.task.as_mut().poll(&mut context).is_pending() {
            waiting.next = executor.waiting.take();
            executor.waiting.set(Some(waiting));
        }
        executor.running.set(before);
    });
}

impl Executor {
    /// Takes a task out of the list.
    fn take(&self, id: u32) -> Option<Box<Waiting>> {
        let mut found = None;
        let mut next = self.waiting.take();
        while let Some(mut waiting) = next {
            next = waiting.next.take();
            if waiting.id == id {
                found = Some(waiting);
            } else {
                waiting.next = self.waiting.take();
                self.waiting.set(Some(waiting));
            }
        }
        found
    }
}

/// Completes with what becomes of a promise: what it resolves or rejects with.
#[derive(Debug)]
pub struct Settlement(Option<Value>);

impl Settlement {
    /// The settlement of `promise`; of anything else, the value itself.
    pub const fn of(promise: Value) -> Self {
        Self(Some(promise))
    }
}

impl Future for Settlement {
    type Output = Result<Value, Value>;

    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        EXECUTOR.with(|executor| {
            if let Some(promise) = self.0.take() {
                executor.arrived.set(None);
                host::follow(&promise, executor.running.get());
            }
            executor.arrived.take().map_or(Poll::Pending, Poll::Ready)
        })
    }
}
