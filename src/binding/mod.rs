//! What JavaScript sees of the SDK: the functions of the instance's one client. They take any value,
//! have the core parse it, and return a promise.
//!
//! Nothing here throws, whatever it is given, and nothing here decides. The TypeScript around it
//! makes the application's objects, follows promises, and makes an instance for each client.

use std::cell::Cell;

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::client::Client;
use crate::error::{Error, MISSING_LISTENER};
use crate::operations::UserCall;
use crate::persistence::Status;
use crate::platform::{self, Area, Environment, Kind, Record, Value};
use crate::types::{Credential, argument};

thread_local! {
    static CLIENT: Cell<Option<Client>> = const { Cell::new(None) };
    static LISTENS_TO_TABS: Cell<bool> = const { Cell::new(false) };
    /// The last snapshot, and of which version of the state it is.
    static SNAPSHOT: Cell<Option<(u32, Value)>> = const { Cell::new(None) };
}

/// The client that [`start`] made. Nothing is called before.
fn client() -> Client {
    CLIENT.with(Cell::get).unwrap_or_else(|| {
        make(Environment::of_instance(Value::nothing()))
    })
}

fn make(environment: Environment) -> Client {
    let client = Client::new(environment);
    CLIENT.with(|it| it.set(Some(client)));
    client
}

/// Makes the client: of the page's own storages, or with `storage` (`null` for memory) one that shares
/// nothing with others. Comes before everything else, once.
#[wasm_bindgen]
pub fn start(storage: JsValue) {
    make(if storage.is_undefined() {
        Environment::of_page()
    } else {
        Environment::of_instance(storage.into())
    });
}

/// Lets a task go on: the promise for which it waits has resolved with `value`, or has rejected with
/// it.
#[wasm_bindgen]
pub fn resume(task: u32, value: JsValue, is_rejected: bool) {
    let value = value.into();
    platform::resume(task, if is_rejected { Err(value) } else { Ok(value) });
}

/// `init(appId, settings)`. Resolves with `true`.
#[wasm_bindgen]
pub fn init(app_id: JsValue, settings: JsValue) -> Promise {
    let client = client();
    let promise = client.init(&app_id.into(), &settings.into()).promise();
    if !LISTENS_TO_TABS.replace(true) {
        // What the application waits for comes first.
        let environment = client.environment();
        environment.spawn(Box::pin(async move {
            environment.sleep(0.0).await;
            environment.listen_to_tabs(move |key| client.on_storage_change(key.as_ref()));
            client.on_storage_change(None);
        }));
    }
    promise
}

/// Whether an `init` has resolved.
#[wasm_bindgen(js_name = isInitialized)]
pub fn is_initialized() -> bool {
    client().is_initialized()
}

/// The app id, or `undefined` before `init`.
#[wasm_bindgen(js_name = appId)]
pub fn app_id() -> JsValue {
    client()
        .app_id()
        .map_or(JsValue::UNDEFINED, |id| Value::from(id).into())
}

/// Sends all requests to an emulator on this machine.
#[wasm_bindgen(js_name = useEmulator)]
pub fn use_emulator(address: JsValue) {
    client().use_emulator(&address.into());
}

/// Identifies the framework: `{resource, platform, language}`.
#[wasm_bindgen(js_name = setSource)]
pub fn set_source(source: JsValue) {
    client().set_source(&source.into());
}

/// `login(uid, authKey)`. Resolves with a user.
#[wasm_bindgen]
pub fn login(uid: JsValue, auth_key: JsValue) -> Promise {
    let credential = Credential::auth_key(&uid.into(), &auth_key.into());
    client().login(credential).promise()
}

/// `login(authToken)`. Resolves with a user.
#[wasm_bindgen(js_name = loginWithAuthToken)]
pub fn login_with_auth_token(token: JsValue) -> Promise {
    client()
        .login(Credential::auth_token(&token.into()))
        .promise()
}

/// `ensureLoggedIn({uid, authToken})`. Resolves with a user.
#[wasm_bindgen(js_name = ensureLoggedIn)]
pub fn ensure_logged_in(request: JsValue) -> Promise {
    client()
        .ensure_logged_in(Credential::request(&request.into()))
        .promise()
}

/// Refuses a login as `CometChatCalls` does: `{code, message}`. Rejects with that exception, of
/// which the listeners hear too.
#[wasm_bindgen(js_name = refuseLogin)]
pub fn refuse_login(fields: JsValue) -> Promise {
    let fields = Value::from(fields).as_record().unwrap_or_default();
    client().refuse_login(Error::from_fields(fields)).promise()
}

/// The user who is logged in, or `null`.
#[wasm_bindgen(js_name = loggedInUser)]
pub fn logged_in_user() -> Promise {
    client().logged_in_user().promise()
}

/// Whether a user is logged in.
#[wasm_bindgen(js_name = isLoggedIn)]
pub fn is_logged_in() -> bool {
    client().is_logged_in()
}

/// The token of the user who is logged in, or `null`.
#[wasm_bindgen(js_name = authToken)]
pub fn auth_token() -> Promise {
    client().auth_token().promise()
}

/// Asks the server whether the session still lives. Resolves with the user, or `null`.
#[wasm_bindgen(js_name = checkSession)]
pub fn check_session() -> Promise {
    client().check_session().promise()
}

/// Ends the session. Resolves with what the server says.
#[wasm_bindgen]
pub fn logout() -> Promise {
    client().logout().promise()
}

/// `createUser(user, authKey)`. Resolves with the user.
#[wasm_bindgen(js_name = createUser)]
pub fn create_user(user: JsValue, auth_key: JsValue) -> Promise {
    let (user, auth_key) = (user.into(), auth_key.into());
    user_call(UserCall::Create { user, auth_key })
}

/// `updateUser(user, authKey)`. Resolves with the user.
#[wasm_bindgen(js_name = updateUser)]
pub fn update_user(user: JsValue, auth_key: JsValue) -> Promise {
    let (user, auth_key) = (user.into(), auth_key.into());
    user_call(UserCall::Update { user, auth_key })
}

/// `updateCurrentUserDetails(user)`. Resolves with the user.
#[wasm_bindgen(js_name = updateCurrentUser)]
pub fn update_current_user(user: JsValue) -> Promise {
    user_call(UserCall::UpdateCurrent { user: user.into() })
}

/// `getUser(uid)`. Resolves with the user.
#[wasm_bindgen]
pub fn user(uid: JsValue) -> Promise {
    user_call(UserCall::Get { uid: uid.into() })
}

fn user_call(call: UserCall) -> Promise {
    client().user_call(call).promise()
}

/// One of those who wait for a promise of this client no longer does. Returns the exception to
/// reject them with.
#[wasm_bindgen]
pub fn abandon(promise: JsValue) -> JsValue {
    let client = client();
    let error = client.abandon_promise(&promise.into());
    client.environment().exception(error.fields()).into()
}

/// Adds a listener. What cannot be one is reported, not thrown.
#[wasm_bindgen(js_name = addListener)]
pub fn add_listener(id: JsValue, listener: JsValue) {
    let environment = client().environment();
    let listener = Value::from(listener);
    match argument(&id.into()) {
        Some(id) if listener.kind() == Kind::Object => {
            environment.add_listener(&id.into(), &listener);
        }
        _ => environment.report(Error::from(&MISSING_LISTENER).fields()),
    }
}

/// Removes the listener with an id.
#[wasm_bindgen(js_name = removeListener)]
pub fn remove_listener(id: JsValue) {
    if let Some(id) = argument(&id.into()) {
        client().environment().remove_listener(&id.into());
    }
}

/// Calls a function whenever the state has changed.
#[wasm_bindgen]
pub fn subscribe(subscriber: JsValue) {
    let subscriber = Value::from(subscriber);
    let environment = client().environment();
    environment.add_listener(&subscriber, &subscriber);
}

/// Calls it no more.
#[wasm_bindgen]
pub fn unsubscribe(subscriber: JsValue) {
    client().environment().remove_listener(&subscriber.into());
}

/// The state, the same value until it changes.
#[wasm_bindgen]
pub fn snapshot() -> JsValue {
    let client = client();
    let version = client.version();
    let snapshot = match SNAPSHOT.take() {
        Some((of, snapshot)) if of == version => snapshot,
        _ => {
            let now = client.snapshot();
            client
                .environment()
                .snapshot(now.status.name(), now.user, now.error)
        }
    };
    SNAPSHOT.with(|it| it.set(Some((version, snapshot.clone()))));
    snapshot.into()
}

/// Where the session is kept: `{mode, state}`; `undefined` before `init`.
#[wasm_bindgen(js_name = storageStatus)]
pub fn storage_status() -> JsValue {
    let Some((area, status)) = client().storage() else {
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
