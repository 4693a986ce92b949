//! Tabs.

use super::*;

/// What a page was told of other tabs: each key, or "any".
type Heard = Rc<RefCell<Vec<String>>>;

/// Lets an environment listen to other tabs.
fn listening(environment: Environment) -> (Environment, Heard) {
    let heard = Heard::default();
    let notes = heard.clone();
    environment.listen_to_tabs(move |key| {
        let key = key.and_then(text).unwrap_or_else(|| "any".into());
        notes.borrow_mut().push(key);
    });
    (environment, heard)
}

/// Lets another tab say that it is time to look, and waits until everybody has heard of it.
async fn other_tab_notifies() {
    wait_for(
        "new Promise((resolve) => {
            const [sender, last] = [1, 2].map(() => new BroadcastChannel('cometchat-wasm'));
            last.onmessage = () => {
                last.close();
                sender.close();
                setTimeout(resolve);
            };
            sender.postMessage(null);
        })",
    )
    .await;
}

#[wasm_bindgen_test]
async fn an_environment_that_is_dropped_hears_no_more_of_other_tabs() {
    let (environment, heard) = listening(page());
    drop(environment);
    other_tab_notifies().await;
    eval("dispatchEvent(new StorageEvent('storage', { key: 'k' }))");
    assert_eq!(heard.borrow().as_slice(), [""; 0]);
}

#[wasm_bindgen_test]
async fn another_tab_is_heard_by_the_channel() {
    let (_environment, heard) = listening(page());
    other_tab_notifies().await;
    assert_eq!(heard.borrow().as_slice(), ["any"]);
}

#[wasm_bindgen_test]
async fn a_page_notifies_the_others_and_not_itself() {
    let (environment, heard) = listening(page());
    eval(
        "globalThis.other = new BroadcastChannel('cometchat-wasm');
         globalThis.said = new Promise((resolve) => {
             other.onmessage = ({ data }) => setTimeout(() => resolve(told.push(['said', data])));
         });
         globalThis.told = []",
    );
    environment.notify_tabs();
    wait_for("said").await;
    eval("other.close()");
    assert_json("told", r#"[["said",0]]"#);
    assert!(heard.borrow().is_empty());
}

#[wasm_bindgen_test]
fn notifying_before_listening_is_nothing() {
    page().notify_tabs();
    instance("null").notify_tabs();
}

#[wasm_bindgen_test]
fn a_key_that_another_tab_changes_is_heard_by_the_storage_event() {
    let (_environment, heard) = listening(page());
    for init in ["{ key: 'one' }", "{ key: null }", "{ key: 'two' }"] {
        eval(&format!(
            "dispatchEvent(new StorageEvent('storage', {init}))"
        ));
    }
    assert_eq!(heard.borrow().as_slice(), ["one", "any", "two"]);
}

#[wasm_bindgen_test]
async fn a_page_that_was_left_is_deaf_until_one_goes_back_to_it() {
    let (environment, heard) = listening(page());
    eval("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
    other_tab_notifies().await;
    environment.notify_tabs();
    assert!(heard.borrow().is_empty());

    eval("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
    assert_eq!(heard.borrow().as_slice(), ["any"]);
    other_tab_notifies().await;
    assert_eq!(heard.borrow().as_slice(), ["any", "any"]);
}

#[wasm_bindgen_test]
async fn a_page_that_is_shown_twice_hears_once() {
    let (_environment, heard) = listening(page());
    eval("dispatchEvent(new PageTransitionEvent('pageshow'))");
    heard.borrow_mut().clear();
    other_tab_notifies().await;
    assert_eq!(heard.borrow().as_slice(), ["any"]);
}

#[wasm_bindgen_test]
async fn a_client_with_a_storage_of_its_own_has_no_tabs() {
    let (_environment, heard) = listening(instance("null"));
    other_tab_notifies().await;
    eval("dispatchEvent(new StorageEvent('storage', { key: 'one' }))");
    assert!(heard.borrow().is_empty());
}

#[wasm_bindgen_test]
fn without_channels_there_is_the_storage_event() {
    for hostile in [
        "undefined",
        "class { constructor() { throw new Error(); } }",
    ] {
        let _missing = Replaced::by("BroadcastChannel", &format!("value: {hostile}"));
        let (environment, heard) = listening(page());
        environment.notify_tabs();
        eval("dispatchEvent(new StorageEvent('storage', { key: 'one' }))");
        assert_eq!(heard.borrow().as_slice(), ["one"], "{hostile}");
    }
}
