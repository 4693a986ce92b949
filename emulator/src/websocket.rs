//! The chat connection: a WebSocket that is accepted, and whose pings are answered.
//!
//! The emulator has no chat, so that it says nothing and does nothing with what it hears. That is
//! enough for a chat SDK to be connected.

use axum::body::Body;
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use futures_util::StreamExt;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

/// Bytes that a message may have.
const LIMIT: usize = 1024 * 1024;

/// A connection that becomes a WebSocket when the answer to its request has been sent.
#[derive(Debug)]
pub(crate) struct Upgrade(OnUpgrade);

/// Accepts a request that asks for a WebSocket: the answer, and the connection to come. `None` if it
/// asks for something else.
pub(crate) fn accept<B>(request: &mut Request<B>) -> Option<(Response<Body>, Upgrade)> {
    let headers = request.headers();
    let key = headers.get(header::SEC_WEBSOCKET_KEY)?;
    if !asks_for_websocket(headers) {
        return None;
    }
    let accept = derive_accept_key(key.as_bytes());
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(
        header::CONNECTION,
        header::HeaderValue::from_static("upgrade"),
    );
    headers.insert(
        header::UPGRADE,
        header::HeaderValue::from_static("websocket"),
    );
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept.parse().ok()?);
    Some((response, Upgrade(hyper::upgrade::on(request))))
}

fn asks_for_websocket(headers: &HeaderMap) -> bool {
    headers
        .get(header::UPGRADE)
        .is_some_and(|wanted| wanted.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// What a client may have the emulator hold of a message.
fn limits() -> WebSocketConfig {
    WebSocketConfig::default()
        .max_message_size(Some(LIMIT))
        .max_frame_size(Some(LIMIT))
}

impl Upgrade {
    /// Answers pings until the client closes the WebSocket, or breaks off.
    pub(crate) async fn converse(self) {
        let upgraded = match self.0.await {
            Ok(upgraded) => TokioIo::new(upgraded),
            Err(error) => return tracing::debug!(%error, "a WebSocket came to nothing"),
        };
        let mut socket =
            WebSocketStream::from_raw_socket(upgraded, Role::Server, Some(limits())).await;
        // Reading answers pings and the closing handshake.
        while let Some(message) = socket.next().await {
            if let Err(error) = message {
                tracing::debug!(%error, "a WebSocket ended early");
                break;
            }
        }
    }
}
