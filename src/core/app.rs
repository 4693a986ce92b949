//! The app that `init` named: how to reach it, and its session.

use std::cell::Cell;
use std::fmt;

use super::host;
use super::persistence::Persistence;
use super::platform::Platform;
use super::session::Session;
use super::settings;
use super::value::{Slot, Value};

/// An app. One that has been named is kept for as long as the page lives, so that what is under way
/// can go on when the page switches to another.
pub struct App<P: Platform> {
    pub(super) id: P::Value,
    pub(super) device_id: Slot<P::Value>,
    pub(super) session_id: Slot<P::Value>,
    /// The session in memory. What counts is what [`super::client::Client::adopt`] makes of it.
    pub(super) session: Cell<Option<Session<P::Value>>>,
    pub(super) persistence: Persistence<P>,
    admin: Side<P>,
    client: Side<P>,
    pub(super) request_timeout: Cell<f64>,
    pub(super) sync_across_tabs: Cell<bool>,
    /// The app that was named before this one.
    pub(super) next: Option<&'static App<P>>,
}

/// What stands between app id and region in the host of calls with an Auth Key.
const ADMIN: &str = ".api-";
/// The same for calls with a token.
const CLIENT: &str = ".apiclient-";

/// One of an app's two hosts.
struct Side<P: Platform> {
    base: Slot<P::Value>,
    is_overridden: Cell<bool>,
}

impl<P: Platform> Side<P> {
    fn new() -> Self {
        Self {
            base: Slot::empty(),
            is_overridden: Cell::new(false),
        }
    }
}

impl<P: Platform> App<P> {
    pub(super) fn new(id: P::Value, next: Option<&'static Self>) -> Self {
        Self {
            persistence: Persistence::new(&id),
            id,
            device_id: Slot::empty(),
            session_id: Slot::empty(),
            session: Cell::new(None),
            admin: Side::new(),
            client: Side::new(),
            request_timeout: Cell::new(0.0),
            sync_across_tabs: Cell::new(true),
            next,
        }
    }

    /// Takes over what the application asked for, which has been checked.
    pub(super) fn configure(&self, given: &P::Value) {
        for (side, key, service) in [
            (&self.admin, settings::ADMIN_HOST, ADMIN),
            (&self.client, settings::CLIENT_HOST, CLIENT),
        ] {
            let mut base = settings::base(given, key);
            side.is_overridden.set(!base.is_none());
            if base.is_none() {
                base = host::of_region(&self.id, service, &settings::region(given));
            }
            side.base.set(base);
        }
        self.request_timeout.set(settings::request_timeout(given));
        self.sync_across_tabs.set(settings::sync_across_tabs(given));
    }

    /// The base URL of calls with an Auth Key, or with a token. Overridden hosts come first, then
    /// those in the settings that the server sent with a session, then the region's.
    pub(super) fn base(&self, with_key: bool, sent: &P::Value) -> P::Value {
        let (side, service, key) = if with_key {
            (&self.admin, ADMIN, "ADMIN_API_HOST")
        } else {
            (&self.client, CLIENT, "CLIENT_API_HOST")
        };
        if !side.is_overridden.get() {
            let named = host::of_settings(
                &self.id,
                service,
                &sent.get(key),
                &sent.get("CHAT_API_VERSION"),
            );
            if !named.is_none() {
                return named;
            }
        }
        side.base.get()
    }

    /// A copy of the session in memory.
    pub(super) fn current(&self) -> Option<Session<P::Value>> {
        let session = self.session.take();
        let copy = session.clone();
        self.session.set(session);
        copy
    }
}

impl<P: Platform> fmt::Debug for App<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("App")
    }
}
