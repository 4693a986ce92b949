//! `createUser`, `updateUser`, `updateCurrentUserDetails` and `getUser`.

use crate::client::{App, Client};
use crate::error::{
    Error, ErrorSpec, INVALID_AUTH_KEY, INVALID_RESPONSE, INVALID_UID, MISSING_UID, MISSING_USER,
    UID_IS_COMPULSORY, USER_NAME_IS_COMPULSORY,
};
use crate::platform::{Deferred, Kind, Method, Record, ResultKind, Text, Value};
use crate::rest::{Call, Retry};
use crate::types::{Path, Secret, Service, Session, Uid};

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
    /// Reads a user of the app. Resolves with the user and all that the server says of it.
    Get {
        /// Whom.
        uid: Value,
    },
}

/// A call about a user, parsed.
struct Plan {
    call: Call,
    /// The Auth Key; without one, the session's token makes the call.
    auth_key: Option<Secret>,
    /// Whether the session keeps what the server answers.
    is_own: bool,
}

impl Plan {
    fn new(
        method: Method,
        path: Path,
        body: Option<Record>,
        auth_key: Option<Secret>,
        is_own: bool,
    ) -> Box<Self> {
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
        Box::new(Self {
            call,
            auth_key,
            is_own,
        })
    }
}

impl Client {
    /// Makes a call about a user.
    ///
    /// Errors: docs/protocol.md#users, `ERR_NOT_LOGGED_IN` where a session is needed, or what the
    /// server says.
    pub fn user_call(self, call: UserCall) -> Deferred {
        let planned = plan(call).and_then(|plan| Ok((plan, self.app()?)));
        let (plan, app) = match planned {
            Ok(planned) => planned,
            Err(spec) => return self.refuse(spec),
        };
        self.perform(ResultKind::FullUser, |promise| {
            self.run_user_call(app, plan, promise)
        })
    }

    async fn run_user_call(
        self,
        app: &'static App,
        plan: Box<Plan>,
        promise: Deferred,
    ) -> Result<Value, Error> {
        let data = if let Some(key) = &plan.auth_key {
            self.sync_from_storage(app);
            let caller = self.caller(app, app.session.get().as_ref());
            let answer = caller.call(&plan.call, Service::Admin, key, Some(&promise));
            answer.await?
        } else {
            let (data, session) = self.call_as_user(app, &plan.call, &promise).await?;
            if plan.is_own {
                return self.update_session(app, &session, &data);
            }
            data
        };
        let uid = data.as_record().and_then(|data| data.text("uid"));
        if uid.is_some_and(|uid| uid.is_present()) {
            Ok(data)
        } else {
            Err(no_user())
        }
    }

    /// Has a session keep what the server answered. Returns the user.
    fn update_session(self, app: &App, session: &Session, data: &Value) -> Result<Value, Error> {
        let updated = Session::from_answer(data, session.token(), session.settings());
        // The session stays its user's.
        let updated = updated.filter(|updated| updated.uid() == session.uid());
        let updated = updated.ok_or_else(no_user)?;
        // Another tab's work stands.
        self.sync_from_storage(app);
        if app.has_token(session.token()) {
            self.commit_session(app, Some(updated.clone()));
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
    let (user, auth_key, is_new) = match call {
        UserCall::Create { user, auth_key } => (user, auth_key, true),
        UserCall::Update { user, auth_key } => (user, auth_key, false),
        UserCall::UpdateCurrent { user } => {
            let body = Some(copy(&user)?);
            return Ok(Plan::new(Method::Put, Path::me(), body, None, true));
        }
        UserCall::Get { uid } => {
            let path = Path::user(&Uid::parse(&uid, &MISSING_UID)?);
            return Ok(Plan::new(Method::Get, path, None, None, false));
        }
    };
    let secret = Secret::parse(&auth_key, &INVALID_AUTH_KEY, &INVALID_AUTH_KEY)?;
    let user = copy(&user)?;
    let uid = user.get("uid");
    if uid.kind() == Kind::Nothing {
        return Err(&UID_IS_COMPULSORY);
    }
    // A number is no UID here: it would be sent as one.
    let uid = uid.as_text().ok_or(&INVALID_UID)?;
    let uid = Uid::parse(&uid.into(), &INVALID_UID)?;
    if is_new
        && !user
            .text("name")
            .is_some_and(|name| Text::is_present(&name))
    {
        return Err(&USER_NAME_IS_COMPULSORY);
    }
    let (method, path) = if is_new {
        (Method::Post, Path::users())
    } else {
        (Method::Put, Path::user(&uid))
    };
    Ok(Plan::new(method, path, Some(user), Some(secret), false))
}

/// A copy of a user, as JSON has it: what the caller changes later does not matter.
fn copy(user: &Value) -> Result<Record, &'static ErrorSpec> {
    let json = user.to_json().ok_or(&MISSING_USER)?;
    json.parse_json()
        .and_then(|user| user.as_record())
        .ok_or(&MISSING_USER)
}
