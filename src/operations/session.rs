//! Who is logged in: from the storage, without a request; and `checkSession`, which asks the server.

use crate::client::{App, Client};
use crate::error::{Error, MISSING_UID};
use crate::platform::{Deferred, Method, ResultKind, Value};
use crate::rest::{Call, Retry};
use crate::types::{Path, Session, Uid};

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
        self.reply(event, kind, Ok(part_of_session(app, part)))
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
        let app = match self.app() {
            Ok(app) => app,
            Err(spec) => return self.refuse(spec),
        };
        self.perform(ResultKind::User, |promise| {
            self.ask_for_session(app, promise)
        })
    }

    async fn ask_for_session(self, app: &'static App, promise: Deferred) -> Result<Value, Error> {
        self.sync_from_storage(app);
        if let Some(session) = app.session.get() {
            let uid = Uid::parse(&session.uid().clone().into(), &MISSING_UID)?;
            let call = Call {
                method: Method::Get,
                path: Path::user(&uid),
                body: None,
                retry: Retry::Always,
            };
            if let Err(error) = self.call_as_user(app, &call, &promise).await
                && !error.is_not_logged_in()
                && !error.is_token_lost()
            {
                return Err(error);
            }
            // Somebody may have logged out meanwhile.
            self.sync_from_storage(app);
        }
        Ok(part_of_session(app, |session| session.user()))
    }
}

/// Something of the app's session, if it has one.
fn part_of_session(app: &App, part: impl Fn(Session) -> Value) -> Value {
    app.session.get().map_or_else(Value::nothing, part)
}
