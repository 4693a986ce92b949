//! `createUser`, `updateUser`, `updateCurrentUserDetails` and `getUser`.

use crate::client::{App, Client};
use crate::error::{
    Error, ErrorSpec, INVALID_AUTH_KEY, INVALID_RESPONSE, INVALID_UID, MISSING_UID,
    UID_IS_COMPULSORY, USER_NAME_IS_COMPULSORY,
};
use crate::platform::{Deferred, Kind, Method, Record, ResultKind, Text, Value};
use crate::rest::{Call, Retry};
use crate::types::{Path, Secret, Session, Uid, user_to_send};

/// A call about a user.
#[derive(Debug)]
pub enum UserCall {
    /// Creates a user, with the Auth Key (for development: in production the application's server
    /// does). Resolves with the user and all that the server says of it.
    Create {
        /// The user.
        user: Value,
        /// The Auth Key.
        auth_key: Value,
    },
    /// Changes a user, with the Auth Key. Resolves with the user and all that the server says of
    /// it.
    Update {
        /// The user.
        user: Value,
        /// The Auth Key.
        auth_key: Value,
    },
    /// Changes the user who is logged in; the session keeps what the server answers. Resolves with
    /// the user.
    UpdateCurrent {
        /// What to change.
        user: Value,
    },
    /// Asks the server whether the session still lives. Resolves with the user, or with `null` if
    /// nobody is logged in (any more).
    Check,
    /// Reads a user of the app. Resolves with the user and all that the server says of it.
    Get {
        /// Whom.
        uid: Value,
    },
}

/// A call about a user, parsed.
pub(super) struct Plan {
    pub(super) call: Call,
    /// The Auth Key; without one, the session's token makes the call.
    pub(super) auth_key: Option<Secret>,
    pub(super) purpose: Purpose,
}

/// What the answer is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// For the caller.
    Read,
    /// For the session, too, which keeps it.
    Update,
    /// To know whether the session lives.
    Check,
}

impl Plan {
    /// A check is about whoever is logged in when it is made.
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
    /// Makes a call about a user.
    ///
    /// Errors: docs/protocol.md#users, `ERR_NOT_LOGGED_IN` where a session is needed, or what the
    /// server says.
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

    /// What a call comes to, with the session that it was made in.
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
                    // Somebody may have logged in or out meanwhile.
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

    /// Has a session keep what the server answered. Returns the user.
    fn update_session(&self, app: &App, session: &Session, data: &Value) -> Result<Value, Error> {
        let updated = Session::from_answer(data, session.token(), session.settings());
        // The session stays its user's.
        let updated = updated.filter(|updated| updated.uid() == session.uid());
        let updated = updated.ok_or_else(no_user)?;
        // Another tab's work stands.
        self.sync_and_emit(app);
        let is_current = || app.has_token(session.token());
        if is_current() {
            self.keep_session(app, updated.clone(), &is_current);
        }
        Ok(updated.user())
    }
}

/// The error of an answer without the user that it should have.
pub(super) fn no_user() -> Error {
    Error::without_answer(&INVALID_RESPONSE, "no user", None)
}

/// Reads what a call is given, in the order of docs/protocol.md#users.
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
    // Reading twice is the same as reading once.
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

/// Reads a user who is to be written with the Auth Key.
#[inline(never)]
fn written(user: &Value, auth_key: &Value) -> Result<(Record, Uid, Secret), &'static ErrorSpec> {
    let auth_key = Secret::parse(auth_key, &INVALID_AUTH_KEY, &INVALID_AUTH_KEY)?;
    let uid = user.as_record().map(|user| user.get("uid"));
    if uid.is_some_and(|uid| uid.kind() == Kind::UnsupportedNumber) {
        return Err(&INVALID_UID);
    }
    let user = user_to_send(user)?;
    let uid = user.get("uid");
    if uid.kind() == Kind::Nullish {
        return Err(&UID_IS_COMPULSORY);
    }
    // A number is no UID here: it would be sent as one.
    let uid = uid.as_text().ok_or(&INVALID_UID)?;
    let uid = Uid::parse(&uid.into(), &INVALID_UID)?;
    Ok((user, uid, auth_key))
}
