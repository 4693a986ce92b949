//! What the core needs from the world.

use std::future::Future;
use std::pin::Pin;

use super::error::Error;
use super::value::Value;

/// A future that somebody else runs.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Which of the browser's two storages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// `localStorage`: shared by the tabs of an origin, survives the browser.
    Local,
    /// `sessionStorage`: one tab's own, gone with it.
    Session,
}

/// An HTTP request. Its headers hold secrets: never print them.
#[allow(missing_debug_implementations)]
pub struct Request<'a, V> {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: &'static str,
    /// Absolute URL. Never holds a secret.
    pub url: &'a V,
    /// An object of header names and values.
    pub headers: &'a V,
    /// What to send, as JSON text; none for no body.
    pub body: &'a V,
    /// Whether the request should outlive the page.
    pub keepalive: bool,
    /// How long to wait for the whole answer, in milliseconds.
    pub timeout: f64,
}

/// Why there is no answer.
#[derive(Clone, Debug)]
pub enum Failure<V> {
    /// It did not come in time.
    Timeout,
    /// The network failed: the platform's own word on it, or none.
    Network(V),
}

/// The answer to a request.
#[derive(Clone, Debug)]
pub struct Response<V> {
    /// HTTP status.
    pub status: u16,
    /// What the server said in `Retry-After`, in milliseconds from now; 0 if nothing.
    pub retry_after: f64,
    /// The whole body as text; none if it is longer than [`MAX_BODY`].
    pub body: V,
}

/// The longest answer that is looked at, in characters. A user with all its fields full is below 20,000.
pub const MAX_BODY: f64 = 1_000_000.0;

/// Sends requests.
pub trait Transport<V> {
    /// Sends a request at once. The future reads the whole answer.
    fn send(
        &self,
        request: Request<'_, V>,
    ) -> impl Future<Output = Result<Response<V>, Failure<V>>> + 'static;
}

/// Keeps texts by key. Each call may fail at any time, and what is read may be anything.
pub trait Store<V>: Clone {
    /// What is under `key`, which may be none; `None` if the storage fails.
    fn get(&self, key: &V) -> Option<V>;
    /// Keeps `value` under `key`, or forgets the key if it is none; or fails without a word.
    fn set(&self, key: &V, value: &V);
}

/// Tells the time.
pub trait Clock {
    /// Milliseconds since the Unix epoch, by the wall clock.
    fn epoch(&self) -> f64;
    /// Milliseconds since some moment, by a clock that never goes back.
    fn monotonic(&self) -> f64;
    /// Completes after `milliseconds`.
    fn sleep(&self, milliseconds: f64) -> impl Future<Output = ()> + 'static;
}

/// Tells other tabs.
pub trait Bus {
    /// Tells the other tabs to look at the storage again. Carries no data.
    fn nudge(&self);
}

/// Something that listeners are told.
#[derive(Clone, Debug)]
pub enum Event<V> {
    /// A user has logged in: the user's record.
    LoginSuccess(V),
    /// A login has failed.
    LoginFailure(Error<V>),
    /// The user has logged out, or the session has ended otherwise.
    LogoutSuccess,
    /// A logout has failed.
    LogoutFailure(Error<V>),
}

/// The application's listeners, by id, in order of registration.
pub trait Listeners<V> {
    /// Tells those who listen at this moment, in order. One that fails does not keep the others
    /// from hearing; one that is added meanwhile hears nothing, one that is removed still does.
    fn tell(&self, event: Event<V>);
}

/// What an operation resolves with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A value as it is; null for none.
    Plain,
    /// A user with the fields that users have; null for none.
    User,
    /// A user with all that the server sent.
    FullUser,
}

/// The promise of an operation, as those see it who keep it.
pub trait Deferred<V>: Clone + 'static {
    /// Resolves or rejects it. The first call counts, later ones do nothing.
    fn settle(&self, shape: Shape, answer: Result<V, Error<V>>);
    /// Whether both are of the same promise.
    fn is(&self, other: &Self) -> bool;
    /// Remembers that nobody waits for it any more, so that nothing more is sent for it.
    fn give_up(&self);
    /// Whether nobody waits for it any more.
    fn is_given_up(&self) -> bool;
}

/// The world around the core.
pub trait Platform:
    Transport<Self::Value> + Clock + Bus + Listeners<Self::Value> + Sized + 'static
{
    /// This platform's values.
    type Value: Value;
    /// This platform's storage.
    type Store: Store<Self::Value> + 'static;
    /// This platform's promises.
    type Deferred: Deferred<Self::Value>;

    /// The storage of an area, or `None` where there is none or it is blocked.
    fn store(&self, area: Area) -> Option<Self::Store>;
    /// A new promise.
    fn defer(&self) -> Self::Deferred;
    /// Runs a task to its end, in the order in which tasks were given.
    fn spawn(&self, task: Task);
    /// A number from 0 up to 1.
    fn random(&self) -> f64;
    /// What the browser calls itself.
    fn user_agent(&self) -> Self::Value;
}
