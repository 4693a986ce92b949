//! What JavaScript sees of the SDK: the operations of the instance's one client. They take any value,
//! and have the core parse it.
//!
//! Nothing here throws, whatever it is given, and nothing here decides. The TypeScript around it
//! makes the application's objects, follows promises, and makes an instance for each client.

use std::cell::Cell;

use wasm_bindgen::prelude::*;

use crate::client::Client;
use crate::error::{Error, MISSING_LISTENER};
use crate::operation::Operation;
use crate::operations::UserCall;
use crate::persistence::Status;
use crate::platform::{Area, Deferred, Environment, Kind, Record, Value};
use crate::types::{Credential, argument};

thread_local! {
    static CLIENT: Cell<Option<Client>> = const { Cell::new(None) };
    static LISTENS_TO_TABS: Cell<bool> = const { Cell::new(false) };
    /// The last snapshot, and of which version of the state it is.
    static SNAPSHOT: Cell<Option<(u32, Value)>> = const { Cell::new(None) };
}

/// The client that [`start`] made. Nothing is called before.
fn client() -> Client {
    CLIENT
        .with(Cell::get)
        .unwrap_or_else(|| make(Environment::of_instance(Value::nothing())))
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

/// Performs the [`Operation`] with a number. Those that take time return a promise.
#[wasm_bindgen]
pub fn call(operation: u32, first: JsValue, second: JsValue) -> JsValue {
    let Some(operation) = Operation::of(operation) else {
        return JsValue::UNDEFINED;
    };
    let client = client();
    let environment = client.environment();
    let (first, second) = (Value::from(first), Value::from(second));
    let deferred = match operation {
        Operation::Init => init(client, &first, &second),
        Operation::Login => client.login(Credential::auth_key(&first, &second)),
        Operation::LoginWithAuthToken => client.login(Credential::auth_token(&first)),
        Operation::EnsureLoggedIn => client.ensure_logged_in(Credential::request(&first)),
        Operation::RefuseLogin => {
            let fields = first.as_record().unwrap_or_default();
            client.refuse_login(Error::from_fields(fields))
        }
        Operation::LoggedInUser => client.logged_in_user(),
        Operation::AuthToken => client.auth_token(),
        Operation::CheckSession => client.check_session(),
        Operation::Logout => client.logout(),
        Operation::CreateUser => client.user_call(UserCall::Create {
            user: first,
            auth_key: second,
        }),
        Operation::UpdateUser => client.user_call(UserCall::Update {
            user: first,
            auth_key: second,
        }),
        Operation::UpdateCurrentUser => client.user_call(UserCall::UpdateCurrent { user: first }),
        Operation::GetUser => client.user_call(UserCall::Get { uid: first }),
        Operation::IsInitialized => return client.is_initialized().into(),
        Operation::IsLoggedIn => return client.is_logged_in().into(),
        Operation::AppId => {
            return client
                .app_id()
                .map_or(JsValue::UNDEFINED, |id| Value::from(id).into());
        }
        Operation::Snapshot => return snapshot(client).into(),
        Operation::StorageStatus => return storage_status(client).into(),
        Operation::Abandon => {
            let error = client.abandon_promise(JsValue::from(first).unchecked_ref());
            return environment.exception(error.fields()).into();
        }
        Operation::UseEmulator => {
            client.use_emulator(&first);
            return JsValue::UNDEFINED;
        }
        Operation::SetSource => {
            client.set_source(&first);
            return JsValue::UNDEFINED;
        }
        Operation::AddListener => {
            match argument(&first) {
                Some(id) if second.kind() == Kind::Object => {
                    environment.add_listener(&id.into(), &second);
                }
                _ => environment.report(Error::from(&MISSING_LISTENER).fields()),
            }
            return JsValue::UNDEFINED;
        }
        Operation::RemoveListener => {
            if let Some(id) = argument(&first) {
                environment.remove_listener(&id.into());
            }
            return JsValue::UNDEFINED;
        }
        Operation::Subscribe => {
            environment.add_listener(&first, &first);
            return JsValue::UNDEFINED;
        }
        Operation::Unsubscribe => {
            environment.remove_listener(&first);
            return JsValue::UNDEFINED;
        }
    };
    deferred.promise().into()
}

fn init(client: Client, app_id: &Value, settings: &Value) -> Deferred {
    let deferred = client.init(app_id, settings);
    if !LISTENS_TO_TABS.replace(true) {
        // What the application waits for comes first.
        let environment = client.environment();
        environment.spawn(Box::pin(async move {
            environment.sleep(0.0).await;
            environment.listen_to_tabs();
            client.on_storage_change(None);
        }));
    }
    deferred
}

/// Looks at the storage again, because of an event that other tabs have brought about.
#[wasm_bindgen]
pub fn hear(event: JsValue) {
    let client = client();
    if let Some(key) = client.environment().heard_of_tabs(&event.into()) {
        client.on_storage_change(key.as_ref());
    }
}

fn snapshot(client: Client) -> Value {
    let version = client.version();
    let snapshot = match SNAPSHOT.with(Cell::take) {
        Some((of, snapshot)) if of == version => snapshot,
        _ => {
            let now = client.snapshot();
            client
                .environment()
                .snapshot(now.status.name(), now.user, now.error)
        }
    };
    SNAPSHOT.with(|it| it.set(Some((version, snapshot.clone()))));
    snapshot
}

fn storage_status(client: Client) -> Value {
    let Some((area, status)) = client.storage() else {
        return Value::nothing();
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
    record.into()
}
