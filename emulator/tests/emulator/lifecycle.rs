use cometchat_emulator::Emulator;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};

use crate::client::Client;

#[tokio::test]
async fn each_emulator_has_a_port_and_a_world_of_its_own() {
    let (one, other) = (Client::start().await, Client::start().await);
    assert_ne!(one.emulator.addr(), other.emulator.addr());
    assert!(one.emulator.addr().ip().is_loopback());
    assert_eq!(
        one.emulator.url(),
        format!("http://{}", one.emulator.addr())
    );
    let token = one.token("cometchat-uid-1").await;
    other
        .user("GET /me", &token)
        .send()
        .await
        .error(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
}

#[tokio::test]
async fn shutting_down_frees_the_port_even_if_a_request_hangs() {
    let client = Client::start().await;
    client.fault_me(json!({ "kind": "hang" })).await;
    let hanging = tokio::spawn(client.app("GET /me").try_send());
    client.requests("?atLeast=1&outcome=pending").await;
    let address = client.emulator.addr();
    client.emulator.shutdown().await;
    let error = hanging.await.expect("no panic").expect_err("no answer");
    assert!(!error.is_timeout(), "{error:?}");
    assert!(TcpStream::connect(address).await.is_err());
    TcpListener::bind(address).await.expect("a free port");
}

#[tokio::test]
async fn a_dropped_emulator_stops() {
    let emulator = Emulator::builder().start().await.expect("a free port");
    let address = emulator.addr();
    drop(emulator);
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let emulator = Emulator::builder().start().await.expect("a free port");
    let taken = Emulator::builder()
        .port(emulator.addr().port())
        .start()
        .await;
    assert_eq!(
        taken.expect_err("taken").kind(),
        std::io::ErrorKind::AddrInUse
    );
}

#[tokio::test]
async fn a_connection_closes_after_each_answer_unless_it_is_kept() {
    let cases: [(&[&str], _); 2] = [(&[], Some("close")), (&["--keep-alive"], None)];
    for (flags, expected) in cases {
        let client = Client::start_with(flags).await;
        let answer = client.rest("GET /users").send().await;
        assert_eq!(answer.header("connection"), expected);
    }
}

#[test]
fn a_seed_beyond_the_limits_is_refused() {
    for (uid, name) in [("", "N"), ("a b", "N"), ("u", ""), ("u", &"n".repeat(101))] {
        assert!(
            Emulator::builder().user(uid, name).is_err(),
            "{uid:?} {name:?}"
        );
    }
    for (uid, token) in [("a b", "t"), ("u", "")] {
        let error = Emulator::builder().token(uid, token).expect_err("refused");
        assert!(error.to_string().contains(uid), "{error}");
    }
}
