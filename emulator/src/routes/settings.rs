//! What a chat SDK asks besides: `/settings` and `/user_sessions`.

use axum::extract::State;
use serde_json::{Value, json};

use super::{Answer, Body, Result};
use crate::app::App;
use crate::config::Config;
use crate::credentials::{AnyApp, Member};

/// `GET /settings`: the settings that a login answers with, for who has a session but not them.
pub(super) async fn read(State(app): State<App>, _caller: Member) -> Result {
    Ok(Answer::data(settings(&app.config)))
}

/// `POST /user_sessions`: statistics of the page and the browser. They are in the journal and
/// nowhere else. An SDK sends them whether or not somebody is logged in.
pub(super) async fn note_session(_caller: AnyApp, Body(_): Body) -> Result {
    Ok(Answer::done("The session has been noted.".to_owned()))
}

/// Where the services of the app are, in the form that the real service tells it.
pub(super) fn settings(config: &Config) -> Value {
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
