//! Web Storage, which may be missing, blocked, full, or the application's own.

use gloo_storage::{LocalStorage, SessionStorage, Storage as _};
use js_sys::JsString;
use wasm_bindgen::prelude::*;

use super::environment::warn;
use super::promise::is_promise;
use super::{Text, Value};
use crate::platform::{Area, Kind};

#[wasm_bindgen]
extern "C" {
    /// The methods of a `Storage`. web-sys's assume that an application's own `getItem` returns text.
    #[derive(Clone, Debug)]
    type Items;

    #[wasm_bindgen(method, catch, js_name = getItem)]
    fn get_item(this: &Items, key: &JsString) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = setItem)]
    fn set_item(this: &Items, key: &JsString, value: &JsString) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = removeItem)]
    fn remove_item(this: &Items, key: &JsString) -> Result<JsValue, JsValue>;
}

/// One of the browser's two storages, or one that the application gave.
#[derive(Clone, Debug)]
pub struct Storage(Items);

impl Storage {
    /// The page's storage of an area; `None` where reading the global throws or gives nothing.
    pub(super) fn of_page(area: Area) -> Option<Self> {
        let storage = Self::of(Value::global(match area {
            Area::Local => "localStorage",
            Area::Session => "sessionStorage",
        }))?;
        // gloo-storage throws where there is no `Window`, as in test environments in Node.
        if web_sys::window().is_none() {
            return Some(storage);
        }
        let raw = match area {
            Area::Local => LocalStorage::raw(),
            Area::Session => SessionStorage::raw(),
        };
        Some(Self(JsValue::from(raw).unchecked_into()))
    }

    /// The application's own storage; `None` if it is not an object, or returns promises.
    pub(super) fn of_instance(storage: Value) -> Option<Self> {
        let storage = Self::of(storage)?;
        let item = storage.0.get_item(Text::from("cometchat-wasm").as_js());
        if item.is_ok_and(|item| is_promise(&item.into())) {
            let _ = warn(
                "CometChat: the storage given to createCometChat() returns promises. It must be \
                 synchronous; until then the session is kept in memory.",
            );
            return None;
        }
        Some(storage)
    }

    fn of(storage: Value) -> Option<Self> {
        let is_object = storage.kind() == Kind::Object;
        is_object.then(|| Self(JsValue::from(storage).unchecked_into()))
    }

    /// Reads the value of `key`; `None` if the storage fails, `Some(None)` if there is no value.
    #[must_use]
    pub fn get(&self, key: &Text) -> Option<Option<Text>> {
        let item = Value::from(self.0.get_item(key.as_js()).ok()?);
        let text = item.as_text();
        if text.is_none() && is_promise(&item) {
            return None;
        }
        Some(text)
    }

    /// Writes `value` under `key`, or removes the key for `None`. Reports no failure: read the key back
    /// to find one.
    pub fn set(&self, key: &Text, value: Option<&Text>) {
        let made = match value {
            Some(value) => self.0.set_item(key.as_js(), value.as_js()),
            None => self.0.remove_item(key.as_js()),
        };
        if let Ok(made) = made {
            is_promise(&made.into());
        }
    }
}
