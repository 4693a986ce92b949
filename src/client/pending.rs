//! The pending login and the pending logout.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use super::{App, Client};
use crate::error::{CANCELLED, Error, ErrorSpec, LOGIN_CANCELLED};
use crate::option_cell::OptionCell;
use crate::platform::{AbortHandle, Deferred, Environment, Event, ResultKind};
use crate::types::{Credential, Secret, Session, TokenOrigin};

/// A pending login.
pub struct Login {
    pub(crate) app: Rc<App>,
    pub(crate) credential: Rc<Credential>,
    pub(crate) deferred: Deferred,
    /// A token that the server no longer accepts: a session with it does not count as logged in.
    pub(crate) expired: OptionCell<Secret>,
    /// Whether no caller asked for this login: it only replaces the dead token for a call that needs one.
    pub(crate) is_renewal: Cell<bool>,
    /// How many callers wait for this login.
    pub(crate) callers: Cell<u32>,
    pub(crate) cancelled: Cell<Option<Cancelled>>,
    /// Aborts the signal of the application's token function, while that runs.
    pub(crate) abort: OptionCell<AbortHandle>,
    /// Why the login failed.
    pub(crate) error: OptionCell<Error>,
}

/// Why a login was given up. Decides whether a token that still arrives is revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancelled {
    /// By a logout, a switch of apps, or a later login, in any tab: the token is always revoked.
    ByIntent,
    /// By the caller's signal: a token from the application stays valid.
    BySignal,
    /// By the client's disposal: a token from the application's token function is revoked.
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

    /// Gives up the pending login. Returns whether there was one.
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

    /// Gives up a pending renewal if the app's session no longer has the dead token, because another tab
    /// has changed it. Rejects the renewal's promise for the calls that wait for it, and emits nothing:
    /// no caller asked for it.
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

    /// Gives up the pending login when the client is disposed of.
    pub(super) fn end_login(&self) {
        if let Some(login) = self.0.login.take() {
            login.cancel(self.environment(), Cancelled::ByDisposal);
            let error = Error::from(&LOGIN_CANCELLED);
            login.deferred.reject(error.fields());
        }
    }

    /// Removes one caller from the pending login if `is_of` accepts its promise, and gives the login up
    /// if no caller is left. Returns the error to reject the caller with; `None` for another promise.
    fn leave_login(&self, is_of: impl Fn(&Deferred) -> bool) -> Option<Error> {
        let login = self.0.login.get().filter(|login| is_of(&login.deferred))?;
        let others = login.callers.get().saturating_sub(1);
        login.callers.set(others);
        if others == 0 {
            self.cancel_login(Cancelled::BySignal);
        }
        Some((&LOGIN_CANCELLED).into())
    }

    /// Notes that a caller no longer waits for an operation, so that nothing more is sent for it. A login
    /// goes on for its other callers. Returns the error to reject the caller with.
    pub fn abandon(&self, deferred: &Deferred) -> Error {
        self.leave_login(|login| login.is(deferred))
            .unwrap_or_else(|| {
                deferred.abandon();
                (&CANCELLED).into()
            })
    }

    /// Does what [`Self::abandon`] does, given the promise in place of its `Deferred`.
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
    /// Gives the login up. The signal of the application's token function is aborted in a task.
    fn cancel(&self, environment: &Environment, cancelled: Cancelled) {
        self.cancelled.set(Some(cancelled));
        if let Some(abort) = self.abort.take() {
            environment.spawn(Box::pin(async move { abort.abort() }));
        }
    }

    /// Whether the login's token is revoked if the login fails or was given up.
    pub(crate) fn owns_token(&self) -> bool {
        match (&self.credential.origin, self.cancelled.get()) {
            // Nobody else has a token that was made for this login.
            (TokenOrigin::AuthKey(_), _) | (_, Some(Cancelled::ByIntent)) => true,
            (TokenOrigin::Source(_), Some(Cancelled::ByDisposal)) => true,
            _ => false,
        }
    }

    /// Checks that the login was not given up.
    ///
    /// # Errors
    /// `LOGIN_CANCELLED` if the login was given up.
    pub(crate) fn check_wanted(&self) -> Result<(), &'static ErrorSpec> {
        match self.cancelled.get() {
            None => Ok(()),
            Some(_) => Err(&LOGIN_CANCELLED),
        }
    }

    /// Whether `session` already is the user's, or the token's, that the login is for, with a live token.
    pub(crate) fn is_done_by(&self, session: &Session) -> bool {
        self.expired.get().as_ref() != Some(session.token()) && self.credential.is_of(session)
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Login")
    }
}
