//! Other tabs.

use super::Browser;
use crate::core::platform::Bus;

impl Bus for Browser {
    fn nudge(&self) {
        self.0.nudge();
    }
}
