//! What happened, in order.

use std::cell::RefCell;
use std::rc::Rc;

use super::promise::{Outcome, Promise};
use super::server::Sent;
use super::world::Told;

/// Something that the page did, which somebody outside can see.
pub enum Happening<'a> {
    Sent(&'a Sent),
    Told(&'a Told),
    Settled(&'a Promise, &'a Outcome),
}

type Watcher = Rc<dyn Fn(Happening<'_>)>;

#[derive(Clone, Default)]
pub struct Log(Rc<State>);

#[derive(Default)]
struct State {
    lines: RefCell<Vec<String>>,
    watcher: RefCell<Option<Watcher>>,
}

impl Log {
    pub fn note(&self, line: String) {
        self.0.lines.borrow_mut().push(line);
    }

    /// Calls `watcher` whenever something happens, at that moment; nobody, if it is none.
    pub fn watch(&self, watcher: Option<Watcher>) {
        *self.0.watcher.borrow_mut() = watcher;
    }

    pub fn happened(&self, happening: Happening<'_>) {
        let watcher = self.0.watcher.borrow().clone();
        if let Some(watch) = watcher {
            watch(happening);
        }
    }

    pub fn lines(&self) -> Vec<String> {
        self.0.lines.borrow().clone()
    }

    pub fn forget(&self) {
        self.0.lines.borrow_mut().clear();
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
