//! `logout`: ends the session on this device at once, and then revokes its token on the server.

use crate::client::{Cancelled, Client};
use crate::error::{Error, ErrorSpec, NOT_LOGGED_IN};
use crate::operations::revocation::logout_result;
use crate::platform::{Deferred, Event, ResultKind};

impl Client {
    /// Ends the session at once, then revokes its token on the server. Resolves with the server's answer,
    /// or with `{success, revoked, message}`: `revoked` is false if the first attempt failed, and further
    /// attempts go on in the background. Gives up a pending login.
    ///
    /// Errors: `ERR_NOT_LOGGED_IN` without a session, `COMETCHAT_INITIALIZATION_NOT_DONE` before `init`;
    /// both are also emitted to the listeners.
    pub fn logout(&self) -> Deferred {
        let app = match self.app() {
            Ok(app) => app,
            Err(spec) => return self.refuse_logout(spec),
        };
        app.renewal.set(None);
        let gave_up_login = self.cancel_login(Cancelled::ByIntent);
        // If another tab has just ended the session, this logout still succeeds.
        let before = app.session.get();
        self.sync_quietly(&app);
        let Some(session) = app.session.get().or(before) else {
            return match self.pending_logout() {
                Some(deferred) => deferred,
                None if gave_up_login => {
                    let result = logout_result(true);
                    self.settle_now(None, ResultKind::Plain, Ok(result.into()))
                }
                None => self.refuse_logout(&NOT_LOGGED_IN),
            };
        };
        let api = self.api_context(&app, Some(&session));
        let deferred = self.environment().defer();
        self.set_pending_logout(Some(deferred.clone()));
        self.end_session(&app);
        let uid = Some(session.uid().clone());
        self.revoke(api, session.token().clone(), uid, Some(deferred.clone()));
        deferred
    }

    fn refuse_logout(&self, spec: &'static ErrorSpec) -> Deferred {
        let error = Error::from(spec);
        let event = Event::LogoutFailure(error.fields().clone());
        self.settle_now(Some(event), ResultKind::Plain, Err(error))
    }
}
