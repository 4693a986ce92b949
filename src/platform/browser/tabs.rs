//! Notifications to and from other tabs.
//!
//! A tab hears of others by a `BroadcastChannel`, and by the browser's `storage` event, the only one from
//! tabs with CometChat's own SDK. `pageshow` counts, too: a page that the user goes back to has missed
//! events. Each event only asks to load the storage, so a needless one changes nothing.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, Event};

use super::environment::has_page;
use super::{Text, Value};
use crate::option_cell::OptionCell;

#[wasm_bindgen]
extern "C" {
    // web-sys has these for `Window` only. Some test environments define `document` without them.
    #[wasm_bindgen(js_name = addEventListener, catch)]
    fn add_event_listener(event: &str, listener: &Listener) -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = removeEventListener, catch)]
    fn remove_event_listener(event: &str, listener: &Listener) -> Result<(), JsValue>;
}

type Listener = Closure<dyn FnMut(Event)>;

/// The page's events to listen to.
const EVENTS: [&str; 3] = ["storage", "pagehide", "pageshow"];

/// Listens to other tabs after [`Tabs::listen`], until it is dropped.
#[derive(Debug, Default)]
pub struct Tabs(OptionCell<Rc<Listening>>);

impl Tabs {
    /// Tells the other tabs to load the storage.
    pub fn notify(&self) {
        if let Some(channel) = self.0.get().and_then(|it| it.channel.get()) {
            // The message has no content. If the channel fails, the `storage` event still arrives.
            let _ = channel.post_message(&JsValue::from_f64(0.0));
        }
    }

    /// Calls `on_change` with each storage key that another tab changes (`None`: any key). Does nothing
    /// in workers and on servers, where no other tab shares the storage.
    pub fn listen(&self, on_change: impl Fn(Option<Text>) + 'static) {
        if !has_page() {
            return;
        }
        let listening = Rc::<Listening>::new_cyclic(|listening| {
            let listening = listening.clone();
            Listening {
                listener: Closure::new(move |event: Event| {
                    let event = Value::from(JsValue::from(event));
                    if let Some(key) = listening.upgrade().and_then(|it| it.heard(&event)) {
                        on_change(key);
                    }
                }),
                channel: OptionCell::default(),
            }
        });
        for event in EVENTS {
            let _ = add_event_listener(event, &listening.listener);
        }
        listening.open();
        self.0.set(Some(listening));
    }

    /// Stops listening.
    pub fn leave(&self) {
        self.0.set(None);
    }
}

#[derive(Debug)]
struct Listening {
    listener: Listener,
    /// The channel to the other tabs, while it is open.
    channel: OptionCell<BroadcastChannel>,
}

impl Listening {
    /// The storage key that an event names as changed (`Some(None)`: any key). `None` if the event is not
    /// about the storage. Closes the channel on `pagehide`, and opens it on `pageshow`.
    fn heard(&self, event: &Value) -> Option<Option<Text>> {
        let name = event.property("type").as_text()?;
        if name == "pagehide" {
            // Browsers may not keep a page with an open channel for going back to it.
            self.close();
            return None;
        }
        if name == "pageshow" {
            self.open();
        }
        Some(event.property("key").as_text())
    }

    fn open(&self) {
        if self.channel.get().is_none()
            && let Ok(channel) = BroadcastChannel::new("cometchat-wasm")
        {
            channel.set_onmessage(Some(self.listener.as_ref().unchecked_ref()));
            // In test environments in Node, the channel would keep the process alive.
            let value = Value::from(JsValue::from(channel.clone()));
            if let Some(unref) = value.property("unref").as_function() {
                let _ = unref.call0(&channel);
            }
            self.channel.set(Some(channel));
        }
    }

    fn close(&self) {
        if let Some(channel) = self.channel.take() {
            channel.close();
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        for event in EVENTS {
            let _ = remove_event_listener(event, &self.listener);
        }
        self.close();
    }
}
