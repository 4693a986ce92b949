//! Calls about users, mostly in the name of the user who is logged in, and what becomes of a session
//! whose token has died.

use std::rc::Rc;

use super::users::{Plan, Purpose};
use crate::client::{App, Client, Login};
use crate::error::{Error, NOT_LOGGED_IN};
use crate::platform::{Deferred, Event, Value};
use crate::types::{Credential, Service, Session};

/// What came of an attempt to log the user of a dead token in again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Renewal {
    /// There is a new token.
    Done,
    /// Not now: the server cannot be reached, or something else is under way.
    Postponed,
    /// There is no way to get one.
    Impossible,
}

impl Client {
    /// Makes a call with the Auth Key that it has, or else with the session's token. If the server does
    /// not know the token any more, the call is repeated with the one that the user has by now; a user
    /// whose application gave a function for tokens is logged in again for that, once. Else the session
    /// is dropped, and the listeners hear of a logout.
    ///
    /// # Errors
    /// `ERR_NOT_LOGGED_IN` without a session that it needs; those of the call.
    pub(super) async fn run_user_call(
        self,
        app: &'static App,
        mut plan: Box<Plan>,
        promise: Deferred,
    ) -> Result<Value, Error> {
        let mut has_renewed = false;
        loop {
            self.sync_from_storage(app);
            let session = app.session.get();
            let (service, secret) = match (&plan.auth_key, &session) {
                (Some(key), _) => (Service::Admin, key.clone()),
                (None, Some(session)) => (Service::Client, session.token().clone()),
                (None, None) if plan.purpose == Purpose::Check => return Ok(Value::nothing()),
                (None, None) => return Err((&NOT_LOGGED_IN).into()),
            };
            plan.turn_to(session.as_ref())?;
            let caller = self.caller(app, session.as_ref());
            let is_wanted = || !promise.is_abandoned();
            let answer = caller.call(&plan.call, service, &secret, &is_wanted);
            let answer = answer.await;
            if let Some(dead) = &session
                && service == Service::Client
                && answer.as_ref().is_err_and(Error::is_token_lost)
            {
                // Another tab's work stands, and this tab may have revoked what that replaced.
                self.sync_from_storage(app);
                app.forget_own(dead);
                let renewal = if is_renewed(app, dead) {
                    Renewal::Done
                } else if has_renewed && self.is_renewing(dead) {
                    Renewal::Postponed
                } else if has_renewed {
                    Renewal::Impossible
                } else {
                    has_renewed = true;
                    self.renew(app, dead).await
                };
                match renewal {
                    Renewal::Done => continue,
                    Renewal::Impossible if app.has_token(dead.token()) => {
                        self.end_session(app);
                        if self.is_present(app) {
                            self.emit(&Event::LogoutSuccess);
                        }
                    }
                    _ => {}
                }
            }
            return self.finish_user_call(app, &plan, session, answer);
        }
    }

    /// Logs the user of a session with a dead token in again, if there is a way. Calls that meet the
    /// same dead token share one login.
    async fn renew(self, app: &'static App, dead: &Session) -> Renewal {
        let login = match self.renewing_login(app, dead) {
            Ok(login) => login,
            Err(outcome) => return outcome,
        };
        login.deferred.settled().await;
        if is_renewed(app, dead) {
            Renewal::Done
        } else if login.error.get().is_none_or(|error| error.is_passing()) {
            Renewal::Postponed
        } else {
            Renewal::Impossible
        }
    }

    /// The login that makes a new token for the user of a session with a dead one.
    ///
    /// # Errors
    /// What there is instead, if no such login is needed or possible.
    fn renewing_login(self, app: &'static App, dead: &Session) -> Result<Rc<Login>, Renewal> {
        let credential = app.renewal.get();
        let is_of = |it: &Rc<Credential>| it.uid.as_ref().is_some_and(|uid| uid.is(dead.uid()));
        let credential = credential.filter(is_of).ok_or(Renewal::Impossible)?;
        if !self.is_present(app) || !app.has_token(dead.token()) {
            // Somebody else is logged in by now, or nobody, or the page has left the app.
            return Err(Renewal::Postponed);
        }
        let login = match self.pending_login() {
            Some(login) if login.credential.is_for_same_user(&credential) => login,
            Some(_) => return Err(Renewal::Postponed),
            None => {
                let login = self.start_login(app, credential);
                login.is_renewal.set(true);
                login
            }
        };
        login.expired.set(Some(dead.token().clone()));
        Ok(login)
    }

    /// Whether a login is under way that takes the place of a session with a dead token.
    fn is_renewing(self, dead: &Session) -> bool {
        self.pending_login()
            .is_some_and(|login| login.expired.get().as_ref() == Some(dead.token()))
    }
}

/// Whether the session is of the same user as a dead one by now, with another token.
pub(super) fn is_renewed(app: &App, dead: &Session) -> bool {
    app.session
        .get()
        .is_some_and(|now| now.uid() == dead.uid() && now.token() != dead.token())
}
