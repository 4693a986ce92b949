//! Deadlines that end the wait for a promise, whatever the page has replaced.

use std::pin::pin;

use futures_util::future::{Either, select};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, DomException};

use super::timer::Timer;
use super::{Value, promise};

/// A moment after which promises are no longer awaited.
#[derive(Debug)]
pub struct Deadline {
    /// `None` in an engine without `AbortController`.
    controller: Option<AbortController>,
    /// `None` after the deadline, and on a page without timers.
    timer: Option<Timer>,
    is_over: bool,
}

impl Deadline {
    /// A deadline that many milliseconds from now.
    #[must_use]
    pub fn after(milliseconds: f64) -> Self {
        Self {
            controller: AbortController::new().ok(),
            timer: Timer::start(milliseconds),
            is_over: false,
        }
    }

    /// The `AbortSignal` that the deadline aborts; nothing where the engine has none.
    #[must_use]
    pub fn signal(&self) -> Value {
        let controller = self.controller.as_ref();
        controller.map_or(Value::nothing(), |it| JsValue::from(it.signal()).into())
    }

    /// The controller that can abort the signal earlier; `None` where the engine has none.
    #[must_use]
    pub fn controller(&self) -> Option<AbortController> {
        self.controller.clone()
    }

    /// Whether the deadline has passed.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.is_over
    }

    /// Waits for a promise until the deadline, and returns its value.
    ///
    /// # Errors
    /// What the promise rejects with; [`Value::nothing`] after the deadline.
    pub async fn first(&mut self, promise: Value) -> Result<Value, Value> {
        if self.is_over {
            return Err(Value::nothing());
        }
        let settlement = pin!(promise::settlement(promise));
        let Some(timer) = &mut self.timer else {
            return settlement.await;
        };
        match select(settlement, timer).await {
            Either::Left((settled, _)) => settled,
            Either::Right(_) => {
                self.end();
                Err(Value::nothing())
            }
        }
    }

    fn end(&mut self) {
        self.is_over = true;
        self.timer = None;
        if let Some(controller) = &self.controller {
            match DomException::new_with_message_and_name("signal timed out", "TimeoutError") {
                Ok(reason) => controller.abort_with_reason(&reason),
                Err(_) => controller.abort(),
            }
        }
    }
}
