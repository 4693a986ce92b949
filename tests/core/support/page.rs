//! A page: a client in a world, with short names for what tests do all the time.

use std::ops::Deref;

use cometchat_wasm::client::Client;
use cometchat_wasm::persistence::Status;
use cometchat_wasm::platform::Text;
use cometchat_wasm::types::Credential;
use serde_json::{Value, json};

use super::promise::{Outcome, Promise};
use super::server::{token_of, user_of};
use super::world::World;
use super::{Json, Promised as _, UserCall};

pub const APP: &str = "app1";
pub const KEY: &str = "auth-key-of-the-app";
/// Where a session is stored.
const USER: &str = "common_store/user";

#[derive(Clone)]
pub struct Page {
    pub world: World,
    pub client: Client,
}

impl Deref for Page {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl Page {
    /// Before `init`.
    pub fn new() -> Self {
        let (world, client) = World::with_client();
        Self { world, client }
    }

    /// After `init`.
    pub fn ready() -> Self {
        Self::new().initialized()
    }

    /// After `init` and a login.
    pub fn logged_in(uid: &str) -> Self {
        let page = Self::ready();
        page.login(uid).value();
        page.forget();
        page
    }

    /// Another tab of the same browser, after `init`.
    pub fn other_tab(&self) -> Self {
        let (world, client) = self.world.other_tab();
        Self { world, client }.initialized()
    }

    pub fn initialized(self) -> Self {
        self.init(APP, json!({ "region": "us" })).value();
        self
    }

    // Each of these lets everything happen that needs no time.

    pub fn init(&self, app_id: impl Into<Json>, settings: Value) -> Promise {
        self.ran(self.client.init(&app_id.into(), &settings.into()))
    }

    /// Logs in with the key.
    pub fn login(&self, uid: &str) -> Promise {
        self.login_with_key(uid, KEY)
    }

    pub fn login_with_key(&self, uid: impl Into<Json>, key: impl Into<Json>) -> Promise {
        self.ran(self.start_login(uid, key))
    }

    pub fn login_with_token(&self, token: impl Into<Json>) -> Promise {
        self.ran(self.start_login_with_token(token))
    }

    pub fn logout(&self) -> Promise {
        self.ran(self.client.logout())
    }

    pub fn user_call(&self, kind: UserCall, user: Value, key: impl Into<Json>) -> Promise {
        self.ran(self.client.user_call(kind.of(user, key)))
    }

    /// Reads another user.
    pub fn get(&self, uid: &str) -> Promise {
        self.user_call(UserCall::Get, json!(uid), none())
    }

    /// Changes the name of the user who is logged in.
    pub fn rename(&self, name: &str) -> Promise {
        self.user_call(UserCall::UpdateCurrent, json!({ "name": name }), none())
    }

    /// What `getLoggedinUser` says.
    pub fn user(&self) -> Value {
        self.ran(self.client.logged_in_user()).value()
    }

    /// What `getUserAuthToken` says.
    pub fn token(&self) -> Value {
        self.ran(self.client.auth_token()).value()
    }

    /// The app id, as `getAppId` says it.
    pub fn app_id(&self) -> Option<String> {
        Some(self.client.app_id()?.as_str().to_owned())
    }

    /// Another tab has changed what is under a key; without one, may have changed anything.
    pub fn look_again(&self, key: Option<&str>) {
        self.client.on_storage_change(key.map(Text::from).as_ref());
    }

    // These begin something; nothing happens yet.

    /// Without settings.
    pub fn start_init(&self, app_id: &str) -> Promise {
        self.client.init(&app_id.into(), &none())
    }

    pub fn start_login(&self, uid: impl Into<Json>, key: impl Into<Json>) -> Promise {
        let credential = Credential::auth_key(&uid.into(), &key.into());
        self.client.login(credential)
    }

    pub fn start_login_with_token(&self, token: impl Into<Json>) -> Promise {
        let credential = Credential::auth_token(&token.into());
        self.client.login(credential)
    }

    /// Lets so much time pass that every operation is over.
    pub fn wait(&self) {
        self.advance(200_000.0);
    }

    fn ran(&self, promise: Promise) -> Promise {
        self.run();
        promise
    }

    /// Where the session is kept now.
    pub fn status(&self) -> Status {
        self.client.storage().expect("an app").1
    }

    /// The text under a key of this app in `localStorage`.
    pub fn stored(&self, name: &str) -> Option<String> {
        self.local().text(&format!("{APP}:{name}"))
    }

    /// Puts a text under a key of this app in `localStorage`.
    pub fn store(&self, name: &str, text: impl Into<String>) {
        self.local().put(&format!("{APP}:{name}"), text);
    }

    /// Whose session is in the storage, and by which token.
    #[track_caller]
    pub fn stored_session(&self) -> (Value, Value) {
        let user = doubly_parsed(&self.stored(USER).expect("a session"));
        (user["uid"].clone(), user["authToken"].clone())
    }

    /// Another tab logs a user in, of which this one is not told.
    pub fn other_tab_logs_in(&self, uid: &str, token: &str) {
        self.store(USER, session_text(uid, token));
    }

    /// Another tab logs out, of which this one is not told.
    pub fn other_tab_logs_out(&self) {
        self.local().remove(&format!("{APP}:{USER}"));
    }

    /// Checks that somebody is logged in, by the usual token, and has been told so by everything
    /// that tells it.
    #[track_caller]
    pub fn assert_logged_in(&self, uid: &str) {
        assert_eq!(self.user()["uid"], uid);
        assert_eq!(self.token(), token_of(uid));
    }

    /// Checks that nobody is logged in, and that nothing of a session is left in the storage.
    #[track_caller]
    pub fn assert_logged_out(&self) {
        assert_eq!(self.user(), Value::Null);
        assert_eq!(self.token(), Value::Null);
        assert_eq!(self.stored(USER), None);
        assert_eq!(self.stored("common_store/app_settings"), None);
    }
}

/// What is stored as JSON of a JSON text.
#[track_caller]
pub fn doubly_parsed(text: &str) -> Value {
    let inner: String = serde_json::from_str(text).expect("JSON of a text");
    serde_json::from_str(&inner).expect("JSON")
}

/// The same, the other way.
pub fn doubly_stringified(value: &Value) -> String {
    json!(value.to_string()).to_string()
}

/// A session as it is stored.
pub fn session_text(uid: &str, token: &str) -> String {
    let mut user = user_of(uid);
    user["authToken"] = json!(token);
    doubly_stringified(&user)
}

/// No value.
pub fn none() -> Json {
    Json::nothing()
}

/// The code of an outcome, or null.
pub fn code_of(outcome: &Outcome) -> Value {
    outcome
        .as_ref()
        .err()
        .map_or(Value::Null, |error| error["code"].clone())
}
