//! What an emulator starts with, and has again after a reset.

use std::fmt;

use serde::Deserialize;

use crate::users::{self, Uid};
use crate::world::World;

/// A user or token to start with that the API itself would refuse.
#[derive(Debug)]
pub struct InvalidSeed(String);

impl fmt::Display for InvalidSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidSeed {}

/// The app, its keys, and the users and tokens of the start.
#[derive(Debug, Clone)]
pub struct Config {
    /// What requests must carry in `appid`.
    pub app_id: String,
    /// The key of scope `authOnly`.
    pub auth_key: String,
    /// The key of scope `fullAccess`.
    pub rest_api_key: String,
    /// The region that `settings` speaks of.
    pub region: String,
    pub(crate) allowed_hosts: Vec<String>,
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
            allowed_hosts: Vec::new(),
            roles: vec![users::DEFAULT_ROLE.to_owned()],
            users: Vec::new(),
            tokens: Vec::new(),
        }
    }
}

impl Config {
    /// A role that users may have, besides `default`.
    pub fn add_role(&mut self, role: impl Into<String>) {
        self.roles.push(role.into());
    }

    /// A host, besides this machine, whose pages may use the control API, and under whose name the
    /// control API can be reached.
    pub fn allow_host(&mut self, host: impl Into<String>) {
        self.allowed_hosts.push(host.into());
    }

    /// A user to start with, besides the five sample users.
    ///
    /// # Errors
    /// The uid or the name breaks the limits of docs/protocol.md.
    pub fn add_user(&mut self, uid: &str, name: &str) -> Result<(), InvalidSeed> {
        let uid = seed_uid(uid)?;
        if name.is_empty() || name.chars().count() > users::NAME_LIMIT {
            return Err(InvalidSeed(format!(
                "the name of user {uid} must have 1 to {} characters",
                users::NAME_LIMIT
            )));
        }
        self.users.push((uid, name.to_owned()));
        Ok(())
    }

    /// An auth token to start with. Its user is created if there is none.
    ///
    /// # Errors
    /// The uid breaks the limits of docs/protocol.md, or the token is empty.
    pub fn add_token(&mut self, uid: &str, token: &str) -> Result<(), InvalidSeed> {
        let uid = seed_uid(uid)?;
        if token.is_empty() {
            return Err(InvalidSeed(format!(
                "the auth token of user {uid} is empty"
            )));
        }
        self.tokens.push((uid, token.to_owned()));
        Ok(())
    }

    /// The roles that users may have.
    pub(crate) fn roles(&self) -> &[String] {
        &self.roles
    }

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

fn seed_uid(uid: &str) -> Result<Uid, InvalidSeed> {
    Uid::parse(uid).map_err(|problem| InvalidSeed(format!("{uid:?}: {problem}")))
}

/// What an emulator starts with, as JavaScript gives it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(rename = "EmulatorOptions"))]
pub struct Options {
    /// What requests must carry in `appid`; `emulator-app` if not given.
    pub app_id: Option<String>,
    /// The "Auth Key", of scope authOnly; `emulator-auth-key` if not given.
    pub auth_key: Option<String>,
    /// The "REST API Key", of scope fullAccess; `emulator-rest-api-key` if not given.
    pub rest_api_key: Option<String>,
    /// The region that the `settings` of a login name; `us` if not given.
    pub region: Option<String>,
    /// Users to start with, besides the five sample users.
    pub users: Vec<SeedUser>,
    /// Auth tokens to start with; their users are created if there are none.
    pub tokens: Vec<SeedToken>,
    /// Roles that users may have, besides `default`.
    pub roles: Vec<String>,
    /// Hosts, besides this machine, whose pages may use the control API of a server, and under whose
    /// names it can be reached.
    pub allowed_hosts: Vec<String>,
}

/// A user to start with.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct SeedUser {
    /// 1 to 100 letters, digits, `-` and `_`.
    pub uid: String,
    /// 1 to 100 characters.
    pub name: String,
}

/// An auth token to start with.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct SeedToken {
    /// Whose token it is.
    pub uid: String,
    /// The token's text.
    pub token: String,
}

impl TryFrom<Options> for Config {
    type Error = InvalidSeed;

    fn try_from(options: Options) -> Result<Self, InvalidSeed> {
        let mut config = Self::default();
        let set = |target: &mut String, value: Option<String>| {
            if let Some(value) = value {
                *target = value;
            }
        };
        set(&mut config.app_id, options.app_id);
        set(&mut config.auth_key, options.auth_key);
        set(&mut config.rest_api_key, options.rest_api_key);
        set(&mut config.region, options.region);
        options
            .roles
            .into_iter()
            .for_each(|role| config.add_role(role));
        options
            .allowed_hosts
            .into_iter()
            .for_each(|host| config.allow_host(host));
        for user in &options.users {
            config.add_user(&user.uid, &user.name)?;
        }
        for token in &options.tokens {
            config.add_token(&token.uid, &token.token)?;
        }
        Ok(config)
    }
}
