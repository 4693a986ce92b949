use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::body::program;

#[derive(Debug)]
struct Program {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    line: String,
    url: String,
}

impl Program {
    async fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(program())
            .args(["--port", "0"])
            .args(arguments)
            .env_remove("RUST_LOG")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the program");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        stdout.read_line(&mut line).await.expect("a line");
        let url = line
            .trim_end()
            .strip_prefix("cometchat-emulator listening on ")
            .unwrap_or_else(|| panic!("unexpected: {line:?}"))
            .to_owned();
        Self {
            stdin: child.stdin.take(),
            child,
            stdout,
            line,
            url,
        }
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Value {
        let mut request = reqwest::Client::new().get(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request
            .send()
            .await
            .expect("an answer")
            .json()
            .await
            .expect("JSON")
    }

    async fn signal(&self, signal: &str) {
        let id = self.child.id().expect("a running program").to_string();
        let status = Command::new("kill")
            .args([signal, &id])
            .status()
            .await
            .expect("kill");
        assert!(status.success());
    }

    /// Waits for the end; gives what came on standard output after the first line, and on standard
    /// error.
    async fn end(mut self) -> (bool, String, String) {
        let (mut rest, mut log) = (String::new(), String::new());
        self.stdout.read_to_string(&mut rest).await.expect("a text");
        let mut stderr = self.child.stderr.take().expect("a pipe");
        stderr.read_to_string(&mut log).await.expect("a text");
        let status = self.child.wait().await.expect("an end");
        (status.success(), rest, log)
    }
}

#[tokio::test]
async fn the_only_line_on_standard_output_says_where_it_listens() {
    let program = Program::start(&[]).await;
    assert!(
        program.url.starts_with("http://127.0.0.1:"),
        "{}",
        program.line
    );
    assert!(
        program.line.ends_with('\n') && !program.url.ends_with(":0"),
        "{}",
        program.line
    );
    assert_eq!(
        program.get("/_emulator", &[]).await["appId"],
        "emulator-app"
    );
    program.signal("-TERM").await;
    let (success, rest, log) = program.end().await;
    assert!(success, "{log}");
    assert_eq!(rest, "");
    assert!(log.contains("SIGTERM"), "{log}");
}

#[tokio::test]
async fn an_interrupt_ends_it_cleanly() {
    let program = Program::start(&[]).await;
    program.signal("-INT").await;
    let (success, _, log) = program.end().await;
    assert!(success, "{log}");
}

#[tokio::test]
async fn it_can_end_with_its_standard_input() {
    let mut program = Program::start(&["--exit-with-stdin"]).await;
    assert_eq!(
        program.get("/_emulator", &[]).await["name"],
        "cometchat-emulator"
    );
    drop(program.stdin.take());
    let (success, _, log) = program.end().await;
    assert!(success, "{log}");
    assert!(log.contains("standard input ended"), "{log}");
}

#[tokio::test]
async fn it_outlives_its_standard_input_otherwise() {
    let mut program = Program::start(&[]).await;
    drop(program.stdin.take());
    assert_eq!(
        program.get("/_emulator", &[]).await["name"],
        "cometchat-emulator"
    );
    program.signal("-TERM").await;
    let (_, _, log) = program.end().await;
    assert!(log.contains("SIGTERM"), "{log}");
}

#[tokio::test]
async fn flags_set_the_credentials_and_the_first_users_and_tokens() {
    let program = Program::start(&[
        "--app-id",
        "my-app",
        "--auth-key",
        "k1",
        "--rest-api-key",
        "k2",
        "--region",
        "eu",
        "--role",
        "manager",
        "--user",
        "zoe=Zoe = Z",
        "--user",
        "cometchat-uid-1=Andy",
        "--token",
        "zoe=zoe-token",
        "--token",
        "ann=ann=token",
    ])
    .await;
    assert_eq!(program.get("/_emulator", &[]).await["region"], "eu");
    let me = async |token: &str| {
        program
            .get("/v3.0/me", &[("appid", "my-app"), ("authtoken", token)])
            .await
    };
    assert_eq!(me("zoe-token").await["data"]["name"], "Zoe = Z");
    assert_eq!(me("ann=token").await["data"]["uid"], "ann");
    let users = program
        .get("/v3.0/users", &[("appid", "my-app"), ("apikey", "k2")])
        .await;
    assert_eq!(users["data"].as_array().map(Vec::len), Some(7));
    let denied = program
        .get("/v3.0/users", &[("appid", "my-app"), ("apikey", "k1")])
        .await;
    assert_eq!(denied["error"]["code"], "AUTH_ERR_NO_ACCESS");
    let andy = program.get(
        "/v3.0/users/cometchat-uid-1",
        &[("appid", "my-app"), ("apikey", "k2")],
    );
    assert_eq!(andy.await["data"]["name"], "Andy");
}

#[tokio::test]
async fn an_address_that_is_not_loopback_is_warned_of() {
    let program = Program::start(&["--host", "0.0.0.0"]).await;
    assert!(
        program.url.starts_with("http://0.0.0.0:"),
        "{}",
        program.line
    );
    program.signal("-TERM").await;
    let (_, _, log) = program.end().await;
    assert!(
        log.contains("WARN") && log.contains("not a loopback address"),
        "{log}"
    );
}

#[tokio::test]
async fn what_it_cannot_start_with_is_said_and_fails() {
    for (arguments, reason) in [
        (vec!["--user", "a b=Name"], "letters, numbers, dashes"),
        (vec!["--user", "nobody"], "there is no \"=\""),
        (vec!["--token", "u="], "is empty"),
        (vec!["--port", "99999"], "99999"),
        (vec!["--unheard-of"], "unheard-of"),
    ] {
        let output = Command::new(program())
            .args(&arguments)
            .output()
            .await
            .expect("the program");
        let log = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{arguments:?}");
        assert!(log.contains(reason), "{arguments:?}: {log}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}
