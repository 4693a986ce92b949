//! Timers.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_channel::oneshot;
use wasm_bindgen::prelude::*;

// gloo-timers panics where the page has no timers, or replaced them by ones that throw.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout, catch)]
    fn set_timeout(callback: &Closure<dyn FnMut()>, milliseconds: f64) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = clearTimeout, catch)]
    fn clear_timeout(timer: &JsValue) -> Result<(), JsValue>;
}

/// A timer that completes once. Dropping it clears it; until then it keeps Node's event loop alive.
#[derive(Debug)]
pub struct Timer {
    id: JsValue,
    elapsed: oneshot::Receiver<()>,
    _callback: Closure<dyn FnMut()>,
}

impl Timer {
    /// Starts a timer of that many milliseconds; `None` if the page has no timers.
    #[must_use]
    pub fn start(milliseconds: f64) -> Option<Self> {
        let (sender, elapsed) = oneshot::channel();
        let callback = Closure::once(move || {
            let _ = sender.send(());
        });
        let id = set_timeout(&callback, milliseconds).ok()?;
        Some(Self {
            id,
            elapsed,
            _callback: callback,
        })
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.elapsed).poll(context).map(drop)
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        let _ = clear_timeout(&self.id);
    }
}
