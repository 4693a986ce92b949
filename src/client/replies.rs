//! Settles promises, after the listeners have heard of the result.

use super::Client;
use crate::error::{Error, ErrorSpec};
use crate::platform::{Deferred, Event, ResultKind, Value};

impl Client {
    /// Returns a promise that settles with `answer`; with an `event`, emits that first, in a task.
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

    /// Emits an event and then settles a promise, in a task.
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

    /// Starts an asynchronous operation. When it ends, calls the subscribers and then settles its promise
    /// with the result. `start` gets the promise and returns the operation's future.
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

    /// Returns a promise that is rejected with the error of `spec`. Emits nothing.
    pub(crate) fn reject_now(&self, spec: &'static ErrorSpec) -> Deferred {
        self.settle_now(None, ResultKind::Plain, Err(spec.into()))
    }

    /// Calls the subscribers and then the login listeners. A failure sets the state's error; a success
    /// clears it.
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

    /// Calls the subscribers and then the login listeners, with `error` as the state's error.
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
