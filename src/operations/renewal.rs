//! Calls in the name of the user who is logged in, and what becomes of a session whose token has
//! died.

use std::rc::Rc;

use crate::client::{App, Client};
use crate::error::{Error, NOT_LOGGED_IN};
use crate::platform::{Deferred, Event, Method, Record, Value};
use crate::rest::{Call, Retry};
use crate::types::{Credential, Path, Secret, Service, Session};

/// A call that is made with the session's token.
pub(super) struct UserRequest {
    pub method: Method,
    pub path: Path,
    pub body: Option<Record>,
    pub retry: Retry,
}

impl UserRequest {
    fn by(&self, session: &Session) -> Call {
        Call {
            method: self.method,
            path: self.path.clone(),
            service: Service::Client,
            secret: session.token().clone(),
            body: self.body.clone(),
            retry: self.retry,
        }
    }
}

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
    /// Whether a token is that of the session.
    pub(super) fn uses_token(self, token: &Secret) -> bool {
        self.app().is_ok_and(|app| app.has_token(token))
    }

    /// Makes a call with the session's token, and returns the answer's data with the session. If the
    /// server does not know the token any more, a user whose application gave a function for tokens
    /// is logged in again, once, and the call repeated; else the session is dropped, and the
    /// listeners hear of a logout.
    ///
    /// # Errors
    /// `ERR_NOT_LOGGED_IN` without a session; those of the call.
    pub(super) async fn call_as_user(
        self,
        app: &'static App,
        call: &UserRequest,
        promise: &Deferred,
    ) -> Result<(Value, Session), Error> {
        let mut has_renewed = false;
        loop {
            self.sync_from_storage(app);
            let session = app.session.get().ok_or(&NOT_LOGGED_IN)?;
            let call = call.by(&session);
            let caller = self.caller(app, Some(&session));
            let error = match caller.call(&call, Some(promise)).await {
                Ok(data) => return Ok((data, session)),
                Err(error) => error,
            };
            if error.is_token_lost() {
                // Another tab's work stands.
                self.sync_from_storage(app);
                let renewal = if has_renewed {
                    Renewal::Impossible
                } else {
                    has_renewed = true;
                    self.renew(app, &session).await
                };
                if renewal == Renewal::Done {
                    continue;
                }
                if renewal == Renewal::Impossible && app.has_token(session.token()) {
                    self.commit_session(app, None);
                    self.emit(&Event::LogoutSuccess);
                }
            }
            return Err(error);
        }
    }

    /// Logs the user of a session with a dead token in again, if there is a way. Calls that meet the
    /// same dead token share one login.
    async fn renew(self, app: &'static App, dead: &Session) -> Renewal {
        let is_for_user = |credential: &Rc<Credential>| {
            let uid = credential.uid.as_ref();
            uid.is_some_and(|uid| uid.is(dead.uid()))
        };
        let Some(credential) = self.renewal().filter(is_for_user) else {
            return Renewal::Impossible;
        };
        let is_renewed = || {
            let now = app.session.get();
            now.is_some_and(|now| is_renewal_of(&now, dead))
        };
        if is_renewed() {
            return Renewal::Done;
        }
        if !app.has_token(dead.token()) {
            // Somebody else is logged in by now, or nobody.
            return Renewal::Postponed;
        }
        let mut credential = Credential::clone(&credential);
        credential.expired = Some(dead.token().clone());
        let login = self.pending_login();
        let deferred = match &login {
            Some(login) if login.credential.is_for_same_user(&credential) => login.deferred.clone(),
            Some(_) => return Renewal::Postponed,
            None => self.start_login(app, credential),
        };
        let login = login.or_else(|| self.pending_login());
        deferred.settled().await;
        let error = login.and_then(|login| login.error.get());
        if is_renewed() {
            Renewal::Done
        } else if error.is_none_or(|error| error.is_passing()) {
            Renewal::Postponed
        } else {
            Renewal::Impossible
        }
    }
}

/// Whether a session is of the same user as a dead one, with another token.
fn is_renewal_of(now: &Session, dead: &Session) -> bool {
    now.uid() == dead.uid() && now.token() != dead.token()
}
