//! A value that comes later, once.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

pub struct Signal<T>(Rc<RefCell<(Option<T>, Option<Waker>)>>);

impl<T> Signal<T> {
    pub fn new() -> Self {
        Self(Rc::new(RefCell::new((None, None))))
    }

    /// Gives the value. Whoever comes second is not heard.
    pub fn give(&self, value: T) {
        let mut state = self.0.borrow_mut();
        if state.0.is_none() {
            state.0 = Some(value);
            if let Some(waker) = state.1.take() {
                waker.wake();
            }
        }
    }
}

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Future for Signal<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let mut state = self.0.borrow_mut();
        match state.0.take() {
            Some(value) => Poll::Ready(value),
            None => {
                state.1 = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}
