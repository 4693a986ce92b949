//! What the application asks for in `init`: an `AppSettings`, or a plain object with some of its
//! fields; none means the defaults. What this SDK has no use for (presence, groups, sockets) is the
//! application's to keep.

use super::error::{
    Checked, INVALID_APP_ID, INVALID_HOST, INVALID_REGION, INVALID_SETTINGS, MISSING_APP_ID, check,
};
use super::host;
use super::platform::Area;
use super::value::{Kind, Value};

/// How long one request may take, body included, unless the application says otherwise.
pub const REQUEST_TIMEOUT: f64 = 10_000.0;
/// How long an operation may take with all its requests and retries.
pub const OPERATION_TIMEOUT: f64 = 30_000.0;

/// Checks what `init` was given.
///
/// # Errors
/// `MISSING_PARAMETERS` without an app id, `INVALID_APP_ID` if it could not be a label of a host;
/// `INVALID_REGION`, `INVALID_HOST` or `INVALID_SETTINGS`.
pub fn check_init<V: Value>(app_id: &V, given: &V) -> Checked {
    check(app_id.is_present(), &MISSING_APP_ID)?;
    check(app_id.matches(host::LABEL), &INVALID_APP_ID)?;
    check(
        matches!(given.kind(), Kind::Object | Kind::None),
        &INVALID_SETTINGS,
    )?;
    // "apiclient-" stands before it in the label.
    check(
        region(given).matches("^[a-z0-9-]{0,52}[a-z0-9]$"),
        &INVALID_REGION,
    )?;
    for key in [ADMIN_HOST, CLIENT_HOST] {
        check(
            given.get(key).is_none() || !base(given, key).is_none(),
            &INVALID_HOST,
        )?;
    }
    let mode = given.get("storageMode");
    let good = (mode.is_none() || mode.matches("^(local|session)$"))
        && (1.0..=600_000.0).contains(&request_timeout(given));
    check(good, &INVALID_SETTINGS)
}

/// The field for the host of calls with an Auth Key.
pub const ADMIN_HOST: &str = "adminHost";
/// The field for the host of calls with a token.
pub const CLIENT_HOST: &str = "clientHost";

/// The region, in lower case; `eu` if none is given.
pub fn region<V: Value>(given: &V) -> V {
    let region = given.get("region");
    if region.is_none() {
        V::text("eu")
    } else {
        region.lower_case()
    }
}

/// The base URL in place of the region's, under [`ADMIN_HOST`] or [`CLIENT_HOST`]; or none.
pub fn base<V: Value>(given: &V, key: &str) -> V {
    host::of_override(&given.get(key))
}

/// Where the session is kept.
pub fn area<V: Value>(given: &V) -> Area {
    if given.get("storageMode").matches("^session$") {
        Area::Session
    } else {
        Area::Local
    }
}

/// How long one request may take, in milliseconds; 0 if what is given is no number.
pub fn request_timeout<V: Value>(given: &V) -> f64 {
    let timeout = given.get("requestTimeout");
    if timeout.is_none() {
        REQUEST_TIMEOUT
    } else {
        timeout.as_number().unwrap_or_default()
    }
}

/// Whether listeners hear of logins and logouts in other tabs.
pub fn sync_across_tabs<V: Value>(given: &V) -> bool {
    !given.get("tabSync").stringified().matches("^false$")
}
