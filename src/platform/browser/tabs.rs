//! Other tabs.
//!
//! A tab hears of the others by a `BroadcastChannel`, and by the browser's own `storage` event, which
//! is all there is of tabs that run CometChat's SDK. A page that one goes back to has heard nothing
//! for a while. Each only says that it is time to look at the storage: one too many changes nothing.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::BroadcastChannel;

use super::value::property;
use super::{Text, Value};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = addEventListener)]
    fn add_event_listener(event: &str, listener: &JsValue);
}

/// The channel to the other tabs.
#[derive(Clone, Debug, Default)]
pub struct Tabs(Rc<RefCell<Option<BroadcastChannel>>>);

impl Tabs {
    /// Tells the other tabs to look at the storage.
    pub fn notify(&self) {
        // A channel that fails leaves the storage event.
        if let Ok(channel) = self.0.try_borrow()
            && let Some(channel) = &*channel
        {
            let _ = channel.post_message(&JsValue::NULL);
        }
    }

    /// Calls `changed` with the key that another tab has changed; without one, if it may have been
    /// any. Does nothing in workers and on servers, which have no storage that others change.
    pub fn listen(&self, changed: impl Fn(Option<Text>) + 'static) {
        if !property(&js_sys::global(), "document").is_object() {
            return;
        }
        let tabs = self.clone();
        let hear: Rc<RefCell<JsValue>> = Rc::default();
        let own = hear.clone();
        let listener = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            let name = Value::from(property(&event, "type")).as_text();
            let is = |expected: &str| name.as_ref().is_some_and(|name| *name == *expected);
            if is("pagehide") {
                // With an open channel, a browser may not keep the page for going back to it.
                tabs.close();
                return;
            }
            if is("pageshow")
                && let Ok(hear) = own.try_borrow()
            {
                tabs.open(&hear);
            }
            changed(Value::from(property(&event, "key")).as_text());
        })
        .into_js_value();
        for event in ["storage", "pagehide", "pageshow"] {
            add_event_listener(event, &listener);
        }
        self.open(&listener);
        if let Ok(mut hear) = hear.try_borrow_mut() {
            *hear = listener;
        }
    }

    fn open(&self, listener: &JsValue) {
        if let Ok(mut place) = self.0.try_borrow_mut()
            && place.is_none()
            && let Ok(channel) = BroadcastChannel::new("cometchat-wasm")
        {
            channel.set_onmessage(listener.dyn_ref());
            *place = Some(channel);
        }
    }

    fn close(&self) {
        if let Ok(mut place) = self.0.try_borrow_mut()
            && let Some(channel) = place.take()
        {
            channel.close();
        }
    }
}
