//! The emulator in the process of a Rust test. What it answers is tested against every body, in tests/emulator.

use std::io;

use cometchat_emulator::{Emulator, Running};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

async fn start() -> Running {
    Emulator::builder().start().await.expect("a free port")
}

/// Sends a request, and gives the connection on which the answer comes.
async fn send(emulator: &Running, head: &str, body: &str) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(emulator.addr()).await?;
    let length = body.len();
    let request =
        format!("{head} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).await?;
    Ok(stream)
}

async fn answer(mut stream: TcpStream) -> io::Result<String> {
    let mut text = String::new();
    stream.read_to_string(&mut text).await?;
    Ok(text)
}

#[tokio::test]
async fn each_emulator_has_a_port_of_this_machine_of_its_own() {
    let (one, other) = (start().await, start().await);
    assert_ne!(one.addr(), other.addr());
    assert!(one.addr().ip().is_loopback());
    assert_eq!(one.url(), format!("http://{}", one.addr()));
}

#[tokio::test]
async fn shutting_down_frees_the_port_even_if_a_request_hangs() {
    let emulator = start().await;
    let fault = r#"{ "times": null, "fault": { "kind": "hang" } }"#;
    let ordered = send(&emulator, "POST /_emulator/faults", fault).await;
    let ordered = answer(ordered.expect("sent")).await.expect("an answer");
    assert!(ordered.starts_with("HTTP/1.1 201 "), "{ordered}");
    let hanging = send(&emulator, "GET /v3.0/me", "").await.expect("sent");
    let query = "GET /_emulator/requests?atLeast=1&outcome=pending";
    let arrived = send(&emulator, query, "").await.expect("sent");
    answer(arrived).await.expect("an answer");

    let address = emulator.addr();
    emulator.shutdown().await;
    let text = answer(hanging).await.unwrap_or_default();
    assert_eq!(text, "");
    assert!(TcpStream::connect(address).await.is_err());
    TcpListener::bind(address).await.expect("a free port");
}

#[tokio::test]
async fn a_dropped_emulator_stops() {
    let emulator = start().await;
    let address = emulator.addr();
    drop(emulator);
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let emulator = start().await;
    let taken = Emulator::builder().port(emulator.addr().port());
    let error = taken.start().await.expect_err("taken");
    assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
}

#[test]
fn a_seed_beyond_the_limits_is_refused() {
    for (uid, name) in [("", "N"), ("a b", "N"), ("u", ""), ("u", &"n".repeat(101))] {
        let seeded = Emulator::builder().user(uid, name);
        assert!(seeded.is_err(), "{uid:?} {name:?}");
    }
    for (uid, token) in [("a b", "t"), ("u", "")] {
        let error = Emulator::builder().token(uid, token).expect_err("refused");
        assert!(error.to_string().contains(uid), "{error}");
    }
}
