//! Web Storage, which may be missing, blocked, full, or somebody else's.

use gloo_storage::{LocalStorage, Storage as _};
use wasm_bindgen::prelude::*;

use super::Js;
use crate::core::platform::{Area, Store};
use crate::core::value::Value as _;

#[wasm_bindgen]
extern "C" {
    /// What a `Storage` can do, with every failure caught.
    #[derive(Clone)]
    type Raw;

    #[wasm_bindgen(method, catch, js_name = getItem)]
    fn get_item(this: &Raw, key: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = setItem)]
    fn set_item(this: &Raw, key: &JsValue, value: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = removeItem)]
    fn remove_item(this: &Raw, key: &JsValue) -> Result<(), JsValue>;
}

/// One of the browser's two storages.
#[derive(Clone)]
pub struct BrowserStore(Raw);

impl std::fmt::Debug for BrowserStore {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("BrowserStore")
    }
}

impl BrowserStore {
    /// The storage of an area; `None` where reading it throws, or gives nothing.
    pub fn open(area: Area) -> Option<Self> {
        let name = match area {
            Area::Local => "localStorage",
            Area::Session => "sessionStorage",
        };
        // The getter throws where storage is blocked, and `raw()` panics then: look first.
        let mut storage = super::property(&js_sys::global(), name);
        if !storage.is_object() {
            return None;
        }
        // Elsewhere than in a window it is a stand-in, such as a test environment's.
        if area == Area::Local && web_sys::window().is_some() {
            storage = LocalStorage::raw().into();
        }
        Some(Self(storage.unchecked_into()))
    }
}

impl Store<Js> for BrowserStore {
    fn get(&self, key: &Js) -> Option<Js> {
        key.lend(|key| self.0.get_item(key)).ok().map(Js::from)
    }

    fn set(&self, key: &Js, value: &Js) {
        // What has not been kept shows when it is read back.
        let _ = key.lend(|key| {
            if value.is_none() {
                self.0.remove_item(key)
            } else {
                value.lend(|value| self.0.set_item(key, value))
            }
        });
    }
}
