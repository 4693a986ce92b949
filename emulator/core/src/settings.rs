//! Where the services of the app are.

use serde_json::{Value, json};

use crate::config::Config;

/// Where the services of the app are, in the form that the real service tells it.
pub(crate) fn settings(config: &Config) -> Value {
    let Config { app_id, region, .. } = config;
    json!({
        "APP_ID": app_id,
        "REGION": region,
        "CHAT_API_VERSION": "v3.0",
        "ADMIN_API_HOST": format!("{app_id}.api-{region}.cometchat.io"),
        "CLIENT_API_HOST": format!("{app_id}.apiclient-{region}.cometchat.io"),
        "CHAT_HOST": format!("{app_id}.websocket-{region}.cometchat.io"),
        "CHAT_WS_PORT": 80,
        "CHAT_WSS_PORT": 443,
        // Nobody collects statistics here.
        "ANALYTICS_PING_DISABLED": true,
    })
}
