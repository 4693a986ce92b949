//! Other tabs.
//!
//! A tab hears of the others by a `BroadcastChannel`, and by the browser's own `storage` event, which
//! is all there is of tabs that run CometChat's SDK. A page that one goes back to has heard nothing
//! for a while. Each only says that it is time to look at the storage: one too many changes nothing.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::BroadcastChannel;

use super::{Text, Value};
use crate::platform::Kind;
use crate::shared::Shared;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = addEventListener)]
    fn add_event_listener(event: &str, listener: &JsValue);
}

/// The channel to the other tabs, while it is open, and what hears of them.
#[derive(Clone, Debug, Default)]
pub struct Tabs(Rc<Parts>);

#[derive(Debug, Default)]
struct Parts {
    channel: Shared<Value>,
    listener: Shared<Value>,
}

impl Tabs {
    /// Tells the other tabs to look at the storage.
    pub fn notify(&self) {
        if let Some(channel) = self.0.channel.get() {
            // The message means nothing. A channel that fails leaves the storage event.
            let _ = channel.with(|it| {
                it.unchecked_ref::<BroadcastChannel>()
                    .post_message(&JsValue::from_f64(0.0))
            });
        }
    }

    /// Calls `changed` with the key that another tab has changed; without one, if it may have been
    /// any. Does nothing in workers and on servers, which have no storage that others change.
    pub fn listen(&self, changed: impl Fn(Option<Text>) + 'static) {
        if Value::global("document").kind() != Kind::Object {
            return;
        }
        let tabs = self.clone();
        let listener = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            let event = Value::from(event);
            let Some(name) = event.property("type").as_text() else {
                return;
            };
            if name == *"pagehide" {
                // With an open channel, a browser may not keep the page for going back to it.
                tabs.close();
                return;
            }
            if name == *"pageshow" {
                tabs.open();
            }
            changed(event.property("key").as_text());
        });
        let listener = Value::from(listener.into_js_value());
        for event in ["storage", "pagehide", "pageshow"] {
            listener.with(|listener| add_event_listener(event, listener));
        }
        self.0.listener.set(Some(listener));
        self.open();
    }

    fn open(&self) {
        if self.0.channel.get().is_none()
            && let Ok(channel) = BroadcastChannel::new("cometchat-wasm")
        {
            let channel = Value::from(JsValue::from(channel));
            channel.set(
                "onmessage",
                self.0.listener.get().unwrap_or_else(Value::nothing),
            );
            self.0.channel.set(Some(channel));
        }
    }

    fn close(&self) {
        if let Some(channel) = self.0.channel.take() {
            channel.with(|channel| channel.unchecked_ref::<BroadcastChannel>().close());
        }
    }
}
