//! The session: loads it from the storage, stores it after a login, and ends it.

use super::{App, Client};
use crate::persistence::{Stored, forget_session_id};
use crate::platform::Event;
use crate::types::Session;

impl Client {
    /// Updates the app's session from the storage, and emits what changed.
    pub(crate) fn sync_and_emit(&self, app: &App) {
        if let Some(event) = self.sync_and_take_event(app) {
            self.emit(&event);
        }
    }

    /// Updates the app's session from the storage. Returns the event to emit, if there is one.
    pub(crate) fn sync_and_take_event(&self, app: &App) -> Option<Event> {
        let before = app.session.get();
        if !self.sync_quietly(app) {
            return None;
        }
        let event = match (before, app.session.get()) {
            (None, None) => return None,
            (Some(_), None) => Some(Event::LogoutSuccess),
            // The same user and token: at most, other details of the user.
            (Some(before), Some(after)) if before.is(&after) => None,
            (_, Some(after)) => Some(Event::LoginSuccess(after.user())),
        };
        self.state_changed();
        event.filter(|_| self.is_present(app) && app.syncs_across_tabs())
    }

    /// Whether `app` is the current app. Listeners hear nothing of apps that the page has left.
    pub(crate) fn is_present(&self, app: &App) -> bool {
        self.app().is_ok_and(|now| std::ptr::eq(&*now, app))
    }

    /// Updates the app's session from the storage, and gives up a renewal that this makes needless. Emits
    /// nothing. Returns whether the storage had something new.
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

    /// Makes `session` the app's session: in the storage first, then in memory. Returns whether it is the
    /// session now. An application's own storage may call the client while it is written to; if
    /// `is_wanted` is false afterwards, the session in memory is stored again instead.
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
        // First, so that a storage that calls the client meanwhile finds no session to end.
        app.session.set(None);
        app.persistence.clear();
        app.own_session.set(None);
        app.session_id.set(None);
        forget_session_id(self.environment());
        self.environment().notify_tabs();
        self.state_changed();
    }
}
