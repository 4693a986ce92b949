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
#[derive(Debug)]
pub struct Handle(Place);

/// Where a value is, while its handle lives.
#[derive(Clone, Copy, Debug)]
pub struct Place(NonZeroU32);

impl Handle {
    #[inline(always)]
    pub fn new(value: JsValue) -> Self {
        // The table has no values before its 128th place.
        Self(Place(
            NonZeroU32::new(value.into_abi()).unwrap_or(NonZeroU32::MIN),
        ))
    }

    #[inline(always)]
    pub fn into_value(self) -> JsValue {
        take(ManuallyDrop::new(self).0)
    }

    /// For functions that are not inlined: these take it in a register.
    #[inline(always)]
    pub fn place(&self) -> Place {
        self.0
    }

    /// Lets `look` see the value.
    #[inline(always)]
    pub fn with<R>(&self, look: impl FnOnce(&JsValue) -> R) -> R {
        look(&self.0.value())
    }
}

impl Place {
    /// The value, which stays where it is.
    #[inline(always)]
    pub fn value(self) -> ManuallyDrop<JsValue> {
        ManuallyDrop::new(take(self))
    }
}

impl Drop for Handle {
    #[inline(always)]
    fn drop(&mut self) {
        free(self.0);
    }
}

impl Clone for Handle {
    #[inline(always)]
    fn clone(&self) -> Self {
        copy(self.0)
    }
}

/// The value at a place of the table, which it leaves.
#[inline(always)]
#[allow(unsafe_code)]
fn take(place: Place) -> JsValue {
    // SAFETY: every place that a handle holds came from `into_abi`, is given up by it just once (in
    // its drop, or in the conversion that forgets it), and is used by nobody else. What `value` shows
    // is not dropped.
    unsafe { JsValue::from_abi(place.0.get()) }
}

#[inline(never)]
fn free(place: Place) {
    drop(take(place));
}

/// Another handle of the value at a place.
#[inline(never)]
pub fn copy(place: Place) -> Handle {
    Handle::new(JsValue::clone(&place.value()))
}
