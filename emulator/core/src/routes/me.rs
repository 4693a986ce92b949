//! `/me`: the session of the caller's auth token.

use axum::extract::State;
use serde_json::{Map, Value, json};

use super::answer::{Answer, Result};
use super::body::Body;
use crate::app::App;
use crate::clock;
use crate::config::Config;
use crate::credentials::Session;
use crate::settings::settings;
use crate::tokens::{Device, Token};
use crate::users::{Changes, User, UserForm};

/// `PUT /me`: a device registers, or a user changes the own profile; a body may do both. The answer
/// is the same: the user, the token, the settings, and what a chat connection would need.
pub(super) async fn register_or_update(
    State(app): State<App>,
    session: Session,
    Body(body): Body,
) -> Result {
    let mut form = UserForm::new(&body);
    let changes = form.changes();
    // A user's own role is not the user's to change.
    let changes = Changes {
        role: None,
        ..form.finish(Some(changes))?
    };
    let device = Device::read(&body)?;

    let mut world = app.world();
    let (token, user) = session.resolve(&world)?;
    let (mut token, mut user) = (token.clone(), user.clone());
    token.registered = true;
    token.meet(device);
    if changes != Changes::default() {
        changes.apply(&mut user.profile);
        user.updated_at = Some(clock::epoch_seconds());
    }
    user.online = true;
    let answer = Answer::data(session_json(&app.config, &token, &user));
    world.users.try_insert(user)?;
    world.tokens.replace(token);
    Ok(answer)
}

/// `GET /me`: the user of the token.
pub(super) async fn read(State(app): State<App>, session: Session) -> Result {
    let world = app.world();
    let (token, user) = session.resolve(&world)?;
    let mut json = user.to_peer_json();
    json.insert("authToken".to_owned(), json!(token.text));
    Ok(Answer::data(json))
}

/// `DELETE /me`: the token ends.
pub(super) async fn log_out(State(app): State<App>, session: Session) -> Result {
    let mut world = app.world();
    let (token, user) = session.resolve(&world)?;
    let (text, mut user) = (token.text.clone(), user.clone());
    world.tokens.remove(&text);
    user.last_active_at = Some(clock::epoch_seconds());
    user.online = world.tokens.of(&user.uid).any(|token| token.registered);
    let message = format!("The user {} has been logged out successfully.", user.uid);
    world.users.insert(user);
    Ok(Answer::done(message))
}

fn session_json(config: &Config, token: &Token, user: &User) -> Map<String, Value> {
    let mut json = user.to_peer_json();
    json.insert("authToken".to_owned(), json!(token.text));
    json.insert(
        "wsChannel".to_owned(),
        json!({ "identity": format!("[{}]{}", config.app_id, user.uid), "service": "emulator" }),
    );
    json.insert(
        "jwt".to_owned(),
        json!(format!("emulator.jwt.{:032x}", fastrand::u128(..))),
    );
    json.insert(
        "fat".to_owned(),
        json!(format!("emulator.fat.{:032x}", fastrand::u128(..))),
    );
    json.insert("settings".to_owned(), settings(config));
    json
}
