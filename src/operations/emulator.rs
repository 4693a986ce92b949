//! `useEmulator`: sends all requests to an emulator on this machine.

use crate::client::{Cancelled, Client, Emulator};
use crate::platform::Value;
use crate::types::{BaseUrl, argument};

impl Client {
    /// Sends all requests to an emulator on this machine. Its sessions have keys of their own in the
    /// storage: none of production's is ever sent to it, and none of its own to production. An
    /// address that is none makes `init` and every request fail with `INVALID_HOST`, lest anything
    /// be sent to the real servers by mistake.
    ///
    /// Meant to be called before `init`; after it, turns to the emulated app of the same id.
    pub fn use_emulator(&self, address: &Value) {
        let base = argument(address).and_then(|address| BaseUrl::of_emulator(&address));
        let Some(base) = base else {
            self.set_emulator(Emulator::Invalid);
            return;
        };
        self.set_emulator(Emulator::At(base));
        self.inform_of_emulator();
        if let Ok(app) = self.app()
            && let Some(config) = app.config.get()
        {
            self.cancel_login(Cancelled::ByIntent);
            self.open_app(app.id.clone(), config);
        }
    }
}
