//! The emulator that the tests meet: the native one in their own process, or any program with the same
//! flags, if `COMETCHAT_EMULATOR` is its path.

use std::env;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;

use cometchat_emulator::{Builder, Emulator, Running};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// The program under test: the native one if nothing else is said.
pub fn program() -> PathBuf {
    another().unwrap_or_else(|| env!("CARGO_BIN_EXE_cometchat-emulator").into())
}

fn another() -> Option<PathBuf> {
    env::var_os("COMETCHAT_EMULATOR").map(PathBuf::from)
}

/// An emulator that is listening. Dropped, it stops.
#[derive(Debug)]
pub enum Body {
    Native(Running),
    Program { address: SocketAddr, child: Child },
}

impl Body {
    /// Starts one with these flags, on a free port.
    pub async fn start(flags: &[&str]) -> Self {
        match another() {
            Some(program) => Self::start_program(program, flags).await,
            None => Self::Native(builder(flags).start().await.expect("a free port")),
        }
    }

    async fn start_program(program: PathBuf, flags: &[&str]) -> Self {
        let mut child = Command::new(program)
            .args(["--port", "0", "--exit-with-stdin"])
            .args(flags)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the program");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        stdout.read_line(&mut line).await.expect("a line");
        let address = line
            .trim_end()
            .strip_prefix("cometchat-emulator listening on http://")
            .and_then(|address| address.parse().ok());
        Self::Program {
            address: address.unwrap_or_else(|| panic!("unexpected: {line:?}")),
            child,
        }
    }

    pub fn addr(&self) -> SocketAddr {
        match self {
            Self::Native(running) => running.addr(),
            Self::Program { address, .. } => *address,
        }
    }

    pub fn url(&self) -> String {
        match self {
            Self::Native(running) => running.url(),
            Self::Program { address, .. } => format!("http://{address}"),
        }
    }

    /// Stops it. When this returns, the port is free again.
    pub async fn shutdown(self) {
        match self {
            Self::Native(running) => running.shutdown().await,
            Self::Program { mut child, .. } => {
                drop(child.stdin.take());
                child.wait().await.expect("an end");
            }
        }
    }
}

/// The native emulator with these flags.
fn builder(flags: &[&str]) -> Builder {
    let mut builder = Emulator::builder();
    let mut flags = flags.iter();
    while let Some(flag) = flags.next() {
        let mut value = || *flags.next().expect("a value");
        builder = match *flag {
            "--app-id" => builder.app_id(value()),
            "--auth-key" => builder.auth_key(value()),
            "--rest-api-key" => builder.rest_api_key(value()),
            "--region" => builder.region(value()),
            "--role" => builder.role(value()),
            "--allow-host" => builder.allow_host(value()),
            "--user" => {
                let (uid, name) = value().split_once('=').expect("UID=NAME");
                builder.user(uid, name).expect("a user")
            }
            "--token" => {
                let (uid, token) = value().split_once('=').expect("UID=TOKEN");
                builder.token(uid, token).expect("a token")
            }
            "--keep-alive" => builder.keep_alive(true),
            _ => panic!("the tests have no use for {flag}"),
        };
    }
    builder
}
