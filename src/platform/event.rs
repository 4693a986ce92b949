//! Results of promises, and events of listeners.

use super::{Record, Value};

/// What kind of object a promise resolves with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultKind {
    /// The value unchanged; `null` for none.
    Plain,
    /// A `User` with the fields that users have.
    User,
    /// A `User` with everything that the server sent.
    FullUser,
}

/// Names a callback of a login listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A user has logged in.
    LoginSuccess,
    /// A login has failed.
    LoginFailure,
    /// The user has logged out, or the session has ended otherwise.
    LogoutSuccess,
    /// A logout has failed.
    LogoutFailure,
}

impl EventKind {
    /// The callback's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LoginSuccess => "loginSuccess",
            Self::LoginFailure => "loginFailure",
            Self::LogoutSuccess => "logoutSuccess",
            Self::LogoutFailure => "logoutFailure",
        }
    }
}

/// An event, with the argument of its callback.
#[derive(Clone, Debug)]
pub enum Event {
    /// A user has logged in: the user's record.
    LoginSuccess(Value),
    /// A login has failed: the fields of the exception.
    LoginFailure(Record),
    /// The user has logged out, or the session has ended otherwise.
    LogoutSuccess,
    /// A logout has failed: the fields of the exception.
    LogoutFailure(Record),
}

impl Event {
    /// The callback of this event.
    #[must_use]
    pub const fn kind(&self) -> EventKind {
        match self {
            Self::LoginSuccess(_) => EventKind::LoginSuccess,
            Self::LoginFailure(_) => EventKind::LoginFailure,
            Self::LogoutSuccess => EventKind::LogoutSuccess,
            Self::LogoutFailure(_) => EventKind::LogoutFailure,
        }
    }
}
