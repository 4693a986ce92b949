//! The caller's `AbortSignal`.

use wasm_bindgen::prelude::*;

use super::bell::Bell;
use super::{method, property};
use crate::core::platform::Task;

/// Completes when `signal` is aborted; `None` if it is no signal. Dropping it takes its listener off
/// the signal, which may live long.
pub fn aborted(signal: &JsValue) -> Option<Task> {
    let add = method(signal, "addEventListener")?;
    let (bell, callback) = Bell::new();
    if property(signal, "aborted").is_truthy() {
        bell.ring();
    } else {
        add.call2(signal, &"abort".into(), callback.as_ref()).ok()?;
    }
    let listening = Listening {
        signal: signal.clone(),
        callback,
    };
    Some(Box::pin(async move {
        bell.heard().await;
        drop(listening);
    }))
}

struct Listening {
    signal: JsValue,
    callback: Closure<dyn FnMut()>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(remove) = method(&self.signal, "removeEventListener") {
            let _ = remove.call2(&self.signal, &"abort".into(), self.callback.as_ref());
        }
    }
}
