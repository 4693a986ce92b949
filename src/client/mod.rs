//! The state of a client: the app, its session, what is pending, and what listeners hear.
//!
//! Operations start at the call, in the order of the calls: what one changes at once (a logout ends
//! the session, an `init` switches apps) is done when the call returns. What takes time, and every
//! word to a listener, happens in a task, so that no application code runs inside a call. A task
//! tells the listeners before it settles the promise.

mod app;
mod pending;
mod snapshot;

pub use app::App;
pub use pending::{Cancelled, Login};
pub use snapshot::{Snapshot, SnapshotStatus};

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use crate::error::{Error, ErrorSpec, NOT_INITIALIZED};
use crate::option_cell::OptionCell;
use crate::persistence::{Status, Stored, forget_session_id};
use crate::platform::{Area, Deferred, Environment, Event, Record, ResultKind, Text, Value};
use crate::rest::ApiContext;
use crate::types::{AppId, BaseUrl, Config, Secret, Session};

/// A client: the SDK, for one page, one request of a server, or one test.
///
/// A clone is the same client. What it is made of is freed once it was disposed of, every clone is gone,
/// and what was under way has ended.
#[derive(Clone)]
pub struct Client(Rc<State>);

pub(crate) struct State {
    environment: Rc<Environment>,
    app: OptionCell<Rc<App>>,
    /// The app that was named last; each knows the one before it.
    apps: OptionCell<Rc<App>>,
    is_initialized: Cell<bool>,
    is_disposed: Cell<bool>,
    login: OptionCell<Rc<Login>>,
    logout: OptionCell<Deferred>,
    emulator: OptionCell<Emulator>,
    source: OptionCell<Record>,
    /// What went wrong last, since the last success.
    error: OptionCell<Error>,
    /// How often the state has changed.
    version: Cell<u32>,
    /// The state that this is the number of.
    state: OptionCell<Text>,
    /// The version that the subscribers were told of last.
    told_version: Cell<u32>,
    is_change_pending: Cell<bool>,
    has_informed: Cell<bool>,
    has_warned: Cell<bool>,
}

/// An emulator in the place of the real servers.
#[derive(Clone, Debug)]
pub enum Emulator {
    /// Its API's base URL.
    At(BaseUrl),
    /// The application named an address that is not on this machine.
    Invalid,
}

impl Client {
    /// A client without an app.
    #[must_use]
    pub fn new(environment: Environment) -> Self {
        let client = Self(Rc::new(State {
            environment: Rc::new(environment),
            app: OptionCell::default(),
            apps: OptionCell::default(),
            is_initialized: Cell::default(),
            is_disposed: Cell::default(),
            login: OptionCell::default(),
            logout: OptionCell::default(),
            emulator: OptionCell::default(),
            source: OptionCell::default(),
            error: OptionCell::default(),
            version: Cell::default(),
            state: OptionCell::default(),
            told_version: Cell::default(),
            is_change_pending: Cell::default(),
            has_informed: Cell::default(),
            has_warned: Cell::default(),
        }));
        // What comes is compared with what there is now.
        let _ = client.version();
        client
    }

    /// What surrounds this client.
    #[must_use]
    pub fn environment(&self) -> &Rc<Environment> {
        &self.0.environment
    }

    /// Ends this client: it renews, keeps, removes and tells nothing any more, whatever was under way.
    /// A stored session stays. All that is still sent are revocations of tokens that nobody would have.
    pub fn dispose(&self) {
        if !self.0.is_disposed.replace(true) {
            self.end_login();
            self.environment().dispose();
        }
    }

    /// Whether this client was disposed of.
    #[must_use]
    pub fn is_disposed(&self) -> bool {
        self.0.is_disposed.get()
    }

    // ---- The app ----

    /// Whether an `init` has succeeded.
    #[must_use]
    pub fn is_initialized(&self) -> bool {
        self.0.is_initialized.get()
    }

    pub(crate) fn set_initialized(&self) {
        self.0.is_initialized.set(true);
        self.state_changed();
    }

    /// The app id that `init` was given.
    #[must_use]
    pub fn app_id(&self) -> Option<Text> {
        self.0.app.get().map(|app| app.id.text().clone())
    }

    /// A copy of the settings that `init` has accepted, as an object; `None` before.
    #[must_use]
    pub fn app_settings(&self) -> Option<Value> {
        Some(self.0.app.get()?.config.get()?.settings())
    }

    /// The app that `init` named.
    ///
    /// # Errors
    /// `COMETCHAT_INITIALIZATION_NOT_DONE` before `init`.
    pub(crate) fn app(&self) -> Result<Rc<App>, &'static ErrorSpec> {
        self.0.app.get().ok_or(&NOT_INITIALIZED)
    }

    /// Turns to an app, and finds the session that is kept for it.
    pub(crate) fn open_app(&self, id: AppId, config: Rc<Config>) {
        let emulator = match self.0.emulator.get() {
            Some(Emulator::At(base)) => Some(base),
            _ => None,
        };
        let environment = self.environment();
        let app = self.known_app(&id, emulator.is_some()).unwrap_or_else(|| {
            let previous = self.0.apps.take();
            let is_emulated = emulator.is_some();
            let app = Rc::new(App::new(
                environment,
                id,
                config.area,
                is_emulated,
                previous,
            ));
            self.0.apps.set(Some(app.clone()));
            app
        });
        if app.persistence.reopen(environment, config.area) {
            app.session.set(None);
        }
        app.config.set(Some(config));
        app.emulator.set(emulator);
        app.persistence.write_identity(environment);
        self.sync_quietly(&app);
        self.0.app.set(Some(app));
        self.state_changed();
    }

    /// The app of an id, if it was named before. It is kept for as long as the client lives, so that
    /// what is under way can go on when the page switches to another.
    fn known_app(&self, id: &AppId, is_emulated: bool) -> Option<Rc<App>> {
        self.find_app(&|app| app.id == *id && app.is_emulated == is_emulated)
    }

    /// Whether a token is that of a session, be it of an app that the page has left.
    pub(crate) fn uses_token(&self, token: &Secret) -> bool {
        self.find_app(&|app| app.has_token(token)).is_some()
    }

    fn find_app(&self, is_wanted: &dyn Fn(&App) -> bool) -> Option<Rc<App>> {
        let mut next = self.0.apps.get();
        while let Some(app) = next {
            if is_wanted(&app) {
                return Some(app);
            }
            next = app.previous.clone();
        }
        None
    }

    /// The emulator that the application named.
    pub(crate) fn emulator(&self) -> Option<Emulator> {
        self.0.emulator.get()
    }

    pub(crate) fn set_emulator(&self, emulator: Emulator) {
        self.0.emulator.set(Some(emulator));
    }

    /// Identifies the framework in the server's statistics: a record with `resource`, `platform` and
    /// `language`, which go into the client info of later logins.
    pub fn set_source(&self, source: Record) {
        self.0.source.set(Some(source));
    }

    pub(crate) fn source(&self) -> Option<Record> {
        self.0.source.get()
    }

    /// Which storage the settings name, and where the session is kept now; `None` before `init`.
    #[must_use]
    pub fn storage(&self) -> Option<(Area, Status)> {
        self.0.app.get().map(|app| app.persistence.status())
    }

    /// What makes calls for an operation that starts now, in the name of `session` if there is one.
    pub(crate) fn api_context(&self, app: &Rc<App>, session: Option<&Session>) -> Box<ApiContext> {
        app.api_context(
            self.environment(),
            matches!(self.0.emulator.get(), Some(Emulator::Invalid)),
            session.and_then(Session::settings).as_ref(),
        )
    }

    // ---- The session ----

    /// Takes over what the storage says, and tells the listeners if that is something new.
    pub(crate) fn sync_and_emit(&self, app: &App) {
        if let Some(event) = self.sync_and_take_event(app) {
            self.emit(&event);
        }
    }

    /// Takes over what the storage says. Returns what the listeners should hear of it.
    pub(crate) fn sync_and_take_event(&self, app: &App) -> Option<Event> {
        let before = app.session.get();
        if !self.sync_quietly(app) {
            return None;
        }
        let event = match (before, app.session.get()) {
            (None, None) => return None,
            (Some(_), None) => Some(Event::LogoutSuccess),
            // The same session: at most, the user's details are others.
            (Some(before), Some(after)) if before.is(&after) => None,
            (_, Some(after)) => Some(Event::LoginSuccess(after.user())),
        };
        self.state_changed();
        event.filter(|_| self.is_present(app) && app.syncs_across_tabs())
    }

    /// Whether the page has not left an app: what happens to one that it has left is nothing to the
    /// listeners.
    pub(crate) fn is_present(&self, app: &App) -> bool {
        self.app().is_ok_and(|now| std::ptr::eq(&*now, app))
    }

    /// Takes over what the storage says, to which a renewal gives way. Whether that may be something
    /// new.
    pub(crate) fn sync_quietly(&self, app: &App) -> bool {
        if self.is_disposed() {
            return false;
        }
        match app.persistence.load() {
            Stored::Unchanged => return false,
            Stored::Nothing => app.session.set(None),
            Stored::Session(session) => app.session.set(Some(session)),
        }
        self.yield_renewal(app);
        true
    }

    /// Makes `session` the app's session: on disk first, then in memory. Whether it is that then: a
    /// storage of the application's own may call the client while it is written to, after which the
    /// session is no longer wanted. What is in memory stands then.
    pub(crate) fn keep_session(
        &self,
        app: &App,
        session: Session,
        is_wanted: &dyn Fn() -> bool,
    ) -> bool {
        if self.is_disposed() {
            return false;
        }
        app.persistence.save(&session);
        let is_kept = is_wanted();
        if is_kept {
            app.session.set(Some(session));
            self.environment().notify_tabs();
            self.state_changed();
        } else if let Some(now) = app.session.get() {
            self.keep_session(app, now.clone(), &|| app.has_token(now.token()));
        } else {
            self.end_session(app);
        }
        is_kept
    }

    /// Ends the app's session, in memory and on disk.
    pub(crate) fn end_session(&self, app: &App) {
        if self.is_disposed() {
            return;
        }
        // First, so that what the storage calls meanwhile finds no session to end.
        app.session.set(None);
        app.persistence.clear();
        app.own_session.set(None);
        app.session_id.set(None);
        forget_session_id(self.environment());
        self.environment().notify_tabs();
        self.state_changed();
    }

    // ---- Replies ----

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

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Client")
    }
}
