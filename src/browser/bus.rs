//! Other tabs.

use super::{Browser, Js};
use crate::core::platform::Bus;
use crate::core::value::Value as _;

impl Bus for Browser {
    fn nudge(&self) {
        Self::make(&self.face, "nudge", Js::none());
    }
}
