//! Who is logged in: from the storage, without a request; and `checkSession`, which asks the server.

use crate::client::{App, Client, settle};
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
        let app = match self.app() {
            Ok(app) => app,
            Err(spec) => return self.refuse(spec),
        };
        let deferred = self.environment().defer();
        let (client, task) = (self, deferred.clone());
        self.environment().spawn(Box::pin(async move {
            let answer = client.ask_for_session(app, &task).await;
            settle(&task, ResultKind::User, answer);
        }));
        deferred
    }

    async fn ask_for_session(self, app: &'static App, promise: &Deferred) -> Result<Value, Error> {
        self.sync_from_storage(app);
        let Some(session) = app.session.get() else {
            return Ok(Value::nothing());
        };
        let uid = Uid::parse(&session.uid().clone().into(), &MISSING_UID)?;
        let call = Call {
            method: Method::Get,
            path: Path::user(&uid),
            body: None,
            retry: Retry::Always,
        };
        match self.call_as_user(app, &call, promise).await {
            Ok((_, session)) => Ok(session.user()),
            Err(error) if error.is_not_logged_in() || error.is_token_lost() => Ok(Value::nothing()),
            Err(error) => Err(error),
        }
    }
}
