//! Creating, changing and reading users.

use super::app::App;
use super::client::{Answer, Client};
use super::credential::{SECRET, is_segment};
use super::error::{
    Checked, Error, INVALID_AUTH_KEY, INVALID_RESPONSE, INVALID_UID, MISSING_UID, MISSING_USER,
    NOT_LOGGED_IN, UID_IS_COMPULSORY, USER_NAME_IS_COMPULSORY, check,
};
use super::platform::{Deferred, Event, Platform, Shape};
use super::request::{Call, Caller, Retry};
use super::session::Session;
use super::value::Value;

/// A call about a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserCall {
    /// Creates a user, with the Auth Key (for development: in production the application's server
    /// does). Resolves with the user and all that the server says of it.
    Create,
    /// Changes a user, with the Auth Key. Resolves with the user and all that the server says of
    /// it.
    Update,
    /// Changes the user who is logged in; the session keeps what the server answers. Resolves with
    /// the user.
    UpdateCurrent,
    /// Reads a user of the app. Resolves with the user and all that the server says of it.
    Get,
}

impl<P: Platform> Client<P> {
    /// Makes a call about a user: for [`UserCall::Get`] a UID, else a user. The Auth Key is for those
    /// calls that take one.
    ///
    /// Errors: docs/protocol.md#users, `ERR_NOT_LOGGED_IN` where a session is needed, or what the
    /// server says.
    pub fn user_call(self, kind: UserCall, user: &P::Value, auth_key: P::Value) -> P::Deferred {
        // A copy, as JSON has it: what the caller changes later does not matter.
        let user = user.stringified().parsed();
        let app = match check_call(kind, &user, &auth_key).and_then(|()| self.app()) {
            Ok(app) => app,
            Err(known) => return self.failed(known),
        };
        let call = call_of(kind, user, auth_key);
        let deferred = self.platform().defer();
        let task = deferred.clone();
        self.platform().spawn(Box::pin(async move {
            let answer = self.run_user_call(app, kind, call, &task).await;
            task.settle(Shape::FullUser, answer);
        }));
        deferred
    }

    async fn run_user_call(
        self,
        app: &'static App<P>,
        kind: UserCall,
        mut call: Call<P::Value>,
        promise: &P::Deferred,
    ) -> Answer<P> {
        let event = self.news(app);
        self.tell(event);
        let session = app.current();
        if !call.with_key {
            match &session {
                Some(session) => call.secret = session.token(),
                None => return Err(Error::known(&NOT_LOGGED_IN)),
            }
        }
        let caller = Caller::new(self, app, session.as_ref());
        let result = caller.call(&call, Some(promise)).await;
        let is_current = || {
            app.current()
                .is_some_and(|now| now.token().is(&call.secret))
        };
        if let Err(error) = &result
            && error.is_token_lost()
            && is_current()
        {
            self.keep(app, None);
            self.platform().tell(Event::LogoutSuccess);
        }
        let data = result?;
        let invalid = || Error::because(&INVALID_RESPONSE, "no user", 0, &P::Value::none());
        if kind == UserCall::UpdateCurrent {
            let known = session.map_or_else(P::Value::none, |session| session.settings());
            let updated = Session::from_answer(&data, &call.secret, &known).ok_or_else(invalid)?;
            let user = updated.user();
            if is_current() {
                self.keep(app, Some(updated));
            }
            Ok(user)
        } else if data.get("uid").is_present() {
            Ok(data)
        } else {
            Err(invalid())
        }
    }
}

/// Checks what a call is given, in the order of docs/protocol.md#users.
fn check_call<V: Value>(kind: UserCall, user: &V, auth_key: &V) -> Checked {
    let mut uid = user.get("uid");
    if kind == UserCall::Get {
        check(user.is_present(), &MISSING_UID)?;
        uid = user.clone();
    } else {
        let with_key = kind != UserCall::UpdateCurrent;
        check(!with_key || auth_key.matches(SECRET), &INVALID_AUTH_KEY)?;
        check(user.is_object(), &MISSING_USER)?;
        if !with_key {
            return Ok(());
        }
        check(!uid.is_none(), &UID_IS_COMPULSORY)?;
    }
    check(uid.is_present() && is_segment(&uid), &INVALID_UID)?;
    check(
        kind != UserCall::Create || user.get("name").is_present(),
        &USER_NAME_IS_COMPULSORY,
    )
}

fn call_of<V: Value>(kind: UserCall, user: V, secret: V) -> Call<V> {
    let (method, path, uid, retry) = match kind {
        UserCall::Create => ("POST", "/users", V::none(), Retry::WhenRefused),
        UserCall::Update => ("PUT", "/users/", user.get("uid"), Retry::WhenRefused),
        UserCall::UpdateCurrent => ("PUT", "/me", V::none(), Retry::WhenRefused),
        UserCall::Get => ("GET", "/users/", user.clone(), Retry::Always),
    };
    let mut path = V::text(path);
    if !uid.is_none() {
        path = path.plus(&uid.percent_encoded());
    }
    Call {
        method,
        path,
        with_key: matches!(kind, UserCall::Create | UserCall::Update),
        secret,
        body: if kind == UserCall::Get {
            V::none()
        } else {
            user
        },
        retry,
    }
}
