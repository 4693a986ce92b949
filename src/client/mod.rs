//! The state of a client: the app, its session, what is pending, and what listeners hear.
//!
//! Operations start at the call, in the order of the calls: what one changes at once (a logout ends
//! the session, an `init` switches apps) is done when the call returns. What takes time, and every
//! word to a listener, happens in a task, so that no application code runs inside a call. A task
//! tells the listeners before it settles the promise.

mod app;
mod pending;
mod replies;
mod session;
mod snapshot;

pub use app::App;
pub use pending::{Cancelled, Login};
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
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Client")
    }
}
