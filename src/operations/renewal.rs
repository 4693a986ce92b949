//! Runs calls about users, and renews or ends the session when the server no longer accepts its token (a
//! dead token).

use std::rc::Rc;

use super::users::{Plan, Purpose};
use crate::client::{App, Client, Login};
use crate::error::{CANCELLED, Error, NOT_LOGGED_IN, Redaction};
use crate::platform::{Deferred, Event, Value};
use crate::types::{Credential, Service, Session};

/// The result of an attempt to log the user of a dead token in again.
enum Renewal {
    /// The session has a new token.
    Done,
    /// No new token now: the server cannot be reached, or another login is pending.
    Postponed,
    /// No new token is possible. Holds the error of the login that tried, if one did.
    Impossible(Option<Error>),
}

impl Client {
    /// Makes a call with the plan's Auth Key, or else with the session's token. If the server no longer
    /// accepts that token, repeats the call with the user's new token; to get one, logs the user in
    /// again, once, if the application gave a token function. Otherwise ends the session and emits a
    /// logout.
    ///
    /// # Errors
    /// `ERR_NOT_LOGGED_IN` if the call needs a session and there is none; the errors of the call.
    pub(super) async fn run_user_call(
        self,
        app: Rc<App>,
        mut plan: Box<Plan>,
        promise: Deferred,
    ) -> Result<Value, Error> {
        let mut has_renewed = false;
        let mut redaction = Redaction::default();
        let is_wanted = || !promise.is_abandoned() && !self.is_disposed();
        loop {
            if !is_wanted() {
                return Err((&CANCELLED).into());
            }
            self.sync_and_emit(&app);
            let session = app.session.get();
            let (service, secret) = match (&plan.auth_key, &session) {
                (Some(key), _) => (Service::Admin, key.clone()),
                (None, Some(session)) => (Service::Client, session.token().clone()),
                (None, None) if plan.purpose == Purpose::Check => return Ok(Value::nothing()),
                (None, None) => return Err((&NOT_LOGGED_IN).into()),
            };
            match &session {
                Some(session) if plan.auth_key.is_none() => {
                    redaction.add_token(&secret, Some(session.uid()));
                }
                _ => redaction.add_key(&secret),
            }
            plan.bind_to_session(session.as_ref())?;
            let api = self.api_context(&app, session.as_ref());
            let answer = api.call(&plan.call, service, &secret, &redaction, &is_wanted);
            let answer = answer.await;
            if let Some(dead) = &session
                && service == Service::Client
                && answer.as_ref().is_err_and(Error::is_token_lost)
            {
                // Another tab may have replaced the dead token, which this tab may then have revoked.
                self.sync_and_emit(&app);
                app.forget_own(dead);
                let can_renew = self.renewal_of(&app, dead).is_some();
                if !is_wanted() && (can_renew || self.is_disposed()) {
                    // A call that nobody waits for gets no token, and ends no session that can be
                    // renewed.
                    return Err((&CANCELLED).into());
                }
                let renewal = if is_renewed(&app, dead) {
                    Renewal::Done
                } else if has_renewed && self.is_renewing(dead) {
                    Renewal::Postponed
                } else if has_renewed || !can_renew {
                    Renewal::Impossible(None)
                } else {
                    has_renewed = true;
                    self.renew(&app, dead).await
                };
                match renewal {
                    Renewal::Done => continue,
                    Renewal::Impossible(error) if app.has_token(dead.token()) => {
                        self.end_session(&app);
                        if self.is_present(&app) {
                            self.emit_with(&Event::LogoutSuccess, error);
                        }
                    }
                    _ => {}
                }
            }
            return self.finish_user_call(&app, &plan, session, answer);
        }
    }

    /// Logs the user of a session with a dead token in again, if possible. Calls with the same dead token
    /// share one login.
    async fn renew(&self, app: &Rc<App>, dead: &Session) -> Renewal {
        let login = match self.renewing_login(app, dead) {
            Ok(login) => login,
            Err(outcome) => return outcome,
        };
        login.deferred.settled().await;
        if is_renewed(app, dead) {
            Renewal::Done
        } else {
            let error = login.error.get().filter(|error| !error.is_passing());
            error.map_or(Renewal::Postponed, |error| Renewal::Impossible(Some(error)))
        }
    }

    /// Returns the pending login of the user of a session with a dead token, or starts one.
    ///
    /// # Errors
    /// The outcome, if no such login is needed or possible.
    fn renewing_login(&self, app: &Rc<App>, dead: &Session) -> Result<Rc<Login>, Renewal> {
        let credential = self
            .renewal_of(app, dead)
            .ok_or(Renewal::Impossible(None))?;
        if !self.is_present(app) || !app.has_token(dead.token()) {
            // Another user or nobody is logged in by now, or the page has left the app.
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

    /// The credential that `ensureLoggedIn` left for renewals, if it is for the user of the dead session.
    fn renewal_of(&self, app: &App, dead: &Session) -> Option<Rc<Credential>> {
        let is_of = |it: &Rc<Credential>| it.uid.as_ref().is_some_and(|uid| uid.is(dead.uid()));
        app.renewal.get().filter(is_of)
    }

    /// Whether the pending login replaces a session with a dead token.
    fn is_renewing(&self, dead: &Session) -> bool {
        self.pending_login()
            .is_some_and(|login| login.expired.get().as_ref() == Some(dead.token()))
    }
}

/// Whether the app's session belongs to the user of a dead session by now, with another token.
pub(super) fn is_renewed(app: &App, dead: &Session) -> bool {
    app.session
        .get()
        .is_some_and(|now| now.uid() == dead.uid() && now.token() != dead.token())
}
