//! The REST API, below `/v3` and `/v3.0`.

mod answer;
mod auth_tokens;
mod body;
mod chat;
mod me;
mod page;
mod settings;
mod users;

use axum::Router;
use axum::routing::{get, post, put};

use crate::app::App;
use crate::errors::{ApiError, Code};

/// The routes of one version of the API.
fn version() -> Router<App> {
    Router::new()
        .route(
            "/me",
            put(me::register_or_update)
                .get(me::read)
                .delete(me::log_out),
        )
        .route("/settings", get(settings::read))
        .route("/user_sessions", post(settings::note_session))
        .route(
            "/users",
            post(users::create)
                .get(users::list)
                .put(users::reactivate)
                .delete(users::deactivate),
        )
        .route(
            "/users/{uid}",
            get(users::read).put(users::update).delete(users::delete),
        )
        .route(
            "/users/{uid}/auth_tokens",
            post(auth_tokens::create)
                .get(auth_tokens::list)
                .delete(auth_tokens::flush),
        )
        .route(
            "/users/{uid}/auth_tokens/{auth_token}",
            get(auth_tokens::read)
                .put(auth_tokens::update)
                .delete(auth_tokens::delete),
        )
        .route("/conversations", get(chat::nothing))
        .route("/groups", get(chat::nothing))
        .route("/messages", get(chat::nothing))
        .route("/users/{uid}/messages", get(chat::messages))
        .route("/users/{uid}/conversation", get(chat::conversation))
        .route("/users/{uid}/conversation/read", post(chat::mark_read))
        .method_not_allowed_fallback(async || ApiError::new(Code::MethodNotAllowed, ""))
}

/// All routes of the API, and an error for every other path.
pub(crate) fn api() -> Router<App> {
    Router::new()
        .nest("/v3", version())
        .nest("/v3.0", version())
        .fallback(async || ApiError::new(Code::RouteNotFound, ""))
}
