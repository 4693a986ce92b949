//! `createUser`, `updateUser`, `updateCurrentUserDetails` and `getUser`.

use crate::client::{App, Client};
use crate::error::{
    Error, ErrorSpec, INVALID_AUTH_KEY, INVALID_RESPONSE, INVALID_UID, MISSING_UID,
    UID_IS_COMPULSORY, USER_NAME_IS_COMPULSORY,
};
use crate::platform::{Deferred, Kind, Method, Record, ResultKind, Text, Value};
use crate::rest::{Call, Retry};
use crate::types::{Path, Secret, Session, Uid, user_to_send};

/// A call about a user, with its unparsed arguments.
#[derive(Debug)]
pub enum UserCall {
    /// Creates a user with the Auth Key, for development: in production the application's server creates
    /// users. Resolves with the user and all fields that the server sent.
    Create {
        /// The user.
        user: Value,
        /// The Auth Key.
        auth_key: Value,
    },
    /// Changes a user with the Auth Key. Resolves with the user and all fields that the server sent.
    Update {
        /// The user.
        user: Value,
        /// The Auth Key.
        auth_key: Value,
    },
    /// Changes the user who is logged in, and stores the server's answer in the session. Resolves with
    /// the user.
    UpdateCurrent {
        /// The fields to change.
        user: Value,
    },
    /// Asks the server whether the session is still valid. Resolves with the user, or with `null` if
    /// nobody is logged in (any more).
    Check,
    /// Reads a user of the app. Resolves with the user and all fields that the server sent.
    Get {
        /// The user's UID.
        uid: Value,
    },
}

/// A call about a user, parsed.
pub(super) struct Plan {
    pub(super) call: Call,
    /// The Auth Key; `None` for a call with the session's token.
    pub(super) auth_key: Option<Secret>,
    pub(super) purpose: Purpose,
}

/// What the answer to a call is used for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Returned to the caller.
    Read,
    /// Returned to the caller, and stored in the session.
    Update,
    /// Shows whether the session is still valid.
    Check,
}

impl Plan {
    /// Points a check at the user of `session`, who is logged in when the request is made.
    pub(super) fn bind_to_session(
        &mut self,
        session: Option<&Session>,
    ) -> Result<(), &'static ErrorSpec> {
        if let (Purpose::Check, Some(session)) = (self.purpose, session) {
            self.call.path = Path::user(&Uid::parse(&session.uid().clone().into(), &MISSING_UID)?);
        }
        Ok(())
    }
}

impl Client {
    /// Parses and starts a call about a user.
    ///
    /// Errors: docs/protocol.md#users, `ERR_NOT_LOGGED_IN` where a session is needed, or the server's
    /// error.
    pub fn user_call(&self, call: UserCall) -> Deferred {
        let planned = plan(call).and_then(|plan| Ok((plan, self.app()?)));
        let (plan, app) = match planned {
            Ok(planned) => planned,
            Err(spec) => return self.reject_now(spec),
        };
        let kind = match plan.purpose {
            Purpose::Check => ResultKind::User,
            _ => ResultKind::FullUser,
        };
        self.spawn_operation(kind, |promise| {
            self.clone().run_user_call(app, plan, promise)
        })
    }

    /// Turns the answer to a call into its result. `session` is the session that the call was made in.
    pub(super) fn finish_user_call(
        &self,
        app: &App,
        plan: &Plan,
        session: Option<Session>,
        answer: Result<Value, Error>,
    ) -> Result<Value, Error> {
        match (plan.purpose, session) {
            (Purpose::Check, _) => match answer {
                Err(error) if !error.is_token_lost() => Err(error),
                _ => {
                    // Another tab may have logged in or out meanwhile.
                    self.sync_and_emit(app);
                    let session = app.session.get();
                    Ok(session.map_or_else(Value::nothing, |it| it.user()))
                }
            },
            (Purpose::Update, Some(session)) => self.update_session(app, &session, &answer?),
            _ => {
                let data = answer?;
                let uid = data.as_record().and_then(|data| data.text("uid"));
                if uid.is_some_and(|uid| uid.is_present()) {
                    Ok(data)
                } else {
                    Err(no_user())
                }
            }
        }
    }

    /// Stores the server's answer in the session, if that is still the app's. Returns the updated user.
    fn update_session(&self, app: &App, session: &Session, data: &Value) -> Result<Value, Error> {
        let updated = Session::from_answer(data, session.token(), session.settings());
        // A session never changes its user.
        let updated = updated.filter(|updated| updated.uid() == session.uid());
        let updated = updated.ok_or_else(no_user)?;
        // Another tab may have replaced the session: that one stands.
        self.sync_and_emit(app);
        let is_current = || app.has_token(session.token());
        if is_current() {
            self.keep_session(app, updated.clone(), &is_current);
        }
        Ok(updated.user())
    }
}

/// The error for an answer that lacks the user.
pub(super) fn no_user() -> Error {
    Error::without_answer(&INVALID_RESPONSE, "no user", None)
}

/// Parses the arguments of a call, in the order of docs/protocol.md#users.
fn plan(call: UserCall) -> Result<Box<Plan>, &'static ErrorSpec> {
    let (method, path, body, auth_key, purpose) = match call {
        UserCall::Create { user, auth_key } => {
            let (user, _, auth_key) = written(&user, &auth_key)?;
            let name = user.text("name").filter(Text::is_present);
            name.ok_or(&USER_NAME_IS_COMPULSORY)?;
            let (body, auth_key) = (Some(user), Some(auth_key));
            (Method::Post, Path::users(), body, auth_key, Purpose::Read)
        }
        UserCall::Update { user, auth_key } => {
            let (user, uid, auth_key) = written(&user, &auth_key)?;
            let (body, auth_key) = (Some(user), Some(auth_key));
            (Method::Put, Path::user(&uid), body, auth_key, Purpose::Read)
        }
        UserCall::UpdateCurrent { user } => {
            let body = Some(user_to_send(&user)?);
            (Method::Put, Path::me(), body, None, Purpose::Update)
        }
        UserCall::Get { uid } => {
            let path = Path::user(&Uid::parse(&uid, &MISSING_UID)?);
            (Method::Get, path, None, None, Purpose::Read)
        }
        UserCall::Check => (Method::Get, Path::me(), None, None, Purpose::Check),
    };
    // Reads can be repeated safely.
    let retry = match method {
        Method::Get => Retry::Always,
        _ => Retry::WhenRefused,
    };
    let call = Call {
        method,
        path,
        body,
        retry,
    };
    Ok(Box::new(Plan {
        call,
        auth_key,
        purpose,
    }))
}

/// Parses the arguments of a call that writes a user with the Auth Key.
#[inline(never)]
fn written(user: &Value, auth_key: &Value) -> Result<(Record, Uid, Secret), &'static ErrorSpec> {
    let auth_key = Secret::parse(auth_key, &INVALID_AUTH_KEY, &INVALID_AUTH_KEY)?;
    let uid = user.as_record().map(|user| user.get("uid"));
    if uid.is_some_and(|uid| uid.kind() == Kind::UnsupportedNumber) {
        return Err(&INVALID_UID);
    }
    let user = user_to_send(user)?;
    let uid = user.get("uid");
    if uid.is_nullish() {
        return Err(&UID_IS_COMPULSORY);
    }
    // A numeric UID is refused here: it would be sent as a number.
    let uid = uid.as_text().ok_or(&INVALID_UID)?;
    let uid = Uid::parse(&uid.into(), &INVALID_UID)?;
    Ok((user, uid, auth_key))
}
