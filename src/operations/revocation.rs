//! Revokes tokens that are no longer needed.

use crate::client::Client;
use crate::error::{Error, Redaction};
use crate::platform::{Deferred, Event, Method, Record, ResultKind, Text, Value};
use crate::rest::{ApiContext, Call, Retry};
use crate::types::{Path, Secret, Service};

/// The message of a logout if the server's answer has none.
const MESSAGE: &str = "Logout successful";
/// Shortest waits before each further attempt at a failed revocation, in milliseconds.
const DELAYS: [f64; 3] = [1_000.0, 5_000.0, 25_000.0];

impl Client {
    /// Revokes a token in the background, in up to four attempts. For a logout, emits the logout first,
    /// and settles the promise `logout` after the first attempt. `uid` is the owner of the token, if
    /// known.
    pub(super) fn revoke(
        &self,
        mut api: Box<ApiContext>,
        token: Secret,
        uid: Option<Text>,
        mut logout: Option<Deferred>,
    ) {
        let client = self.clone();
        self.environment().spawn(Box::pin(async move {
            let call = Call {
                method: Method::Delete,
                path: Path::me(),
                body: None,
                retry: Retry::Never,
            };
            if logout.is_some() {
                client.emit(&Event::LogoutSuccess);
            }
            let mut redaction = Redaction::default();
            redaction.add_token(&token, uid.as_ref());
            let mut delays = DELAYS.into_iter();
            loop {
                // The application may have logged in with this token again.
                if logout.is_none() && client.uses_token(&token) {
                    return;
                }
                api.restart();
                let result = api.call(&call, Service::Client, &token, &redaction, &|| true);
                let result = result.await;
                let is_revoked = match &result {
                    Ok(_) => true,
                    Err(error) => error.is_token_lost(),
                };
                if let Some(logout) = logout.take() {
                    client.settle_logout(&logout, result, is_revoked, &redaction);
                }
                let Some(delay) = delays.next().filter(|_| !is_revoked) else {
                    return;
                };
                let jitter = delay * client.environment().random();
                client.environment().sleep(delay + jitter).await;
            }
        }));
    }

    /// Resolves a logout with the server's answer, or with [`logout_result`] if there is none.
    fn settle_logout(
        &self,
        logout: &Deferred,
        result: Result<Value, Error>,
        is_revoked: bool,
        redaction: &Redaction,
    ) {
        if self.pending_logout().is_some_and(|it| it.is(logout)) {
            self.set_pending_logout(None);
        }
        let said = result
            .ok()
            .and_then(|data| redaction.clean(&data).as_record());
        let answer = said.map_or_else(|| logout_result(is_revoked), with_message);
        self.tell_subscribers();
        logout.resolve(ResultKind::Plain, answer.into());
    }
}

/// The result of a logout without an answer from the server: `{success, revoked, message}`.
pub fn logout_result(is_revoked: bool) -> Record {
    let result = Record::new();
    result.set("success", true);
    result.set("revoked", is_revoked);
    with_message(result)
}

fn with_message(answer: Record) -> Record {
    let message = answer.text("message").filter(Text::is_present);
    if message.is_none() {
        answer.set("message", MESSAGE);
    }
    answer
}
