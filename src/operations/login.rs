//! `login` and `ensureLoggedIn`: one login at a time, which ends in a session that is on disk before
//! anyone hears of it, or in an error that leaves everything as it was.

use std::cell::Cell;
use std::rc::Rc;

use crate::client::{App, Cancelled, Client, Login};
use crate::error::{
    Error, ErrorSpec, INVALID_RESPONSE, LOGIN_CANCELLED, LOGIN_IN_PROGRESS, NO_AUTH_TOKEN,
    TOKEN_OF_ANOTHER_USER,
};
use crate::platform::{Deferred, Event, Method, Record, ResultKind};
use crate::rest::{Call, Caller, Retry};
use crate::shared::Shared;
use crate::types::{Credential, Path, Secret, Service, Session, TokenOrigin, Uid, argument};

impl Client {
    /// Logs a user in, with what was read of the arguments. Resolves with the user.
    ///
    /// Errors: docs/protocol.md#login. Each but `LOGIN_IN_PROGRESS` is also told to the listeners.
    pub fn login(self, credential: Result<Credential, &'static ErrorSpec>) -> Deferred {
        let (credential, app) = match self.checked(credential) {
            Ok(checked) => checked,
            Err(spec) => return self.refuse_login(spec.into()),
        };
        match self.pending_login() {
            None => self.start_login(app, credential),
            Some(login) if login.credential.is(&credential) => join(&login),
            Some(_) => self.refuse(&LOGIN_IN_PROGRESS),
        }
    }

    /// Sees to it that a user is logged in: resolves with the stored user if that is the one, else
    /// logs the one in and the other out. The last such call counts, whatever login is under way.
    ///
    /// Errors: docs/protocol.md#ensureloggedin. Each is also told to the listeners.
    pub fn ensure_logged_in(self, credential: Result<Credential, &'static ErrorSpec>) -> Deferred {
        let (credential, app) = match self.checked(credential) {
            Ok(checked) => checked,
            Err(spec) => return self.refuse_login(spec.into()),
        };
        let can_renew = matches!(credential.origin, TokenOrigin::Source(_));
        self.set_renewal(can_renew.then(|| Rc::new(credential.clone())));
        if let Some(login) = self.pending_login() {
            if login.credential.is_for_same_user(&credential) {
                return join(&login);
            }
            self.cancel_login(Cancelled::ByIntent);
        }
        self.start_login(app, credential)
    }

    fn checked(
        self,
        credential: Result<Credential, &'static ErrorSpec>,
    ) -> Result<(Credential, &'static App), &'static ErrorSpec> {
        Ok((credential?, self.app()?))
    }

    /// The promise of a login that is refused as it was asked for. The listeners are told.
    pub fn refuse_login(self, error: Error) -> Deferred {
        let event = Event::LoginFailure(error.fields().clone());
        self.reply(Some(event), ResultKind::User, Err(error))
    }

    /// Starts a login; there must be none under way.
    pub(super) fn start_login(self, app: &'static App, credential: Credential) -> Deferred {
        let deferred = self.environment().defer();
        let login = Rc::new(Login {
            app,
            credential,
            deferred: deferred.clone(),
            callers: Cell::new(1),
            cancelled: Cell::default(),
            error: Shared::default(),
        });
        self.set_pending_login(Some(login.clone()));
        let client = self;
        self.environment().spawn(Box::pin(async move {
            let result = client.run_login(&login).await;
            if login.cancelled.get().is_some() {
                return;
            }
            client.set_pending_login(None);
            match result {
                Ok(session) => {
                    client.warn_if_shared();
                    client.emit(&Event::LoginSuccess(session.user()));
                    login.deferred.resolve(ResultKind::User, session.user());
                }
                Err(error) => {
                    login.error.set(Some(error.clone()));
                    client.emit(&Event::LoginFailure(error.fields().clone()));
                    login.deferred.reject(error.fields());
                }
            }
        }));
        deferred
    }

    /// Gets a session and keeps it. If that fails, or if the login is given up meanwhile, keeps
    /// nothing and sees to the token; when it was given up, the result is nobody's.
    async fn run_login(self, login: &Login) -> Result<Session, Error> {
        let Login {
            app,
            credential,
            cancelled,
            ..
        } = login;
        if cancelled.get().is_some() {
            return Err((&LOGIN_CANCELLED).into());
        }
        self.sync_from_storage(app);
        let is_of = |session: &Session| credential.is_of(session);
        if let Some(session) = app.session.get().filter(is_of) {
            return Ok(session);
        }
        let caller = self.caller(app, None);
        let token = self.token_for(login, &caller).await?;
        let session = self.register(login, &caller, token.clone()).await;
        let must_revoke = credential.makes_token() || cancelled.get() == Some(Cancelled::ByIntent);
        match &session {
            Ok(session) if cancelled.get().is_none() => {
                // Another tab's work stands.
                self.sync_from_storage(app);
                let before = app.session.get();
                if credential.makes_token()
                    && let Some(before) = before.clone().filter(is_of)
                {
                    self.revoke(caller, session.token().clone(), None);
                    return Ok(before);
                }
                self.commit_session(app, Some(session.clone()));
                if let Some(before) = before.filter(|before| before.uid() != session.uid()) {
                    let caller = self.caller(app, Some(&before));
                    self.revoke(caller, before.token().clone(), None);
                }
            }
            // Nobody will ever have the token that was made for this login.
            _ if must_revoke => {
                let token = session.as_ref().map_or(token, |it| it.token().clone());
                self.revoke(caller, token, None);
            }
            _ => {}
        }
        session
    }

    /// The token to log in by: made by the server, brought by the application, or asked of it.
    async fn token_for(self, login: &Login, caller: &Caller) -> Result<Secret, Error> {
        let credential = &login.credential;
        match (&credential.origin, &credential.uid) {
            (TokenOrigin::AuthKey(key), Some(uid)) => {
                let device_id = login.app.persistence.device_id(self.environment());
                let call = Call {
                    method: Method::Post,
                    path: Path::auth_tokens(uid),
                    service: Service::Admin,
                    secret: key.clone(),
                    body: Some(caller.client_info(device_id, None)),
                    // Each request makes a token.
                    retry: Retry::WhenRefused,
                };
                let data = caller.call(&call, Some(&login.deferred)).await?;
                data.as_record()
                    .and_then(|data| Secret::from_text(data.text("authToken")?))
                    .ok_or_else(|| Error::without_answer(&INVALID_RESPONSE, "no token", None))
            }
            (TokenOrigin::Source(source), Some(uid)) => {
                let request = Record::new();
                request.set("uid", uid.text().clone());
                let is_expired = credential.expired.is_some();
                request.set("reason", if is_expired { "expired" } else { "login" });
                let given = self
                    .environment()
                    .ask_for_token(source, request, caller.time_left())
                    .await;
                given
                    .and_then(|token| Secret::from_text(argument(&token)?))
                    .filter(|token| credential.expired.as_ref() != Some(token))
                    .ok_or_else(|| (&NO_AUTH_TOKEN).into())
            }
            (TokenOrigin::AuthToken(token), _) => Ok(token.clone()),
            // The parser gives these a UID.
            (TokenOrigin::AuthKey(_) | TokenOrigin::Source(_), None) => {
                Err((&crate::error::MISSING_UID).into())
            }
        }
    }

    /// Tells the server that the user is here, and gets the user for it.
    async fn register(
        self,
        login: &Login,
        caller: &Caller,
        token: Secret,
    ) -> Result<Session, Error> {
        let device_id = login.app.persistence.device_id(self.environment());
        let call = Call {
            method: Method::Put,
            path: Path::me(),
            service: Service::Client,
            secret: token,
            body: Some(caller.client_info(device_id, self.source().as_ref())),
            retry: Retry::Always,
        };
        let data = caller.call(&call, Some(&login.deferred)).await?;
        let session = Session::from_answer(&data, &call.secret, None)
            .ok_or_else(|| Error::without_answer(&INVALID_RESPONSE, "no user", None))?;
        let is_expected = |uid: &Uid| login.credential.makes_token() || uid.is(session.uid());
        if login.credential.uid.as_ref().is_none_or(is_expected) {
            Ok(session)
        } else {
            Err((&TOKEN_OF_ANOTHER_USER).into())
        }
    }
}

/// One more caller waits for a login.
fn join(login: &Login) -> Deferred {
    login.callers.set(login.callers.get().saturating_add(1));
    login.deferred.clone()
}
