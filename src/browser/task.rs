//! Runs tasks: a tenth of the bytes of `wasm_bindgen_futures::spawn_local`, which can do more than
//! is needed here.

use std::cell::Cell;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

use wasm_bindgen::prelude::*;

use crate::core::platform::Task;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = queueMicrotask)]
    fn queue_microtask(callback: JsValue);
}

/// A task that runs, and whatever wakes it.
struct Job(Cell<Option<Task>>);

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
        let Some(mut task) = self.0.take() else {
            return;
        };
        let waker = Waker::from(self.clone());
        if task
            .as_mut()
            .poll(&mut Context::from_waker(&waker))
            .is_pending()
        {
            self.0.set(Some(task));
        }
    }
}

/// Starts a task as soon as what runs now has ended, in the order of the calls.
pub fn spawn(task: Task) {
    let job = Arc::new(Job(Cell::new(Some(task))));
    queue_microtask(Closure::once_into_js(move || job.wake()));
}
