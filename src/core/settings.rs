//! What the application asks for in `init`.

use super::credential::check;
use super::error::{
    Error, INVALID_APP_ID, INVALID_HOST, INVALID_REGION, INVALID_SETTINGS, MISSING_APP_ID,
};
use super::host;
use super::platform::Area;
use super::value::{Kind, Value};

/// How long one request may take, body included, unless the application says otherwise.
pub const REQUEST_TIMEOUT: f64 = 10_000.0;
/// How long an operation may take with all its requests and retries.
pub const OPERATION_TIMEOUT: f64 = 30_000.0;

/// What this SDK acts on in the `AppSettings`. The rest (presence, groups, sockets) is the
/// application's to keep.
#[derive(Clone, Debug)]
pub struct Settings<V> {
    /// In lower case.
    pub region: V,
    /// The base URL in place of the region's, for calls with an auth key; or none.
    pub admin_base: V,
    /// The base URL in place of the region's, for calls with an auth token; or none.
    pub client_base: V,
    /// Where the session is kept.
    pub storage: Area,
    /// How long one request may take, in milliseconds.
    pub request_timeout: f64,
    /// Whether listeners hear of logins and logouts in other tabs.
    pub sync_across_tabs: bool,
}

impl<V: Value> Settings<V> {
    /// Reads an `AppSettings`, or a plain object with some of its fields. None means the defaults.
    ///
    /// # Errors
    /// `INVALID_REGION`, `INVALID_HOST` or `INVALID_SETTINGS`.
    pub fn read(given: &V) -> Result<Self, Error<V>> {
        check(
            matches!(given.kind(), Kind::Object | Kind::None),
            &INVALID_SETTINGS,
        )?;
        let mut region = given.get("region");
        if region.is_none() {
            region = V::text("eu");
        }
        // "apiclient-" stands before it in the label.
        check(
            region.matches("^[A-Za-z0-9-]{0,52}[A-Za-z0-9]$"),
            &INVALID_REGION,
        )?;
        let mode = given.get("storageMode");
        let storage = if mode.matches("^session$") {
            Area::Session
        } else {
            Area::Local
        };
        let request_timeout = match given.get("requestTimeout") {
            timeout if timeout.is_none() => REQUEST_TIMEOUT,
            timeout => timeout.as_number().unwrap_or_default(),
        };
        let good = (mode.is_none() || mode.matches("^(local|session)$"))
            && (1.0..=600_000.0).contains(&request_timeout);
        check(good, &INVALID_SETTINGS)?;
        Ok(Self {
            region: region.lower_case(),
            admin_base: read_host(&given.get("adminHost"))?,
            client_base: read_host(&given.get("clientHost"))?,
            storage,
            request_timeout,
            sync_across_tabs: !given.get("tabSync").stringified().matches("^false$"),
        })
    }
}

/// Checks an app id.
///
/// # Errors
/// `MISSING_PARAMETERS` if there is none, `INVALID_APP_ID` if it could not be a label of a host.
pub fn check_app_id<V: Value>(app_id: &V) -> Result<(), Error<V>> {
    check(app_id.is_present(), &MISSING_APP_ID)?;
    check(app_id.matches(host::LABEL), &INVALID_APP_ID)
}

fn read_host<V: Value>(host: &V) -> Result<V, Error<V>> {
    if host.is_none() {
        return Ok(V::none());
    }
    let base = host::of_override(host);
    check(!base.is_none(), &INVALID_HOST)?;
    Ok(base)
}
