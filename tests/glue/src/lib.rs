//! One of each thing that crosses between JavaScript and Rust, for the tests of the glue.

#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, reason = "wasm-bindgen adds some to an enum")]

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Copies a text into Rust and out again.
#[wasm_bindgen]
pub fn echo_text(text: String) -> String {
    text
}

/// Reads a text without owning it: its length in UTF-8.
#[wasm_bindgen]
pub fn text_length(text: &str) -> usize {
    text.len()
}

/// Copies bytes into Rust and out again, each of them incremented.
#[wasm_bindgen]
pub fn increment(mut bytes: Vec<u8>) -> Vec<u8> {
    for byte in &mut bytes {
        *byte = byte.wrapping_add(1);
    }
    bytes
}

/// Increments bytes where they are, in JavaScript.
#[wasm_bindgen]
pub fn increment_in_place(bytes: &mut [u8]) {
    for byte in bytes {
        *byte = byte.wrapping_add(1);
    }
}

/// A text that may be missing, to Rust and back.
#[wasm_bindgen]
pub fn maybe_text(text: Option<String>) -> Option<String> {
    text
}

/// An enum of texts.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum Event {
    /// `"in"`.
    In = "in",
    /// `"out"`.
    Out = "out",
}

/// The other event.
#[wasm_bindgen]
pub fn opposite(event: Event) -> Event {
    match event {
        Event::In => Event::Out,
        _ => Event::In,
    }
}

/// Calls a function that may throw: what it returns, or what it threw.
#[wasm_bindgen]
pub fn call(function: &Function) -> Result<JsValue, JsValue> {
    function.call0(&JsValue::UNDEFINED)
}

/// What a property is, or what its getter threw, as a rejected promise.
#[wasm_bindgen]
pub async fn property_later(object: JsValue, promise: Promise) -> Result<JsValue, JsValue> {
    let name = JsFuture::from(promise).await?;
    Reflect::get(&object, &name)
}

thread_local! {
    static KEPT: RefCell<Vec<JsValue>> = const { RefCell::new(Vec::new()) };
}

/// Keeps a value, and returns how many there are.
#[wasm_bindgen]
pub fn keep(value: JsValue) -> usize {
    KEPT.with_borrow_mut(|kept| {
        kept.push(value);
        kept.len()
    })
}

/// Keeps a value once a function has returned.
#[wasm_bindgen]
pub fn keep_after(function: &Function, value: JsValue) -> usize {
    function.call0(&JsValue::UNDEFINED).ok();
    keep(value)
}

/// A value that was kept.
#[wasm_bindgen]
pub fn kept(index: usize) -> JsValue {
    KEPT.with_borrow(|kept| kept.get(index).cloned().unwrap_or(JsValue::UNDEFINED))
}

/// Forgets a value without freeing its place.
#[wasm_bindgen]
pub fn forget(value: JsValue) {
    std::mem::forget(value);
}

/// Traps.
#[wasm_bindgen]
pub fn trap() {
    #[cfg(target_arch = "wasm32")]
    std::process::abort();
}

/// A counter that several may share.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Counter {
    count: Rc<Cell<u32>>,
    closures: RefCell<Vec<Closure<dyn FnMut()>>>,
}

#[wasm_bindgen]
impl Counter {
    /// Begins with zero.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The present count.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn count(&self) -> u32 {
        self.count.get()
    }

    /// A function that counts once, for as long as the counter is.
    pub fn counting(&self) -> JsValue {
        let count = Rc::clone(&self.count);
        let closure = Closure::<dyn FnMut()>::new(move || count.set(count.get() + 1));
        let function = closure.as_ref().clone();
        self.closures.borrow_mut().push(closure);
        function
    }

    /// A function that counts once, for as long as JavaScript has it.
    #[must_use]
    pub fn counting_forever(&self) -> JsValue {
        let count = Rc::clone(&self.count);
        Closure::<dyn FnMut()>::new(move || count.set(count.get() + 1)).into_js_value()
    }

    /// Counts once when a promise is settled.
    pub fn count_after(&self, promise: Promise) {
        let count = Rc::clone(&self.count);
        spawn_local(async move {
            JsFuture::from(promise).await.ok();
            count.set(count.get() + 1);
        });
    }
}
