//! Logging in: one login at a time, which ends in a session that is on disk before anyone hears of
//! it, or in an error that leaves everything as it was.

use std::cell::Cell;
use std::rc::Rc;

use super::app::App;
use super::client::Client;
use super::credential::{Credential, SECRET};
use super::error::{Error, INVALID_RESPONSE, LOGIN_CANCELLED, LOGIN_IN_PROGRESS};
use super::platform::{Deferred, Event, Platform, Shape};
use super::request::{Call, Caller, Retry};
use super::session::Session;
use super::value::Value;

/// A login under way.
pub struct Login<P: Platform> {
    app: &'static App<P>,
    credential: Credential<P::Value>,
    pub(super) deferred: P::Deferred,
    /// How many callers wait for it.
    pub(super) callers: Cell<u32>,
    cancelled: Cell<Option<Cancelled>>,
}

/// Why a login was given up, which decides what becomes of a token that still arrives.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Cancelled {
    /// By a logout or a switch of apps: no token may live on.
    ByIntent,
    /// By the caller's signal: a token that the caller brought is still the caller's.
    BySignal,
}

impl<P: Platform> Client<P> {
    /// Logs a user in. Resolves with the user.
    ///
    /// Errors: docs/protocol.md#login. Each but `LOGIN_IN_PROGRESS` is also told to the listeners.
    pub fn login(self, credential: Credential<P::Value>) -> P::Deferred {
        let app = match credential.check().and_then(|()| self.app()) {
            Ok(app) => app,
            Err(known) => return self.refuse_login(Error::known(known)),
        };
        if let Some(login) = self.pending_login() {
            if !login.credential.is(&credential) {
                return self.failed(&LOGIN_IN_PROGRESS);
            }
            login.callers.set(login.callers.get().saturating_add(1));
            return login.deferred.clone();
        }
        let deferred = self.platform().defer();
        let login = Rc::new(Login {
            app,
            credential,
            deferred: deferred.clone(),
            callers: Cell::new(1),
            cancelled: Cell::new(None),
        });
        self.set_pending_login(Some(login.clone()));
        self.platform().spawn(Box::pin(async move {
            let result = self.run_login(&login).await;
            if login.cancelled.get().is_some() {
                return;
            }
            self.set_pending_login(None);
            let answer = result.map(|session| session.user());
            self.platform().tell(match &answer {
                Ok(user) => Event::LoginSuccess(user.clone()),
                Err(error) => Event::LoginFailure(error.clone()),
            });
            login.deferred.settle(Shape::User, answer);
        }));
        deferred
    }

    /// The promise of a login that is refused as it was asked for. The listeners are told.
    pub fn refuse_login(self, error: Error<P::Value>) -> P::Deferred {
        let event = Event::LoginFailure(error.clone());
        self.settled(Some(event), Shape::User, Err(error))
    }

    /// Gets a session and keeps it. If the login is given up meanwhile, keeps nothing and sees to
    /// the token; the result is then nobody's.
    async fn run_login(self, login: &Login<P>) -> Result<Session<P::Value>, Error<P::Value>> {
        let app = login.app;
        if login.cancelled.get().is_some() {
            return Err(Error::known(&LOGIN_CANCELLED));
        }
        let event = self.news(app);
        self.tell(event);
        let Credential {
            with_key,
            uid,
            secret,
        } = &login.credential;
        if let Some(session) = app
            .current()
            .filter(|session| login.credential.is_of(session))
        {
            return Ok(session);
        }
        let caller = Caller::new(self, app, None);
        let invalid = |reason| Error::because(&INVALID_RESPONSE, reason, 0, &P::Value::none());
        let mut token = secret.clone();
        if *with_key {
            // Ask for a token of the user.
            let path = P::Value::text("/users/")
                .plus(&uid.percent_encoded())
                .and("/auth_tokens");
            let call = Call {
                method: "POST",
                path,
                with_key: true,
                secret: token,
                body: caller.client_info(false),
                retry: Retry::Always,
            };
            token = caller.call(&call).await?.get("authToken");
            if !token.matches(SECRET) {
                return Err(invalid("no token"));
            }
        }
        // Tell the server that the user is here, and get the user for it.
        let call = Call {
            method: "PUT",
            path: P::Value::text("/me"),
            with_key: false,
            secret: token,
            body: caller.client_info(true),
            retry: Retry::Always,
        };
        let result = match login.cancelled.get() {
            None => caller.call(&call).await,
            Some(_) => Err(Error::known(&LOGIN_CANCELLED)),
        };
        let session = result.and_then(|data| {
            Session::from_answer(&data, &call.secret, &P::Value::none())
                .ok_or_else(|| invalid("no user"))
        });
        match login.cancelled.get() {
            Some(cancelled) => {
                if *with_key || cancelled == Cancelled::ByIntent {
                    let token = session.as_ref().map_or(call.secret, Session::token);
                    self.revoke(caller, token, None);
                }
            }
            None => {
                if let Ok(session) = &session {
                    let before = app.current();
                    self.keep(app, Some(session.clone()));
                    if let Some(before) = before.filter(|it| !it.uid().is(&session.uid())) {
                        let caller = Caller::new(self, app, Some(&before));
                        self.revoke(caller, before.token(), None);
                    }
                }
            }
        }
        session
    }

    /// Gives up the login under way, if there is one. Whether there was one.
    pub(super) fn cancel_login(self, cancelled: Cancelled) -> bool {
        let Some(login) = self.set_pending_login(None) else {
            return false;
        };
        login.cancelled.set(Some(cancelled));
        self.platform().spawn(Box::pin(async move {
            let error = Error::known(&LOGIN_CANCELLED);
            self.platform().tell(Event::LoginFailure(error.clone()));
            login.deferred.settle(Shape::User, Err(error));
        }));
        true
    }
}
