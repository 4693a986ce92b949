//! A bell that a JavaScript callback rings, once, and a future that hears it.

use std::cell::Cell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use wasm_bindgen::prelude::*;

/// Rings once.
#[derive(Default)]
pub struct Bell {
    rung: Cell<bool>,
    waker: Cell<Option<Waker>>,
}

impl Bell {
    /// A bell, and the callback that rings it. Dropping the callback silences the bell.
    pub fn new() -> (Rc<Self>, Closure<dyn FnMut()>) {
        let bell = Rc::new(Self::default());
        let rope = bell.clone();
        (bell, Closure::once(move || rope.ring()))
    }

    /// Rings.
    pub fn ring(&self) {
        self.rung.set(true);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// Waits until it has rung.
    pub async fn heard(&self) {
        poll_fn(|context| {
            if self.rung.get() {
                return Poll::Ready(());
            }
            self.waker.set(Some(context.waker().clone()));
            Poll::Pending
        })
        .await;
    }
}
