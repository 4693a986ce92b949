//! Who is logged in: from the storage, without a request; and `checkSession`, which asks the server.

use super::UserCall;
use crate::client::Client;
use crate::platform::{Deferred, ResultKind, Value};
use crate::types::Session;

impl Client {
    /// The user who is logged in, or `null`: from the storage, without a request; a fresh value each
    /// time.
    ///
    /// Errors: `COMETCHAT_INITIALIZATION_NOT_DONE` before `init`.
    pub fn logged_in_user(self) -> Deferred {
        self.look(ResultKind::User, |session| session.user())
    }

    /// The token of the user who is logged in, or `null`. Secret.
    ///
    /// Errors: `COMETCHAT_INITIALIZATION_NOT_DONE` before `init`.
    pub fn auth_token(self) -> Deferred {
        self.look(ResultKind::Plain, |session| {
            session.token().expose().clone().into()
        })
    }

    fn look(self, kind: ResultKind, part: impl Fn(Session) -> Value) -> Deferred {
        let app = match self.app() {
            Ok(app) => app,
            Err(spec) => return self.refuse(spec),
        };
        let event = self.take_over_storage(app);
        let answer = app.session.get().map_or_else(Value::nothing, part);
        self.reply(event, kind, Ok(answer))
    }

    /// Whether a user is logged in: from the storage, without a request; `false` before `init`.
    pub fn is_logged_in(self) -> bool {
        self.app().is_ok_and(|app| {
            self.logged_in_user();
            app.session.get().is_some()
        })
    }

    /// Asks the server whether the session still lives. Resolves with the user, or with `null` if
    /// nobody is logged in (any more).
    ///
    /// Errors: `COMETCHAT_INITIALIZATION_NOT_DONE` before `init`; what keeps the server from
    /// answering, which leaves the session as it is.
    pub fn check_session(self) -> Deferred {
        self.user_call(UserCall::Check)
    }
}
