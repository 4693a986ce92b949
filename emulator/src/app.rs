//! What all requests share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::config::Config;
use crate::faults::Faults;
use crate::journal::Journal;
use crate::world::World;

/// The state of one emulator; clones are handles to the same one.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) config: Arc<Config>,
    pub(crate) journal: Journal,
    pub(crate) faults: Faults,
    world: Arc<Mutex<World>>,
}

impl App {
    pub(crate) fn new(config: Config) -> Self {
        Self {
            world: Arc::new(Mutex::new(config.new_world())),
            config: Arc::new(config),
            journal: Journal::default(),
            faults: Faults::default(),
        }
    }

    /// The users and tokens. Hold the guard for one request's work and no longer.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts everything back to the start. Requests that a fault is holding lose their connection.
    pub(crate) fn reset(&self) {
        self.faults.reset();
        self.journal.clear();
        *self.world() = self.config.new_world();
    }
}
