//! How promises are settled: after the listeners have heard.

use super::Client;
use crate::error::{Error, ErrorSpec};
use crate::platform::{Deferred, Event, ResultKind, Value};

impl Client {
    /// A promise of what is known already, with what the listeners hear before it settles.
    pub(crate) fn settle_now(
        &self,
        event: Option<Event>,
        kind: ResultKind,
        answer: Result<Value, Error>,
    ) -> Deferred {
        let deferred = self.environment().defer();
        match event {
            Some(event) => self.settle_after(event, deferred.clone(), kind, answer),
            None => settle(&deferred, kind, answer),
        }
        deferred
    }

    /// Tells the listeners of an event, and then settles a promise, after the code that runs now.
    pub(crate) fn settle_after(
        &self,
        event: Event,
        deferred: Deferred,
        kind: ResultKind,
        answer: Result<Value, Error>,
    ) {
        let client = self.clone();
        self.environment().spawn(Box::pin(async move {
            client.emit(&event);
            settle(&deferred, kind, answer);
        }));
    }

    /// Starts an operation that takes time, and settles its promise with what it comes to, which the
    /// subscribers hear of before.
    pub(crate) fn spawn_operation<Running>(
        &self,
        kind: ResultKind,
        start: impl FnOnce(Deferred) -> Running,
    ) -> Deferred
    where
        Running: Future<Output = Result<Value, Error>> + 'static,
    {
        let deferred = self.environment().defer();
        let running = start(deferred.clone());
        let (client, task) = (self.clone(), deferred.clone());
        self.environment().spawn(Box::pin(async move {
            let answer = running.await;
            client.tell_subscribers();
            settle(&task, kind, answer);
        }));
        deferred
    }

    /// The promise of an operation that failed before it did anything.
    pub(crate) fn reject_now(&self, spec: &'static ErrorSpec) -> Deferred {
        self.settle_now(None, ResultKind::Plain, Err(spec.into()))
    }

    /// Tells the subscribers, and then the login listeners, of an event.
    pub(crate) fn emit(&self, event: &Event) {
        self.emit_with(
            event,
            match event {
                Event::LoginFailure(fields) | Event::LogoutFailure(fields) => {
                    Some(Error::from_fields(fields.clone()))
                }
                Event::LoginSuccess(_) | Event::LogoutSuccess => None,
            },
        );
    }

    /// The same, with what went wrong last.
    pub(crate) fn emit_with(&self, event: &Event, error: Option<Error>) {
        if self.is_disposed() {
            return;
        }
        self.0.error.set(error);
        self.state_changed();
        self.tell_subscribers();
        self.environment().emit(event);
    }
}

/// Settles a promise with an answer.
fn settle(deferred: &Deferred, kind: ResultKind, answer: Result<Value, Error>) {
    match answer {
        Ok(value) => deferred.resolve(kind, value),
        Err(error) => deferred.reject(error.fields()),
    }
}
