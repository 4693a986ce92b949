//! Ids of devices and tabs, which the server's logs tell apart by them. The ids are not secret.

use crate::VERSION;
use crate::platform::{Area, Environment, Text, Value};
use crate::types::is_made_of;

/// The key of the session id, in `sessionStorage` and without the app id.
const SESSION_ID: &str = "sessionId";

/// The session id of this tab: the stored one, or a new one, which is stored. Another value under the key
/// is the application's: it is not overwritten, nor used, since the id goes into a header.
#[must_use]
pub fn session_id(environment: &Environment) -> Text {
    let key = Text::from(SESSION_ID);
    let tab = environment.storage(Area::Session);
    let kept = tab.as_ref().and_then(|tab| tab.get(&key)?);
    match (kept, tab) {
        (Some(kept), _) if is_session_id(&kept) => kept,
        (kept, tab) => {
            let prefix = format_version();
            let fresh = fresh_id(environment, &prefix, "-");
            if let (None, Some(tab)) = (kept, tab) {
                tab.set(&key, Some(&fresh));
            }
            fresh
        }
    }
}

/// Removes this tab's session id. Leaves an application's own value under the key alone.
pub fn forget_session_id(environment: &Environment) {
    let key = Text::from(SESSION_ID);
    if let Some(tab) = environment.storage(Area::Session)
        && let Some(Some(kept)) = tab.get(&key)
        && is_session_id(&kept)
    {
        tab.set(&key, None);
    }
}

/// Whether a text is a session id of one of CometChat's SDKs.
fn is_session_id(text: &Text) -> bool {
    text.slice(0, 4) == "WEB-" && is_id(&text.slice(4, text.len()))
}

/// Whether a text has the characters, and a length, that ids have.
pub fn is_id(text: &Text) -> bool {
    is_made_of(text, 200, b"-_")
}

/// `WEB-0_1_0-` for version 0.1.0.
fn format_version() -> Text {
    let version = Text::from(VERSION).replace(&Text::from("."), "_");
    Text::from("WEB-").concat(&version).and("-")
}

/// The groups of a version 4 UUID: the least number of each, and how many numbers follow. Each number has
/// one hexadecimal digit more than its group, which is cut off: it keeps leading zeros.
const GROUPS: [(f64, f64); 5] = [
    (4_294_967_296.0, 4_294_967_296.0),
    (65_536.0, 65_536.0),
    // The version: 4.
    (81_920.0, 4_096.0),
    // The variant: one of 8, 9, a and b.
    (98_304.0, 16_384.0),
    (281_474_976_710_656.0, 281_474_976_710_656.0),
];

/// A prefix, a version 4 UUID, `separator`, and the time in milliseconds.
#[must_use]
pub fn fresh_id(environment: &Environment, prefix: &Text, separator: &'static str) -> Text {
    let mut id = prefix.clone();
    let mut hyphen = "";
    for (least, count) in GROUPS {
        let group = Text::hexadecimal(least + (environment.random() * count).trunc());
        id = id.and(hyphen).concat(&group.slice(1, group.len()));
        hyphen = "-";
    }
    let now = Value::from(environment.epoch().trunc()).to_json();
    now.map_or_else(|| id.clone(), |now| id.and(separator).concat(&now))
}
