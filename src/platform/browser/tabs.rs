//! Other tabs.
//!
//! A tab hears of the others by a `BroadcastChannel`, and by the browser's own `storage` event, which
//! is all there is of tabs that run CometChat's SDK. A page that one goes back to has heard nothing
//! for a while. Each only says that it is time to look at the storage: one too many changes nothing.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, Event};

use super::environment::has_page;
use super::{Text, Value};
use crate::option_cell::OptionCell;

#[wasm_bindgen]
extern "C" {
    // web-sys has them for a window only. Test environments define `document` without them.
    #[wasm_bindgen(js_name = addEventListener, catch)]
    fn add_event_listener(event: &str, listener: &Listener) -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = removeEventListener, catch)]
    fn remove_event_listener(event: &str, listener: &Listener) -> Result<(), JsValue>;
}

type Listener = Closure<dyn FnMut(Event)>;

/// The page's events that say something of other tabs.
const EVENTS: [&str; 3] = ["storage", "pagehide", "pageshow"];

/// What hears of other tabs, once it listens. Dropped, it listens no more.
#[derive(Debug, Default)]
pub struct Tabs(OptionCell<Rc<Listening>>);

impl Tabs {
    /// Tells the other tabs to look at the storage.
    pub fn notify(&self) {
        if let Some(channel) = self.0.get().and_then(|it| it.channel.get()) {
            // The message means nothing. A channel that fails leaves the storage event.
            let _ = channel.post_message(&JsValue::from_f64(0.0));
        }
    }

    /// Calls `on_change` from now on with the key that another tab has changed; without one, if it may
    /// have been any. Does nothing in workers and on servers, which have no storage that others change.
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

    /// Listens no more.
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
    /// What an event says: the key that another tab has changed; without one, if it may have been any.
    /// `None` if the event says nothing of the storage.
    fn heard(&self, event: &Value) -> Option<Option<Text>> {
        let name = event.property("type").as_text()?;
        if name == "pagehide" {
            // With an open channel, a browser may not keep the page for going back to it.
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
            // Under test environments in Node, it would keep the process alive.
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
