//! One request and its answer: into the journal, past the faults, to its route.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::errors::ApiError;
use crate::faults::RouteName;
use crate::journal::Outcome;
use crate::server::Connection;

/// Bytes that a request's body may have.
const BODY_LIMIT: usize = 1024 * 1024;

/// The middleware around every API route.
pub(crate) async fn exchange(
    State(app): State<App>,
    connection: axum::Extension<Connection>,
    request: Request,
    next: Next,
) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        let message = format!("The body may not be greater than {BODY_LIMIT} bytes.");
        return ApiError::invalid_field("body", message).into_response();
    };
    let route = RouteName::new(&head.method, head.uri.path());
    // The fault comes first: whoever sees a held request in the journal can release it.
    let injected = app.faults.take(&route);
    let fault = injected.as_ref().map(|injected| injected.reference());
    let record = app.journal.open(&head, route, &body, fault);
    let usual = next.run(Request::from_parts(head.clone(), Body::from(body)));
    match injected {
        Some(injected) => injected.strike(head, usual, record, connection.0).await,
        None => {
            let response = usual.await;
            record.answering(response.status());
            record.close(Outcome::Answered);
            response
        }
    }
}
