//! What JavaScript sees of the SDK: functions that take any value, check it, hand it to the core,
//! and turn what comes back into promises.
//!
//! Nothing here throws, whatever it is given, and nothing here decides. The TypeScript face gives
//! the application its classes; [`start`] is told how to make them.

mod arguments;
mod face;

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use crate::browser::{Browser, Js, aborted};
use crate::core::client::{Client, Reply};
use crate::core::credential::Credential;
use crate::core::error::Error;
use crate::core::persistence::Status;
use crate::core::platform::{Area, Listeners as _};
use crate::core::value::{Plain, Value as _};
use arguments::{text_at, text_of};

thread_local! {
    static CLIENT: Client<Browser> = Client::new(Browser::new(face::teller));
}

fn client() -> Client<Browser> {
    CLIENT.with(Client::clone)
}

/// The promise of a reply. What it answers goes through the face's function `maker`, if it has one
/// of that name.
fn promise(reply: Reply<Browser>, maker: &'static str) -> Promise {
    future_to_promise(async move {
        match reply.answer().await {
            Ok(answer) if answer.is_object() => Ok(face::make(maker, answer)),
            Ok(answer) if answer.is_none() => Ok(JsValue::NULL),
            Ok(answer) => Ok(answer.into()),
            Err(error) => Err(face::exception(error)),
        }
    })
}

/// The function of the face that makes a user with the fields that users have.
const USER: &str = "user";
/// The function of the face that makes a user with all that the server sent.
const FULL_USER: &str = "fullUser";
/// No function: the answer goes out as it is.
const AS_IT_IS: &str = "";

/// Tells how to make the application's objects: `{user(fields), fullUser(fields),
/// exception(fields)}`. Comes before everything else.
#[wasm_bindgen]
pub fn start(face: JsValue) {
    face::set(face);
}

/// `init(appId, settings)`. Resolves with `true`.
#[wasm_bindgen]
pub fn init(arguments: Array) -> Promise {
    let reply = client().init(text_at(&arguments, 0), &arguments.get(1).into());
    promise(reply, AS_IT_IS)
}

/// Whether an `init` has resolved.
#[wasm_bindgen]
pub fn is_initialized() -> bool {
    client().is_initialized()
}

/// The app id, or `undefined` before `init`.
#[wasm_bindgen]
pub fn app_id() -> JsValue {
    client().app_id().into()
}

/// Sends all requests to an emulator on this machine.
#[wasm_bindgen]
pub fn use_emulator(url: JsValue) {
    client().use_emulator(&text_of(url));
}

/// `setSource(resource, platform, language)`.
#[wasm_bindgen]
pub fn set_source(arguments: Array) {
    client().set_source([0, 1, 2].map(|index| text_at(&arguments, index)));
}

/// `login(uid, authKey)`, or `login(authToken)` where there is one argument. Resolves with a user.
#[wasm_bindgen]
pub fn login(arguments: Array, signal: JsValue) -> Promise {
    let credential = match arguments.length() {
        0 => Err(Error::missing(
            "login() takes a UID and an Auth Key, or an auth token.",
        )),
        1 => Credential::auth_token(text_at(&arguments, 0)),
        _ => Credential::auth_key(text_at(&arguments, 0), text_at(&arguments, 1)),
    };
    promise(client().login(credential).unless(aborted(&signal)), USER)
}

/// The user who is logged in, or `null`.
#[wasm_bindgen]
pub fn logged_in_user() -> Promise {
    promise(client().logged_in_user(), USER)
}

/// The token of the user who is logged in, or `null`.
#[wasm_bindgen]
pub fn auth_token() -> Promise {
    promise(client().auth_token(), AS_IT_IS)
}

/// Ends the session. Resolves with what the server says.
#[wasm_bindgen]
pub fn logout(signal: JsValue) -> Promise {
    promise(client().logout().unless(aborted(&signal)), AS_IT_IS)
}

/// `createUser(user, authKey)`. Resolves with the user that the server made.
#[wasm_bindgen]
pub fn create_user(arguments: Array, signal: JsValue) -> Promise {
    let reply = client().create_user(&arguments.get(0).into(), text_at(&arguments, 1));
    promise(reply.unless(aborted(&signal)), FULL_USER)
}

/// `updateUser(user, authKey)`. Resolves with the user as it is now.
#[wasm_bindgen]
pub fn update_user(arguments: Array, signal: JsValue) -> Promise {
    let reply = client().update_user(&arguments.get(0).into(), text_at(&arguments, 1));
    promise(reply.unless(aborted(&signal)), FULL_USER)
}

/// `updateCurrentUserDetails(user)`. Resolves with the user as it is now.
#[wasm_bindgen]
pub fn update_current_user(user: JsValue, signal: JsValue) -> Promise {
    let reply = client().update_current_user(&user.into());
    promise(reply.unless(aborted(&signal)), USER)
}

/// `getUser(uid)`. Resolves with the user.
#[wasm_bindgen]
pub fn get_user(uid: JsValue, signal: JsValue) -> Promise {
    let reply = client().get_user(&text_of(uid));
    promise(reply.unless(aborted(&signal)), FULL_USER)
}

/// Adds a listener. What cannot be one is reported, not thrown.
#[wasm_bindgen]
pub fn add_listener(id: JsValue, listener: JsValue) {
    let id = text_of(id);
    if id.is_present() && listener.is_object() {
        client().platform().add(&id, &listener.into());
    } else {
        face::report(&face::exception(Error::missing(
            "addLoginListener() takes an id, which is text, and a LoginListener.",
        )));
    }
}

/// Removes a listener, if there is one.
#[wasm_bindgen]
pub fn remove_listener(id: JsValue) {
    client().platform().remove(&text_of(id));
}

/// How many listeners there are.
#[wasm_bindgen]
pub fn listener_count() -> u32 {
    client().platform().listener_count()
}

/// Where the session is kept: `{mode, persistent, reason?}`; `undefined` before `init`.
#[wasm_bindgen]
pub fn storage_status() -> JsValue {
    let Some((area, status)) = client().storage() else {
        return JsValue::UNDEFINED;
    };
    let mode = match area {
        Area::Local => "local",
        Area::Session => "session",
    };
    let mut fields = vec![
        ("mode", Plain::Text(mode)),
        ("persistent", Plain::Flag(status == Status::Stored)),
    ];
    match status {
        Status::Stored => {}
        Status::Unavailable => fields.push(("reason", Plain::Text("unavailable"))),
        Status::Failing => fields.push(("reason", Plain::Text("failing"))),
    }
    Js::record(&fields).into()
}
