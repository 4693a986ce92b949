//! Logging out: on this device at once, on the server as soon as it can be reached.

use super::client::Client;
use super::error::{Error, NOT_LOGGED_IN};
use super::login::Cancelled;
use super::platform::{Deferred, Event, Platform, Shape};
use super::request::{Call, Caller, Retry};
use super::value::Value;

/// What a logout says when the server said nothing else.
const MESSAGE: &str = "Logout successful";
/// How long to wait before each further attempt at a revocation that failed, in milliseconds.
const DELAYS: [f64; 3] = [1_000.0, 5_000.0, 25_000.0];

impl<P: Platform> Client<P> {
    /// Ends the session at once, then tells the server, within the deadline. Resolves with what the
    /// server says, or with `{success, revoked, message}`; `revoked` is false if it could not be
    /// told, which then goes on in the background. A login under way is given up.
    ///
    /// Errors: `ERR_NOT_LOGGED_IN` without a session, `COMETCHAT_INITIALIZATION_NOT_DONE` before
    /// `init`; both are also told to the listeners.
    pub fn logout(self) -> P::Deferred {
        let refused = |known| {
            let error = Error::known(known);
            let event = Event::LogoutFailure(error.clone());
            self.settled(Some(event), Shape::Plain, Err(error))
        };
        let app = match self.app() {
            Ok(app) => app,
            Err(known) => return refused(known),
        };
        let given_up = self.cancel_login(Cancelled::ByIntent);
        // A session that another tab has just ended counts: whoever asks sees a logout.
        let before = app.current();
        self.adopt(app);
        let Some(session) = app.current().or(before) else {
            return match self.pending_logout() {
                Some(deferred) => deferred,
                None if given_up => self.settled(None, Shape::Plain, Ok(logged_out::<P>(true))),
                None => refused(&NOT_LOGGED_IN),
            };
        };
        let caller = Caller::new(self, app, Some(&session));
        self.keep(app, None);
        let deferred = self.platform().defer();
        self.set_pending_logout(Some(deferred.clone()));
        self.revoke(caller, session.token(), Some(deferred.clone()));
        deferred
    }

    /// Revokes a token in the background, with a few attempts. Where it is a logout that does so,
    /// `logout` gets the answer of the first, and the listeners are told before it.
    pub(super) fn revoke(
        self,
        mut caller: Caller<P>,
        token: P::Value,
        mut logout: Option<P::Deferred>,
    ) {
        self.platform().spawn(Box::pin(async move {
            let call = Call {
                method: "DELETE",
                path: P::Value::text("/me"),
                with_key: false,
                secret: token,
                body: P::Value::none(),
                retry: Retry::Never,
            };
            if logout.is_some() {
                self.platform().tell(Event::LogoutSuccess);
            }
            let mut delays = DELAYS.into_iter();
            loop {
                let result = caller.call(&call).await;
                let revoked = match &result {
                    Ok(_) => true,
                    Err(error) => error.is_token_lost(),
                };
                if let Some(deferred) = logout.take() {
                    if self
                        .pending_logout()
                        .is_some_and(|pending| pending.is(&deferred))
                    {
                        self.set_pending_logout(None);
                    }
                    let answer = match result {
                        Ok(data) if data.is_object() => with_message(data),
                        _ => logged_out::<P>(revoked),
                    };
                    deferred.settle(Shape::Plain, Ok(answer));
                }
                let Some(delay) = delays.next().filter(|_| !revoked) else {
                    return;
                };
                self.platform().sleep(delay).await;
                caller.restart();
            }
        }));
    }
}

/// What a logout answers when the server said nothing to pass on.
fn logged_out<P: Platform>(revoked: bool) -> P::Value {
    with_message(P::Value::json(if revoked {
        r#"{"success":true,"revoked":true}"#
    } else {
        r#"{"success":true,"revoked":false}"#
    }))
}

fn with_message<V: Value>(mut answer: V) -> V {
    if !answer.get("message").is_present() {
        answer.set("message", &V::text(MESSAGE));
    }
    answer
}
