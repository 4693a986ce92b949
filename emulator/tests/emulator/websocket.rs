use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::client::{Client, PATIENCE};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn connect(client: &Client, path: &str) -> Socket {
    let address = client.emulator.url().replace("http://", "ws://");
    let connecting = connect_async(format!("{address}{path}"));
    let (socket, response) = connecting.await.expect("a WebSocket");
    assert_eq!(response.status(), 101);
    socket
}

async fn next(socket: &mut Socket) -> Option<tungstenite::Result<Message>> {
    timeout(PATIENCE, socket.next())
        .await
        .expect("more in time")
}

#[tokio::test]
async fn a_websocket_is_accepted_and_its_pings_are_answered() {
    let client = Client::start().await;
    for path in ["", "/", "/v3.0/anything"] {
        let mut socket = connect(&client, path).await;
        let auth = json!({ "type": "auth", "body": {} }).to_string();
        socket.send(Message::text(auth)).await.expect("sent");
        for payload in ["one", "two"] {
            let ping = Message::Ping(payload.into());
            socket.send(ping).await.expect("sent");
            let answer = next(&mut socket).await.expect("more").expect("a message");
            assert_eq!(answer, Message::Pong(payload.into()));
        }
        socket.close(None).await.expect("closing");
        let closed = next(&mut socket).await.expect("more").expect("a message");
        assert!(closed.is_close(), "{closed:?}");
        assert!(next(&mut socket).await.is_none());
    }
    assert_eq!(client.requests("").await.len(), 0);
}

#[tokio::test]
async fn a_request_for_another_protocol_is_a_request() {
    let client = Client::start().await;
    let call = client.call("GET /nowhere", "").header("upgrade", "h2c");
    call.send().await.error(404, "ERR_ROUTE_NOT_FOUND");
}

#[tokio::test]
async fn a_websocket_ends_with_the_emulator() {
    let client = Client::start().await;
    let mut socket = connect(&client, "/").await;
    client.emulator.shutdown().await;
    let end = timeout(Duration::from_secs(60), socket.next()).await;
    assert!(!matches!(end, Ok(Some(Ok(_))) | Err(_)), "{end:?}");
}
