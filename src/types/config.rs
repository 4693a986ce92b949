//! The settings that `init` gets.

use super::{BaseUrl, Region};
use crate::error::{ErrorSpec, INVALID_SETTINGS};
use crate::platform::{Area, Kind, Record, Text, Value};

/// The default for how long one request may take, body included, in milliseconds.
pub const REQUEST_TIMEOUT: f64 = 10_000.0;

/// How to reach an app, and where to keep its session.
#[derive(Clone, Debug)]
pub struct Config {
    /// The region of the app.
    pub region: Region,
    /// Replaces the region's host for calls with an Auth Key.
    pub admin: Option<BaseUrl>,
    /// Replaces the region's host for calls with an auth token.
    pub client: Option<BaseUrl>,
    /// The storage for the session.
    pub area: Area,
    /// How long one request may take, in milliseconds.
    pub request_timeout: f64,
    /// Whether listeners are called for logins and logouts in other tabs.
    pub sync_across_tabs: bool,
    /// The accepted settings as JSON text, for `getAppSettings`.
    settings: Text,
}

impl Config {
    /// Parses an `AppSettings`, or a plain object with some of its fields; `undefined` and `null` mean
    /// the defaults. Keeps settings that only CometChat's SDK uses (presence, groups, sockets).
    ///
    /// # Errors
    /// `INVALID_REGION`, `INVALID_HOST` or `INVALID_SETTINGS`.
    pub fn parse(settings: &Value) -> Result<Self, &'static ErrorSpec> {
        let fields = if settings.is_nullish() {
            Record::new()
        } else {
            settings.as_record().ok_or(&INVALID_SETTINGS)?
        };
        let region = Region::parse(&fields.get("region"))?;
        let admin = BaseUrl::parse_override(&fields.get("adminHost"))?;
        let client = BaseUrl::parse_override(&fields.get("clientHost"))?;
        Ok(Self {
            region,
            admin,
            client,
            area: area(&fields.get("storageMode"))?,
            request_timeout: request_timeout(&fields.get("requestTimeout"))?,
            sync_across_tabs: fields
                .get("tabSync")
                .to_json()
                .is_none_or(|flag| flag != "false"),
            settings: accepted(&fields).to_json().ok_or(&INVALID_SETTINGS)?,
        })
    }

    /// A copy of the accepted settings: the fields of `AppSettings` that the application gave.
    #[must_use]
    pub fn settings(&self) -> Value {
        self.settings.parse_json().unwrap_or_else(Value::nothing)
    }
}

/// The fields of `AppSettings` in what the application gave, each of its own type.
fn accepted(given: &Record) -> Record {
    let settings = Record::new();
    for (kind, keys) in FIELDS {
        for key in *keys {
            let value = given.get(key);
            // Copies lists, which the application may change later.
            if value.kind() == *kind
                && let Some(copy) = value.to_json().and_then(|json| json.parse_json())
            {
                settings.set(key, copy);
            }
        }
    }
    settings
}

/// The fields of `AppSettings`, by kind.
const FIELDS: &[(Kind, &[&str])] = &[
    (
        Kind::String,
        &[
            "subscriptionType",
            "region",
            "adminHost",
            "clientHost",
            "storageMode",
        ],
    ),
    (Kind::Array, &["roles"]),
    (
        Kind::Boolean,
        &["autoJoinGroup", "establishSocketConnection", "tabSync"],
    ),
    (Kind::Number, &["requestTimeout"]),
];

fn area(mode: &Value) -> Result<Area, &'static ErrorSpec> {
    if mode.is_nullish() {
        return Ok(Area::Local);
    }
    match mode.as_text() {
        Some(mode) if mode == "local" => Ok(Area::Local),
        Some(mode) if mode == "session" => Ok(Area::Session),
        _ => Err(&INVALID_SETTINGS),
    }
}

/// Parses how long one request may take, in milliseconds; the default is [`REQUEST_TIMEOUT`].
///
/// # Errors
/// `INVALID_SETTINGS` if it is not a number from 1 to 600,000.
pub fn request_timeout(timeout: &Value) -> Result<f64, &'static ErrorSpec> {
    if timeout.is_nullish() {
        return Ok(REQUEST_TIMEOUT);
    }
    timeout
        .as_number()
        .filter(|timeout| (1.0..=600_000.0).contains(timeout))
        .ok_or(&INVALID_SETTINGS)
}
