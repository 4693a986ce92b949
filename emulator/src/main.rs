//! The `cometchat-emulator` program.

use std::io::{self, IsTerminal, Read, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;

use clap::Parser;
use cometchat_emulator::{Builder, Emulator};
use tokio::sync::oneshot;
use tracing_subscriber::EnvFilter;

/// A local server that speaks CometChat's authentication REST API. Not affiliated with CometChat.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// The app id that requests must carry
    #[arg(long, default_value = "emulator-app")]
    app_id: String,
    /// The key of scope authOnly, the "Auth Key"
    #[arg(long, default_value = "emulator-auth-key")]
    auth_key: String,
    /// The key of scope fullAccess, the "REST API Key"
    #[arg(long, default_value = "emulator-rest-api-key")]
    rest_api_key: String,
    /// The region that the settings speak of
    #[arg(long, default_value = "us")]
    region: String,
    /// The address to listen on; any other than a loopback address lets the network in
    #[arg(long, default_value_t = IpAddr::from(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 9770)]
    port: u16,
    /// A user to start with, besides the five sample users (repeatable)
    #[arg(long, value_name = "UID=NAME", value_parser = pair)]
    user: Vec<(String, String)>,
    /// An auth token to start with; its user is created if there is none (repeatable)
    #[arg(long, value_name = "UID=TOKEN", value_parser = pair)]
    token: Vec<(String, String)>,
    /// A role that users may have, besides "default" (repeatable)
    #[arg(long, value_name = "ROLE")]
    role: Vec<String>,
    /// A host, besides this machine, whose pages may use the control API, and under whose name it can
    /// be reached (repeatable)
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
    /// Keep connections open between requests, as the real service does
    #[arg(long)]
    keep_alive: bool,
    /// End when standard input ends, so that a test runner never leaves the emulator behind
    #[arg(long)]
    exit_with_stdin: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (uid, value) = text.split_once('=').ok_or("there is no \"=\" in it")?;
    Ok((uid.to_owned(), value.to_owned()))
}

impl Arguments {
    fn builder(&self) -> Result<Builder, Box<dyn std::error::Error>> {
        let mut builder = Emulator::builder()
            .app_id(&self.app_id)
            .auth_key(&self.auth_key)
            .rest_api_key(&self.rest_api_key)
            .region(&self.region)
            .host(self.host)
            .port(self.port)
            .keep_alive(self.keep_alive);
        for role in &self.role {
            builder = builder.role(role);
        }
        for host in &self.allow_host {
            builder = builder.allow_host(host);
        }
        for (uid, name) in &self.user {
            builder = builder.user(uid, name)?;
        }
        for (uid, token) in &self.token {
            builder = builder.token(uid, token)?;
        }
        Ok(builder)
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()))
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_target(false)
        .init();
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let (host, port) = (arguments.host, arguments.port);
    let running = arguments
        .builder()?
        .start()
        .await
        .map_err(|error| format!("cannot listen on {host}, port {port}: {error}"))?;
    if !host.is_loopback() {
        tracing::warn!("{host} is not a loopback address: everybody on the network can use this");
    }
    tracing::info!("app id {}", arguments.app_id);
    tracing::info!(
        "API below {0}/v3.0, control API below {0}/_emulator",
        running.url()
    );
    // Whoever reads the announcement may end the program at once.
    let signals = Signals::catch()?;
    announce(&running.url());
    tokio::select! {
        signal = signals.first() => tracing::info!("{signal}: ending"),
        () = input_ended(), if arguments.exit_with_stdin => {
            tracing::info!("standard input ended: ending");
        }
    }
    running.shutdown().await;
    Ok(())
}

/// The one line on standard output. Nobody needs to read it, so that a closed pipe is no failure.
fn announce(url: &str) {
    let mut stdout = io::stdout();
    let _ = writeln!(stdout, "cometchat-emulator listening on {url}");
    let _ = stdout.flush();
}

/// The signals that end the program, caught from the moment this is made.
#[cfg(unix)]
#[derive(Debug)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn catch() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Waits for the first signal, and names it.
    async fn first(mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

#[cfg(windows)]
#[derive(Debug)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn catch() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn first(mut self) -> &'static str {
        self.0.recv().await;
        "Ctrl-C"
    }
}

/// Waits until standard input ends. On a thread of its own: a blocking read cannot be cancelled,
/// and the runtime would wait for it.
async fn input_ended() {
    let (ended, end) = oneshot::channel();
    std::thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        let mut buffer = [0; 1024];
        while matches!(stdin.read(&mut buffer), Ok(read) if read > 0) {}
        let _ = ended.send(());
    });
    let _ = end.await;
}
