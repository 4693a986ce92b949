//! What JavaScript sees of the SDK: functions that take any value, check it, and hand it to the
//! core.
//!
//! Nothing here throws, whatever it is given, and nothing here decides. The TypeScript face, which
//! [`start`] is given, makes the application's objects.

use std::cell::Cell;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::browser::{Browser, BrowserPromise, Js};
use crate::core::client::Client;
use crate::core::credential::Credential;
use crate::core::error::{Error, MISSING_LISTENER};
use crate::core::persistence::Status;
use crate::core::platform::Area;
use crate::core::users::UserCall;
use crate::core::value::{Kind, Value as _};

thread_local! {
    static CLIENT: Cell<Option<Client<Browser>>> = const { Cell::new(None) };
}

/// The client that [`start`] made. The face calls nothing before.
fn client() -> Client<Browser> {
    CLIENT.with(|kept| {
        let client = kept
            .get()
            .unwrap_or_else(|| Client::new(Browser::new(JsValue::UNDEFINED)));
        kept.set(Some(client));
        client
    })
}

/// One of the arguments, if it is text or a finite number, as text; else none.
fn text_at(arguments: &Array, index: u32) -> Js {
    text_of(at(arguments, index))
}

/// One of the arguments; what an array inherits is none.
fn at(arguments: &Array, index: u32) -> JsValue {
    if index < arguments.length() {
        arguments.get(index)
    } else {
        JsValue::UNDEFINED
    }
}

fn text_of(value: JsValue) -> Js {
    let value = Js::from(value);
    match value.kind() {
        Kind::Text => value,
        Kind::Number => value.stringified(),
        _ => Js::none(),
    }
}

/// Gives the SDK the face: `{defer(), settle(deferred, how, value), tell(event, fields), listen(id,
/// listener), report(fields), later(), sleep(ms), exchange(method, url, headers, body, keepalive,
/// timeout), nudge()}`. Comes before everything else.
///
/// Functions that take time return what `defer()` made: `{promise, resolve, reject}`.
#[wasm_bindgen]
pub fn start(face: JsValue) {
    CLIENT.with(|kept| kept.set(Some(Client::new(Browser::new(face)))));
}

/// What the face calls in a microtask, once for each time that it was asked to do so by `later()`.
#[wasm_bindgen]
pub fn start_next() {
    crate::browser::start_next();
}

/// `init(appId, settings)`. Resolves with `true`.
#[wasm_bindgen]
pub fn init(arguments: Array) -> JsValue {
    let settings = at(&arguments, 1).into();
    client()
        .init(text_at(&arguments, 0), &settings)
        .into_parts()
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
pub fn use_emulator(address: JsValue) {
    client().use_emulator(&text_of(address));
}

/// `{resource, platform, language}` of the application.
#[wasm_bindgen]
pub fn set_source(source: JsValue) {
    client().set_source(source.into());
}

/// `login(uid, authKey)`, or `login(authToken)` where there is one argument. Resolves with a user.
#[wasm_bindgen]
pub fn login(arguments: Array) -> JsValue {
    let first = text_at(&arguments, 0);
    let credential = match arguments.length() {
        1 => Credential::auth_token(first),
        _ => Credential::auth_key(first, text_at(&arguments, 1)),
    };
    client().login(credential).into_parts()
}

/// Refuses a login for reasons of the face's own: `{code, message}`. Rejects with that exception, of
/// which the listeners hear too.
#[wasm_bindgen]
pub fn refuse_login(fields: JsValue) -> JsValue {
    client()
        .refuse_login(Error::refusal(fields.into()))
        .into_parts()
}

/// The user who is logged in, or `null`.
#[wasm_bindgen]
pub fn logged_in_user() -> JsValue {
    client().logged_in_user().into_parts()
}

/// Whether a user is logged in.
#[wasm_bindgen]
pub fn is_logged_in() -> bool {
    client().is_logged_in()
}

/// The token of the user who is logged in, or `null`.
#[wasm_bindgen]
pub fn auth_token() -> JsValue {
    client().auth_token().into_parts()
}

/// Ends the session. Resolves with what the server says.
#[wasm_bindgen]
pub fn logout() -> JsValue {
    client().logout().into_parts()
}

/// A call about a user: 0 `createUser(user, authKey)`, 1 `updateUser(user, authKey)`,
/// 2 `updateCurrentUserDetails(user)`, 3 `getUser(uid)`. Resolves with the user.
#[wasm_bindgen]
pub fn user_call(kind: u32, arguments: Array) -> JsValue {
    let (kind, user) = match kind {
        0 => (UserCall::Create, at(&arguments, 0).into()),
        1 => (UserCall::Update, at(&arguments, 0).into()),
        2 => (UserCall::UpdateCurrent, at(&arguments, 0).into()),
        _ => (UserCall::Get, text_at(&arguments, 0)),
    };
    client()
        .user_call(kind, &user, text_at(&arguments, 1))
        .into_parts()
}

/// One of those who wait for an operation no longer does. Returns the fields of the exception to
/// reject them with.
#[wasm_bindgen]
pub fn abandon(parts: JsValue) -> JsValue {
    let error = client().abandon(&BrowserPromise::from_parts(parts));
    error.into_fields().into()
}

/// Adds a listener. What cannot be one is reported, not thrown.
#[wasm_bindgen]
pub fn add_listener(id: JsValue, listener: JsValue) {
    let id = text_of(id);
    let platform = client().platform();
    if id.is_present() && listener.is_object() {
        platform.listen(&id, &listener.into());
    } else {
        platform.report(Error::known(&MISSING_LISTENER));
    }
}

/// Removes a listener, if there is one.
#[wasm_bindgen]
pub fn remove_listener(id: JsValue) {
    client().platform().listen(&text_of(id), &Js::none());
}

/// Looks at the storage again, because another tab changed what is under `key` there; none, if that
/// may have been anything.
#[wasm_bindgen]
pub fn look_again(key: JsValue) {
    client().look_again(&key.into());
}

/// Where the session is kept: `{mode, state}`; `undefined` before `init`.
#[wasm_bindgen]
pub fn storage_status() -> JsValue {
    let Some((area, status)) = client().storage() else {
        return JsValue::UNDEFINED;
    };
    let mode = match area {
        Area::Local => "local",
        Area::Session => "session",
    };
    let state = match status {
        Status::Stored => "stored",
        Status::Unavailable => "unavailable",
        Status::Failing => "failing",
    };
    let mut storage = Js::object();
    storage.set("mode", &Js::text(mode));
    storage.set("state", &Js::text(state));
    storage.into()
}
