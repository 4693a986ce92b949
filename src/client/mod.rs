//! The state of a client: the app, its session, pending calls, and the events for listeners.
//!
//! An operation starts when it is called. Its immediate changes (a logout ends the session, an `init`
//! switches apps) are done when the call returns. Slow work and all calls of listeners run in a task, so
//! that no application code runs inside a call. A task calls the listeners before it settles the promise.

mod app;
mod pending;
mod replies;
mod session;
mod snapshot;

pub use app::App;
pub use pending::{Cancelled, Login};
use snapshot::Shown;
pub use snapshot::{Snapshot, SnapshotStatus};

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use crate::error::{Error, ErrorSpec, NOT_INITIALIZED};
use crate::option_cell::OptionCell;
use crate::persistence::Status;
use crate::platform::{Area, Deferred, Environment, Record, Text, Value};
use crate::rest::ApiContext;
use crate::types::{AppId, BaseUrl, Config, Secret, Session};

/// A client: the SDK, for one page, one request of a server, or one test.
///
/// A clone is the same client. Its memory is freed when it was disposed of, all clones are dropped, and
/// all pending operations have ended.
#[derive(Clone)]
pub struct Client(Rc<State>);

pub(crate) struct State {
    environment: Rc<Environment>,
    app: OptionCell<Rc<App>>,
    /// The newest app, and by [`App::previous`] all older ones.
    apps: OptionCell<Rc<App>>,
    is_initialized: Cell<bool>,
    is_disposed: Cell<bool>,
    login: OptionCell<Rc<Login>>,
    logout: OptionCell<Deferred>,
    emulator: OptionCell<Emulator>,
    source: OptionCell<Record>,
    /// The last error since the last success.
    error: OptionCell<Error>,
    /// The number of state changes.
    version: Cell<u32>,
    /// The state that `version` counts.
    shown: OptionCell<Shown>,
    /// The version at the last call of the subscribers.
    told_version: Cell<u32>,
    is_change_pending: Cell<bool>,
    has_informed: Cell<bool>,
    has_warned: Cell<bool>,
}

/// The emulator that `useEmulator` has set, used instead of the real servers.
#[derive(Clone, Debug)]
pub enum Emulator {
    /// The base URL of the emulator's API.
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
            shown: OptionCell::default(),
            told_version: Cell::default(),
            is_change_pending: Cell::default(),
            has_informed: Cell::default(),
            has_warned: Cell::default(),
        }));
        // Stores the first state, with which later states are compared.
        let _ = client.version();
        client
    }

    /// The environment of this client.
    #[must_use]
    pub fn environment(&self) -> &Rc<Environment> {
        &self.0.environment
    }

    /// Ends this client: pending operations no longer renew, store, remove or emit anything. A stored
    /// session stays. The client still revokes tokens that only it has.
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

    /// Whether an `init` has succeeded.
    #[must_use]
    pub fn is_initialized(&self) -> bool {
        self.0.is_initialized.get()
    }

    pub(crate) fn set_initialized(&self) {
        self.0.is_initialized.set(true);
        self.state_changed();
    }

    /// The app id that `init` got; `None` before.
    #[must_use]
    pub fn app_id(&self) -> Option<Text> {
        self.0.app.get().map(|app| app.id.text().clone())
    }

    /// A copy of the settings that `init` accepted, as an object; `None` before.
    #[must_use]
    pub fn app_settings(&self) -> Option<Value> {
        Some(self.0.app.get()?.config.get()?.settings())
    }

    /// The app that `init` has set.
    ///
    /// # Errors
    /// `COMETCHAT_INITIALIZATION_NOT_DONE` before `init`.
    pub(crate) fn app(&self) -> Result<Rc<App>, &'static ErrorSpec> {
        self.0.app.get().ok_or(&NOT_INITIALIZED)
    }

    /// Makes an app the current one, and loads its stored session.
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

    /// The app with this id, if it was opened before. The client keeps every app, so that pending
    /// operations can go on after the page has switched to another app.
    fn known_app(&self, id: &AppId, is_emulated: bool) -> Option<Rc<App>> {
        self.find_app(&|app| app.id == *id && app.is_emulated == is_emulated)
    }

    /// Whether a token is that of any app's session, including apps that the page has left.
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

    /// The emulator that `useEmulator` has set.
    pub(crate) fn emulator(&self) -> Option<Emulator> {
        self.0.emulator.get()
    }

    pub(crate) fn set_emulator(&self, emulator: Emulator) {
        self.0.emulator.set(Some(emulator));
    }

    /// Identifies the framework in the server's statistics: a record with `resource`, `platform` and
    /// `language`, for the client info of later logins.
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

    /// Returns the context for the REST calls of an operation that starts now, made in `session`.
    pub(crate) fn api_context(&self, app: &Rc<App>, session: Option<&Session>) -> Box<ApiContext> {
        app.api_context(
            self.environment(),
            matches!(self.0.emulator.get(), Some(Emulator::Invalid)),
            session.and_then(Session::settings).as_ref(),
        )
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Client")
    }
}
