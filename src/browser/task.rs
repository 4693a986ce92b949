//! Runs tasks: a tenth of the bytes of `wasm_bindgen_futures::spawn_local`, which can do more than
//! is needed here.

use std::cell::Cell;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

use super::Browser;
use crate::core::platform::Task;

/// A task that runs, and whatever wakes it.
struct Job {
    task: Cell<Option<Task>>,
    /// The job that was started next.
    next: Cell<Option<Arc<Job>>>,
}

thread_local! {
    /// The jobs that are yet to be started: the first, and the last.
    static FIRST: Cell<Option<Arc<Job>>> = const { Cell::new(None) };
    static LAST: Cell<Option<Arc<Job>>> = const { Cell::new(None) };
}

// SAFETY: a page's WebAssembly runs on one thread, so no job is ever sent to another or shared
// with one. (`Wake` asks for both because wakers may be sent.)
#[allow(unsafe_code)]
unsafe impl Send for Job {}
// SAFETY: as above.
#[allow(unsafe_code)]
unsafe impl Sync for Job {}

impl Wake for Job {
    fn wake(self: Arc<Self>) {
        // A task that is woken while it runs has left its place empty, and looks again anyway: what
        // it waits for are promises, which never settle inside a call.
        let Some(mut task) = self.task.take() else {
            return;
        };
        let waker = Waker::from(self.clone());
        if task
            .as_mut()
            .poll(&mut Context::from_waker(&waker))
            .is_pending()
        {
            self.task.set(Some(task));
        }
    }
}

impl Browser {
    /// Has the face call [`start_next`] as soon as what runs now has ended.
    pub(super) fn start(&self, task: Task) {
        let job = Arc::new(Job {
            task: Cell::new(Some(task)),
            next: Cell::new(None),
        });
        match LAST.replace(Some(job.clone())) {
            Some(last) => last.next.set(Some(job)),
            None => FIRST.set(Some(job)),
        }
        self.0.later();
    }
}

/// Starts the next of the tasks, in the order in which they were given.
pub fn start_next() {
    if let Some(job) = FIRST.take() {
        match job.next.take() {
            None => LAST.set(None),
            next => FIRST.set(next),
        }
        job.wake();
    }
}
