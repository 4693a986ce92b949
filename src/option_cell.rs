//! A cell for one optional value that tasks of one thread share.

use std::cell::Cell;
use std::fmt;
use std::mem;

/// A cell for one optional value.
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
        // The cell holds `None` here, which needs no drop.
        mem::forget(self.0.replace(value));
        copy
    }
}

impl<T> OptionCell<T> {
    /// Replaces the value.
    pub fn set(&self, value: Option<T>) {
        self.0.set(value);
    }

    /// Takes the value out, and leaves `None`.
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
