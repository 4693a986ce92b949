//! A place for one value that tasks of one thread share.

use std::cell::Cell;
use std::fmt;
use std::mem;

/// A place for one value.
///
/// Unlike a `RefCell` it never hands out a borrow, so no borrow can be held across an await or a call
/// into JavaScript, and nothing can panic.
pub struct OptionCell<T>(Cell<Option<T>>);

impl<T: Clone> OptionCell<T> {
    /// A copy of the value, if there is one.
    #[must_use]
    pub fn get(&self) -> Option<T> {
        let value = self.0.take();
        let copy = value.clone();
        // What was put there meanwhile is nothing: there is nothing to drop.
        mem::forget(self.0.replace(value));
        copy
    }
}

impl<T> OptionCell<T> {
    /// Puts `value` in the place of what was there.
    pub fn set(&self, value: Option<T>) {
        self.0.set(value);
    }

    /// Takes the value out.
    #[must_use]
    pub fn take(&self) -> Option<T> {
        self.0.take()
    }
}

impl<T> Default for OptionCell<T> {
    fn default() -> Self {
        Self(Cell::new(None))
    }
}

impl<T> fmt::Debug for OptionCell<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OptionCell")
    }
}
