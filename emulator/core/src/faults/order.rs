//! What is ordered: a fault, for which requests, and how often.

use std::num::NonZeroU64;

use serde::{Deserialize, Serialize};

use super::kind::FaultKind;
use super::route::RoutePattern;

/// A fault as it is ordered with `POST /_emulator/faults`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct FaultOrder {
    /// Which requests it is for. Every request if not given.
    #[serde(default = "FaultOrder::any_route")]
    pub(super) route: RoutePattern,
    /// How many requests it meets: 1 if not given, no end if `null`.
    #[serde(default = "FaultOrder::once")]
    #[cfg_attr(feature = "typescript", tsify(type = "number | null"))]
    pub(super) times: Option<NonZeroU64>,
    /// How many matching requests it lets pass before it begins.
    #[serde(default)]
    pub(super) skip: u64,
    /// Whether the request takes effect before the fault strikes: the server did the work, but the
    /// answer is lost. Kinds that alter the usual answer always let the request take effect.
    #[serde(default)]
    pub(super) after: bool,
    /// What goes wrong.
    pub(super) fault: FaultKind,
}

impl FaultOrder {
    fn any_route() -> RoutePattern {
        RoutePattern::ANY
    }

    fn once() -> Option<NonZeroU64> {
        Some(NonZeroU64::MIN)
    }
}
