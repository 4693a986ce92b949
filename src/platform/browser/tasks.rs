//! Runs tasks.
//!
//! `wasm_bindgen_futures::spawn_local` can do more than is needed here, for several times the bytes
//! (docs/performance.md#prices): all that a task waits for are promises, which never settle while it
//! runs.

use std::cell::Cell;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::platform::Task;

thread_local! {
    /// The tasks that have not ended, each in its place.
    static TASKS: Cell<Vec<Option<Task>>> = const { Cell::new(Vec::new()) };
}

/// Wakes the task in a place.
struct Place(usize);

impl Wake for Place {
    fn wake(self: Arc<Self>) {
        run(self.0);
    }
}

/// Runs a task to its end, after the code that runs now.
pub fn spawn(task: Task) {
    let later = JsFuture::from(Promise::resolve(&JsValue::UNDEFINED));
    let task: Task = Box::pin(async move {
        let _ = later.await;
        task.await;
    });
    let mut tasks = TASKS.take();
    let place = tasks.iter().position(Option::is_none);
    let place = place.unwrap_or_else(|| {
        tasks.push(None);
        tasks.len() - 1
    });
    TASKS.set(tasks);
    put(place, Some(task));
    run(place);
}

/// Lets a task go on until it waits for something.
fn run(place: usize) {
    let Some(mut task) = put(place, None) else {
        return;
    };
    let waker = Waker::from(Arc::new(Place(place)));
    let mut context = Context::from_waker(&waker);
    if task.as_mut().poll(&mut context).is_pending() {
        put(place, Some(task));
    }
}

/// Puts a task in a place, and returns what was there.
fn put(place: usize, task: Option<Task>) -> Option<Task> {
    let mut tasks = TASKS.take();
    let before = tasks
        .get_mut(place)
        .and_then(|there| std::mem::replace(there, task));
    TASKS.set(tasks);
    before
}
