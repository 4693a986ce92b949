//! What is under way: a login, a logout.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use super::{App, Client};
use crate::error::{CANCELLED, Error, ErrorSpec, LOGIN_CANCELLED};
use crate::option_cell::OptionCell;
use crate::platform::{AbortHandle, Deferred, Environment, Event, ResultKind};
use crate::types::{Credential, Secret, Session, TokenOrigin};

/// A login under way.
pub struct Login {
    pub(crate) app: Rc<App>,
    pub(crate) credential: Rc<Credential>,
    pub(crate) deferred: Deferred,
    /// A token that has died: who is logged in by it is not logged in.
    pub(crate) expired: OptionCell<Secret>,
    /// Whether nobody has asked for it: a call only needs a token in the place of the one that has died.
    pub(crate) is_renewal: Cell<bool>,
    /// How many callers wait for it.
    pub(crate) callers: Cell<u32>,
    pub(crate) cancelled: Cell<Option<Cancelled>>,
    /// Aborts the signal of the application's function, while that is asked for a token.
    pub(crate) abort: OptionCell<AbortHandle>,
    /// Why it failed.
    pub(crate) error: OptionCell<Error>,
}

/// Why a login was given up, which decides what becomes of a token that still arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancelled {
    /// By a logout, a switch of apps, or a later login, in any tab: no token may live on.
    ByIntent,
    /// By the caller's signal: a token that the caller brought is still the caller's.
    BySignal,
    /// With the client, which leaves no token behind that it has asked for.
    ByDisposal,
}

impl Client {
    pub(crate) fn pending_login(&self) -> Option<Rc<Login>> {
        self.0.login.get()
    }

    pub(crate) fn set_pending_login(&self, login: Option<Rc<Login>>) {
        self.0.login.set(login);
        self.state_changed();
    }

    pub(crate) fn pending_logout(&self) -> Option<Deferred> {
        self.0.logout.get()
    }

    pub(crate) fn set_pending_logout(&self, logout: Option<Deferred>) {
        self.0.logout.set(logout);
        self.state_changed();
    }

    /// Gives up the login under way, if there is one. Whether there was one.
    pub(crate) fn cancel_login(&self, cancelled: Cancelled) -> bool {
        let Some(login) = self.0.login.take() else {
            return false;
        };
        self.state_changed();
        login.cancel(self.environment(), cancelled);
        let error = Error::from(&LOGIN_CANCELLED);
        let event = Event::LoginFailure(error.fields().clone());
        let deferred = login.deferred.clone();
        self.settle_after(event, deferred, ResultKind::User, Err(error));
        true
    }

    /// Gives up a renewal whose session is not the app's any more: what another tab has done stands.
    /// Nobody has asked for the renewal, so nobody is told but the calls that wait for it.
    pub(crate) fn yield_renewal(&self, app: &App) {
        let Some(login) = self.0.login.get() else {
            return;
        };
        let is_due = || {
            let expired = login.expired.get();
            expired.is_some_and(|token| app.has_token(&token))
        };
        if !login.is_renewal.get() || !std::ptr::eq(&*login.app, app) || is_due() {
            return;
        }
        self.set_pending_login(None);
        login.cancel(self.environment(), Cancelled::ByIntent);
        self.environment().spawn(Box::pin(async move {
            let error = Error::from(&LOGIN_CANCELLED);
            login.deferred.reject(error.fields());
        }));
    }

    /// Gives up the login under way, as the client was disposed of.
    pub(super) fn end_login(&self) {
        if let Some(login) = self.0.login.take() {
            login.cancel(self.environment(), Cancelled::ByDisposal);
            let error = Error::from(&LOGIN_CANCELLED);
            login.deferred.reject(error.fields());
        }
    }

    /// One of those who wait for the login with this promise no longer does. A login that nobody
    /// waits for any more is given up. Returns the error to reject the caller with; `None` if the
    /// promise is of something else.
    fn leave_login(&self, is_of: impl Fn(&Deferred) -> bool) -> Option<Error> {
        let login = self.0.login.get().filter(|login| is_of(&login.deferred))?;
        let others = login.callers.get().saturating_sub(1);
        login.callers.set(others);
        if others == 0 {
            self.cancel_login(Cancelled::BySignal);
        }
        Some((&LOGIN_CANCELLED).into())
    }

    /// One of those who wait for an operation no longer does: nothing more is sent for it. Returns
    /// the error to reject the caller with.
    pub fn abandon(&self, deferred: &Deferred) -> Error {
        self.leave_login(|login| login.is(deferred))
            .unwrap_or_else(|| {
                deferred.abandon();
                (&CANCELLED).into()
            })
    }

    /// The same, for a promise whose owner is not at hand.
    #[cfg(target_arch = "wasm32")]
    pub fn abandon_promise(&self, promise: &js_sys::Promise) -> Error {
        self.leave_login(|login| login.is_of(promise))
            .unwrap_or_else(|| {
                Deferred::abandon_promise(promise);
                (&CANCELLED).into()
            })
    }
}

impl Login {
    /// Gives it up. The application's function hears of that after the code that runs now.
    fn cancel(&self, environment: &Environment, cancelled: Cancelled) {
        self.cancelled.set(Some(cancelled));
        self.deferred.abandon();
        if let Some(abort) = self.abort.take() {
            environment.spawn(Box::pin(async move { abort.abort() }));
        }
    }

    /// Whether a token is to be revoked that it has, or still gets, although it fails.
    pub(crate) fn owns_token(&self) -> bool {
        match (&self.credential.origin, self.cancelled.get()) {
            // Nobody will ever have the token that was made for it.
            (TokenOrigin::AuthKey(_), _) | (_, Some(Cancelled::ByIntent)) => true,
            (TokenOrigin::Source(_), Some(Cancelled::ByDisposal)) => true,
            _ => false,
        }
    }

    /// Whether anybody still wants it.
    ///
    /// # Errors
    /// `LOGIN_CANCELLED` if it was given up.
    pub(crate) fn check_wanted(&self) -> Result<(), &'static ErrorSpec> {
        match self.cancelled.get() {
            None => Ok(()),
            Some(_) => Err(&LOGIN_CANCELLED),
        }
    }

    /// Whether `session` is already what it would come to.
    pub(crate) fn is_done_by(&self, session: &Session) -> bool {
        self.expired.get().as_ref() != Some(session.token()) && self.credential.is_of(session)
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Login")
    }
}
