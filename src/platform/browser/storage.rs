//! Web Storage, which may be missing, blocked, full, or somebody else's.

use gloo_storage::{LocalStorage, Storage as _};
use wasm_bindgen::prelude::*;

use super::value::property;
use super::{Text, Value};
use crate::platform::Area;

#[wasm_bindgen]
extern "C" {
    /// What a `Storage` can do, with every failure caught.
    #[derive(Clone, Debug)]
    type Items;

    #[wasm_bindgen(method, catch, js_name = getItem)]
    fn get_item(this: &Items, key: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = setItem)]
    fn set_item(this: &Items, key: &JsValue, value: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = removeItem)]
    fn remove_item(this: &Items, key: &JsValue) -> Result<(), JsValue>;
}

/// One of the browser's two storages, or one that the application gave.
#[derive(Clone, Debug)]
pub struct Storage(Items);

impl Storage {
    /// The storage of an area; `None` where reading it throws, or gives nothing.
    pub(super) fn of_page(area: Area) -> Option<Self> {
        let name = match area {
            Area::Local => "localStorage",
            Area::Session => "sessionStorage",
        };
        // The getter throws where storage is blocked, and `raw()` panics then: look first.
        let mut storage = property(&js_sys::global(), name);
        if !storage.is_object() {
            return None;
        }
        // Elsewhere than in a window it is a stand-in, such as a test environment's.
        if area == Area::Local && web_sys::window().is_some() {
            storage = LocalStorage::raw().into();
        }
        Some(Self::of(storage))
    }

    /// The application's own.
    pub(super) fn of(storage: JsValue) -> Self {
        Self(storage.unchecked_into())
    }

    /// What is under `key`; `None` if the storage fails, `Some(None)` if there is nothing.
    #[inline(never)]
    #[must_use]
    pub fn get(&self, key: &Text) -> Option<Option<Text>> {
        let item = key.with(|key| self.0.get_item(key)).ok()?;
        Some(Value::from(item).as_text())
    }

    /// Keeps `value` under `key`, or forgets the key; or fails without a word: what was not kept
    /// shows when it is read back.
    #[inline(never)]
    pub fn set(&self, key: &Text, value: Option<&Text>) {
        let _ = match value {
            Some(value) => key.with(|key| value.with(|value| self.0.set_item(key, value))),
            None => key.with(|key| self.0.remove_item(key)),
        };
    }
}
