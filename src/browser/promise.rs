//! Promises that are settled from here.

use wasm_bindgen::prelude::*;

use super::{Browser, Js};
use crate::core::error::Error;
use crate::core::platform::{Deferred, Shape};
use crate::core::value::Value as _;

/// The part that a promise has when nobody waits for it any more.
const GIVEN_UP: &str = "givenUp";

/// A promise with what settles it: the face, whose `defer()` made it, and
/// `{promise, resolve(value), reject(reason)}`.
#[derive(Clone, Debug)]
pub struct BrowserPromise {
    face: Js,
    parts: Js,
}

impl BrowserPromise {
    /// A new promise.
    pub fn new(face: &Js) -> Self {
        Self {
            face: face.clone(),
            parts: Browser::make(face, "defer", Js::none()),
        }
    }

    /// A promise that went out as its parts.
    pub fn from_parts(parts: JsValue) -> Self {
        Self {
            face: Js::none(),
            parts: parts.into(),
        }
    }

    /// `{promise, resolve, reject}`.
    pub fn into_parts(self) -> JsValue {
        self.parts.into()
    }
}

impl Deferred<Js> for BrowserPromise {
    fn settle(&self, shape: Shape, answer: Result<Js, Error<Js>>) {
        let (settler, maker, value) = match (answer, shape) {
            (Err(error), _) => ("reject", "exception", error.into_fields()),
            (Ok(value), _) if value.is_none() => ("resolve", "", JsValue::NULL.into()),
            (Ok(value), Shape::Plain) => ("resolve", "", value),
            (Ok(value), Shape::User) => ("resolve", "user", value),
            (Ok(value), Shape::FullUser) => ("resolve", "fullUser", value),
        };
        let value = Browser::make(&self.face, maker, value);
        Browser::make(&self.parts, settler, value);
    }

    fn is(&self, other: &Self) -> bool {
        self.parts
            .lend(|parts| other.parts.lend(|other| parts == other))
    }

    fn give_up(&self) {
        self.parts.clone().set(GIVEN_UP, &self.parts);
    }

    fn is_given_up(&self) -> bool {
        self.parts.get(GIVEN_UP).is_object()
    }
}
