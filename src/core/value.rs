//! Values that may have come from anywhere: texts, and what JSON can say.
//!
//! In a browser these are the engine's own values, and its `JSON`, `RegExp` and `URL` do the work;
//! on the host they are `serde_json` values. Nothing here is trusted: asking a value for what it is
//! not gives none, never a failure.

use std::cell::Cell;
use std::fmt;

use serde::ser::{Serialize, Serializer};

/// What kind of value one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing: `null` or `undefined`.
    None,
    /// `true` or `false`.
    Flag,
    /// A finite number.
    Number,
    /// A string.
    Text,
    /// An array.
    Array,
    /// An object.
    Object,
    /// Something that JSON has no word for, such as a function or NaN.
    Other,
}

/// A value that the core makes, on its way out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Plain<'a> {
    /// `true` or `false`.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(&'a str),
}

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

/// A value that may have come from anywhere.
pub trait Value: Clone + 'static {
    /// No value.
    fn none() -> Self;
    /// A value that the core makes.
    fn of(plain: Plain<'_>) -> Self;
    /// A new, empty object.
    fn object() -> Self;
    /// What this is.
    fn kind(&self) -> Kind;
    /// The number, if this is a finite number.
    fn as_number(&self) -> Option<f64>;
    /// What JSON text says; none if this is no JSON text.
    fn parsed(&self) -> Self;
    /// JSON text of this; none if it has none (it is none, cyclic, or a function).
    fn stringified(&self) -> Self;
    /// What an object has under a key of its own; none if there is nothing. What it inherits does not
    /// count: any script of the page may have put it there.
    fn get(&self, key: &str) -> Self;
    /// A part of the URL that [`Value::url`] gave.
    fn part(&self, name: &str) -> Self;
    /// Sets a key of an object; does nothing to other values.
    fn set(&mut self, key: &str, value: &Self);
    /// Whether this is text that matches a regular expression, in the syntax that ECMAScript and
    /// the `regex` crate share.
    fn matches(&self, pattern: &str) -> bool;
    /// Whether both are the same text.
    fn is(&self, other: &Self) -> bool;
    /// This text and another after it.
    fn plus(&self, other: &Self) -> Self;
    /// This text with every `from` in it replaced by `to`, which has no `$` in it.
    fn replaced(&self, from: &Self, to: &str) -> Self;
    /// This text in lower case.
    fn lower_case(&self) -> Self;
    /// This text as one segment of a URL's path.
    fn percent_encoded(&self) -> Self;
    /// The parts `protocol`, `hostname`, `origin`, `pathname` and `href` of the URL that this text
    /// is, as the URL Standard has them; none if it is no URL.
    fn url(&self) -> Self;

    /// What JSON text of the core's own says.
    fn json(text: &str) -> Self {
        Self::text(text).parsed()
    }

    /// A text that the core makes.
    fn text(text: &str) -> Self {
        Self::of(Plain::Text(text))
    }

    /// This text and another after it.
    fn and(&self, text: &str) -> Self {
        self.plus(&Self::text(text))
    }

    /// Whether there is nothing.
    fn is_none(&self) -> bool {
        self.kind() == Kind::None
    }

    /// Whether this is an object.
    fn is_object(&self) -> bool {
        self.kind() == Kind::Object
    }

    /// Whether this is text that is not blank.
    fn is_present(&self) -> bool {
        self.matches(r"\S")
    }
}

/// A place for one value, shared by tasks on one thread.
///
/// Unlike a `RefCell` it never hands out a borrow, so no borrow can be held across an await or a
/// call into JavaScript, and nothing can panic.
pub struct Slot<V>(Cell<V>);

impl<V: Value> Slot<V> {
    /// A slot that holds none.
    pub fn empty() -> Self {
        Self(Cell::new(V::none()))
    }

    /// A copy of the value.
    pub fn get(&self) -> V {
        let value = self.0.replace(V::none());
        let copy = value.clone();
        self.0.set(value);
        copy
    }

    /// Puts `value` in, in place of what was there.
    pub fn set(&self, value: V) {
        self.0.set(value);
    }

    /// Takes the value out, which leaves none.
    pub fn take(&self) -> V {
        self.0.replace(V::none())
    }
}

impl<V> fmt::Debug for Slot<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Slot")
    }
}
