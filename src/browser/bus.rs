//! Other tabs.

use super::{Browser, Js};
use crate::core::platform::Bus;

impl Bus<Js> for Browser {
    /// Sends nothing: other tabs see a change when they next ask the storage, which every
    /// `getLoggedinUser()` does.
    fn nudge(&self, _app_id: &Js) {}
}
