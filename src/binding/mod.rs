//! What JavaScript sees of the SDK: a [`Client`], whose methods take any value, have the core parse
//! it, and return a promise.
//!
//! Nothing here throws, whatever it is given, and nothing here decides. The TypeScript around it
//! makes the application's objects ([`Host`]).

use std::cell::Cell;

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::client::Client as Core;
use crate::error::{Error, MISSING_LISTENER};
use crate::operations::UserCall;
use crate::persistence::Status;
use crate::platform::{Area, Environment, Host, Kind, Record, Value};
use crate::shared::Shared;
use crate::types::{Credential, argument};

/// A client.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Client {
    core: Core,
    host: Host,
    /// The last snapshot, and of which version of the state it is.
    snapshot: Shared<(u32, JsValue)>,
    listens_to_tabs: Cell<bool>,
}

#[wasm_bindgen]
impl Client {
    /// A client of the page's own storages, or with `storage` (`null` for memory) one that shares
    /// nothing with others.
    #[wasm_bindgen(constructor)]
    pub fn new(host: Host, storage: JsValue) -> Self {
        let environment = if storage.is_undefined() {
            Environment::of_page(host.clone())
        } else {
            Environment::of_instance(host.clone(), storage)
        };
        Self {
            core: Core::new(environment),
            host,
            snapshot: Shared::default(),
            listens_to_tabs: Cell::default(),
        }
    }

    /// `init(appId, settings)`. Resolves with `true`.
    pub fn init(&self, app_id: JsValue, settings: JsValue) -> Promise {
        let promise = self.core.init(&app_id.into(), &settings.into()).promise();
        if !self.listens_to_tabs.replace(true) {
            // What the application waits for comes first.
            let core = self.core.clone();
            self.core.environment().spawn(Box::pin(async move {
                core.environment().sleep(0.0).await;
                let listener = core.clone();
                core.environment()
                    .listen_to_tabs(move |key| listener.on_storage_change(key.as_ref()));
                core.on_storage_change(None);
            }));
        }
        promise
    }

    /// Whether an `init` has resolved.
    #[wasm_bindgen(js_name = isInitialized)]
    pub fn is_initialized(&self) -> bool {
        self.core.is_initialized()
    }

    /// The app id, or `undefined` before `init`.
    #[wasm_bindgen(js_name = appId)]
    pub fn app_id(&self) -> JsValue {
        self.core
            .app_id()
            .map_or(JsValue::UNDEFINED, |id| Value::from(id).into())
    }

    /// Sends all requests to an emulator on this machine.
    #[wasm_bindgen(js_name = useEmulator)]
    pub fn use_emulator(&self, address: JsValue) {
        self.core.use_emulator(&address.into());
    }

    /// Identifies the framework: `{resource, platform, language}`.
    #[wasm_bindgen(js_name = setSource)]
    pub fn set_source(&self, source: JsValue) {
        self.core.set_source(&source.into());
    }

    /// `login(uid, authKey)`. Resolves with a user.
    pub fn login(&self, uid: JsValue, auth_key: JsValue) -> Promise {
        let credential = Credential::auth_key(&uid.into(), &auth_key.into());
        self.core.login(credential).promise()
    }

    /// `login(authToken)`. Resolves with a user.
    #[wasm_bindgen(js_name = loginWithAuthToken)]
    pub fn login_with_auth_token(&self, token: JsValue) -> Promise {
        self.core
            .login(Credential::auth_token(&token.into()))
            .promise()
    }

    /// `ensureLoggedIn({uid, authToken})`. Resolves with a user.
    #[wasm_bindgen(js_name = ensureLoggedIn)]
    pub fn ensure_logged_in(&self, request: JsValue) -> Promise {
        self.core
            .ensure_logged_in(Credential::request(&request.into()))
            .promise()
    }

    /// Refuses a login as `CometChatCalls` does: `{code, message}`. Rejects with that exception, of
    /// which the listeners hear too.
    #[wasm_bindgen(js_name = refuseLogin)]
    pub fn refuse_login(&self, fields: JsValue) -> Promise {
        let fields = Value::from(fields).as_record().unwrap_or_default();
        self.core.refuse_login(Error::from_fields(fields)).promise()
    }

    /// The user who is logged in, or `null`.
    #[wasm_bindgen(js_name = loggedInUser)]
    pub fn logged_in_user(&self) -> Promise {
        self.core.logged_in_user().promise()
    }

    /// Whether a user is logged in.
    #[wasm_bindgen(js_name = isLoggedIn)]
    pub fn is_logged_in(&self) -> bool {
        self.core.is_logged_in()
    }

    /// The token of the user who is logged in, or `null`.
    #[wasm_bindgen(js_name = authToken)]
    pub fn auth_token(&self) -> Promise {
        self.core.auth_token().promise()
    }

    /// Asks the server whether the session still lives. Resolves with the user, or `null`.
    #[wasm_bindgen(js_name = checkSession)]
    pub fn check_session(&self) -> Promise {
        self.core.check_session().promise()
    }

    /// Ends the session. Resolves with what the server says.
    pub fn logout(&self) -> Promise {
        self.core.logout().promise()
    }

    /// `createUser(user, authKey)`. Resolves with the user.
    #[wasm_bindgen(js_name = createUser)]
    pub fn create_user(&self, user: JsValue, auth_key: JsValue) -> Promise {
        let (user, auth_key) = (user.into(), auth_key.into());
        self.user_call(UserCall::Create { user, auth_key })
    }

    /// `updateUser(user, authKey)`. Resolves with the user.
    #[wasm_bindgen(js_name = updateUser)]
    pub fn update_user(&self, user: JsValue, auth_key: JsValue) -> Promise {
        let (user, auth_key) = (user.into(), auth_key.into());
        self.user_call(UserCall::Update { user, auth_key })
    }

    /// `updateCurrentUserDetails(user)`. Resolves with the user.
    #[wasm_bindgen(js_name = updateCurrentUser)]
    pub fn update_current_user(&self, user: JsValue) -> Promise {
        self.user_call(UserCall::UpdateCurrent { user: user.into() })
    }

    /// `getUser(uid)`. Resolves with the user.
    pub fn user(&self, uid: JsValue) -> Promise {
        self.user_call(UserCall::Get { uid: uid.into() })
    }

    fn user_call(&self, call: UserCall) -> Promise {
        self.core.user_call(call).promise()
    }

    /// One of those who wait for a promise of this client no longer does. Returns the exception to
    /// reject them with.
    pub fn abandon(&self, promise: JsValue) -> JsValue {
        let error = self.core.abandon_promise(&promise);
        self.host.exception(error.fields().as_ref())
    }

    /// Adds a listener. What cannot be one is reported, not thrown.
    #[wasm_bindgen(js_name = addListener)]
    pub fn add_listener(&self, id: JsValue, listener: JsValue) {
        let environment = self.core.environment();
        let id = argument(&id.into());
        match id {
            Some(id) if Value::from(listener.clone()).kind() == Kind::Object => {
                environment.add_listener(id.as_ref(), &listener);
            }
            _ => environment.report(Error::from(&MISSING_LISTENER).fields()),
        }
    }

    /// Removes the listener with an id: if `listener` is given, only if it is this.
    #[wasm_bindgen(js_name = removeListener)]
    pub fn remove_listener(&self, id: JsValue, listener: JsValue) {
        if let Some(id) = argument(&id.into()) {
            self.core
                .environment()
                .remove_listener(id.as_ref(), &listener);
        }
    }

    /// Calls a function whenever the state has changed.
    pub fn subscribe(&self, subscriber: JsValue) {
        self.core
            .environment()
            .add_listener(&subscriber, &subscriber);
    }

    /// Calls it no more.
    pub fn unsubscribe(&self, subscriber: JsValue) {
        self.core
            .environment()
            .remove_listener(&subscriber, &JsValue::UNDEFINED);
    }

    /// The state, the same value until it changes.
    pub fn snapshot(&self) -> JsValue {
        let version = self.core.version();
        if let Some((of, snapshot)) = self.snapshot.get()
            && of == version
        {
            return snapshot;
        }
        let now = self.core.snapshot();
        let snapshot = self.host.snapshot(
            now.status.name(),
            &now.user.map_or(JsValue::NULL, Into::into),
            &now.error.map_or(JsValue::NULL, |fields| {
                Value::from(fields).into()
            }),
        );
        self.snapshot.set(Some((version, snapshot.clone())));
        snapshot
    }

    /// Where the session is kept: `{mode, state}`; `undefined` before `init`.
    #[wasm_bindgen(js_name = storageStatus)]
    pub fn storage_status(&self) -> JsValue {
        let Some((area, status)) = self.core.storage() else {
            return JsValue::UNDEFINED;
        };
        let record = Record::new();
        record.set(
            "mode",
            match area {
                Area::Local => "local",
                Area::Session => "session",
            },
        );
        record.set(
            "state",
            match status {
                Status::Stored => "stored",
                Status::Unavailable => "unavailable",
                Status::Failing => "failing",
            },
        );
        Value::from(record).into()
    }
}
