//! Promises that are settled from here.

use wasm_bindgen::prelude::*;

use super::{Face, Js};
use crate::core::error::Error;
use crate::core::platform::{Deferred, Shape};
use crate::core::value::Value as _;

/// The part that a promise has when nobody waits for it any more.
const GIVEN_UP: &str = "givenUp";

/// A promise with what settles it: the face, whose `defer()` made it, and
/// `{promise, resolve(value), reject(reason)}`.
#[derive(Clone, Debug)]
pub struct BrowserPromise {
    face: Face,
    parts: Js,
}

impl BrowserPromise {
    /// A new promise.
    pub fn new(face: &Face) -> Self {
        Self {
            face: face.clone(),
            parts: face.defer().into(),
        }
    }

    /// A promise that went out as its parts.
    pub fn from_parts(parts: JsValue) -> Self {
        Self {
            face: JsValue::UNDEFINED.unchecked_into(),
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
        let (how, value) = match (answer, shape) {
            (Err(error), _) => (0, error.into_fields()),
            (Ok(value), Shape::Plain) => (1, value),
            (Ok(value), Shape::User) => (2, value),
            (Ok(value), Shape::FullUser) => (3, value),
        };
        self.parts
            .lend(|parts| value.lend(|value| self.face.settle(parts, how, value)));
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
