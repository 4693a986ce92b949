//! What a chat SDK asks besides: `/settings` and `/user_sessions`.

use axum::extract::State;

use super::answer::{Answer, Result};
use super::body::Body;
use crate::app::App;
use crate::credentials::{AnyApp, Member};
use crate::settings::settings;

/// `GET /settings`: the settings that a login answers with, for who has a session but not them.
pub(super) async fn read(State(app): State<App>, _caller: Member) -> Result {
    Ok(Answer::data(settings(&app.config)))
}

/// `POST /user_sessions`: statistics of the page and the browser. They are in the journal and
/// nowhere else. An SDK sends them whether or not somebody is logged in.
pub(super) async fn note_session(_caller: AnyApp, Body(_): Body) -> Result {
    Ok(Answer::done("The session has been noted.".to_owned()))
}
