//! Storage.

use super::*;

/// What throws whatever is asked of it.
const FAILING: &str = "{
    getItem() { throw new Error('get'); },
    setItem() { throw new Error('set'); },
    removeItem() { throw new Error('remove'); },
}";

#[wasm_bindgen_test]
fn both_storages_keep_replace_and_forget() {
    for (area, storage) in [
        (Area::Local, LocalStorage::raw()),
        (Area::Session, SessionStorage::raw()),
    ] {
        let store = page().storage(area).expect("Chromium has both");
        let key = Text::from("web-test");
        let stored = || storage.get_item("web-test").expect("it can be read");

        assert!(store.get(&key).expect("it can be read").is_none());
        store.set(&key, Some(&"one".into()));
        store.set(&key, Some(&"two".into()));
        assert_eq!(stored().as_deref(), Some("two"));
        assert_eq!(store.get(&key).flatten().and_then(text), stored());
        store.set(&key, None);
        assert_eq!(stored(), None);
        assert!(store.get(&key).expect("it can be read").is_none());
    }
}

#[wasm_bindgen_test]
fn a_storage_that_is_blocked_is_no_storage() {
    let _blocked = Replaced::by(
        "localStorage",
        "get() { throw new DOMException('blocked', 'SecurityError'); }",
    );
    assert!(page().storage(Area::Local).is_none());
    assert!(page().storage(Area::Session).is_some());
}

#[wasm_bindgen_test]
fn a_storage_that_is_missing_is_no_storage() {
    for name in ["localStorage", "sessionStorage"] {
        for nothing in ["undefined", "null", "5"] {
            let _missing = Replaced::by(name, &format!("value: {nothing}"));
            let area = match name {
                "localStorage" => Area::Local,
                _ => Area::Session,
            };
            assert!(page().storage(area).is_none(), "{name}: {nothing}");
        }
    }
}

#[wasm_bindgen_test]
fn what_does_not_fit_is_not_there_when_it_is_read_back() {
    let store = page().storage(Area::Local).expect("Chromium has it");
    let key = Text::from("web-test");
    let long = js("'x'.repeat(20_000_000)").as_text().expect("a text");
    store.set(&key, Some(&long));
    assert!(store.get(&key).expect("it can be read").is_none());
}

#[wasm_bindgen_test]
fn a_storage_whose_methods_throw_says_so_only_when_it_is_read() {
    for methods in [FAILING, "{}"] {
        let _failing = Replaced::by("localStorage", &format!("value: {methods}"));
        let store = page().storage(Area::Local);
        let store = store.expect("an object is taken for a storage");
        let key = Text::from("web-test");
        store.set(&key, Some(&"value".into()));
        store.set(&key, None);
        assert!(store.get(&key).is_none());
    }
}

#[wasm_bindgen_test]
fn what_a_storage_gives_that_is_no_text_is_nothing() {
    for strange in ["undefined", "5", "{}", "['text']", "new String('text')"] {
        let environment = instance(&format!("{{ getItem: () => ({strange}) }}"));
        let store = environment.storage(Area::Local).expect("a storage");
        let read = store.get(&"key".into()).expect("it can be read");
        assert!(read.is_none(), "{strange}");
    }
}

#[wasm_bindgen_test]
fn the_storage_of_an_application_takes_the_place_of_both() {
    eval(
        "globalThis.items = new Map();
         globalThis.own = {
             getItem(key) { return this === own ? items.get(key) ?? null : 'not called as a method'; },
             setItem(key, value) { items.set(key, value); },
             removeItem(key) { items.delete(key); },
         }",
    );
    let environment = instance("own");
    let (local, session) = (
        environment.storage(Area::Local).expect("the application's"),
        environment
            .storage(Area::Session)
            .expect("the application's"),
    );
    let key = Text::from("web-test");
    assert!(local.get(&key).expect("it can be read").is_none());
    local.set(&key, Some(&"value".into()));
    assert_text(
        js("JSON.stringify([...items])"),
        r#"[["web-test","value"]]"#,
    );
    let read = session.get(&key).flatten();
    assert_eq!(read.and_then(text).as_deref(), Some("value"));
    session.set(&key, None);
    assert_json("items.size", "0");
    for global in ["localStorage", "sessionStorage"] {
        let stored = js(&format!("{global}.getItem('web-test')"));
        assert_eq!(stored.kind(), Kind::Nullish, "{global}");
    }
}

#[wasm_bindgen_test]
fn an_application_without_a_storage_has_none() {
    for nothing in ["undefined", "null", "5", "'localStorage'"] {
        for area in [Area::Local, Area::Session] {
            assert!(instance(nothing).storage(area).is_none(), "{nothing}");
        }
    }
}

#[wasm_bindgen_test]
fn the_storage_of_an_application_may_throw() {
    let store = instance(FAILING).storage(Area::Local).expect("a storage");
    let key = Text::from("web-test");
    store.set(&key, Some(&"value".into()));
    store.set(&key, None);
    assert!(store.get(&key).is_none());
}
