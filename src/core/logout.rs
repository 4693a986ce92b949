//! Logging out: on this device at once, on the server as soon as it can be reached.

use std::rc::Rc;

use super::client::{Answer, Client, Reply, Waits};
use super::error::{Error, NOT_LOGGED_IN};
use super::flight::Flight;
use super::login::Cancelled;
use super::platform::{Event, Platform};
use super::request::{Call, Caller, Retry, Side};
use super::settings::OPERATION_TIMEOUT;
use super::value::{Plain, Value};

/// What a logout says when the server said nothing else.
const MESSAGE: &str = "Logout successful";
/// How long to wait before each further attempt at a revocation that failed, in milliseconds.
const DELAYS: [f64; 3] = [1_000.0, 5_000.0, 25_000.0];

impl<P: Platform> Client<P> {
    /// Ends the session at once, then tells the server, within the deadline. Answers what the
    /// server says, or `{success, revoked, message}`; `revoked` is false if it could not be told; that then goes
    /// on in the background. A login under way is given up.
    ///
    /// Errors: `ERR_NOT_LOGGED_IN` without a session, `COMETCHAT_INITIALIZATION_NOT_DONE` before
    /// `init`; both are also told to the listeners.
    pub fn logout(&self) -> Reply<P> {
        let refused = |error: Error<P::Value>| {
            let event = Event::LogoutFailure(error.clone());
            self.reply([Some(event), None], Waits::Ready(Err(error)))
        };
        let app = match self.app() {
            Ok(app) => app,
            Err(error) => return refused(error),
        };
        let given_up = self.cancel_login(Cancelled::ByIntent);
        // A session that another tab has just ended counts: whoever asks sees a logout.
        let before = app.session.get();
        self.adopt(&app);
        let Some(session) = app.session.get().or(before) else {
            return match self.pending_logout().get() {
                Some(flight) => self.reply([given_up, None], Waits::Flight(flight)),
                None if given_up.is_none() => refused(Error::known(&NOT_LOGGED_IN)),
                None => self.reply([given_up, None], Waits::Ready(Ok(logged_out::<P>(true)))),
            };
        };
        let caller = self.caller(&app, Some(&session));
        self.drop_session(&app);
        let flight = Flight::new();
        self.pending_logout().set(flight.clone());
        self.revoke(caller, session.token.clone(), Some(flight.clone()));
        self.reply(
            [given_up, Some(Event::LogoutSuccess)],
            Waits::Flight(flight),
        )
    }

    /// Revokes a token in the background, with a few attempts. `flight` gets the answer of the
    /// first.
    pub(super) fn revoke(
        &self,
        mut caller: Caller<P>,
        token: P::Value,
        flight: Option<Rc<Flight<Answer<P>>>>,
    ) {
        let client = self.clone();
        self.platform().spawn(Box::pin(async move {
            let mut delays = DELAYS.into_iter();
            let call = Call {
                method: "DELETE",
                path: P::Value::text("/me"),
                side: Side::Client,
                secret: token,
                body: P::Value::none(),
                retry: Retry::Never,
            };
            loop {
                let result = caller.call(&call).await;
                let revoked = match &result {
                    Ok(_) => true,
                    Err(error) => error.is_token_lost(),
                };
                if let Some(flight) = &flight {
                    let pending = client.pending_logout();
                    if pending
                        .get()
                        .is_some_and(|pending| Rc::ptr_eq(&pending, flight))
                    {
                        pending.take();
                    }
                    flight.settle(Ok(match result {
                        Ok(data) if data.is_object() => with_message(data),
                        _ => logged_out::<P>(revoked),
                    }));
                }
                let Some(delay) = delays.next().filter(|_| !revoked) else {
                    return;
                };
                client.platform().sleep(delay).await;
                caller.end = client.platform().monotonic() + OPERATION_TIMEOUT;
            }
        }));
    }
}

/// What a logout answers when the server said nothing to pass on.
fn logged_out<P: Platform>(revoked: bool) -> P::Value {
    with_message(P::Value::record(&[
        ("success", Plain::Flag(true)),
        ("revoked", Plain::Flag(revoked)),
    ]))
}

fn with_message<V: Value>(mut answer: V) -> V {
    if !answer.get("message").is_present() {
        answer.set("message", &V::text(MESSAGE));
    }
    answer
}
