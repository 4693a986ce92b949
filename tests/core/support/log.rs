//! What happened, in order.

use std::cell::RefCell;
use std::rc::Rc;

#[derive(Clone, Default)]
pub struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    pub fn note(&self, line: String) {
        self.0.borrow_mut().push(line);
    }

    pub fn lines(&self) -> Vec<String> {
        self.0.borrow().clone()
    }

    /// Where a line stands.
    #[track_caller]
    pub fn at(&self, line: &str) -> usize {
        let lines = self.lines();
        lines
            .iter()
            .position(|it| it == line)
            .unwrap_or_else(|| panic!("no {line:?} in {lines:#?}"))
    }
}
