//! Other tabs.

use super::{Browser, Js};
use crate::core::platform::Bus;

impl Bus<Js> for Browser {
    fn nudge(&self, _app_id: &Js) {}
}
