//! A place for one value, shared by tasks on one thread.
//!
//! Unlike a `RefCell` it never hands out a borrow, so no borrow can be held across an await or a
//! call into JavaScript, and nothing can panic.

use std::cell::Cell;
use std::fmt;

/// A place for one value, or none.
pub struct Slot<T>(Cell<Option<T>>);

impl<T> Slot<T> {
    /// An empty slot.
    pub const fn empty() -> Self {
        Self(Cell::new(None))
    }

    /// Puts `value` in, in place of what was there.
    pub fn set(&self, value: T) {
        self.0.set(Some(value));
    }

    /// Takes the value out.
    pub fn take(&self) -> Option<T> {
        self.0.take()
    }
}

impl<T: Clone> Slot<T> {
    /// A copy of the value.
    pub fn get(&self) -> Option<T> {
        let value = self.0.take();
        let copy = value.clone();
        self.0.set(value);
        copy
    }
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self::empty()
    }
}

impl<T> fmt::Debug for Slot<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Slot")
    }
}
