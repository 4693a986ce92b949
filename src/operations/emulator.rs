//! `useEmulator`: sends all requests to an emulator on this machine.

use crate::client::{Cancelled, Client, Emulator};
use crate::platform::Value;
use crate::types::{BaseUrl, argument};

impl Client {
    /// Sends all requests to an emulator on this machine. Sessions of the emulator have storage keys of
    /// their own: a production session is never sent to the emulator, nor an emulator session to
    /// production. After an invalid address, `init` and every request fail with `INVALID_HOST`, so that
    /// nothing is sent to the real servers by mistake.
    ///
    /// Call it before `init`. After `init`, gives up a pending login and opens the emulated app.
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
