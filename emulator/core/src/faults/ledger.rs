//! The faults that have been ordered, and the requests that they hold.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use super::hold::{self, Hold, Release};
use super::kind::FaultKind;
use super::order::FaultOrder;
use super::route::RouteName;

/// A fault as `GET /_emulator/faults` tells it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Fault {
    /// By which it is ended, and its requests let go.
    id: u64,
    #[serde(flatten)]
    order: FaultOrder,
    /// How many requests it has met.
    met: u64,
    #[serde(skip)]
    passed: u64,
}

impl Fault {
    fn is_spent(&self) -> bool {
        self.order
            .times
            .is_some_and(|times| self.met >= times.get())
    }

    /// Whether it is this fault that the request meets, and counts it.
    fn strikes(&mut self, route: &RouteName) -> bool {
        if self.is_spent() || !self.order.route.matches(route) {
            return false;
        }
        if self.passed < self.order.skip {
            self.passed += 1;
            return false;
        }
        self.met += 1;
        true
    }
}

/// What the journal says of the fault that a request met.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct FaultRef {
    id: u64,
    #[cfg_attr(feature = "typescript", tsify(type = "FaultKind['kind']"))]
    kind: &'static str,
}

/// A fault on its way to one request.
#[derive(Debug)]
pub(crate) struct Injected {
    id: u64,
    pub(crate) kind: FaultKind,
    /// Whether the request takes effect all the same.
    pub(crate) after: bool,
    pub(crate) hold: Hold,
}

impl Injected {
    pub(crate) fn reference(&self) -> FaultRef {
        FaultRef {
            id: self.id,
            kind: self.kind.name(),
        }
    }
}

#[derive(Debug, Default)]
struct Ledger {
    last_id: u64,
    faults: Vec<Fault>,
    releases: Vec<(u64, Release)>,
}

impl Ledger {
    /// Lets requests go: those of one fault, or all. Says how many there were.
    fn release(&mut self, fault: Option<u64>) -> usize {
        let (released, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.releases)
            .into_iter()
            .partition(|(id, _)| fault.is_none_or(|fault| fault == *id));
        self.releases = kept;
        released
            .into_iter()
            .filter_map(|(_, release)| release.now().then_some(()))
            .count()
    }
}

/// The faults of an emulator; clones are handles to the same ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(Arc<Mutex<Ledger>>);

impl Faults {
    /// Adds a fault after those there are. Of several that match, the first meets the request.
    pub(crate) fn add(&self, order: FaultOrder) -> Fault {
        let mut ledger = self.lock();
        ledger.last_id += 1;
        let fault = Fault {
            id: ledger.last_id,
            order,
            met: 0,
            passed: 0,
        };
        ledger.faults.push(fault.clone());
        fault
    }

    /// The fault that this request meets.
    pub(crate) fn take(&self, route: &RouteName) -> Option<Injected> {
        let mut ledger = self.lock();
        ledger.releases.retain(|(_, release)| release.is_awaited());
        let fault = ledger
            .faults
            .iter_mut()
            .find_map(|fault| fault.strikes(route).then_some(fault))?;
        let (release, hold) = hold::hold();
        let injected = Injected {
            id: fault.id,
            kind: fault.order.fault.clone(),
            after: fault.order.after,
            hold,
        };
        ledger.releases.push((injected.id, release));
        Some(injected)
    }

    /// Every fault, in order, those that are spent included.
    pub(crate) fn list(&self) -> Vec<Fault> {
        self.lock().faults.clone()
    }

    /// Ends a fault and lets the requests go that it holds. `false` if there is none of this id.
    pub(crate) fn remove(&self, id: u64) -> bool {
        let mut ledger = self.lock();
        let before = ledger.faults.len();
        ledger.faults.retain(|fault| fault.id != id);
        ledger.release(Some(id));
        ledger.faults.len() < before
    }

    /// Ends every fault and lets all held requests go.
    pub(crate) fn remove_all(&self) {
        let mut ledger = self.lock();
        ledger.faults.clear();
        ledger.release(None);
    }

    /// Lets held requests go: those of one fault, or all. Says how many there were.
    pub(crate) fn release(&self, fault: Option<u64>) -> usize {
        self.lock().release(fault)
    }

    /// How many requests are being held.
    pub(crate) fn held(&self) -> usize {
        self.lock()
            .releases
            .iter()
            .filter(|(_, release)| release.is_awaited())
            .count()
    }

    /// Ends every fault. Requests that are held lose their connection.
    pub(crate) fn reset(&self) {
        let mut ledger = self.lock();
        ledger.faults.clear();
        ledger.releases.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
