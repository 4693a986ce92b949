//! Logging in: one login at a time, which ends in a session that is on disk before anyone hears of
//! it, or in an error that leaves everything as it was.

use std::cell::Cell;
use std::rc::Rc;

use super::client::{Answer, App, Client, Reply, SessionOf, Waits, no_events};
use super::credential::{Credential, SECRET};
use super::error::{Error, INVALID_RESPONSE, LOGIN_CANCELLED, LOGIN_IN_PROGRESS};
use super::flight::Flight;
use super::platform::{Event, Platform};
use super::request::{Call, Retry, Side};
use super::session::Session;
use super::value::Value;

/// A login under way.
pub struct Login<P: Platform> {
    app: Rc<App<P>>,
    credential: Credential<P::Value>,
    pub(super) flight: Rc<Flight<Answer<P>>>,
    /// How many callers wait for it.
    callers: Cell<u32>,
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
    /// Logs a user in. Answers the user.
    ///
    /// Errors: docs/protocol.md#login. Each but `LOGIN_IN_PROGRESS` is also told to the listeners.
    pub fn login(&self, credential: Result<Credential<P::Value>, Error<P::Value>>) -> Reply<P> {
        let (app, credential) = match self.app().and_then(|app| Ok((app, credential?))) {
            Ok(good) => good,
            Err(error) => {
                let event = Event::LoginFailure(error.clone());
                return self.reply([Some(event), None], Waits::Ready(Err(error)));
            }
        };
        let pending = self.pending_login();
        if let Some(login) = pending.get() {
            if !login.credential.is(&credential) {
                return self.failed(Error::known(&LOGIN_IN_PROGRESS));
            }
            login.callers.set(login.callers.get().saturating_add(1));
            return self.reply(no_events::<P>(), Waits::Login(login));
        }
        let login = Rc::new(Login {
            app,
            credential,
            flight: Flight::new(),
            callers: Cell::new(1),
            cancelled: Cell::new(None),
        });
        pending.set(login.clone());
        let client = self.clone();
        let task = login.clone();
        self.platform().spawn(Box::pin(async move {
            let result = client.run_login(&task).await;
            if task.cancelled.get().is_some() {
                return;
            }
            client.pending_login().take();
            let answer = result.map(|session| session.user());
            client.platform().tell(match &answer {
                Ok(user) => Event::LoginSuccess(user.clone()),
                Err(error) => Event::LoginFailure(error.clone()),
            });
            task.flight.settle(answer);
        }));
        self.reply(no_events::<P>(), Waits::Login(login))
    }

    /// Gets a session and keeps it. If the login is given up meanwhile, keeps nothing and sees to
    /// the token; the result is then nobody's.
    async fn run_login(&self, login: &Login<P>) -> Result<SessionOf<P>, Error<P::Value>> {
        let app = &login.app;
        let given_up = || login.cancelled.get().is_some();
        if given_up() {
            return Err(Error::known(&LOGIN_CANCELLED));
        }
        self.adopt(app);
        let before = app.session.get();
        if let Some(session) = before.filter(|session| login.credential.is_of(session)) {
            return Ok(session);
        }
        let caller = self.caller(app, None);
        let invalid = |reason| Error::because(&INVALID_RESPONSE, reason, 0, &P::Value::none());
        let Credential { uid, secret } = &login.credential;
        let mut token = secret.clone();
        if !uid.is_none() {
            // Ask for a token of the user.
            let path = P::Value::text("/users/")
                .plus(&uid.percent_encoded())
                .and("/auth_tokens");
            let call = Call {
                method: "POST",
                path,
                side: Side::Admin,
                secret: token,
                body: caller.client_info(false),
                retry: Retry::Always,
            };
            token = caller.call(&call).await?.get("authToken");
            if !token.matches(SECRET) {
                return Err(invalid("no authToken"));
            }
        }
        let mut session = Err(Error::known(&LOGIN_CANCELLED));
        if !given_up() {
            // Tell the server that the user is here, and get the user for it.
            let call = Call {
                method: "PUT",
                path: P::Value::text("/me"),
                side: Side::Client,
                secret: token.clone(),
                body: caller.client_info(true),
                retry: Retry::Always,
            };
            session = match caller.call(&call).await {
                Ok(data) => Session::from_answer(&data, &token).map_err(invalid),
                Err(error) => Err(error),
            };
        }
        if let Some(cancelled) = login.cancelled.get() {
            if !uid.is_none() || cancelled == Cancelled::ByIntent {
                if let Ok(session) = &session {
                    token = session.token.clone();
                }
                self.revoke(caller, token, None);
            }
            return session.map(Rc::new);
        }
        let session = Rc::new(session?);
        let before = app
            .session
            .get()
            .filter(|before| !before.uid.is(&session.uid));
        self.keep(app, &session);
        if let Some(before) = before {
            self.revoke(self.caller(app, Some(&before)), before.token.clone(), None);
        }
        Ok(session)
    }

    /// One caller of a login no longer wants it. The last one ends it.
    pub(super) fn abandon(&self, login: &Rc<Login<P>>) -> Error<P::Value> {
        let others = login.callers.get().saturating_sub(1);
        login.callers.set(others);
        let pending = self.pending_login().get();
        if others == 0 && pending.is_some_and(|pending| Rc::ptr_eq(&pending, login)) {
            if let Some(event) = self.cancel_login(Cancelled::BySignal) {
                self.platform().tell(event);
            }
        }
        Error::known(&LOGIN_CANCELLED)
    }

    /// Gives up the login under way, if there is one, and returns what listeners should hear.
    pub(super) fn cancel_login(&self, cancelled: Cancelled) -> Option<Event<P::Value>> {
        let login = self.pending_login().take()?;
        login.cancelled.set(Some(cancelled));
        let error = Error::known(&LOGIN_CANCELLED);
        login.flight.settle(Err(error.clone()));
        Some(Event::LoginFailure(error))
    }
}
