//! The faults that have been ordered, and the requests that they hold.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use crate::errors::ApiError;
use crate::users::{JSON_FACTOR, json_length};

use super::hold::{self, Hold, Release};
use super::kind::FaultKind;
use super::order::FaultOrder;
use super::route::RouteName;

/// Bytes of memory that all faults may take together, about.
const FAULTS_LIMIT: usize = 64 * 1024 * 1024;
/// Bytes that a fault takes beside what it says, about.
const FAULT_BYTES: usize = 512;

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
    /// How many bytes of memory it takes, about.
    #[serde(skip)]
    weight: usize,
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
    fn make_room(&mut self, needed: usize) -> Result<(), ApiError> {
        let mut weight = needed + self.faults.iter().map(|fault| fault.weight).sum::<usize>();
        self.faults.retain(|fault| {
            let stays = weight <= FAULTS_LIMIT || !fault.is_spent();
            if !stays {
                weight -= fault.weight;
            }
            stays
        });
        if weight > FAULTS_LIMIT {
            return Err(ApiError::refused(
                "There are too many faults that are not used up. Remove some, or all.",
            ));
        }
        Ok(())
    }

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
    /// Adds a fault after those there are. Of several that match, the first meets the request. If there are
    /// too many, the oldest that are spent are forgotten.
    ///
    /// # Errors
    /// There are too many that are not spent.
    pub(crate) fn add(&self, order: FaultOrder) -> Result<Fault, ApiError> {
        let length = serde_json::to_value(&order).map_or(0, |order| json_length(&order));
        let mut ledger = self.lock();
        let fault = Fault {
            id: ledger.last_id + 1,
            order,
            met: 0,
            passed: 0,
            weight: FAULT_BYTES + JSON_FACTOR * length,
        };
        ledger.make_room(fault.weight)?;
        ledger.last_id = fault.id;
        ledger.faults.push(fault.clone());
        Ok(fault)
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

#[cfg(test)]
mod tests {
    use axum::http::Method;
    use serde_json::json;

    use super::*;

    fn order(times: Option<u64>) -> FaultOrder {
        let body = "a".repeat(1024 * 1024);
        let order = json!({ "times": times, "fault": { "kind": "json", "body": body } });
        serde_json::from_value(order).expect("an order")
    }

    #[test]
    fn faults_that_are_spent_make_room_and_others_do_not() {
        let faults = Faults::default();
        let route = RouteName::new(&Method::GET, "/v3.0/me");
        for id in 1..=20 {
            assert_eq!(faults.add(order(Some(1))).expect("room").id, id);
            assert!(faults.take(&route).is_some());
        }
        let kept: Vec<_> = faults.list().iter().map(|fault| fault.id).collect();
        assert_eq!(kept, [18, 19, 20]);
        while faults.add(order(None)).is_ok() {}
        assert_eq!(faults.list().len(), 3);
        assert!(faults.list().iter().all(|fault| !fault.is_spent()));
        faults.remove_all();
        faults.add(order(None)).expect("room");
    }
}
