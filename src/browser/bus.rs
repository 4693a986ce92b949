//! Other tabs.

use super::Browser;
use crate::core::platform::Bus;

impl Bus for Browser {
    fn nudge(&self) {
        // A channel that fails leaves the storage event.
        let _ = self.0.nudge();
    }
}
