//! What a chat SDK and its UI Kit ask for when a chat opens. There is no chat: every list is empty.

use axum::extract::{Path, Query, State};
use serde_json::json;

use super::answer::{Answer, Result};
use super::page::Page;
use crate::app::App;
use crate::credentials::Session;

/// `GET /conversations`, `GET /groups`, `GET /messages`: an empty list.
pub(super) async fn nothing(
    _caller: Session,
    Query(query): Query<Vec<(String, String)>>,
) -> Result {
    Page::parse(&query).map(|page| page.empty())
}

/// `GET /users/{uid}/messages`: an empty list.
pub(super) async fn messages(
    State(app): State<App>,
    _caller: Session,
    Path(uid): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result {
    let page = Page::parse(&query)?;
    app.world().active_user(&uid)?;
    Ok(page.empty())
}

/// `GET /users/{uid}/conversation`: one without a message. The real service has none before the first
/// message; a failure here would be on the console of every page that opens a chat.
pub(super) async fn conversation(
    State(app): State<App>,
    caller: Session,
    Path(uid): Path<String>,
) -> Result {
    let world = app.world();
    let (_, own) = caller.resolve(&world)?;
    let other = world.active_user(&uid)?;
    let mut uids = [own.uid.as_str(), other.uid.as_str()];
    uids.sort_unstable();
    let since = own.created_at.max(other.created_at);
    Ok(Answer::data(json!({
        "conversationId": uids.join("_user_"),
        "conversationType": "user",
        "unreadMessageCount": 0,
        "createdAt": since,
        "updatedAt": since,
        "conversationWith": other.to_peer_json(),
    })))
}

/// `POST /users/{uid}/conversation/read`: there is nothing to mark.
pub(super) async fn mark_read(
    State(app): State<App>,
    _caller: Session,
    Path(uid): Path<String>,
) -> Result {
    let world = app.world();
    let user = world.active_user(&uid)?;
    Ok(Answer::done(format!(
        "The conversation with the user {} has been marked as read.",
        user.uid
    )))
}
