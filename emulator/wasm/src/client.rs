//! The client of a request, who may go away.

use futures_util::future::{Either, select};
use std::future::{Future, pending};
use std::pin::pin;
use tokio::sync::oneshot;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::AbortSignal;

/// The client of one request.
#[derive(Debug)]
pub(crate) struct Client(Option<Watched>);

#[derive(Debug)]
struct Watched {
    signal: AbortSignal,
    aborted: oneshot::Receiver<()>,
    listener: Closure<dyn FnMut()>,
}

/// The client went away, for this reason.
#[derive(Debug)]
pub(crate) struct Gone(pub(crate) JsValue);

impl Client {
    /// Who may go away with this signal; without one, never.
    pub(crate) fn of(signal: Option<AbortSignal>) -> Result<Self, Gone> {
        let Some(signal) = signal else {
            return Ok(Self(None));
        };
        if signal.aborted() {
            return Err(Gone(signal.reason()));
        }
        let (abort, aborted) = oneshot::channel();
        let listener = Closure::once(move || {
            // It fails if nobody waits any more.
            let _ = abort.send(());
        });
        let function = listener.as_ref().unchecked_ref();
        signal
            .add_event_listener_with_callback("abort", function)
            .map_err(Gone)?;
        Ok(Self(Some(Watched {
            signal,
            aborted,
            listener,
        })))
    }

    /// Waits for something, or until the client goes away.
    pub(crate) async fn while_here<T>(&mut self, wait: impl Future<Output = T>) -> Result<T, Gone> {
        let Some(watched) = &mut self.0 else {
            return Ok(wait.await);
        };
        let gone = async {
            // The listener is never dropped before its receiver.
            if (&mut watched.aborted).await.is_err() {
                pending().await
            }
        };
        let ended = match select(pin!(wait), pin!(gone)).await {
            Either::Left((value, _)) => Ok(value),
            Either::Right(_) => Err(()),
        };
        ended.map_err(|()| Gone(watched.signal.reason()))
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let function = self.listener.as_ref().unchecked_ref();
        // It fails on no signal that the listener could be added to.
        let _ = self
            .signal
            .remove_event_listener_with_callback("abort", function);
    }
}
