//! What an emulator is started with.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use cometchat_emulator_core::{Config, InvalidSeed};

use crate::server::{self, Running};

/// The emulator. [`Emulator::builder`] is where everything starts.
#[derive(Debug)]
pub struct Emulator;

impl Emulator {
    /// An emulator with the default keys, the five sample users, and a free port on 127.0.0.1.
    pub fn builder() -> Builder {
        Builder {
            config: Config::default(),
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            keep_alive: false,
        }
    }
}

/// The settings of an emulator that has not started yet.
#[derive(Debug, Clone)]
pub struct Builder {
    config: Config,
    address: SocketAddr,
    keep_alive: bool,
}

impl Builder {
    /// The app id that requests must carry in `appid`. Default `emulator-app`.
    pub fn app_id(mut self, app_id: impl Into<String>) -> Self {
        self.config.app_id = app_id.into();
        self
    }

    /// The key of scope `authOnly`. Default `emulator-auth-key`.
    pub fn auth_key(mut self, key: impl Into<String>) -> Self {
        self.config.auth_key = key.into();
        self
    }

    /// The key of scope `fullAccess`. Default `emulator-rest-api-key`.
    pub fn rest_api_key(mut self, key: impl Into<String>) -> Self {
        self.config.rest_api_key = key.into();
        self
    }

    /// The region that `settings` speaks of. Default `us`.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.config.region = region.into();
        self
    }

    /// The address to listen on. Default 127.0.0.1. Any other than a loopback address lets the
    /// network in, so think twice.
    pub fn host(mut self, host: IpAddr) -> Self {
        self.address.set_ip(host);
        self
    }

    /// The port to listen on. Default 0, which takes a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// Whether connections stay open between requests. Default `false`: a browser silently repeats
    /// a request that fails on a connection it has used before, which would use up a fault unseen.
    pub fn keep_alive(mut self, keep_alive: bool) -> Self {
        self.keep_alive = keep_alive;
        self
    }

    /// A host, besides this machine, whose pages may use the control API, and under whose name the
    /// control API can be reached: that of a container, for example.
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.config.allow_host(host);
        self
    }

    /// A role that users may have, besides `default`.
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.config.add_role(role);
        self
    }

    /// A user to start with, besides the five sample users.
    ///
    /// # Errors
    /// The uid or the name breaks the limits of docs/protocol.md.
    pub fn user(mut self, uid: &str, name: &str) -> Result<Self, InvalidSeed> {
        self.config.add_user(uid, name)?;
        Ok(self)
    }

    /// An auth token to start with. Its user is created if there is none.
    ///
    /// # Errors
    /// The uid breaks the limits of docs/protocol.md, or the token is empty.
    pub fn token(mut self, uid: &str, token: &str) -> Result<Self, InvalidSeed> {
        self.config.add_token(uid, token)?;
        Ok(self)
    }

    /// Listens, and serves until [`Running`] is shut down or dropped.
    ///
    /// # Errors
    /// The address cannot be listened on.
    pub async fn start(self) -> io::Result<Running> {
        server::start(self.config, self.address, self.keep_alive).await
    }
}
