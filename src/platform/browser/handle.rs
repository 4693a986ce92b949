//! Handles: JavaScript values that are passed in a register.

use std::mem::ManuallyDrop;
use std::num::NonZeroU32;

use wasm_bindgen::convert::{FromWasmAbi, IntoWasmAbi};
use wasm_bindgen::prelude::*;

/// A JavaScript value: its place in wasm-bindgen's table.
///
/// This is a `JsValue` whose place is known to LLVM to be a number, and never to be zero, so that
/// neither a value nor an `Option` of one has to live in memory. Together with functions that are not
/// inlined it makes the WebAssembly much smaller (docs/performance.md#prices).
///
/// Dropping a handle frees nothing. While no Rust code runs, the places that no handle in the
/// WebAssembly's memory refers to are freed together (`pkg-template/src/collector.ts`). So a handle can
/// be copied for nothing, and functions need no code to clean up on each way out.
#[derive(Clone, Copy, Debug)]
pub struct Handle(NonZeroU32);

impl Handle {
    #[inline(always)]
    pub fn new(value: JsValue) -> Self {
        // The table has no values before its 1,028th place.
        Self(NonZeroU32::new(value.into_abi()).unwrap_or(NonZeroU32::MIN))
    }

    /// The value, whose place is not freed with this.
    #[inline(always)]
    #[allow(unsafe_code)]
    pub fn value(self) -> ManuallyDrop<JsValue> {
        // SAFETY: every place that a handle holds came from `into_abi`. A handle that exists is in the
        // memory while nothing runs, so that its place is not collected; and nothing else frees it,
        // since no `JsValue` that is made here is dropped.
        ManuallyDrop::new(unsafe { JsValue::from_abi(self.0.get()) })
    }

    /// The value at a place of its own, for JavaScript to take.
    #[inline(always)]
    pub fn into_value(self) -> JsValue {
        JsValue::clone(&self.value())
    }

    /// Lets `look` see the value.
    #[inline(always)]
    pub fn with<R>(self, look: impl FnOnce(&JsValue) -> R) -> R {
        look(&self.value())
    }
}
