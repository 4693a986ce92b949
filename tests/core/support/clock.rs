//! Time that passes when the test says so.

use std::cell::{Cell, RefCell};

/// The wall clock's time when the virtual clock starts.
pub const EPOCH: f64 = 1_700_000_000_000.0;

#[derive(Default)]
pub struct Timers {
    now: Cell<f64>,
    waiting: RefCell<Vec<Timer>>,
}

struct Timer {
    at: f64,
    ring: Box<dyn FnOnce()>,
}

impl Timers {
    pub fn now(&self) -> f64 {
        self.now.get()
    }

    pub fn after(&self, milliseconds: f64, ring: impl FnOnce() + 'static) {
        self.waiting.borrow_mut().push(Timer {
            at: self.now.get() + milliseconds,
            ring: Box::new(ring),
        });
    }

    /// Moves on to the next timer that rings until `end`, and rings it; or to `end`, and returns
    /// false.
    pub fn step(&self, end: f64) -> bool {
        let mut waiting = self.waiting.borrow_mut();
        let next = (0..waiting.len())
            .filter(|&index| waiting[index].at <= end)
            .min_by(|&one, &other| waiting[one].at.total_cmp(&waiting[other].at));
        let Some(next) = next else {
            self.now.set(end);
            return false;
        };
        let timer = waiting.remove(next);
        drop(waiting);
        self.now.set(timer.at.max(self.now.get()));
        (timer.ring)();
        true
    }
}
