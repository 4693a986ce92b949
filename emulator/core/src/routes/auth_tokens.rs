//! `/users/{uid}/auth_tokens`: the tokens of one user.

use axum::extract::{Path, Query, State};

use super::answer::{Answer, Result};
use super::body::Body;
use super::page::Page;
use crate::app::App;
use crate::credentials::{AnyKey, FullAccess};
use crate::tokens::{Device, Token};
use crate::users::UserForm;

/// `POST`: a new token. `force` is read and makes no difference: every call makes a token.
pub(super) async fn create(
    State(app): State<App>,
    _caller: AnyKey,
    Path(uid): Path<String>,
    Body(body): Body,
) -> Result {
    let mut form = UserForm::new(&body);
    let force = form.flag("force");
    form.finish(Some(force))?;
    let mut world = app.world();
    let uid = world.active_user(&uid)?.uid.clone();
    Ok(Answer::data(world.tokens.issue(uid).to_json()))
}

/// `GET`: the live tokens, oldest first.
pub(super) async fn list(
    State(app): State<App>,
    _caller: FullAccess,
    Path(uid): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result {
    let page = Page::parse(&query)?;
    let world = app.world();
    let user = world.active_user(&uid)?;
    let total = world.tokens.of(&user.uid).count();
    Ok(page.answer(world.tokens.of(&user.uid), total, Token::to_json))
}

/// `DELETE`: every token of the user ends.
pub(super) async fn flush(
    State(app): State<App>,
    _caller: FullAccess,
    Path(uid): Path<String>,
) -> Result {
    let mut world = app.world();
    let uid = world.active_user(&uid)?.uid.clone();
    world.tokens.remove_all(&uid);
    Ok(Answer::done(format!(
        "All auth tokens of the user {uid} have been deleted successfully."
    )))
}

/// `GET …/{authToken}`
pub(super) async fn read(
    State(app): State<App>,
    _caller: FullAccess,
    Path((uid, auth_token)): Path<(String, String)>,
) -> Result {
    let world = app.world();
    let user = world.active_user(&uid)?;
    Ok(Answer::data(
        world.token_of(&user.uid, &auth_token)?.to_json(),
    ))
}

/// `PUT …/{authToken}`: what is known of the token's device changes.
pub(super) async fn update(
    State(app): State<App>,
    _caller: FullAccess,
    Path((uid, auth_token)): Path<(String, String)>,
    Body(body): Body,
) -> Result {
    let device = Device::read(&body)?;
    let mut world = app.world();
    let uid = world.active_user(&uid)?.uid.clone();
    let mut token = world.token_of(&uid, &auth_token)?.clone();
    token.meet(device);
    let answer = Answer::data(token.to_json());
    world.tokens.replace(token);
    Ok(answer)
}

/// `DELETE …/{authToken}`: the token ends.
pub(super) async fn delete(
    State(app): State<App>,
    _caller: FullAccess,
    Path((uid, auth_token)): Path<(String, String)>,
) -> Result {
    let mut world = app.world();
    let uid = world.active_user(&uid)?.uid.clone();
    world.token_of(&uid, &auth_token)?;
    world.tokens.remove(&auth_token);
    Ok(Answer::done(format!(
        "The auth token {auth_token} has been deleted successfully."
    )))
}
