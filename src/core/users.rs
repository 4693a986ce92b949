//! Creating, changing and reading users.

use std::rc::Rc;

use super::client::{Answer, App, Client, Reply, Waits, no_events};
use super::credential::{MISSING_UID, SECRET, SEGMENT, check, present};
use super::error::{
    Error, INVALID_AUTH_KEY, INVALID_RESPONSE, INVALID_UID, NOT_LOGGED_IN, UID_IS_COMPULSORY,
    USER_NAME_IS_COMPULSORY,
};
use super::flight::Flight;
use super::platform::{Event, Platform};
use super::request::{Call, Retry, Side};
use super::session::Session;
use super::value::Value;

/// A call about a user, checked and not yet sent.
struct UserCall<P: Platform> {
    app: Rc<App<P>>,
    method: &'static str,
    /// None for the user who is logged in.
    path: P::Value,
    /// The Auth Key; none if the call is made as the user who is logged in.
    auth_key: P::Value,
    body: P::Value,
}

impl<P: Platform> Client<P> {
    /// Creates a user (for development: in production the application's server does). Answers the
    /// user with all that the server says of it.
    ///
    /// Errors: docs/protocol.md#users, or what the server says.
    pub fn create_user(&self, user: &P::Value, auth_key: P::Value) -> Reply<P> {
        self.write_user("POST", user, auth_key)
    }

    /// Changes a user, with the Auth Key. Answers the user with all that the server says of it.
    ///
    /// Errors: docs/protocol.md#users, or what the server says.
    pub fn update_user(&self, user: &P::Value, auth_key: P::Value) -> Reply<P> {
        self.write_user("PUT", user, auth_key)
    }

    fn write_user(&self, method: &'static str, user: &P::Value, auth_key: P::Value) -> Reply<P> {
        let uid = user.get("uid");
        let checked = || {
            check(
                auth_key.is_present() && auth_key.matches(SECRET),
                &INVALID_AUTH_KEY,
            )?;
            check(!uid.is_none(), &UID_IS_COMPULSORY)?;
            check(uid.is_present() && uid.matches(SEGMENT), &INVALID_UID)?;
            let needs_name = method == "POST";
            check(
                !needs_name || user.get("name").is_present(),
                &USER_NAME_IS_COMPULSORY,
            )
        };
        if let Err(error) = checked() {
            return self.failed(error);
        }
        let mut path = P::Value::text("/users");
        if method == "PUT" {
            path = path.and("/").plus(&uid.percent_encoded());
        }
        self.user_call(method, path, auth_key, user)
    }

    /// Changes the user who is logged in; the session keeps what the server answers. Answers the
    /// user.
    ///
    /// Errors: `ERR_NOT_LOGGED_IN` without a session, or what the server says.
    pub fn update_current_user(&self, user: &P::Value) -> Reply<P> {
        self.user_call("PUT", P::Value::none(), P::Value::none(), user)
    }

    /// Reads a user of the app. Answers the user with all that the server says of it.
    ///
    /// Errors: `ERR_NOT_LOGGED_IN` without a session, `MISSING_PARAMETERS`, or what the server says.
    pub fn get_user(&self, uid: &P::Value) -> Reply<P> {
        let checked =
            present(uid, MISSING_UID).and_then(|()| check(uid.matches(SEGMENT), &INVALID_UID));
        if let Err(error) = checked {
            return self.failed(error);
        }
        let path = P::Value::text("/users/").plus(&uid.percent_encoded());
        self.user_call("GET", path, P::Value::none(), &P::Value::none())
    }

    fn user_call(
        &self,
        method: &'static str,
        path: P::Value,
        auth_key: P::Value,
        user: &P::Value,
    ) -> Reply<P> {
        // A copy, as JSON has it: what the caller changes later does not matter.
        let body = user.stringified().parsed();
        if method != "GET" && !body.is_object() {
            return self.failed(Error::missing(
                "The parameter user is missing, or cannot be sent as JSON. Please pass a User.",
            ));
        }
        let app = match self.app() {
            Ok(app) => app,
            Err(error) => return self.failed(error),
        };
        let call = UserCall {
            app,
            method,
            path,
            auth_key,
            body,
        };
        let flight = Flight::new();
        let client = self.clone();
        let task = flight.clone();
        self.platform().spawn(Box::pin(async move {
            task.settle(client.run_user_call(call).await);
        }));
        self.reply(no_events::<P>(), Waits::Flight(flight))
    }

    async fn run_user_call(&self, user_call: UserCall<P>) -> Answer<P> {
        let app = &user_call.app;
        self.tell_news(app);
        let session = app.session.get();
        let mut side = Side::Admin;
        let mut secret = user_call.auth_key;
        if secret.is_none() {
            let Some(session) = &session else {
                return Err(Error::known(&NOT_LOGGED_IN));
            };
            side = Side::Client;
            secret = session.token.clone();
        }
        let is_own = user_call.path.is_none();
        let call = Call {
            method: user_call.method,
            path: if is_own {
                P::Value::text("/me")
            } else {
                user_call.path
            },
            side,
            secret,
            body: user_call.body,
            retry: match user_call.method {
                "GET" => Retry::Always,
                _ => Retry::WhenRefused,
            },
        };
        let result = self.caller(app, session.as_deref()).call(&call).await;
        let is_current = || {
            app.session
                .get()
                .is_some_and(|now| now.token.is(&call.secret))
        };
        let data = match result {
            Ok(data) => data,
            Err(error) => {
                if error.is_token_lost() && is_current() {
                    self.drop_session(app);
                    self.platform().tell(Event::LogoutSuccess);
                }
                return Err(error);
            }
        };
        let invalid = |reason| Error::because(&INVALID_RESPONSE, reason, 0, &P::Value::none());
        if let Some(session) = session.filter(|_| is_own) {
            let mut updated = Session::from_answer(&data, &session.token).map_err(invalid)?;
            if updated.settings.is_none() {
                updated.settings = session.settings.clone();
            }
            let updated = Rc::new(updated);
            if is_current() {
                self.keep(app, &updated);
            }
            Ok(updated.user())
        } else if data.get("uid").is_present() {
            Ok(data)
        } else {
            Err(invalid("no uid"))
        }
    }
}
