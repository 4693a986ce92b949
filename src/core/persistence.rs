//! The session on disk: keys, encodings, and what to do when the storage fails.
//!
//! Keys and encodings are those of CometChat's SDK, so that a session made by either is a session
//! for the other (docs/protocol.md#storage). No failure of a storage is an error here: the session
//! is then kept in memory, and [`Persistence::status`] says so.

use std::cell::Cell;
use std::fmt;

use super::platform::{Area, Platform, Store};
use super::session::{Session, decode};
use super::value::{Slot, Value};

// Keys in the storage, after the app id.
const APP_ID: &str = ":common_store/appId";
const DEVICE_ID: &str = ":keys_store/deviceId";
const SOURCE: &str = ":keys_store/integrationSource";
const USER: &str = ":common_store/user";
const SETTINGS: &str = ":common_store/app_settings";
/// The key of the session id, in `sessionStorage` and without the app id.
const SESSION_ID: &str = "sessionId";

/// Where the session is kept now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// In the storage that the settings name.
    Stored,
    /// In memory, because there is no such storage or it is blocked.
    Unavailable,
    /// In memory, because the storage refused to keep or to forget a session.
    Failing,
}

/// What the storage says about the session.
#[derive(Debug)]
pub enum Stored<V> {
    /// The memory counts: the storage has nothing new, cannot be asked, or is known to be behind.
    Unchanged,
    /// No session.
    Nothing,
    /// This session.
    Session(Session<V>),
}

/// One app's part of the browser's storage.
pub struct Persistence<P: Platform> {
    app_id: P::Value,
    /// Where the session is kept. It is asked for all the time.
    user_key: P::Value,
    area: Cell<Option<Area>>,
    store: Cell<Option<P::Store>>,
    status: Cell<Status>,
    /// What was read or written last under the user's key.
    last: Slot<P::Value>,
}

impl<P: Platform> Persistence<P> {
    /// An app's part of no storage as yet.
    pub fn new(app_id: &P::Value) -> Self {
        Self {
            app_id: app_id.clone(),
            user_key: app_id.and(USER),
            area: Cell::new(None),
            store: Cell::new(None),
            status: Cell::new(Status::Unavailable),
            last: Slot::empty(),
        }
    }

    /// Turns to the storage of an area. Whether that is another one than before.
    pub fn open(&self, platform: &P, area: Area) -> bool {
        if self.area.replace(Some(area)) == Some(area) {
            return false;
        }
        let store = platform.store(area);
        self.status.set(match store {
            Some(_) => Status::Stored,
            None => Status::Unavailable,
        });
        self.store.set(store);
        self.last.take();
        true
    }

    /// Which storage the settings name, and where the session is kept now.
    pub fn status(&self) -> (Area, Status) {
        (self.area.get().unwrap_or(Area::Local), self.status.get())
    }

    /// Whether `key` is where the session is kept.
    pub fn is_session_key(&self, key: &P::Value) -> bool {
        key.is(&self.user_key)
    }

    /// Writes what `init` writes, as far as the storage lets it, and returns the device id: the one
    /// that is kept, or `fresh`.
    pub fn write_identity(&self, fresh: P::Value) -> P::Value {
        self.write_app_id();
        self.write(SOURCE, &P::Value::text("manual").stringified());
        let kept = decode(&self.read(DEVICE_ID));
        if kept.matches("^[A-Za-z0-9_-]{1,200}$") {
            return kept;
        }
        self.write(DEVICE_ID, &fresh.stringified());
        fresh
    }

    /// Asks the storage which session there is. What is there and is no session is removed.
    pub fn load(&self) -> Stored<P::Value> {
        if self.status.get() != Status::Stored {
            return Stored::Unchanged;
        }
        let Some(text) = self.store().and_then(|store| store.get(&self.user_key)) else {
            return Stored::Unchanged;
        };
        if text.is(&self.last.get()) {
            return Stored::Unchanged;
        }
        self.last.take();
        if !text.is_none() {
            if let Some(session) = Session::from_stored(&text, &self.read(SETTINGS)) {
                self.last.set(text);
                return Stored::Session(session);
            }
            self.write(USER, &P::Value::none());
        }
        Stored::Nothing
    }

    /// Keeps a session. Afterwards the storage has it, or the status says that only memory does;
    /// an older session is not left behind in the storage.
    pub fn save(&self, session: &Session<P::Value>) {
        if self.status.get() == Status::Unavailable {
            return;
        }
        let text = session.json().stringified();
        self.write(USER, &text);
        // Reads back: some storages forget without a word.
        if self.read(USER).is(&text) {
            self.last.set(text);
            self.status.set(Status::Stored);
            self.write_app_id();
            // JSON of JSON text; none, if there are no settings.
            self.write(SETTINGS, &session.settings().stringified().stringified());
        } else {
            self.clear();
            self.status.set(Status::Failing);
        }
    }

    /// Forgets the session. If the storage will not forget it, the memory counts from now on.
    pub fn clear(&self) {
        self.last.take();
        if self.status.get() == Status::Unavailable {
            return;
        }
        let is_gone = || self.ask(USER).is_some_and(|left| left.parsed().is_none());
        self.write(SETTINGS, &P::Value::none());
        self.write(USER, &P::Value::none());
        if !is_gone() {
            // Some storages that will not remove a key let it be written.
            self.write(USER, &P::Value::text("null"));
        }
        self.status.set(if is_gone() {
            Status::Stored
        } else {
            Status::Failing
        });
    }

    fn write_app_id(&self) {
        self.write(APP_ID, &self.app_id.stringified().stringified());
    }

    /// What is under a name, or none.
    fn read(&self, name: &str) -> P::Value {
        self.ask(name).unwrap_or_else(P::Value::none)
    }

    /// What is under a name; `None` if the storage fails.
    fn ask(&self, name: &str) -> Option<P::Value> {
        self.store()?.get(&self.app_id.and(name))
    }

    /// Writes what is to be under a name, which none removes; or fails without a word.
    fn write(&self, name: &str, value: &P::Value) {
        if let Some(store) = self.store() {
            store.set(&self.app_id.and(name), value);
        }
    }

    fn store(&self) -> Option<P::Store> {
        let store = self.store.take();
        self.store.set(store.clone());
        store
    }
}

impl<P: Platform> fmt::Debug for Persistence<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Persistence")
    }
}

/// The session id that a tab has, or `fresh` from now on. It goes into a header, so a kept one is
/// used only if it looks like one. None as `fresh` forgets it.
pub fn session_id<P: Platform>(platform: &P, fresh: P::Value) -> P::Value {
    let key = P::Value::text(SESSION_ID);
    if let Some(tab) = platform.store(Area::Session) {
        match tab.get(&key) {
            Some(kept) if !fresh.is_none() && kept.matches("^WEB-[A-Za-z0-9_-]{1,200}$") => {
                return kept;
            }
            _ => tab.set(&key, &fresh),
        }
    }
    fresh
}
