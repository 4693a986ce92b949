//! Runs tasks.
//!
//! `wasm_bindgen_futures::spawn_local` can do more than is needed here, for several times the bytes
//! (docs/performance.md#prices): all that a task waits for are promises, which never settle while it
//! runs.

use std::cell::Cell;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::platform::Task;

thread_local! {
    /// The tasks that have not ended, but for one that runs now.
    static WAITING: Cell<Option<Box<Waiting>>> = const { Cell::new(None) };
    static LAST_ID: Cell<u32> = const { Cell::new(0) };
}

/// A task, and those after it in the list.
struct Waiting {
    id: u32,
    task: Task,
    next: Option<Box<Waiting>>,
}

/// Wakes the task with this id.
struct Alarm(u32);

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        run(self.0);
    }
}

/// Runs a task to its end, after the code that runs now.
pub fn spawn(task: Task) {
    let id = LAST_ID.get().wrapping_add(1);
    LAST_ID.set(id);
    put(Box::new(Waiting {
        id,
        task,
        next: None,
    }));
    let mut later = pin!(JsFuture::from(Promise::resolve(&JsValue::UNDEFINED)));
    let _ = later.as_mut().poll(&mut Context::from_waker(&alarm(id)));
}

fn alarm(id: u32) -> Waker {
    Waker::from(Arc::new(Alarm(id)))
}

/// Lets a task go on until it waits for something.
fn run(id: u32) {
    let Some(mut waiting) = take(id) else {
        return;
    };
    let alarm = alarm(id);
    let mut context = Context::from_waker(&alarm);
    if waiting.task.as_mut().poll(&mut context).is_pending() {
        put(waiting);
    }
}

/// Puts a task into the list.
fn put(mut waiting: Box<Waiting>) {
    waiting.next = WAITING.take();
    WAITING.set(Some(waiting));
}

/// Takes a task out of the list.
fn take(id: u32) -> Option<Box<Waiting>> {
    let mut found = None;
    let mut next = WAITING.take();
    while let Some(mut waiting) = next {
        next = waiting.next.take();
        if waiting.id == id {
            found = Some(waiting);
        } else {
            put(waiting);
        }
    }
    found
}
