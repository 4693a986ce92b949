//! Faults: what goes wrong on purpose, when, and how often.

mod hold;
mod kind;
mod ledger;
mod order;
mod route;

pub(crate) use hold::{Discarded, Hold};
pub use kind::FaultKind;
pub(crate) use kind::Status;
pub use ledger::{Fault, FaultRef};
pub(crate) use ledger::{Faults, Injected};
pub use order::FaultOrder;
pub(crate) use route::{RouteName, RoutePattern};
