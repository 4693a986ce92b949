//! The client: the app, its session, and how every operation replies.
//!
//! Each operation starts at the call, in the order of the calls: what it changes at once (a logout
//! ends the session, an `init` switches apps) is done when the method returns. What takes time, and
//! every word to a listener, happens in a task, so that no application code runs inside a call. A
//! task tells the listeners before it settles the promise.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use super::VERSION;
use super::app::App;
use super::error::{
    CANCELLED, Checked, Error, INVALID_HOST, Known, LOGIN_CANCELLED, NOT_INITIALIZED, check,
};
use super::host;
use super::login::{Cancelled, Login};
use super::persistence::{self, Status, Stored};
use super::platform::{Area, Deferred, Event, Platform, Shape};
use super::session::Session;
use super::settings;
use super::value::{Plain, Slot, Value};

/// What an operation ends with.
pub type Answer<P> = Result<<P as Platform>::Value, Error<<P as Platform>::Value>>;
pub(super) type Maybe<P> = Option<Event<<P as Platform>::Value>>;

/// The SDK, for one page. It lives as long as the page.
pub struct Client<P: Platform>(&'static Inner<P>);

struct Inner<P: Platform> {
    platform: P,
    app: Cell<Option<&'static App<P>>>,
    /// The app that was named last of those that are kept.
    kept: Cell<Option<&'static App<P>>>,
    initialized: Cell<bool>,
    login: Cell<Option<Rc<Login<P>>>>,
    logout: Cell<Option<P::Deferred>>,
    emulator: Slot<P::Value>,
    wants_emulator: Cell<bool>,
    source: Slot<P::Value>,
}

impl<P: Platform> Client<P> {
    /// A client without an app.
    pub fn new(platform: P) -> Self {
        Self(Box::leak(Box::new(Inner {
            platform,
            app: Cell::new(None),
            kept: Cell::new(None),
            initialized: Cell::new(false),
            login: Cell::new(None),
            logout: Cell::new(None),
            emulator: Slot::empty(),
            wants_emulator: Cell::new(false),
            source: Slot::empty(),
        })))
    }

    /// The world around this client.
    pub fn platform(self) -> &'static P {
        &self.0.platform
    }

    /// The promise of what is known already, with what listeners are told before it settles.
    pub(super) fn settled(self, event: Maybe<P>, shape: Shape, answer: Answer<P>) -> P::Deferred {
        let deferred = self.platform().defer();
        if event.is_none() {
            deferred.settle(shape, answer);
            return deferred;
        }
        let task = deferred.clone();
        self.platform().spawn(Box::pin(async move {
            self.tell(event);
            task.settle(shape, answer);
        }));
        deferred
    }

    /// The promise of an operation that failed before it did anything.
    pub(super) fn failed(self, known: &Known) -> P::Deferred {
        self.settled(None, Shape::Plain, Err(Error::known(known)))
    }

    /// Tells the listeners, if there is something to tell.
    pub(super) fn tell(self, event: Maybe<P>) {
        if let Some(event) = event {
            self.platform().tell(event);
        }
    }

    // ---- Set-up ----

    /// Names the app and how to reach it, and finds the session that is kept for it. Sends nothing.
    /// Resolves with `true`.
    ///
    /// Errors: those of [`settings::check_init`]; `INVALID_HOST` if
    /// `use_emulator` was given something else than an address of this machine. The app of before
    /// then stays.
    pub fn init(self, app_id: P::Value, given: &P::Value) -> P::Deferred {
        if let Err(known) = self.start_init(app_id, given) {
            return self.failed(known);
        }
        let deferred = self.platform().defer();
        let task = deferred.clone();
        self.platform().spawn(Box::pin(async move {
            self.0.initialized.set(true);
            task.settle(Shape::Plain, Ok(P::Value::of(Plain::Flag(true))));
        }));
        deferred
    }

    fn start_init(self, id: P::Value, given: &P::Value) -> Checked {
        settings::check_init(&id, given)?;
        check(
            !self.wants_emulator() || !self.emulator().is_none(),
            &INVALID_HOST,
        )?;
        if self.0.app.get().is_some_and(|app| !app.id.is(&id)) {
            self.cancel_login(Cancelled::ByIntent);
        }
        let app = self.kept(id);
        if app.persistence.open(self.platform(), settings::area(given)) {
            app.session.take();
        }
        app.configure(given);
        let fresh = self.fresh_id(&app.id.and("_"), "_");
        app.device_id.set(app.persistence.write_identity(fresh));
        self.session_id(app);
        self.adopt(app);
        self.0.app.set(Some(app));
        Ok(())
    }

    /// The app of an id, which is made if this is the first time.
    fn kept(self, id: P::Value) -> &'static App<P> {
        let mut kept = self.0.kept.get();
        while let Some(app) = kept {
            if app.id.is(&id) {
                return app;
            }
            kept = app.next;
        }
        let app: &App<P> = Box::leak(Box::new(App::new(id, self.0.kept.get())));
        self.0.kept.set(Some(app));
        app
    }

    /// Whether an `init` has succeeded.
    pub fn is_initialized(self) -> bool {
        self.0.initialized.get()
    }

    /// The app id that `init` was given; none before.
    pub fn app_id(self) -> P::Value {
        self.0
            .app
            .get()
            .map_or_else(P::Value::none, |app| app.id.clone())
    }

    pub(super) fn app(self) -> Result<&'static App<P>, &'static Known> {
        self.0.app.get().ok_or(&NOT_INITIALIZED)
    }

    /// Sends all requests to an emulator on this machine. An address that is none makes `init` and
    /// every request fail, lest anything be sent to the real servers by mistake.
    pub fn use_emulator(self, address: &P::Value) {
        self.0.emulator.set(host::of_emulator(address));
        self.0.wants_emulator.set(true);
    }

    /// The base URL of the emulator, or none.
    pub(super) fn emulator(self) -> P::Value {
        self.0.emulator.get()
    }

    pub(super) fn wants_emulator(self) -> bool {
        self.0.wants_emulator.get()
    }

    /// Says who built the application: an object with `resource`, `platform` and `language`, which
    /// go into the client info of later logins.
    pub fn set_source(self, source: P::Value) {
        self.0.source.set(source);
    }

    pub(super) fn source(self) -> P::Value {
        self.0.source.get()
    }

    /// Which storage the settings name, and where the session is kept now; `None` before `init`.
    pub fn storage(self) -> Option<(Area, Status)> {
        self.0.app.get().map(|app| app.persistence.status())
    }

    pub(super) fn pending_login(self) -> Option<Rc<Login<P>>> {
        let login = self.0.login.take();
        self.0.login.set(login.clone());
        login
    }

    pub(super) fn set_pending_login(self, login: Option<Rc<Login<P>>>) -> Option<Rc<Login<P>>> {
        self.0.login.replace(login)
    }

    pub(super) fn pending_logout(self) -> Option<P::Deferred> {
        let logout = self.0.logout.take();
        self.0.logout.set(logout.clone());
        logout
    }

    pub(super) fn set_pending_logout(self, logout: Option<P::Deferred>) {
        self.0.logout.set(logout);
    }

    /// One of those who wait for an operation no longer does. Returns the error to reject them
    /// with. A login that nobody waits for any more is given up.
    pub fn abandon(self, deferred: &P::Deferred) -> Error<P::Value> {
        let Some(login) = self
            .pending_login()
            .filter(|login| login.deferred.is(deferred))
        else {
            deferred.give_up();
            return Error::known(&CANCELLED);
        };
        let others = login.callers.get().saturating_sub(1);
        login.callers.set(others);
        if others == 0 {
            self.cancel_login(Cancelled::BySignal);
        }
        Error::known(&LOGIN_CANCELLED)
    }

    // ---- The session ----

    /// The user who is logged in, or none: from the storage, without a request; a fresh value each
    /// time.
    ///
    /// Errors: `COMETCHAT_INITIALIZATION_NOT_DONE` before `init`.
    pub fn logged_in_user(self) -> P::Deferred {
        self.look(Shape::User)
    }

    /// Whether a user is logged in: from the storage, without a request; false before `init`.
    pub fn is_logged_in(self) -> bool {
        self.app().is_ok_and(|app| {
            self.logged_in_user();
            app.current().is_some()
        })
    }

    /// The token of the user who is logged in, or none. Secret.
    ///
    /// Errors: `COMETCHAT_INITIALIZATION_NOT_DONE` before `init`.
    pub fn auth_token(self) -> P::Deferred {
        self.look(Shape::Plain)
    }

    fn look(self, shape: Shape) -> P::Deferred {
        let app = match self.app() {
            Ok(app) => app,
            Err(known) => return self.failed(known),
        };
        let event = self.news(app);
        let answer = match app.current() {
            None => P::Value::none(),
            Some(session) if shape == Shape::User => session.user(),
            Some(session) => session.token(),
        };
        self.settled(event, shape, Ok(answer))
    }

    /// Looks at the storage again, because another tab has changed what is under `key` there (none:
    /// may have changed anything), and tells the listeners what is new.
    pub fn look_again(self, key: &P::Value) {
        if let Some(app) = self.0.app.get()
            && (key.is_none() || app.persistence.is_session_key(key))
        {
            let event = self.news(app);
            self.tell(event);
        }
    }

    /// Takes over what the storage says, and returns what listeners should hear of it.
    pub(super) fn news(self, app: &App<P>) -> Maybe<P> {
        let before = app.current();
        if !self.adopt(app) {
            return None;
        }
        let event = match (before, app.current()) {
            (Some(_), None) => Event::LogoutSuccess,
            (Some(before), Some(after)) if before.is(&after) => return None,
            (_, Some(after)) => Event::LoginSuccess(after.user()),
            (None, None) => return None,
        };
        app.sync_across_tabs.get().then_some(event)
    }

    /// Takes over what the storage says. Whether that is something new.
    pub(super) fn adopt(self, app: &App<P>) -> bool {
        match app.persistence.load() {
            Stored::Unchanged => return false,
            Stored::Nothing => app.session.set(None),
            Stored::Session(session) => app.session.set(Some(session)),
        }
        true
    }

    /// Makes `session` the app's session: on disk first, then in memory. Without one, ends the
    /// app's session on both.
    pub(super) fn keep(self, app: &App<P>, session: Option<Session<P::Value>>) {
        match &session {
            Some(session) => app.persistence.save(session),
            None => {
                app.persistence.clear();
                app.session_id.take();
                persistence::session_id(self.platform(), P::Value::none());
            }
        }
        app.session.set(session);
        self.platform().nudge();
    }

    // ---- Identifiers ----

    /// This tab's session id: made by `init`, and anew by the first call after a logout.
    pub(super) fn session_id(self, app: &App<P>) -> P::Value {
        let mut session_id = app.session_id.get();
        if session_id.is_none() {
            let version = P::Value::text(VERSION).replaced(&P::Value::text("."), "_");
            let fresh = self.fresh_id(&P::Value::text("WEB-").plus(&version).and("-"), "-");
            session_id = persistence::session_id(self.platform(), fresh);
            app.session_id.set(session_id.clone());
        }
        session_id
    }

    /// A version 4 UUID, of decimal digits only, and the time, after a prefix. These tell devices
    /// and tabs apart; they are no secrets.
    fn fresh_id(self, prefix: &P::Value, separator: &str) -> P::Value {
        let number = |number: f64| P::Value::of(Plain::Number(number.trunc())).stringified();
        let mut id = prefix.clone();
        // Four digits each, of which the UUID's version and variant fix two; and what comes after.
        for (first, after) in [
            (1_u8, ""),
            (1, "-"),
            (1, "-"),
            (4, "-"),
            (8, "-"),
            (1, ""),
            (1, ""),
            (1, separator),
        ] {
            let choice = if first == 1 { 9.0 } else { 1.0 };
            let digits = f64::from(first) + self.platform().random() * choice;
            id = id.plus(&number(digits * 1_000.0)).and(after);
        }
        id.plus(&number(self.platform().epoch()))
    }
}

impl<P: Platform> Clone for Client<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Platform> Copy for Client<P> {}

impl<P: Platform> fmt::Debug for Client<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Client")
    }
}
