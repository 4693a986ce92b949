//! `init`: sets the app.

use std::rc::Rc;

use crate::client::{Cancelled, Client, Emulator};
use crate::error::{ErrorSpec, INVALID_HOST};
use crate::platform::{Deferred, ResultKind, Value};
use crate::types::{AppId, Config};

impl Client {
    /// Sets the app and its settings, and loads the app's stored session. Sends nothing. Resolves with
    /// `true`.
    ///
    /// Errors: `MISSING_PARAMETERS` without an app id, `INVALID_APP_ID`, `INVALID_REGION`, `INVALID_HOST`
    /// (also if `useEmulator` got an address that is not on this machine), `INVALID_SETTINGS`. After an
    /// error the previous app stays.
    pub fn init(&self, app_id: &Value, settings: &Value) -> Deferred {
        if let Err(spec) = self.start_init(app_id, settings) {
            return self.reject_now(spec);
        }
        let client = self.clone();
        self.spawn_operation(ResultKind::Plain, |_| async move {
            client.set_initialized();
            Ok(true.into())
        })
    }

    fn start_init(&self, app_id: &Value, settings: &Value) -> Result<(), &'static ErrorSpec> {
        let id = AppId::parse(app_id)?;
        let config = Config::parse(settings)?;
        if let Some(Emulator::Invalid) = self.emulator() {
            return Err(&INVALID_HOST);
        }
        if self.app().is_ok_and(|app| app.id != id) {
            self.cancel_login(Cancelled::ByIntent);
        }
        self.open_app(id, Rc::new(config));
        Ok(())
    }
}
