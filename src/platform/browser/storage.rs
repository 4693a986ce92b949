//! Web Storage, which may be missing, blocked, full, or somebody else's.

use wasm_bindgen::prelude::*;

use super::{Text, Value};
use crate::platform::{Area, Kind};

#[wasm_bindgen]
extern "C" {
    /// What a `Storage` can do, with every failure caught.
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
pub struct Storage(Value);

impl Storage {
    /// The storage of an area; `None` where reading it throws, or gives nothing.
    pub(super) fn of_page(area: Area) -> Option<Self> {
        Self::of(Value::global(match area {
            Area::Local => "localStorage",
            Area::Session => "sessionStorage",
        }))
    }

    /// The application's own; `None` if it gave no object.
    pub(super) fn of(storage: Value) -> Option<Self> {
        (storage.kind() == Kind::Object).then_some(Self(storage))
    }

    fn items<R>(&self, call: impl FnOnce(&Items) -> R) -> R {
        self.0.with(|storage| call(storage.unchecked_ref()))
    }

    /// What is under `key`; `None` if the storage fails, `Some(None)` if there is nothing.
    #[inline(never)]
    #[must_use]
    pub fn get(&self, key: &Text) -> Option<Option<Text>> {
        let item = key.with(|key| self.items(|items| items.get_item(key)));
        Some(Value::from(item.ok()?).as_text())
    }

    /// Keeps `value` under `key`, or forgets the key; or fails without a word: what was not kept
    /// shows when it is read back.
    #[inline(never)]
    pub fn set(&self, key: &Text, value: Option<&Text>) {
        let _ = key.with(|key| {
            self.items(|items| match value {
                Some(value) => value.with(|value| items.set_item(key, value)),
                None => items.remove_item(key),
            })
        });
    }
}
