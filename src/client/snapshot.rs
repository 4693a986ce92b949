//! Snapshots of the client's state, for user interfaces.

use super::Client;
use crate::error::Error;
use crate::platform::{Record, Text, Value};
use crate::types::Session;

/// What a client is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotStatus {
    /// `init` has not finished: it is not known yet who is logged in.
    Loading,
    /// Nobody is logged in.
    LoggedOut,
    /// A login is pending. Another user may still be logged in.
    LoggingIn,
    /// A user is logged in.
    LoggedIn,
    /// The session has ended here, and its token is being revoked on the server.
    LoggingOut,
}

impl SnapshotStatus {
    /// The status as JavaScript spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::LoggedOut => "loggedOut",
            Self::LoggingIn => "loggingIn",
            Self::LoggedIn => "loggedIn",
            Self::LoggingOut => "loggingOut",
        }
    }
}

/// The state at one moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// What the client is doing.
    pub status: SnapshotStatus,
    /// The record of the user who is logged in.
    pub user: Option<Value>,
    /// The fields of the last error since the last success.
    pub error: Option<Record>,
}

/// What a snapshot is made of, to compare states.
pub(crate) struct Shown {
    status: SnapshotStatus,
    session: Option<Session>,
    error: Option<Error>,
}

impl Shown {
    fn error_text(&self) -> Option<Text> {
        self.error.as_ref()?.fields().to_json()
    }
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        self.status == other.status
            && self.session.as_ref().map(Session::json) == other.session.as_ref().map(Session::json)
            && self.error_text() == other.error_text()
    }
}

impl Client {
    /// The state now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let shown = self.shown();
        Snapshot {
            status: shown.status,
            user: shown.session.as_ref().map(Session::user),
            error: shown.error.map(|error| error.fields().clone()),
        }
    }

    fn shown(&self) -> Shown {
        let app = self.0.app.get().filter(|_| self.is_initialized());
        let session = app.as_ref().and_then(|app| app.session.get());
        let status = if app.is_none() {
            SnapshotStatus::Loading
        } else if self.0.login.get().is_some() {
            SnapshotStatus::LoggingIn
        } else if session.is_some() {
            SnapshotStatus::LoggedIn
        } else if self.0.logout.get().is_some() {
            SnapshotStatus::LoggingOut
        } else {
            SnapshotStatus::LoggedOut
        };
        Shown {
            status,
            session,
            error: self.0.error.get(),
        }
    }

    /// The number of state changes: a snapshot is valid until this number changes. A state equal to the
    /// previous one is no change.
    #[must_use]
    pub fn version(&self) -> u32 {
        let now = self.shown();
        let is_new = self.0.shown.take().is_some_and(|before| before != now);
        self.0.shown.set(Some(now));
        let version = self.0.version.get().wrapping_add(u32::from(is_new));
        self.0.version.set(version);
        version
    }

    /// Notes that the state may have changed. A task then calls the subscribers if it did, once for all
    /// changes before the task runs.
    pub(crate) fn state_changed(&self) {
        if self.0.is_change_pending.replace(true) {
            return;
        }
        let client = self.clone();
        self.environment().spawn(Box::pin(async move {
            client.tell_subscribers();
        }));
    }

    /// Calls the subscribers now, if the state has changed since their last call.
    pub(crate) fn tell_subscribers(&self) {
        if self.0.is_change_pending.replace(false) && !self.is_disposed() {
            let version = self.version();
            if self.0.told_version.replace(version) != version {
                self.environment().state_changed();
            }
        }
    }

    /// Logs once that an emulator is in use.
    pub(crate) fn inform_of_emulator(&self) {
        if !self.0.has_informed.replace(true) {
            self.environment().inform(
                "CometChat: an emulator is in use. Remove useEmulator() from builds for production.",
            );
        }
    }

    /// Warns once if the session is shared by everybody whom this process serves.
    pub(crate) fn warn_if_shared(&self) {
        if self.environment().is_whole_process() && !self.0.has_warned.replace(true) {
            self.environment().warn(
                "CometChat: this session is shared by everybody whom this process serves. On a server, \
                 use createCometChat() for each request.",
            );
        }
    }
}
