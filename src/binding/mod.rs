//! The object [`CometChat`] that the WebAssembly exports to JavaScript.
//!
//! Its methods take any value, pass it to the core's parsers, and return the core's results: nothing here
//! decides or throws. A call makes its immediate changes before it returns; its promise settles later.
//!
//! The package's TypeScript (`pkg-template/src/`) queues calls until the WebAssembly runs, handles the
//! application's signals and callbacks, and has the classes and overloads of the documented API.

use std::cell::Cell;

use js_sys::Promise;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::client::Client;
use crate::error::{Error, MISSING_LISTENER};
use crate::operations::UserCall;
use crate::option_cell::OptionCell;
use crate::persistence::Status;
use crate::platform::{Area, Environment, Kind, Record, Value};
use crate::types::{Credential, argument};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
import type { CometChatException } from "../exception.js";
import type { LogoutResult, SessionSnapshot, StorageStatus } from "../types.js";
import type { AppSettings } from "../settings.js";
import type { User } from "../user.js";
"#;

/// A client: an app, its session and its listeners. Each instance of the WebAssembly has one client.
///
/// Arguments of the type `unknown` are what the application passed. The core parses them; an invalid one
/// rejects the promise.
#[wasm_bindgen]
#[derive(Debug)]
pub struct CometChat {
    client: Client,
    /// The last snapshot, after the version of the state that it shows.
    snapshot: OptionCell<(u32, JsValue)>,
    has_initialized: Cell<bool>,
}

#[wasm_bindgen]
impl CometChat {
    /// Makes the client.
    ///
    /// @param storage `undefined` for the page's client, with the page's storages. For a client that
    ///   shares nothing with others: the application's own storage, or `null` for memory
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(#[wasm_bindgen(unchecked_param_type = "unknown")] storage: JsValue) -> Self {
        let environment = if storage.is_undefined() {
            Environment::of_page()
        } else {
            Environment::of_instance(storage.into())
        };
        Self {
            client: Client::new(environment),
            snapshot: OptionCell::default(),
            has_initialized: Cell::new(false),
        }
    }

    /// Sets the app and its settings, and loads its stored session. Sends no request.
    ///
    /// @returns `true`. Rejects with `MISSING_PARAMETERS`, `INVALID_APP_ID`, `INVALID_REGION`,
    ///   `INVALID_HOST` or `INVALID_SETTINGS`; the previous app then stays.
    #[wasm_bindgen(unchecked_return_type = "Promise<boolean>")]
    pub fn init(
        &self,
        #[wasm_bindgen(js_name = appId, unchecked_param_type = "unknown")] app_id: JsValue,
        #[wasm_bindgen(js_name = appSettings, unchecked_param_type = "unknown")]
        app_settings: JsValue,
    ) -> Promise {
        let client = self.client.clone();
        let initialized = client.init(&app_id.into(), &app_settings.into());
        if !self.has_initialized.replace(true) {
            // Listens to other tabs later: the application waits for other things first.
            let later = client.environment().sleep(0.0);
            self.client.environment().spawn(Box::pin(async move {
                later.await;
                if !client.is_disposed() {
                    let listening = client.clone();
                    client.environment().listen_to_tabs(move |key| {
                        listening.on_storage_change(key.as_ref());
                    });
                    client.on_storage_change(None);
                }
            }));
        }
        initialized.promise()
    }

    /// Whether `init` has resolved.
    #[wasm_bindgen(js_name = isInitialized)]
    #[must_use]
    pub fn is_initialized(&self) -> bool {
        self.client.is_initialized()
    }

    /// The app ID given to `init`; `undefined` before.
    #[wasm_bindgen(js_name = getAppId, unchecked_return_type = "string | undefined")]
    #[must_use]
    pub fn app_id(&self) -> JsValue {
        let id = self.client.app_id();
        id.map_or(JsValue::UNDEFINED, |id| Value::from(id).into())
    }

    /// A copy of the settings that `init` accepted; `undefined` before.
    #[wasm_bindgen(
        js_name = getAppSettings,
        unchecked_return_type = "Partial<AppSettings> | undefined"
    )]
    #[must_use]
    pub fn app_settings(&self) -> JsValue {
        let settings = self.client.app_settings();
        settings.map_or(JsValue::UNDEFINED, JsValue::from)
    }

    /// Sends every request to an emulator on this machine.
    #[wasm_bindgen(js_name = useEmulator)]
    pub fn use_emulator(&self, #[wasm_bindgen(unchecked_param_type = "unknown")] url: JsValue) {
        self.client.use_emulator(&url.into());
    }

    /// Identifies the framework in CometChat's statistics, from the next login on.
    #[wasm_bindgen(js_name = setSource)]
    pub fn set_source(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] resource: JsValue,
        #[wasm_bindgen(unchecked_param_type = "unknown")] platform: JsValue,
        #[wasm_bindgen(unchecked_param_type = "unknown")] language: JsValue,
    ) {
        let source = Record::new();
        source.set("resource", resource);
        source.set("platform", platform);
        source.set("language", language);
        self.client.set_source(source);
    }

    /// Logs a user in with a UID and the app's Auth Key.
    #[wasm_bindgen(unchecked_return_type = "Promise<User>")]
    pub fn login(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] uid: JsValue,
        #[wasm_bindgen(js_name = authKey, unchecked_param_type = "unknown")] auth_key: JsValue,
    ) -> Promise {
        let credential = Credential::auth_key(&uid.into(), &auth_key.into());
        self.client.login(credential).promise()
    }

    /// Logs a user in with an auth token.
    #[wasm_bindgen(js_name = loginWithAuthToken, unchecked_return_type = "Promise<User>")]
    pub fn login_with_auth_token(
        &self,
        #[wasm_bindgen(js_name = authToken, unchecked_param_type = "unknown")] auth_token: JsValue,
    ) -> Promise {
        let credential = Credential::auth_token(&auth_token.into());
        self.client.login(credential).promise()
    }

    /// Makes sure that the user of `{ uid, authToken }` or `{ uid, authKey }` is logged in.
    #[wasm_bindgen(js_name = ensureLoggedIn, unchecked_return_type = "Promise<User>")]
    pub fn ensure_logged_in(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] request: JsValue,
    ) -> Promise {
        let credential = Credential::request(&request.into());
        self.client.ensure_logged_in(credential).promise()
    }

    /// Logs a user in with a UID and the app's Auth Key, with the argument errors of `CometChatCalls`.
    #[wasm_bindgen(js_name = callsLogin, unchecked_return_type = "Promise<User>")]
    pub fn calls_login(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] uid: JsValue,
        #[wasm_bindgen(js_name = authKey, unchecked_param_type = "unknown")] auth_key: JsValue,
    ) -> Promise {
        let credential = Credential::calls_auth_key(&uid.into(), &auth_key.into());
        self.client.login(credential).promise()
    }

    /// Logs a user in with an auth token, with the argument errors of `CometChatCalls`.
    #[wasm_bindgen(js_name = callsLoginWithAuthToken, unchecked_return_type = "Promise<User>")]
    pub fn calls_login_with_auth_token(
        &self,
        #[wasm_bindgen(js_name = authToken, unchecked_param_type = "unknown")] auth_token: JsValue,
    ) -> Promise {
        let credential = Credential::calls_auth_token(&auth_token.into());
        self.client.login(credential).promise()
    }

    /// Reads the user who is logged in, or `null`, from the storage: a new object each time.
    #[wasm_bindgen(js_name = getLoggedinUser, unchecked_return_type = "Promise<User | null>")]
    pub fn logged_in_user(&self) -> Promise {
        self.client.logged_in_user().promise()
    }

    /// Whether a user is logged in; `false` before `init`.
    #[wasm_bindgen(js_name = isUserLoggedIn)]
    #[must_use]
    pub fn is_logged_in(&self) -> bool {
        self.client.is_logged_in()
    }

    /// Reads the auth token of the user who is logged in, or `null`, from the storage.
    #[wasm_bindgen(js_name = getUserAuthToken, unchecked_return_type = "Promise<string | null>")]
    pub fn auth_token(&self) -> Promise {
        self.client.auth_token().promise()
    }

    /// Asks the server whether the session is still valid. Resolves with its user, or with `null`.
    #[wasm_bindgen(js_name = checkSession, unchecked_return_type = "Promise<User | null>")]
    pub fn check_session(&self) -> Promise {
        self.client.check_session().promise()
    }

    /// Ends the session here, then revokes its token on the server.
    #[wasm_bindgen(unchecked_return_type = "Promise<LogoutResult>")]
    pub fn logout(&self) -> Promise {
        self.client.logout().promise()
    }

    /// Creates a user.
    #[wasm_bindgen(js_name = createUser, unchecked_return_type = "Promise<User>")]
    pub fn create_user(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] user: JsValue,
        #[wasm_bindgen(js_name = authKey, unchecked_param_type = "unknown")] auth_key: JsValue,
    ) -> Promise {
        self.user_call(UserCall::Create {
            user: user.into(),
            auth_key: auth_key.into(),
        })
    }

    /// Changes a user.
    #[wasm_bindgen(js_name = updateUser, unchecked_return_type = "Promise<User>")]
    pub fn update_user(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] user: JsValue,
        #[wasm_bindgen(js_name = authKey, unchecked_param_type = "unknown")] auth_key: JsValue,
    ) -> Promise {
        self.user_call(UserCall::Update {
            user: user.into(),
            auth_key: auth_key.into(),
        })
    }

    /// Changes the profile of the user who is logged in.
    #[wasm_bindgen(
        js_name = updateCurrentUserDetails,
        unchecked_return_type = "Promise<User>"
    )]
    pub fn update_current_user_details(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] user: JsValue,
    ) -> Promise {
        self.user_call(UserCall::UpdateCurrent { user: user.into() })
    }

    /// Asks the server for a user of the app.
    #[wasm_bindgen(js_name = getUser, unchecked_return_type = "Promise<User>")]
    pub fn get_user(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] uid: JsValue,
    ) -> Promise {
        self.user_call(UserCall::Get { uid: uid.into() })
    }

    /// Notes that a caller no longer waits for a promise of this client.
    ///
    /// @returns the exception to reject that caller with
    #[wasm_bindgen(unchecked_return_type = "CometChatException")]
    #[must_use]
    pub fn cancel(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Promise<unknown>")] promise: JsValue,
    ) -> JsValue {
        let error = self.client.abandon_promise(promise.unchecked_ref());
        let environment = self.client.environment();
        environment.exception(error.fields()).into()
    }

    /// Adds a listener, or replaces the one with the same id. Reports an invalid id or listener like an
    /// uncaught error.
    #[wasm_bindgen(js_name = addLoginListener)]
    pub fn add_login_listener(
        &self,
        #[wasm_bindgen(js_name = listenerId, unchecked_param_type = "unknown")]
        listener_id: JsValue,
        #[wasm_bindgen(unchecked_param_type = "unknown")] listener: JsValue,
    ) {
        let environment = self.client.environment();
        let listener = Value::from(listener);
        match argument(&listener_id.into()) {
            Some(id) if listener.kind() == Kind::Object => {
                environment.add_listener(&id.into(), &listener);
            }
            _ => environment.report(Error::from(&MISSING_LISTENER).fields()),
        }
    }

    /// Removes the listener with an id, if there is one.
    #[wasm_bindgen(js_name = removeLoginListener)]
    pub fn remove_login_listener(
        &self,
        #[wasm_bindgen(js_name = listenerId, unchecked_param_type = "unknown")]
        listener_id: JsValue,
    ) {
        if let Some(id) = argument(&listener_id.into()) {
            self.client.environment().remove_listener(&id.into());
        }
    }

    /// Adds a function that is called after each change of the state.
    pub fn subscribe(
        &self,
        #[wasm_bindgen(unchecked_param_type = "() => void")] listener: JsValue,
    ) {
        let listener = Value::from(listener);
        let environment = self.client.environment();
        environment.add_listener(&listener, &listener);
    }

    /// Removes a function that `subscribe` added.
    pub fn unsubscribe(
        &self,
        #[wasm_bindgen(unchecked_param_type = "() => void")] listener: JsValue,
    ) {
        self.client.environment().remove_listener(&listener.into());
    }

    /// The snapshot of the state: the same object until the state changes.
    #[wasm_bindgen(js_name = getSession, unchecked_return_type = "SessionSnapshot")]
    #[must_use]
    pub fn session(&self) -> JsValue {
        let version = self.client.version();
        let snapshot = match self.snapshot.take() {
            Some((of, snapshot)) if of == version => snapshot,
            _ => {
                let now = self.client.snapshot();
                let environment = self.client.environment();
                let made = environment.snapshot(now.status.name(), now.user, now.error);
                made.into()
            }
        };
        self.snapshot.set(Some((version, snapshot.clone())));
        snapshot
    }

    /// Ends the client: it calls, renews and stores nothing any more. A stored session stays.
    pub fn dispose(&self) {
        self.client.dispose();
    }

    /// Where the session is kept, and whether that works; `undefined` before `init`.
    #[wasm_bindgen(
        js_name = getStorageStatus,
        unchecked_return_type = "StorageStatus | undefined"
    )]
    #[must_use]
    pub fn storage_status(&self) -> JsValue {
        let status = self.client.storage().map(|(area, status)| StorageStatus {
            mode: match area {
                Area::Local => "local",
                Area::Session => "session",
            },
            state: match status {
                Status::Stored => "stored",
                Status::Unavailable => "unavailable",
                Status::Failing => "failing",
            },
        });
        serde_wasm_bindgen::to_value(&status).unwrap_or_default()
    }
}

impl Drop for CometChat {
    fn drop(&mut self) {
        self.client.dispose();
    }
}

impl CometChat {
    fn user_call(&self, call: UserCall) -> Promise {
        self.client.user_call(call).promise()
    }
}

/// Where the session is kept, for JavaScript.
#[derive(Serialize)]
struct StorageStatus {
    mode: &'static str,
    state: &'static str,
}
