//! The client: the app, its session, and how every operation replies.
//!
//! Each operation starts at the call, in the order of the calls: what it changes at once (a logout
//! ends the session, an `init` switches apps) is done when the method returns. What takes time, and
//! every word to a listener, happens in the [`Reply`] or in a task of its own, so that no
//! application code runs inside a call.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use super::error::{CANCELLED, Error, INVALID_HOST, NOT_INITIALIZED};
use super::flight::{First, Flight, race};
use super::host;
use super::login::{Cancelled, Login};
use super::persistence::{Persistence, Status, Stored};
use super::platform::{Area, Event, Platform, Task};
use super::request::Caller;
use super::session::Session;
use super::settings::{self, OPERATION_TIMEOUT, Settings};
use super::slot::Slot;
use super::value::{Plain, Value};

type V<P> = <P as Platform>::Value;
/// What an operation ends with.
pub type Answer<P> = Result<V<P>, Error<V<P>>>;
pub(super) type SessionOf<P> = Rc<Session<V<P>>>;
/// What listeners are to be told, in order.
pub(super) type Events<P> = [Option<Event<V<P>>>; 2];
/// Who built the application: resource, platform and language, each of which may be none.
pub type Source<V> = [V; 3];

/// The SDK, for one page.
pub struct Client<P: Platform>(Rc<Inner<P>>);

struct Inner<P: Platform> {
    platform: P,
    app: Slot<Rc<App<P>>>,
    initialized: Cell<bool>,
    login: Slot<Rc<Login<P>>>,
    logout: Slot<Rc<Flight<Answer<P>>>>,
    emulator: Slot<V<P>>,
    source: Slot<Source<V<P>>>,
}

/// The app that `init` named.
pub struct App<P: Platform> {
    pub(super) id: V<P>,
    pub(super) device_id: V<P>,
    pub(super) settings: Slot<Rc<Settings<V<P>>>>,
    pub(super) persistence: Slot<Rc<Persistence<P>>>,
    pub(super) session: Slot<SessionOf<P>>,
    pub(super) session_id: Slot<V<P>>,
}

impl<P: Platform> fmt::Debug for App<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("App")
    }
}

/// An operation that has started. Nobody hears of it until [`Reply::answer`] runs.
#[must_use = "listeners are told, and most requests sent, by answer()"]
pub struct Reply<P: Platform> {
    client: Client<P>,
    events: Events<P>,
    waits: Waits<P>,
    abort: Option<Task>,
}

pub(super) enum Waits<P: Platform> {
    Ready(Answer<P>),
    Init,
    Login(Rc<Login<P>>),
    Flight(Rc<Flight<Answer<P>>>),
}

pub(super) const fn no_events<P: Platform>() -> Events<P> {
    [None, None]
}

impl<P: Platform> Reply<P> {
    /// Gives the operation up when `abort` completes: a login is undone; what else has been sent is
    /// no longer waited for.
    pub fn unless(mut self, abort: Option<Task>) -> Self {
        self.abort = abort;
        self
    }

    /// Tells the listeners, waits, and gives the answer.
    ///
    /// # Errors
    /// Those of the operation.
    pub async fn answer(self) -> Answer<P> {
        let client = self.client;
        for event in self.events.into_iter().flatten() {
            client.platform().tell(event);
        }
        let (flight, login) = match self.waits {
            Waits::Ready(answer) => return answer,
            Waits::Init => {
                client.0.initialized.set(true);
                return Ok(P::Value::of(Plain::Flag(true)));
            }
            Waits::Login(login) => (login.flight.clone(), Some(login)),
            Waits::Flight(flight) => (flight, None),
        };
        let Some(abort) = self.abort else {
            return flight.wait().await;
        };
        match race(flight.wait(), abort).await {
            First::Left(answer) => answer,
            First::Right(()) => Err(match login {
                Some(login) => client.abandon(&login),
                None => Error::known(&CANCELLED),
            }),
        }
    }
}

impl<P: Platform> fmt::Debug for Reply<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Reply")
    }
}

impl<P: Platform> Client<P> {
    /// A client without an app.
    pub fn new(platform: P) -> Self {
        Self(Rc::new(Inner {
            platform,
            app: Slot::empty(),
            initialized: Cell::new(false),
            login: Slot::empty(),
            logout: Slot::empty(),
            emulator: Slot::empty(),
            source: Slot::empty(),
        }))
    }

    /// The world around this client.
    pub fn platform(&self) -> &P {
        &self.0.platform
    }

    /// The reply of an operation that failed before it did anything.
    pub(super) fn failed(&self, error: Error<V<P>>) -> Reply<P> {
        self.reply(no_events::<P>(), Waits::Ready(Err(error)))
    }

    pub(super) fn reply(&self, events: Events<P>, waits: Waits<P>) -> Reply<P> {
        Reply {
            client: self.clone(),
            events,
            waits,
            abort: None,
        }
    }

    // ---- Set-up ----

    /// Names the app and how to reach it, and finds the session that is kept for it. Sends nothing.
    /// Answers `true`.
    ///
    /// Errors: `MISSING_PARAMETERS`, `INVALID_APP_ID`, those of [`Settings::read`]; `INVALID_HOST` if
    /// `use_emulator` was given something else than an address of this machine. The app of before
    /// then stays.
    pub fn init(&self, app_id: V<P>, given: &V<P>) -> Reply<P> {
        match self.start_init(app_id, given) {
            Ok(event) => self.reply([event, None], Waits::Init),
            Err(error) => self.failed(error),
        }
    }

    fn start_init(&self, id: V<P>, given: &V<P>) -> Result<Option<Event<V<P>>>, Error<V<P>>> {
        settings::check_app_id(&id)?;
        let settings = Settings::read(given)?;
        if self.emulator().is_some_and(|emulator| emulator.is_none()) {
            return Err(Error::known(&INVALID_HOST));
        }
        let current = self.0.app.get().filter(|app| app.id.is(&id));
        let mut event = None;
        if current.is_none() {
            event = self.cancel_login(Cancelled::ByIntent);
        }
        let kept = current.as_ref().and_then(|app| app.persistence.get());
        let kept = kept.filter(|kept| kept.area == settings.storage);
        let is_other_area = kept.is_none();
        let persistence = kept
            .unwrap_or_else(|| Rc::new(Persistence::open(self.platform(), &id, settings.storage)));
        let device_id = persistence.write_identity(self.fresh_id(&id.and("_"), "_"));
        let app = current.unwrap_or_else(|| {
            Rc::new(App {
                id,
                device_id,
                settings: Slot::empty(),
                persistence: Slot::empty(),
                session: Slot::empty(),
                session_id: Slot::empty(),
            })
        });
        app.settings.set(Rc::new(settings));
        app.persistence.set(persistence);
        if is_other_area {
            app.session.take();
        }
        self.session_id(&app);
        self.adopt(&app);
        self.0.app.set(app);
        Ok(event)
    }

    /// Whether an `init` has succeeded.
    pub fn is_initialized(&self) -> bool {
        self.0.initialized.get()
    }

    /// The app id that `init` was given; none before.
    pub fn app_id(&self) -> V<P> {
        self.0
            .app
            .get()
            .map_or_else(V::<P>::none, |app| app.id.clone())
    }

    pub(super) fn app(&self) -> Result<Rc<App<P>>, Error<V<P>>> {
        self.0
            .app
            .get()
            .ok_or_else(|| Error::known(&NOT_INITIALIZED))
    }

    /// Sends all requests to an emulator on this machine. An address that is none makes `init` and
    /// every request fail, lest anything be sent to the real servers by mistake.
    pub fn use_emulator(&self, address: &V<P>) {
        self.0.emulator.set(host::of_emulator(address));
    }

    /// The base URL of the emulator, if one is used; inside, none if its address is none.
    pub(super) fn emulator(&self) -> Option<V<P>> {
        self.0.emulator.get()
    }

    /// Says who built the application; goes into the client info of later logins.
    pub fn set_source(&self, source: Source<V<P>>) {
        self.0.source.set(source);
    }

    pub(super) fn source(&self) -> Option<Source<V<P>>> {
        self.0.source.get()
    }

    /// Where the session is kept; `None` before `init`.
    pub fn storage(&self) -> Option<(Area, Status)> {
        let persistence = self.0.app.get()?.persistence.get()?;
        Some((persistence.area, persistence.status()))
    }

    pub(super) fn pending_login(&self) -> &Slot<Rc<Login<P>>> {
        &self.0.login
    }

    pub(super) fn pending_logout(&self) -> &Slot<Rc<Flight<Answer<P>>>> {
        &self.0.logout
    }

    // ---- The session ----

    /// The user who is logged in, or none: from the storage, without a request; a fresh value each
    /// time.
    ///
    /// Errors: `COMETCHAT_INITIALIZATION_NOT_DONE` before `init`.
    pub fn logged_in_user(&self) -> Reply<P> {
        self.look(Session::user)
    }

    /// The token of the user who is logged in, or none. Secret.
    ///
    /// Errors: `COMETCHAT_INITIALIZATION_NOT_DONE` before `init`.
    pub fn auth_token(&self) -> Reply<P> {
        self.look(|session| session.token.clone())
    }

    fn look(&self, found: fn(&Session<V<P>>) -> V<P>) -> Reply<P> {
        let app = match self.app() {
            Ok(app) => app,
            Err(error) => return self.failed(error),
        };
        let event = self.news(&app);
        let session = app.session.get();
        let answer = session.map_or_else(V::<P>::none, |session| found(&session));
        self.reply([event, None], Waits::Ready(Ok(answer)))
    }

    /// Looks at the storage again, because another tab has changed what is under `key` there (none:
    /// may have changed anything), and tells the listeners what is new.
    pub fn look_again(&self, key: &V<P>) {
        let Ok(app) = self.app() else {
            return;
        };
        let is_ours = |kept: Rc<Persistence<P>>| kept.is_session_key(key);
        if key.is_none() || app.persistence.get().is_some_and(is_ours) {
            self.tell_news(&app);
        }
    }

    /// Takes over what the storage says, and tells the listeners what is new.
    pub(super) fn tell_news(&self, app: &App<P>) {
        if let Some(event) = self.news(app) {
            self.platform().tell(event);
        }
    }

    /// Takes over what the storage says, and returns what listeners should hear of it.
    fn news(&self, app: &App<P>) -> Option<Event<V<P>>> {
        let before = app.session.get();
        self.adopt(app);
        let event = match (before, app.session.get()) {
            (Some(_), None) => Event::LogoutSuccess,
            (Some(before), Some(after)) if before.is(&after) => return None,
            (_, Some(after)) => Event::LoginSuccess(after.user()),
            (None, None) => return None,
        };
        let settings = app.settings.get();
        settings
            .is_some_and(|settings| settings.sync_across_tabs)
            .then_some(event)
    }

    /// Takes over what the storage says.
    pub(super) fn adopt(&self, app: &App<P>) {
        match app.persistence.get().map(|persistence| persistence.load()) {
            None | Some(Stored::Unchanged) => {}
            Some(Stored::Nothing) => {
                app.session.take();
            }
            Some(Stored::Session(session)) => app.session.set(session),
        }
    }

    /// Makes `session` the app's session: on disk first, then in memory.
    pub(super) fn keep(&self, app: &App<P>, session: &SessionOf<P>) {
        if let Some(persistence) = app.persistence.get() {
            persistence.save(session);
        }
        app.session.set(session.clone());
        self.platform().nudge(&app.id);
    }

    /// Ends the app's session, on disk and in memory.
    pub(super) fn drop_session(&self, app: &App<P>) {
        if let Some(persistence) = app.persistence.get() {
            persistence.clear();
            persistence.forget_session_id();
        }
        app.session.take();
        app.session_id.take();
        self.platform().nudge(&app.id);
    }

    // ---- Requests and identifiers ----

    /// A caller for an operation that starts now, with the settings of `session`.
    pub(super) fn caller(&self, app: &Rc<App<P>>, session: Option<&Session<V<P>>>) -> Caller<P> {
        Caller {
            client: self.clone(),
            app: app.clone(),
            session_id: self.session_id(app),
            settings: session.map_or_else(V::<P>::none, |session| session.settings.clone()),
            end: self.platform().monotonic() + OPERATION_TIMEOUT,
        }
    }

    /// This tab's session id: made by `init`, and anew by the first call after a logout.
    fn session_id(&self, app: &App<P>) -> V<P> {
        if let Some(session_id) = app.session_id.get() {
            return session_id;
        }
        let version = V::<P>::text(super::VERSION).replaced(&V::<P>::text("."), "_");
        let prefix = V::<P>::text("WEB-").plus(&version).and("-");
        let mut session_id = self.fresh_id(&prefix, "-");
        if let Some(persistence) = app.persistence.get() {
            session_id = persistence.session_id(session_id);
        }
        app.session_id.set(session_id.clone());
        session_id
    }

    /// A version 4 UUID, of decimal digits only, and the time, after a prefix. These tell devices and tabs apart; they are
    /// no secrets.
    fn fresh_id(&self, prefix: &V<P>, separator: &str) -> V<P> {
        let mut uuid = V::<P>::text("xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx");
        for _ in 0..30 {
            let digit = (self.platform().random() * 10.0).trunc();
            uuid = uuid.filled(&V::<P>::of(Plain::Number(digit)).stringified());
        }
        let now = V::<P>::of(Plain::Number(self.platform().epoch().trunc())).stringified();
        prefix.plus(&uuid).and(separator).plus(&now)
    }
}

impl<P: Platform> Clone for Client<P> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<P: Platform> fmt::Debug for Client<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Client")
    }
}
