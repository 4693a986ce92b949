//! One emulator's state, and what the control API does with it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::sync::watch;

use crate::config::Config;
use crate::errors::ApiError;
use crate::faults::{Fault, FaultOrder, Faults};
use crate::journal::{Entry, Journal, RequestQuery};
use crate::tokens::{Token, TokenView};
use crate::users::{Uid, User, UserView};
use crate::world::World;

/// The state of one emulator; clones are handles to the same one.
#[derive(Clone, Debug)]
pub struct App {
    pub(crate) config: Arc<Config>,
    pub(crate) journal: Journal,
    pub(crate) faults: Faults,
    world: Arc<Mutex<World>>,
}

/// What an emulator is, and what a client needs to know to use it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(rename = "EmulatorAbout"))]
pub struct About {
    #[cfg_attr(feature = "typescript", tsify(type = "'cometchat-emulator'"))]
    name: &'static str,
    #[cfg_attr(feature = "typescript", tsify(type = "string"))]
    version: &'static str,
    app_id: String,
    region: String,
}

/// The users and tokens of the moment.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(rename = "EmulatorState"))]
pub struct State {
    /// All users, deactivated ones too.
    #[cfg_attr(feature = "typescript", tsify(type = "EmulatorUser[]"))]
    users: Vec<UserView>,
    /// All live tokens, oldest first.
    #[cfg_attr(feature = "typescript", tsify(type = "EmulatorToken[]"))]
    tokens: Vec<TokenView>,
    /// The number of requests that a fault holds.
    held: usize,
    /// The number of requests, the oldest, that the journal has dropped to stay within its limits.
    dropped: u64,
}

/// A token to make.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(rename = "TokenSeed"))]
pub struct Seed {
    /// Whose; the user is created if there is none.
    uid: String,
    /// Made up if not given.
    #[cfg_attr(feature = "typescript", tsify(optional))]
    token: Option<String>,
}

/// There is no fault or token of this name.
#[derive(Clone, Debug)]
pub struct NotFound(String);

impl NotFound {
    pub(crate) fn fault(id: impl fmt::Display) -> Self {
        Self(format!("there is no fault {id}"))
    }
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotFound {}

impl App {
    /// A state of nothing but what the configuration says.
    pub fn new(config: Config) -> Self {
        Self {
            world: Arc::new(Mutex::new(config.new_world())),
            config: Arc::new(config),
            journal: Journal::default(),
            faults: Faults::default(),
        }
    }

    /// What this emulator is.
    pub fn about(&self) -> About {
        About {
            name: "cometchat-emulator",
            version: env!("CARGO_PKG_VERSION"),
            app_id: self.config.app_id.clone(),
            region: self.config.region.clone(),
        }
    }

    /// The requests so far that `query` picks, in order of arrival.
    pub fn requests(&self, query: &RequestQuery) -> Vec<Entry> {
        self.journal.entries(|entry| query.admits(entry))
    }

    /// How many these are.
    pub fn count_requests(&self, query: &RequestQuery) -> usize {
        self.journal.count(|entry| query.admits(entry))
    }

    /// How many requests the journal has dropped, the oldest, to stay within its limits.
    pub(crate) fn dropped_requests(&self) -> u64 {
        self.journal.dropped()
    }

    /// What becomes ready whenever the journal changes.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.journal.changes()
    }

    /// The same as [`App::requests`], when there are as many as `query` awaits.
    pub async fn requests_to_come(&self, query: &RequestQuery) -> Vec<Entry> {
        let mut changes = self.changes();
        loop {
            let come = self.count_requests(query);
            if query.is_met_by(come) || changes.changed().await.is_err() {
                return self.requests(query);
            }
        }
    }

    /// Forgets the journal.
    pub fn clear_requests(&self) {
        self.journal.clear();
    }

    /// Puts everything back to the start. Requests that a fault is holding lose their connection.
    pub fn reset(&self) {
        self.faults.reset();
        self.journal.clear();
        *self.world() = self.config.new_world();
    }

    /// Every fault, in order, those that are spent included.
    pub fn faults(&self) -> Vec<Fault> {
        self.faults.list()
    }

    /// Adds a fault after those there are. Of several that match, the first meets the request.
    ///
    /// # Errors
    /// There are too many that are not used up.
    pub fn order(&self, order: FaultOrder) -> Result<Fault, ApiError> {
        self.faults.add(order)
    }

    /// Ends a fault, and lets the requests go that it holds.
    ///
    /// # Errors
    /// There is no fault of this id.
    pub fn end_fault(&self, id: u64) -> Result<(), NotFound> {
        if self.faults.remove(id) {
            Ok(())
        } else {
            Err(NotFound::fault(id))
        }
    }

    /// Ends every fault, and lets all held requests go.
    pub fn end_faults(&self) {
        self.faults.remove_all();
    }

    /// Lets held requests go: those of one fault, or all. Says how many there were.
    pub fn release(&self, fault: Option<u64>) -> usize {
        self.faults.release(fault)
    }

    /// All users, all live tokens, and the number of held requests.
    pub fn state(&self) -> State {
        let held = self.faults.held();
        let world = self.world();
        State {
            users: world.users.iter().map(User::view).collect(),
            tokens: world.tokens.iter().map(Token::view).collect(),
            held,
            dropped: self.dropped_requests(),
        }
    }

    /// Creates a user as `POST /users` would, without asking for a key.
    ///
    /// # Errors
    /// Those of `POST /users`.
    pub fn add_user(&self, body: &Map<String, Value>) -> Result<Map<String, Value>, ApiError> {
        self.world().create_user(body)
    }

    /// Makes a token, and its user if there is none.
    ///
    /// # Errors
    /// `ERR_BAD_REQUEST` if the uid breaks the limits, or the token is empty.
    pub fn add_token(&self, seed: Seed) -> Result<TokenView, ApiError> {
        let uid = Uid::parse(&seed.uid).map_err(ApiError::refused)?;
        if seed.token.as_ref().is_some_and(String::is_empty) {
            return Err(ApiError::refused("the token is empty"));
        }
        Ok(self.world().seed_token(uid, seed.token).view())
    }

    /// Ends a token behind the user's back.
    ///
    /// # Errors
    /// There is no such live token.
    pub fn revoke(&self, token: &str) -> Result<(), NotFound> {
        if self.world().tokens.remove(token) {
            Ok(())
        } else {
            Err(NotFound(format!("there is no live token {token}")))
        }
    }

    /// The users and tokens. Hold the guard for one request's work and no longer.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
