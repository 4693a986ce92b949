//! The stored session: keys, encodings, and failures of the storage.
//!
//! Keys and encodings are those of CometChat's SDK, so that each SDK reads the other's session
//! (docs/protocol.md#storage). Sessions of an emulator have keys of their own. A failure of the storage
//! is not an error: the session is then kept in memory, and [`Persistence::status`] says so.

mod identity;

pub use identity::{forget_session_id, fresh_id, session_id};

use std::cell::Cell;
use std::fmt;

use crate::option_cell::OptionCell;
use crate::platform::{Area, Environment, Storage, Text};
use crate::types::{AppId, Session, decode};

// Keys in the storage, after the namespace.
const APP_ID: &str = ":common_store/appId";
const DEVICE_ID: &str = ":keys_store/deviceId";
const SOURCE: &str = ":keys_store/integrationSource";
const USER: &str = ":common_store/user";
const SETTINGS: &str = ":common_store/app_settings";

/// Where the session is kept now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// In the storage that the settings name.
    Stored,
    /// In memory, because the storage is missing or blocked.
    Unavailable,
    /// In memory, because the storage failed to store or to remove a session.
    Failing,
}

/// The session in the storage, compared with the last one read or written.
#[derive(Debug)]
pub enum Stored {
    /// The session in memory is current: the storage has nothing new, cannot be read, failed to store it,
    /// or is being written to.
    Unchanged,
    /// The storage holds no session.
    Nothing,
    /// The storage holds this session.
    Session(Session),
}

/// One app's part of the storage.
pub struct Persistence {
    app_id: AppId,
    /// The beginning of all keys: the app id, after `emulator:` for an emulator's app.
    namespace: Text,
    /// The key of the user's record. Made once, because it is read very often.
    user_key: Text,
    area: Cell<Area>,
    storage: OptionCell<Storage>,
    status: Cell<Status>,
    /// The text that was last read or written under `user_key`.
    last_user: OptionCell<Text>,
    /// Whether the storage is being written to: an application's own may call the client then.
    is_writing: Cell<bool>,
}

impl Persistence {
    /// An app's part of the storage of an area.
    #[must_use]
    pub fn open(environment: &Environment, app_id: &AppId, namespace: Text, area: Area) -> Self {
        let persistence = Self {
            app_id: app_id.clone(),
            user_key: namespace.and(USER),
            namespace,
            area: Cell::new(area),
            storage: OptionCell::default(),
            status: Cell::new(Status::Unavailable),
            last_user: OptionCell::default(),
            is_writing: Cell::default(),
        };
        persistence.open_area(environment, area);
        persistence
    }

    /// Switches to the storage of an area. Returns whether that is another one than before.
    pub fn reopen(&self, environment: &Environment, area: Area) -> bool {
        let is_other = self.area.get() != area;
        if is_other {
            self.open_area(environment, area);
        }
        is_other
    }

    fn open_area(&self, environment: &Environment, area: Area) {
        let storage = environment.storage(area);
        self.area.set(area);
        self.status.set(match storage {
            Some(_) => Status::Stored,
            None => Status::Unavailable,
        });
        self.storage.set(storage);
        self.last_user.set(None);
    }

    /// Which storage the settings name, and where the session is kept now.
    #[must_use]
    pub fn status(&self) -> (Area, Status) {
        (self.area.get(), self.status.get())
    }

    /// Whether `key` is the key of the session.
    #[must_use]
    pub fn is_session_key(&self, key: &Text) -> bool {
        *key == self.user_key
    }

    /// Writes app id, source and device id, if the app id is not stored yet. Ignores failures.
    pub fn write_identity(&self, environment: &Environment) {
        let app_id = self.encoded_app_id();
        if self.read(APP_ID).as_ref() != Some(&app_id) {
            self.write(APP_ID, Some(&app_id));
            self.write(SOURCE, Some(&Text::from("\"manual\"")));
            self.device_id(environment);
        }
    }

    /// The stored id of this device, or a new one, which is stored.
    pub fn device_id(&self, environment: &Environment) -> Text {
        let kept = self
            .read(DEVICE_ID)
            .and_then(|text| decode(&text)?.as_text());
        kept.filter(identity::is_id).unwrap_or_else(|| {
            let fresh = fresh_id(environment, &self.app_id.text().and("_"), "_");
            self.write(DEVICE_ID, Some(&fresh.to_json()));
            fresh
        })
    }

    /// Reads the session from the storage. Removes a stored value that is not a session.
    pub fn load(&self) -> Stored {
        if self.status.get() != Status::Stored || self.is_writing.get() {
            return Stored::Unchanged;
        }
        let Some(text) = self.ask(&self.user_key) else {
            return Stored::Unchanged;
        };
        if text == self.last_user.get() {
            return Stored::Unchanged;
        }
        self.last_user.set(None);
        let Some(text) = text else {
            return Stored::Nothing;
        };
        let settings = self.read(SETTINGS);
        if let Some(session) = Session::from_stored(&text, settings.as_ref()) {
            self.last_user.set(Some(text));
            return Stored::Session(session);
        }
        self.writing(|| self.write(USER, None));
        Stored::Nothing
    }

    /// Stores a session, if there is a storage. If that fails, removes any older session from the
    /// storage, and sets the status to [`Status::Failing`].
    pub fn save(&self, session: &Session) {
        if self.status.get() == Status::Unavailable {
            return;
        }
        self.writing(|| self.write_session(session));
    }

    fn write_session(&self, session: &Session) {
        let text = session.json().to_json();
        self.write(USER, Some(&text));
        // Reads the session back: some storages fail silently.
        if self.read(USER).as_ref() == Some(&text) {
            self.last_user.set(Some(text));
            self.status.set(Status::Stored);
            self.write(APP_ID, Some(&self.encoded_app_id()));
            // Encoded twice: JSON text as a JSON string.
            let settings = session.settings().and_then(|settings| settings.to_json());
            self.write(SETTINGS, settings.map(|text| text.to_json()).as_ref());
        } else {
            self.clear();
            self.status.set(Status::Failing);
        }
    }

    /// Removes the stored session. If that fails, the status is [`Status::Failing`] afterwards.
    pub fn clear(&self) {
        self.last_user.set(None);
        if self.status.get() == Status::Unavailable {
            return;
        }
        self.writing(|| self.remove_session());
    }

    fn remove_session(&self) {
        self.write(SETTINGS, None);
        self.write(USER, None);
        if !self.is_clear() {
            // Some storages cannot remove a key but can overwrite it.
            self.write(USER, Some(&Text::from("null")));
        }
        self.status.set(if self.is_clear() {
            Status::Stored
        } else {
            Status::Failing
        });
    }

    /// Whether the storage is known to hold no session.
    fn is_clear(&self) -> bool {
        self.ask(&self.user_key).is_some_and(|left| {
            let left = left.and_then(|text| text.parse_json());
            left.is_none_or(|left| left.is_nullish())
        })
    }

    /// The app id encoded twice: its JSON text as a JSON string.
    fn encoded_app_id(&self) -> Text {
        self.app_id.text().to_json().to_json()
    }

    /// Reads the value under a name; `None` also if the storage fails.
    fn read(&self, name: &'static str) -> Option<Text> {
        self.ask(&self.namespace.and(name)).flatten()
    }

    /// Reads the value under a key; `None` if the storage fails.
    fn ask(&self, key: &Text) -> Option<Option<Text>> {
        self.storage.get()?.get(key)
    }

    /// Runs `write`; meanwhile [`Self::load`] does not read the storage.
    fn writing(&self, write: impl FnOnce()) {
        let was_writing = self.is_writing.replace(true);
        write();
        self.is_writing.set(was_writing);
    }

    /// Writes the value under a name, or removes the name for `None`. Ignores failures.
    fn write(&self, name: &'static str, value: Option<&Text>) {
        if let Some(storage) = self.storage.get() {
            storage.set(&self.namespace.and(name), value);
        }
    }
}

impl fmt::Debug for Persistence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Persistence")
    }
}
