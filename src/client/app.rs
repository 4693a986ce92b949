//! An app that `init` has set: its settings and its session.

use std::fmt;
use std::rc::Rc;

use crate::option_cell::OptionCell;
use crate::persistence::{Persistence, session_id};
use crate::platform::{Area, Environment, Record, Text};
use crate::rest::{ApiContext, OPERATION_TIMEOUT};
use crate::types::{AppId, BaseUrl, Config, Credential, REQUEST_TIMEOUT, Secret, Service, Session};

/// An app. The emulated app of the same id is another `App`, which shares nothing with it.
pub struct App {
    pub(crate) id: AppId,
    pub(crate) is_emulated: bool,
    pub(crate) config: OptionCell<Rc<Config>>,
    /// The base URL of the emulator's API.
    pub(crate) emulator: OptionCell<BaseUrl>,
    /// The session in memory. [`super::Client::sync_quietly`] updates it from the storage.
    pub(crate) session: OptionCell<Session>,
    /// The last session from a login in this tab whose token was made for that login.
    pub(crate) own_session: OptionCell<Session>,
    /// The credential that renews the session when its token is dead.
    pub(crate) renewal: OptionCell<Rc<Credential>>,
    pub(crate) session_id: OptionCell<Text>,
    pub(crate) persistence: Persistence,
    /// The app that the client created before this one.
    pub(crate) previous: Option<Rc<App>>,
}

impl App {
    pub(crate) fn new(
        environment: &Environment,
        id: AppId,
        area: Area,
        is_emulated: bool,
        previous: Option<Rc<Self>>,
    ) -> Self {
        let prefix = if is_emulated { "emulator:" } else { "" };
        let namespace = Text::from(prefix).concat(id.text());
        Self {
            persistence: Persistence::open(environment, &id, namespace, area),
            id,
            is_emulated,
            config: OptionCell::default(),
            emulator: OptionCell::default(),
            session: OptionCell::default(),
            own_session: OptionCell::default(),
            renewal: OptionCell::default(),
            session_id: OptionCell::default(),
            previous,
        }
    }

    /// Whether listeners are called for logins and logouts in other tabs.
    pub(crate) fn syncs_across_tabs(&self) -> bool {
        self.config
            .get()
            .is_none_or(|config| config.sync_across_tabs)
    }

    /// Whether `token` is the session's.
    pub(crate) fn has_token(&self, token: &Secret) -> bool {
        self.session.get().is_some_and(|now| now.token() == token)
    }

    /// Clears `own_session` if it has the token of `dead`: a dead token needs no revocation.
    pub(crate) fn forget_own(&self, dead: &Session) {
        let own = self.own_session.get();
        self.own_session
            .set(own.filter(|own| own.token() != dead.token()));
    }

    /// Returns the context for REST calls of this app. `settings` are those that the server sent with a
    /// session. With `without_hosts`, every call fails with `INVALID_HOST`.
    pub(crate) fn api_context(
        &self,
        environment: &Rc<Environment>,
        without_hosts: bool,
        settings: Option<&Record>,
    ) -> Box<ApiContext> {
        let base = |service| {
            if without_hosts {
                None
            } else {
                self.base(service, settings)
            }
        };
        let session_id = self.session_id.get().unwrap_or_else(|| {
            let fresh = session_id(environment);
            self.session_id.set(Some(fresh.clone()));
            fresh
        });
        Box::new(ApiContext {
            environment: environment.clone(),
            app_id: self.id.clone(),
            session_id: Some(session_id),
            admin: base(Service::Admin),
            client: base(Service::Client),
            request_timeout: self
                .config
                .get()
                .map_or(REQUEST_TIMEOUT, |config| config.request_timeout),
            deadline: environment.monotonic() + OPERATION_TIMEOUT,
        })
    }

    /// The base URL of a service: the emulator's; else the overridden host, the host in the server's
    /// `settings`, or the region's host, in this order.
    fn base(&self, service: Service, settings: Option<&Record>) -> Option<BaseUrl> {
        if self.is_emulated {
            return self.emulator.get();
        }
        let config = self.config.get()?;
        let (overridden, key) = match service {
            Service::Admin => (&config.admin, "ADMIN_API_HOST"),
            Service::Client => (&config.client, "CLIENT_API_HOST"),
        };
        let named = || {
            let settings = settings?;
            let version = settings.get("CHAT_API_VERSION");
            BaseUrl::of_settings(&self.id, service, &settings.get(key), &version)
        };
        let of_region = || BaseUrl::of_region(&self.id, service, &config.region);
        Some(overridden.clone().or_else(named).unwrap_or_else(of_region))
    }
}

impl fmt::Debug for App {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("App")
    }
}
