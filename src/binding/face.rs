//! The TypeScript face, as the binding uses it: it makes the application's objects.

use wasm_bindgen::prelude::*;

use crate::browser::{Js, Teller, method, property};
use crate::core::error::Error;
use crate::core::platform::Event;
use crate::core::slot::Slot;

thread_local! {
    /// The functions that make the application's objects.
    static FACE: Slot<JsValue> = const { Slot::empty() };
}

/// Keeps the face: `{user(fields), fullUser(fields), exception(fields)}`.
pub fn set(face: JsValue) {
    FACE.with(|kept| kept.set(face));
}

/// What the face's function `maker` makes of `fields`.
pub fn make(maker: &str, fields: Js) -> JsValue {
    let fields = JsValue::from(fields);
    let made = FACE
        .with(Slot::get)
        .and_then(|face| method(&face, maker)?.call1(&face, &fields).ok());
    made.unwrap_or(fields)
}

/// The `CometChatException` of an error.
pub fn exception(error: Error<Js>) -> JsValue {
    make("exception", error.into_fields())
}

/// Calls the callback that a listener has for an event. What it throws is reported and touches
/// nobody else.
pub fn teller(event: Event<Js>) -> Teller {
    let (callback, told) = match event {
        Event::LoginSuccess(user) => ("loginSuccess", make("user", user)),
        Event::LoginFailure(error) => ("loginFailure", exception(error)),
        Event::LogoutSuccess => ("logoutSuccess", JsValue::UNDEFINED),
        Event::LogoutFailure(error) => ("logoutFailure", exception(error)),
    };
    Box::new(move |listener| {
        let called = method(listener, callback).map(|callback| callback.call1(listener, &told));
        if let Some(Err(thrown)) = called {
            report(&thrown);
        }
    })
}

/// Shows an error that has nobody to go to, as the browser shows an uncaught one.
pub fn report(error: &JsValue) {
    let global = js_sys::global();
    let reporter =
        method(&global, "reportError").or_else(|| method(&property(&global, "console"), "error"));
    if let Some(reporter) = reporter {
        let _ = reporter.call1(&JsValue::UNDEFINED, error);
    }
}
