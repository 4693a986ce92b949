//! Who is logged in: read from the storage, without a request; and `checkSession`, which asks the server.

use super::UserCall;
use super::renewal::is_renewed;
use std::rc::Rc;

use crate::client::{App, Client};
use crate::platform::{Deferred, ResultKind, Text, Value};
use crate::types::Session;

impl Client {
    /// Loads the storage after another tab has changed `key` there (`None`: any key), and emits what
    /// changed to the listeners.
    pub fn on_storage_change(&self, key: Option<&Text>) {
        if let Ok(app) = self.app()
            && key.is_none_or(|key| app.persistence.is_session_key(key))
        {
            self.sync_and_emit(&app);
            self.revoke_overwritten(&app);
        }
    }

    /// Revokes the token of this tab's login if another tab overwrote its session. Two tabs that log the
    /// same user in at once may not see each other's session: some browsers show a write to other tabs
    /// only in their next turn.
    fn revoke_overwritten(&self, app: &Rc<App>) {
        if let Some(own) = app.own_session.get()
            && is_renewed(app, &own)
        {
            app.own_session.set(None);
            let api = self.api_context(app, Some(&own));
            self.revoke(api, own.token().clone(), None, None);
        }
    }

    /// Resolves with the user who is logged in, or with `null`: from the storage, without a request; a
    /// new object each time.
    ///
    /// Errors: `COMETCHAT_INITIALIZATION_NOT_DONE` before `init`.
    pub fn logged_in_user(&self) -> Deferred {
        self.read_session_field(ResultKind::User, |session| session.user())
    }

    /// Resolves with the auth token of the user who is logged in, or with `null`. The token is secret.
    ///
    /// Errors: `COMETCHAT_INITIALIZATION_NOT_DONE` before `init`.
    pub fn auth_token(&self) -> Deferred {
        self.read_session_field(ResultKind::Plain, |session| {
            session.token().expose().clone().into()
        })
    }

    fn read_session_field(&self, kind: ResultKind, part: impl Fn(Session) -> Value) -> Deferred {
        let app = match self.app() {
            Ok(app) => app,
            Err(spec) => return self.reject_now(spec),
        };
        let event = self.sync_and_take_event(&app);
        let answer = app.session.get().map_or_else(Value::nothing, part);
        self.settle_now(event, kind, Ok(answer))
    }

    /// Whether a user is logged in: from the storage, without a request; `false` before `init`.
    pub fn is_logged_in(&self) -> bool {
        self.app().is_ok_and(|app| {
            self.logged_in_user();
            app.session.get().is_some()
        })
    }

    /// Asks the server whether the session is still valid. Resolves with the user, or with `null` if
    /// nobody is logged in (any more).
    ///
    /// Errors: `COMETCHAT_INITIALIZATION_NOT_DONE` before `init`; the request's error if the server
    /// cannot answer, which leaves the session as it is.
    pub fn check_session(&self) -> Deferred {
        self.user_call(UserCall::Check)
    }
}
