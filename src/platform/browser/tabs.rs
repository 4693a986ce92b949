//! Other tabs.
//!
//! A tab hears of the others by a `BroadcastChannel`, and by the browser's own `storage` event, which
//! is all there is of tabs that run CometChat's SDK. A page that one goes back to has heard nothing
//! for a while. Each only says that it is time to look at the storage: one too many changes nothing.

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::BroadcastChannel;

use super::{Text, Value, js_imports};
use crate::platform::Kind;
use crate::shared::Shared;

#[wasm_bindgen]
extern "C" {
    // Test environments define `document` without it.
    #[wasm_bindgen(js_name = addEventListener, catch)]
    fn add_event_listener(event: &str, listener: &Function) -> Result<(), JsValue>;
}

/// The channel to the other tabs, while it is open.
#[derive(Debug, Default)]
pub struct Tabs {
    channel: Shared<BroadcastChannel>,
}

impl Tabs {
    /// Tells the other tabs to look at the storage.
    pub fn notify(&self) {
        if let Some(channel) = self.channel.get() {
            // The message means nothing. A channel that fails leaves the storage event.
            let _ = channel.post_message(&JsValue::from_f64(0.0));
        }
    }

    /// Has the instance hear of other tabs from now on. Does nothing in workers and on servers, which
    /// have no storage that others change.
    pub fn listen(&self) {
        if Value::global("document").kind() != Kind::Object {
            return;
        }
        let listener = js_imports::listener();
        for event in ["storage", "pagehide", "pageshow"] {
            let _ = add_event_listener(event, &listener);
        }
        self.open();
    }

    /// What the listener has heard: the key that another tab has changed; without one, if it may have
    /// been any. `None` if the event says nothing of the storage.
    pub fn heard(&self, event: &Value) -> Option<Option<Text>> {
        let name = event.property("type").as_text()?;
        if name == *"pagehide" {
            // With an open channel, a browser may not keep the page for going back to it.
            self.close();
            return None;
        }
        if name == *"pageshow" {
            self.open();
        }
        Some(event.property("key").as_text())
    }

    fn open(&self) {
        if self.channel.get().is_none()
            && let Ok(channel) = BroadcastChannel::new("cometchat-wasm")
        {
            channel.set_onmessage(Some(&js_imports::listener()));
            self.channel.set(Some(channel));
        }
    }

    fn close(&self) {
        if let Some(channel) = self.channel.take() {
            channel.close();
        }
    }
}
