//! The state as user interfaces show it.

use super::Client;
use crate::platform::{Record, Text, Value};
use crate::types::Session;

/// What a client is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotStatus {
    /// It is not known yet who is logged in.
    Loading,
    /// Nobody is logged in.
    LoggedOut,
    /// A login is under way. Somebody else may still be logged in.
    LoggingIn,
    /// A user is logged in.
    LoggedIn,
    /// The session has ended here, and the server is being told.
    LoggingOut,
}

impl SnapshotStatus {
    /// The status as JavaScript has it.
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
    /// The fields of what went wrong last, since the last success.
    pub error: Option<Record>,
}

impl Client {
    /// The state now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
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
        Snapshot {
            status,
            user: session.as_ref().map(Session::user),
            error: self.0.error.get().map(|error| error.fields().clone()),
        }
    }

    /// How often the state has changed: a snapshot holds until this is another number. A state that
    /// equals the one before is no change.
    #[must_use]
    pub fn version(&self) -> u32 {
        let state = self.state_text();
        let before = self.0.state.get();
        if before.as_ref() != Some(&state) {
            let is_first = before.is_none();
            self.0.state.set(Some(state));
            let version = self.0.version.get();
            self.0
                .version
                .set(version.wrapping_add(u32::from(!is_first)));
        }
        self.0.version.get()
    }

    /// All that a snapshot shows, as one text.
    fn state_text(&self) -> Text {
        let Snapshot {
            status,
            user,
            error,
        } = self.snapshot();
        let user = user.and_then(|user| user.to_json());
        let error = error.and_then(|error| error.to_json());
        [user, error]
            .into_iter()
            .fold(Text::from(status.name()), |text, part| match part {
                Some(part) => text.and("\n").concat(&part),
                None => text.and("\n"),
            })
    }

    /// Notes that the state may have changed, and tells the subscribers if it has, once for all changes
    /// that are made in one go.
    pub(crate) fn state_changed(&self) {
        if self.0.is_change_pending.replace(true) {
            return;
        }
        let client = self.clone();
        self.environment().spawn(Box::pin(async move {
            client.tell_subscribers();
        }));
    }

    /// Tells the subscribers now, if they have not been told of the last change.
    pub(crate) fn tell_subscribers(&self) {
        if self.0.is_change_pending.replace(false) && !self.is_disposed() {
            let version = self.version();
            if self.0.told_version.replace(version) != version {
                self.environment().state_changed();
            }
        }
    }

    /// Says once that an emulator is in use.
    pub(crate) fn inform_of_emulator(&self) {
        if !self.0.has_informed.replace(true) {
            self.environment().inform(
                "CometChat: an emulator is in use. Remove useEmulator() from builds for production.",
            );
        }
    }

    /// Warns once that a session is the whole process's.
    pub(crate) fn warn_if_shared(&self) {
        if self.environment().is_whole_process() && !self.0.has_warned.replace(true) {
            self.environment().warn(
                "CometChat: this session is shared by everybody whom this process serves. On a server, \
                 use createCometChat() for each request.",
            );
        }
    }
}
