//! A storage that fails on demand.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use cometchat_wasm::platform::{Storage, Store};

use super::log::Log;

/// What is wrong with a storage.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    /// Reading throws.
    pub get_throws: bool,
    /// Writing a text longer than this throws.
    pub longest: Option<usize>,
    /// Writing throws after so many writes from now.
    pub writes_left: Option<usize>,
    /// What is written is not kept, and nothing is said.
    pub forgets: bool,
    /// What is there cannot be removed.
    pub keeps: bool,
}

impl Faults {
    /// These, and no others.
    pub fn with(set: impl FnOnce(&mut Self)) -> Self {
        let mut faults = Self::default();
        set(&mut faults);
        faults
    }
}

/// What a storage does while it is written to: it is told whether the text is there already.
type Reaction = Rc<dyn Fn(bool)>;

#[derive(Clone)]
pub struct FakeStore(Rc<State>);

struct State {
    texts: RefCell<BTreeMap<String, String>>,
    faults: Cell<Faults>,
    reaction: RefCell<Option<(String, Reaction)>>,
    log: Log,
}

impl FakeStore {
    pub fn new(log: Log) -> Self {
        Self(Rc::new(State {
            texts: RefCell::default(),
            faults: Cell::default(),
            reaction: RefCell::default(),
            log,
        }))
    }

    /// The storage, as the core has it.
    pub fn storage(&self) -> Storage {
        Storage::new(Rc::new(self.clone()))
    }

    pub fn fail(&self, faults: Faults) {
        self.0.faults.set(faults);
    }

    pub fn heal(&self) {
        self.fail(Faults::default());
    }

    /// Does something whenever a key with this ending is written or removed, before and after.
    pub fn react(&self, ending: &str, reaction: impl Fn(bool) + 'static) {
        *self.0.reaction.borrow_mut() = Some((ending.into(), Rc::new(reaction)));
    }

    fn call_back(&self, key: &str, is_done: bool) {
        let reaction = self.0.reaction.borrow().clone();
        if let Some((_, react)) = reaction.filter(|(ending, _)| key.ends_with(ending)) {
            react(is_done);
        }
    }

    /// Whether it can be read.
    pub fn answers(&self) -> bool {
        !self.0.faults.get().get_throws
    }

    pub fn clear(&self) {
        self.0.texts.borrow_mut().clear();
    }

    /// What is under a key, whatever is wrong with the storage.
    pub fn text(&self, key: &str) -> Option<String> {
        self.0.texts.borrow().get(key).cloned()
    }

    /// Puts a text under a key, whatever is wrong with the storage.
    pub fn put(&self, key: &str, text: impl Into<String>) {
        self.0.texts.borrow_mut().insert(key.into(), text.into());
    }

    /// Removes a key, whatever is wrong with the storage.
    pub fn remove(&self, key: &str) {
        self.0.texts.borrow_mut().remove(key);
    }

    pub fn keys(&self) -> Vec<String> {
        self.0.texts.borrow().keys().cloned().collect()
    }

    /// All keys and texts.
    pub fn texts(&self) -> Vec<(String, String)> {
        let texts = self.0.texts.borrow();
        texts
            .iter()
            .map(|(key, text)| (key.clone(), text.clone()))
            .collect()
    }

    /// All keys and texts as one text, to look for what should not be there.
    pub fn dump(&self) -> String {
        format!("{:?}", self.0.texts.borrow())
    }

    /// Whether a write goes through, which is counted.
    fn takes(&self, text: &str) -> bool {
        let mut faults = self.0.faults.get();
        if faults.longest.is_some_and(|longest| text.len() > longest) {
            return false;
        }
        match &mut faults.writes_left {
            None => {}
            Some(0) => return false,
            Some(left) => *left -= 1,
        }
        self.0.faults.set(faults);
        !faults.forgets
    }
}

impl Store for FakeStore {
    fn get(&self, key: &str) -> Option<Option<String>> {
        (!self.0.faults.get().get_throws).then(|| self.text(key))
    }

    fn set(&self, key: &str, value: Option<&str>) {
        self.call_back(key, false);
        match value {
            None => {
                if !self.0.faults.get().keeps {
                    self.0.log.note(format!("remove {key}"));
                    self.remove(key);
                }
            }
            Some(text) => {
                if self.takes(text) {
                    self.0.log.note(format!("store {key}"));
                    self.put(key, text);
                }
            }
        }
        self.call_back(key, true);
    }
}
