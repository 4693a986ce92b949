//! `login` and `ensureLoggedIn`: one login at a time. It ends in a session, which is stored before
//! listeners hear of it, or in an error, which changes nothing.

use std::cell::Cell;
use std::rc::Rc;

use crate::client::{App, Cancelled, Client, Login};
use crate::error::{
    Error, ErrorSpec, INVALID_RESPONSE, LOGIN_CANCELLED, LOGIN_IN_PROGRESS, MISSING_AUTH_TOKEN,
    NO_AUTH_TOKEN, Redaction, TOKEN_OF_ANOTHER_USER,
};
use crate::operations::users::no_user;
use crate::option_cell::OptionCell;
use crate::platform::{
    AbortHandle, Deferred, Event, Failure, Kind, Method, Record, ResultKind, Text, Value,
};
use crate::rest::{ApiContext, Call, Retry, TOKEN_TIMEOUT, client_info};
use crate::types::{Credential, Path, Secret, Service, Session, TokenOrigin, Uid, argument};

impl Client {
    /// Logs a user in with the credential parsed from the arguments. Resolves with the user.
    ///
    /// Errors: docs/protocol.md#login. Emits every error except `LOGIN_IN_PROGRESS` to the listeners.
    pub fn login(&self, credential: Result<Rc<Credential>, &'static ErrorSpec>) -> Deferred {
        let (credential, app) = match self.checked(credential) {
            Ok(checked) => checked,
            Err(spec) => return self.refuse_login(spec.into()),
        };
        match self.pending_login() {
            None => self.start_login(&app, credential).deferred.clone(),
            Some(login) if login.credential.is(&credential) => join(&login),
            Some(_) => self.reject_now(&LOGIN_IN_PROGRESS),
        }
    }

    /// Resolves with the stored user if the credential is that user's; otherwise logs the credential's
    /// user in and the stored user out. The last call wins: it gives up a pending login of another user.
    ///
    /// Errors: docs/protocol.md#ensureloggedin. Every error is also emitted to the listeners.
    pub fn ensure_logged_in(
        &self,
        credential: Result<Rc<Credential>, &'static ErrorSpec>,
    ) -> Deferred {
        let (credential, app) = match self.checked(credential) {
            Ok(checked) => checked,
            Err(spec) => return self.refuse_login(spec.into()),
        };
        let can_renew = matches!(credential.origin, TokenOrigin::Source(_));
        app.renewal.set(can_renew.then(|| credential.clone()));
        if let Some(login) = self.pending_login() {
            if login.credential.is_for_same_user(&credential) {
                return join(&login);
            }
            self.cancel_login(Cancelled::ByIntent);
        }
        self.start_login(&app, credential).deferred.clone()
    }

    fn checked(
        &self,
        credential: Result<Rc<Credential>, &'static ErrorSpec>,
    ) -> Result<(Rc<Credential>, Rc<App>), &'static ErrorSpec> {
        Ok((credential?, self.app()?))
    }

    /// Returns a promise that rejects with `error`, after the listeners have heard of the failed login.
    fn refuse_login(&self, error: Error) -> Deferred {
        let event = Event::LoginFailure(error.fields().clone());
        self.settle_now(Some(event), ResultKind::User, Err(error))
    }

    /// Starts a login. The caller has checked that no login is pending.
    pub(super) fn start_login(&self, app: &Rc<App>, credential: Rc<Credential>) -> Rc<Login> {
        let login = Rc::new(Login {
            app: app.clone(),
            credential,
            deferred: self.environment().defer(),
            expired: OptionCell::default(),
            is_renewal: Cell::default(),
            callers: Cell::new(1),
            cancelled: Cell::default(),
            abort: OptionCell::default(),
            error: OptionCell::default(),
        });
        self.set_pending_login(Some(login.clone()));
        let (client, task) = (self.clone(), login.clone());
        self.environment().spawn(Box::pin(async move {
            let result = client.run_login(&task).await;
            client.settle_login(&task, result);
        }));
        login
    }

    /// Emits the result of a login and settles its promise, unless the login was given up.
    fn settle_login(&self, login: &Login, result: Result<Session, Error>) {
        // A renewal that gave way to another tab's session has not failed.
        let is_over = result.is_err() && !self.is_wanted(login);
        if is_over || login.cancelled.get().is_some() {
            return;
        }
        self.set_pending_login(None);
        match result {
            Ok(session) => {
                self.warn_if_shared();
                self.emit(&Event::LoginSuccess(session.user()));
                login.deferred.resolve(ResultKind::User, session.user());
            }
            Err(error) => {
                login.error.set(Some(error.clone()));
                self.emit(&Event::LoginFailure(error.fields().clone()));
                if login.is_renewal.get() {
                    tell_of_renewal(login, &error);
                }
                login.deferred.reject(error.fields());
            }
        }
    }

    /// Gets a session from the server and stores it. If the login fails or is given up, stores nothing
    /// and revokes the token where needed. The result of a login that was given up is not used.
    async fn run_login(&self, login: &Login) -> Result<Session, Error> {
        login.check_wanted()?;
        if let Some(session) = self.expected_session(login) {
            return Ok(session);
        }
        // A listener of the event that `expected_session` emitted may have given the login up.
        login.check_wanted()?;
        let api = self.api_context(&login.app, None);
        let mut redaction = Redaction::default();
        let uid = login.credential.uid.as_ref().map(Uid::text);
        if let Some(expired) = login.expired.get() {
            redaction.add_token(&expired, uid);
        }
        // The token from the application; `None` until the server makes one for the Auth Key.
        let mut token = match &login.credential.origin {
            TokenOrigin::AuthKey(key) => {
                redaction.add_key(key);
                None
            }
            TokenOrigin::AuthToken(token) => Some(token.clone()),
            TokenOrigin::Source(source) => {
                let request = token_request(login)?;
                let abort = AbortHandle::new();
                login.abort.set(Some(abort.clone()));
                let environment = self.environment();
                let given = environment.ask_for_token(source, request, TOKEN_TIMEOUT, abort);
                let given = given.await;
                login.abort.set(None);
                Some(usable_token(login, given, &redaction)?)
            }
        };
        loop {
            if let Some(token) = &token {
                redaction.add_token(token, uid);
            }
            let (call, service, secret) = self.login_call(login, token.as_ref())?;
            let is_wanted = || self.is_wanted(login);
            let answer = api.call(&call, service, &secret, &redaction, &is_wanted);
            let answer = answer.await;
            match token {
                None => token = Some(token_of(&answer?)?),
                Some(token) => return self.commit_or_revoke(login, api, token, answer),
            }
        }
    }

    /// Whether a login should go on. Loads the storage first for a renewal, which gives way to a session
    /// that another tab has stored meanwhile.
    fn is_wanted(&self, login: &Login) -> bool {
        if login.is_renewal.get() && login.cancelled.get().is_none() {
            self.sync_and_emit(&login.app);
        }
        login.cancelled.get().is_none()
    }

    /// Loads the storage, and returns the current session if it already belongs to the user of `login`.
    fn expected_session(&self, login: &Login) -> Option<Session> {
        self.sync_and_emit(&login.app);
        let session = login.app.session.get()?;
        login.is_done_by(&session).then_some(session)
    }

    /// Stores the session in the answer to a login, and revokes the tokens that are no longer needed: a
    /// token that fails to become the session, or the token of the session that it replaces.
    fn commit_or_revoke(
        &self,
        login: &Login,
        api: Box<ApiContext>,
        token: Secret,
        answer: Result<Value, Error>,
    ) -> Result<Session, Error> {
        let (app, credential) = (&login.app, &login.credential);
        let session = answer.and_then(|data| session_of(credential, &data, &token));
        // Another tab may have logged the same user in meanwhile: its session stands.
        let expected = if self.is_wanted(login) && session.is_ok() {
            self.expected_session(login)
        } else {
            None
        };
        match &session {
            Ok(session) if login.check_wanted().is_ok() => {
                if credential.makes_token()
                    && let Some(expected) = expected
                {
                    self.revoke(api, session.token().clone(), None, None);
                    return Ok(expected);
                }
                let expired = login.expired.get();
                let before = app.session.get().filter(|before| {
                    let token = Some(before.token());
                    token != Some(session.token()) && token != expired.as_ref()
                });
                let is_wanted = || login.check_wanted().is_ok();
                if !self.keep_session(app, session.clone(), &is_wanted) {
                    self.give_up_token(login, api, session.token().clone());
                    return Err((&LOGIN_CANCELLED).into());
                }
                let is_own = !matches!(credential.origin, TokenOrigin::AuthToken(_));
                app.own_session.set(is_own.then(|| session.clone()));
                if let Some(before) = before {
                    let api = self.api_context(app, Some(&before));
                    self.revoke(api, before.token().clone(), None, None);
                }
            }
            _ => {
                let token = session.as_ref().map_or(token, |it| it.token().clone());
                self.give_up_token(login, api, token);
            }
        }
        session
    }

    /// Revokes the token of a login that failed or was given up, unless the application keeps the token.
    fn give_up_token(&self, login: &Login, api: Box<ApiContext>, token: Secret) {
        if login.owns_token() {
            self.revoke(api, token, None, None);
        }
    }

    /// Returns the next request of a login, its service and its secret: without `token` the request that
    /// has the server make a token, with `token` the request that logs in.
    #[inline(never)]
    fn login_call(
        &self,
        login: &Login,
        token: Option<&Secret>,
    ) -> Result<(Call, Service, Secret), &'static ErrorSpec> {
        Ok(match (token, &login.credential.origin) {
            (None, TokenOrigin::AuthKey(key)) => {
                let call = Call {
                    method: Method::Post,
                    path: Path::auth_tokens(login.credential.uid()?),
                    body: Some(self.client_info(login, None)),
                    // Each request makes another token.
                    retry: Retry::WhenRefused,
                };
                (call, Service::Admin, key.clone())
            }
            _ => {
                let call = Call {
                    method: Method::Put,
                    path: Path::me(),
                    body: Some(self.client_info(login, self.source().as_ref())),
                    retry: Retry::Always,
                };
                (
                    call,
                    Service::Client,
                    token.ok_or(&MISSING_AUTH_TOKEN)?.clone(),
                )
            }
        })
    }

    /// The client info of a login request: the device and, with `source`, the framework.
    fn client_info(&self, login: &Login, source: Option<&Record>) -> Record {
        let device_id = login.app.persistence.device_id(self.environment());
        client_info(self.environment(), device_id, source)
    }
}

/// Reads the token from the answer to the request that makes one.
fn token_of(data: &Value) -> Result<Secret, Error> {
    data.as_record()
        .and_then(|data| Secret::from_text(data.text("authToken")?))
        .ok_or_else(|| Error::without_answer(&INVALID_RESPONSE, "no token", None))
}

/// The argument of the application's token function: `uid` and `reason`.
fn token_request(login: &Login) -> Result<Record, &'static ErrorSpec> {
    let request = Record::new();
    request.set("uid", login.credential.uid()?.text().clone());
    let is_expired = login.expired.get().is_some();
    request.set("reason", if is_expired { "expired" } else { "login" });
    Ok(request)
}

/// Parses the token that the application's function gave, or says why it is not usable.
fn usable_token(
    login: &Login,
    given: Result<Value, Failure>,
    redaction: &Redaction,
) -> Result<Secret, Error> {
    let expired = login.expired.get();
    let expired = expired.as_ref();
    let unusable = |reason| Error::without_answer(&NO_AUTH_TOKEN, reason, None);
    let given = given.map_err(|failure| match failure {
        Failure::Timeout => unusable("it gave no token in time"),
        _ => unusable("it threw, or its promise was rejected").because(failure, redaction),
    })?;
    let text = argument(&given)
        .map(|text| text.trim())
        .ok_or_else(|| unusable(not_a_text(&given)))?;
    match Secret::from_text(text.clone()) {
        Some(token) if expired == Some(&token) => {
            Err(unusable("it gave the token that has expired"))
        }
        Some(token) if !is_foreign(&text) => Ok(token),
        _ => Err(unusable(not_a_token(&text))),
    }
}

/// Whether a text begins as JSON and HTML do, but no token does.
fn is_foreign(text: &Text) -> bool {
    text.matches(r#"^["\[{<]"#)
}

/// Why a value is not a token: it is not a text, or a blank one.
fn not_a_text(given: &Value) -> &'static str {
    match given.kind() {
        Kind::Nullish => "it gave nothing",
        Kind::String => "it gave a blank text",
        Kind::Array | Kind::Object => "it gave an object, not a text",
        _ => "it gave something that is not a text",
    }
}

/// Why a text is not a token. Never quotes the text.
fn not_a_token(text: &Text) -> &'static str {
    if text.matches(r#"^["\[{]"#) {
        "it gave JSON text, which has to be parsed first"
    } else if text.matches("^<") {
        "it gave a page of HTML, not a token"
    } else {
        "it gave a text with characters that no token has"
    }
}

/// Parses the session in the answer to a login. Fails if it is another user's.
fn session_of(credential: &Credential, data: &Value, token: &Secret) -> Result<Session, Error> {
    let session = Session::from_answer(data, token, None).ok_or_else(no_user)?;
    let is_expected = |uid: &Uid| uid.is(session.uid());
    if credential.uid.as_ref().is_none_or(is_expected) {
        Ok(session)
    } else if credential.makes_token() {
        Err(no_user())
    } else {
        Err((&TOKEN_OF_ANOTHER_USER).into())
    }
}

/// Calls `onError` of the last `ensureLoggedIn` after a failed renewal: no caller has its promise.
fn tell_of_renewal(login: &Login, error: &Error) {
    let last = login.app.renewal.get();
    if let Some(on_error) = &last.as_ref().unwrap_or(&login.credential).on_error {
        on_error.call(error.fields());
    }
}

/// Adds a caller to a pending login and returns its promise. A renewal that has a caller becomes a login.
fn join(login: &Login) -> Deferred {
    login.is_renewal.set(false);
    login.callers.set(login.callers.get().saturating_add(1));
    login.deferred.clone()
}
