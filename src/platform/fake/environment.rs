//! The environment of one client: a test's world.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;

use super::{AbortHandle, Deferred, Record, Storage, TokenSource, Value, World};
use crate::platform::{Area, Event, Failure, Request, Response, Task};

/// The environment of one client.
#[derive(Clone)]
pub struct Environment(Rc<dyn World>);

impl Environment {
    /// The environment that a test's world is.
    #[must_use]
    pub fn new(world: Rc<dyn World>) -> Self {
        Self(world)
    }

    /// Whether the whole process shares this client's session.
    #[must_use]
    pub fn is_whole_process(&self) -> bool {
        self.0.is_whole_process()
    }

    /// The storage of an area, or `None` where there is none or it is blocked.
    #[must_use]
    pub fn storage(&self, area: Area) -> Option<Storage> {
        self.0.storage(area)
    }

    /// Sends a request, and reads the whole answer.
    pub fn send(
        &self,
        request: Request,
    ) -> impl Future<Output = Result<Response, Failure>> + 'static {
        self.0.send(request)
    }

    /// Calls the application's token function, and waits for at most `timeout` milliseconds. The function
    /// gets `abort`; a token that still comes after that is returned.
    ///
    /// # Errors
    /// What the function fails with; [`Failure::Timeout`] if no token came in time.
    pub async fn ask_for_token(
        &self,
        source: &TokenSource,
        request: Record,
        timeout: f64,
        abort: AbortHandle,
    ) -> Result<Value, Failure> {
        let mut token = pin!(source.ask(request, abort));
        let mut late = self.0.sleep(timeout);
        poll_fn(|context| match token.as_mut().poll(context) {
            Poll::Pending => late.as_mut().poll(context).map(|()| Err(Failure::Timeout)),
            given => given,
        })
        .await
    }

    /// Milliseconds since the Unix epoch, by the wall clock.
    #[must_use]
    pub fn epoch(&self) -> f64 {
        self.0.epoch()
    }

    /// Milliseconds since a fixed moment, by a clock that never goes back.
    #[must_use]
    pub fn monotonic(&self) -> f64 {
        self.0.monotonic()
    }

    /// Completes after `milliseconds`.
    pub fn sleep(&self, milliseconds: f64) -> impl Future<Output = ()> + 'static {
        self.0.sleep(milliseconds)
    }

    /// Starts a task after the code that runs now.
    pub fn spawn(&self, task: Task) {
        self.0.spawn(task);
    }

    /// A number from 0 up to 1.
    #[must_use]
    pub fn random(&self) -> f64 {
        self.0.random()
    }

    /// The user agent.
    #[must_use]
    pub fn user_agent(&self) -> Value {
        self.0.user_agent().into()
    }

    /// A new promise.
    #[must_use]
    pub fn defer(&self) -> Deferred {
        Deferred::new(self.0.clone())
    }

    /// Calls the login listeners with an event.
    pub fn emit(&self, event: &Event) {
        self.0.emit(event);
    }

    /// Calls the subscribers after a change of the state.
    pub fn state_changed(&self) {
        self.0.state_changed();
    }

    /// Tells the other tabs to load the storage.
    pub fn notify_tabs(&self) {
        self.0.notify_tabs();
    }

    /// Stops listening to other tabs, and removes all listeners.
    pub fn dispose(&self) {
        self.0.dispose();
    }

    /// Logs a message for the application's developer.
    pub fn inform(&self, message: &str) {
        self.0.inform(message);
    }

    /// Warns the application's developer.
    pub fn warn(&self, message: &str) {
        self.0.inform(message);
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Environment")
    }
}
