//! The options of `createCometChatServer`, parsed.

use crate::error::{ErrorSpec, INVALID_API_KEY, INVALID_HOST, MISSING_API_KEY, MISSING_APP_ID};
use crate::platform::Value;
use crate::types::{AppId, BaseUrl, Region, Secret, Service, argument, request_timeout};

/// The app, the base URL of its API, and its REST API key.
#[derive(Debug)]
pub struct ServerConfig {
    /// The app.
    pub app_id: AppId,
    /// The REST API key.
    pub api_key: Secret,
    /// The base URL of the API.
    pub api: BaseUrl,
    /// How long one request may take, in milliseconds.
    pub request_timeout: f64,
}

impl ServerConfig {
    /// Parses `{ appId, region, apiKey, emulator?, host?, requestTimeout? }`.
    ///
    /// # Errors
    /// `MISSING_PARAMETERS` if app id or key are missing; `INVALID_APP_ID`, `INVALID_REGION`,
    /// `INVALID_API_KEY`, `INVALID_HOST` or `INVALID_SETTINGS`.
    pub fn parse(options: &Value) -> Result<Self, &'static ErrorSpec> {
        let options = options.as_record().ok_or(&MISSING_APP_ID)?;
        let app_id = AppId::parse(&options.get("appId"))?;
        let region = Region::parse(&options.get("region"))?;
        let key = options.get("apiKey");
        let api_key = Secret::parse(&key, &MISSING_API_KEY, &INVALID_API_KEY)?;
        let emulator = options.get("emulator");
        let api = if emulator.is_nullish() {
            let host = BaseUrl::parse_override(&options.get("host"))?;
            host.unwrap_or_else(|| BaseUrl::of_region(&app_id, Service::Admin, &region))
        } else {
            let address = argument(&emulator).and_then(|url| BaseUrl::of_emulator(&url));
            address.ok_or(&INVALID_HOST)?
        };
        Ok(Self {
            api_key,
            api,
            request_timeout: request_timeout(&options.get("requestTimeout"))?,
            app_id,
        })
    }
}
