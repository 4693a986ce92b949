//! The session on disk: keys, encodings, and what to do when the storage fails.
//!
//! Keys and encodings are those of CometChat's SDK, so that a session made by either is a session
//! for the other (docs/protocol.md#storage). No failure of a storage is an error here: the session
//! is then kept in memory, and [`Persistence::status`] says so.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use super::platform::{Area, Platform, Store};
use super::session::{Session, decode};
use super::slot::Slot;
use super::value::Value;

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
    Session(Rc<Session<V>>),
}

/// One app's part of the browser's storage.
pub struct Persistence<P: Platform> {
    /// Where the session is kept.
    pub area: Area,
    app_id: P::Value,
    store: Option<P::Store>,
    tab: Option<P::Store>,
    status: Cell<Status>,
    /// What was read or written last under the user's key.
    last: Slot<P::Value>,
}

impl<P: Platform> Persistence<P> {
    /// Opens an app's part of the storage of an area.
    pub fn open(platform: &P, app_id: &P::Value, area: Area) -> Self {
        let store = platform.store(area);
        let status = match store {
            Some(_) => Status::Stored,
            None => Status::Unavailable,
        };
        Self {
            area,
            app_id: app_id.clone(),
            store,
            tab: platform.store(Area::Session),
            status: Cell::new(status),
            last: Slot::empty(),
        }
    }

    /// Where the session is kept now.
    pub fn status(&self) -> Status {
        self.status.get()
    }

    /// Whether `key` is where the session is kept.
    pub fn is_session_key(&self, key: &P::Value) -> bool {
        key.is(&self.key(USER))
    }

    /// Writes what `init` writes, as far as the storage lets it, and returns the device id: the one
    /// that is kept, or `fresh`.
    pub fn write_identity(&self, fresh: P::Value) -> P::Value {
        self.write_app_id();
        self.write(SOURCE, &P::Value::text("manual").stringified());
        let kept = decode(&self.read(DEVICE_ID));
        if kept.matches(r"^[\w-]{1,200}$") {
            return kept;
        }
        self.write(DEVICE_ID, &fresh.stringified());
        fresh
    }

    /// The session id that this tab has, or `fresh` from now on. It goes into a header, so a kept
    /// one is used only if it looks like one.
    pub fn session_id(&self, fresh: P::Value) -> P::Value {
        let key = P::Value::text(SESSION_ID);
        if let Some(tab) = &self.tab {
            match tab.get(&key) {
                Some(kept) if kept.matches(r"^WEB-[\w-]{1,200}$") => return kept,
                _ => tab.set(&key, &fresh),
            }
        }
        fresh
    }

    /// Asks the storage which session there is. What is there and is no session is removed.
    pub fn load(&self) -> Stored<P::Value> {
        let store = match &self.store {
            Some(store) if self.status.get() == Status::Stored => store,
            _ => return Stored::Unchanged,
        };
        let Some(text) = store.get(&self.key(USER)) else {
            return Stored::Unchanged;
        };
        if self.last.get().is_some_and(|last| last.is(&text)) {
            return Stored::Unchanged;
        }
        match Session::from_stored(&text, &self.read(SETTINGS)) {
            Some(session) => {
                self.last.set(text);
                Stored::Session(Rc::new(session))
            }
            None => {
                self.last.take();
                if !text.is_none() {
                    self.forget(USER);
                }
                Stored::Nothing
            }
        }
    }

    /// Keeps a session. Afterwards the storage has it, or the status says that only memory does;
    /// an older session is not left behind in the storage.
    pub fn save(&self, session: &Session<P::Value>) {
        if self.store.is_none() {
            return;
        }
        let text = session.json.stringified();
        self.write(USER, &text);
        // Reads back: some storages forget without a word.
        if self.read(USER).is(&text) {
            self.last.set(text);
            self.status.set(Status::Stored);
            self.write_app_id();
            // JSON of JSON text; nothing, if there are no settings.
            let settings = session.settings.stringified().stringified();
            if settings.is_none() {
                self.forget(SETTINGS);
            } else {
                self.write(SETTINGS, &settings);
            }
        } else {
            self.clear();
            self.status.set(Status::Failing);
        }
    }

    /// Forgets the session. If the storage will not forget it, the memory counts from now on.
    pub fn clear(&self) {
        self.last.take();
        let Some(store) = &self.store else {
            return;
        };
        self.forget(SETTINGS);
        self.forget(USER);
        let key = self.key(USER);
        let is_gone = || store.get(&key).is_some_and(|left| left.parsed().is_none());
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

    /// Forgets this tab's session id.
    pub fn forget_session_id(&self) {
        if let Some(tab) = &self.tab {
            tab.remove(&P::Value::text(SESSION_ID));
        }
    }

    fn key(&self, name: &str) -> P::Value {
        self.app_id.and(name)
    }

    fn write_app_id(&self) {
        self.write(APP_ID, &self.app_id.stringified().stringified());
    }

    fn read(&self, name: &str) -> P::Value {
        let kept = self
            .store
            .as_ref()
            .and_then(|store| store.get(&self.key(name)));
        kept.unwrap_or_else(P::Value::none)
    }

    fn write(&self, name: &str, value: &P::Value) {
        if let Some(store) = &self.store {
            store.set(&self.key(name), value);
        }
    }

    fn forget(&self, name: &str) {
        if let Some(store) = &self.store {
            store.remove(&self.key(name));
        }
    }
}

impl<P: Platform> fmt::Debug for Persistence<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Persistence")
    }
}
