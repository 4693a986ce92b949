//! What an emulator is started with.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use crate::server::{self, Running};
use crate::users::{self, Uid};
use crate::world::World;

/// The emulator. [`Emulator::builder`] is where everything starts.
#[derive(Debug)]
pub struct Emulator;

impl Emulator {
    /// An emulator with the default keys, the five sample users, and a free port on 127.0.0.1.
    pub fn builder() -> Builder {
        Builder {
            config: Config::default(),
        }
    }
}

/// A user or token to start with that the API itself would refuse.
#[derive(Debug)]
pub struct InvalidSeed(String);

impl fmt::Display for InvalidSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidSeed {}

/// The settings of an emulator that has not started yet.
#[derive(Debug, Clone)]
pub struct Builder {
    config: Config,
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
        self.config.address.set_ip(host);
        self
    }

    /// The port to listen on. Default 0, which takes a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.config.address.set_port(port);
        self
    }

    /// Whether connections stay open between requests. Default `false`: a browser silently repeats
    /// a request that fails on a connection it has used before, which would use up a fault unseen.
    pub fn keep_alive(mut self, keep_alive: bool) -> Self {
        self.config.keep_alive = keep_alive;
        self
    }

    /// A role that users may have, besides `default`.
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.config.roles.push(role.into());
        self
    }

    /// A user to start with, besides the five sample users.
    ///
    /// # Errors
    /// The uid or the name breaks the limits of docs/protocol.md.
    pub fn user(mut self, uid: &str, name: &str) -> Result<Self, InvalidSeed> {
        let uid = seed_uid(uid)?;
        if name.is_empty() || name.chars().count() > users::NAME_LIMIT {
            return Err(InvalidSeed(format!(
                "the name of user {uid} must have 1 to {} characters",
                users::NAME_LIMIT
            )));
        }
        self.config.users.push((uid, name.to_owned()));
        Ok(self)
    }

    /// An auth token to start with. Its user is created if there is none.
    ///
    /// # Errors
    /// The uid breaks the limits of docs/protocol.md, or the token is empty.
    pub fn token(mut self, uid: &str, token: &str) -> Result<Self, InvalidSeed> {
        let uid = seed_uid(uid)?;
        if token.is_empty() {
            return Err(InvalidSeed(format!(
                "the auth token of user {uid} is empty"
            )));
        }
        self.config.tokens.push((uid, token.to_owned()));
        Ok(self)
    }

    /// Listens, and serves until [`Running`] is shut down or dropped.
    ///
    /// # Errors
    /// The address cannot be listened on.
    pub async fn start(self) -> io::Result<Running> {
        server::start(self.config).await
    }
}

fn seed_uid(uid: &str) -> Result<Uid, InvalidSeed> {
    Uid::parse(uid).map_err(|problem| InvalidSeed(format!("{uid:?}: {problem}")))
}

/// Everything an emulator needs to know, and to know again when it is reset.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) app_id: String,
    pub(crate) auth_key: String,
    pub(crate) rest_api_key: String,
    pub(crate) region: String,
    pub(crate) address: SocketAddr,
    pub(crate) keep_alive: bool,
    roles: Vec<String>,
    users: Vec<(Uid, String)>,
    tokens: Vec<(Uid, String)>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            app_id: "emulator-app".to_owned(),
            auth_key: "emulator-auth-key".to_owned(),
            rest_api_key: "emulator-rest-api-key".to_owned(),
            region: "us".to_owned(),
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            keep_alive: false,
            roles: vec![users::DEFAULT_ROLE.to_owned()],
            users: Vec::new(),
            tokens: Vec::new(),
        }
    }
}

impl Config {
    /// The users and tokens as they are at the start, and again after a reset.
    pub(crate) fn new_world(&self) -> World {
        let mut world = World::with_sample_users(self.roles.clone());
        for (uid, name) in &self.users {
            world.seed_user(uid.clone(), name);
        }
        for (uid, token) in &self.tokens {
            world.seed_token(uid.clone(), Some(token.clone()));
        }
        world
    }
}
