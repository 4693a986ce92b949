//! What the application asks for in `init`.

use super::{BaseUrl, Region};
use crate::error::{ErrorSpec, INVALID_SETTINGS};
use crate::platform::{Area, Kind, Record, Text, Value};

/// How long one request may take, body included, unless the application says otherwise, in
/// milliseconds.
pub const REQUEST_TIMEOUT: f64 = 10_000.0;

/// How to reach an app, and where to keep its session.
#[derive(Clone, Debug)]
pub struct Config {
    /// The region of the app.
    pub region: Region,
    /// In the place of the region's host for calls with an Auth Key.
    pub admin: Option<BaseUrl>,
    /// In the place of the region's host for calls with an auth token.
    pub client: Option<BaseUrl>,
    /// Where the session is kept.
    pub area: Area,
    /// How long one request may take, in milliseconds.
    pub request_timeout: f64,
    /// Whether listeners hear of logins and logouts in other tabs.
    pub sync_across_tabs: bool,
    /// The settings as accepted, in JSON: what the application is shown, and what is given to others.
    settings: Text,
}

impl Config {
    /// Reads an `AppSettings`, or a plain object with some of its fields, once; nothing means the
    /// defaults. What this SDK has no use for (presence, groups, sockets) is kept for CometChat's own.
    ///
    /// # Errors
    /// `INVALID_REGION`, `INVALID_HOST` or `INVALID_SETTINGS`.
    pub fn parse(settings: &Value) -> Result<Self, &'static ErrorSpec> {
        let fields = if settings.kind() == Kind::Nullish {
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

    /// A copy of the settings as accepted: an object with those of `AppSettings`' fields that were given.
    #[must_use]
    pub fn settings(&self) -> Value {
        self.settings.parse_json().unwrap_or_else(Value::nothing)
    }
}

/// What is kept of the settings that an application gave: fields of `AppSettings`, each of its type.
fn accepted(given: &Record) -> Record {
    let settings = Record::new();
    for (kind, keys) in FIELDS {
        for key in *keys {
            let value = given.get(key);
            // A copy of a list, which the application may change later.
            if value.kind() == *kind
                && let Some(copy) = value.to_json().and_then(|json| json.parse_json())
            {
                settings.set(key, copy);
            }
        }
    }
    settings
}

/// The fields of `AppSettings`, by what they are.
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
    if mode.kind() == Kind::Nullish {
        return Ok(Area::Local);
    }
    match mode.as_text() {
        Some(mode) if mode == "local" => Ok(Area::Local),
        Some(mode) if mode == "session" => Ok(Area::Session),
        _ => Err(&INVALID_SETTINGS),
    }
}

/// Reads how long one request may take, in milliseconds.
///
/// # Errors
/// `INVALID_SETTINGS` if it is no such time.
pub fn request_timeout(timeout: &Value) -> Result<f64, &'static ErrorSpec> {
    if timeout.kind() == Kind::Nullish {
        return Ok(REQUEST_TIMEOUT);
    }
    timeout
        .as_number()
        .filter(|timeout| (1.0..=600_000.0).contains(timeout))
        .ok_or(&INVALID_SETTINGS)
}
