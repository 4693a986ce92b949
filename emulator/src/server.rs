//! Listening, and the end of it.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use cometchat_emulator_core::{Config, Service};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

use crate::connection::converse;

/// An emulator that is listening. Dropped, it stops.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Running {
    /// Where it listens, the port included that was found free.
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// `http://{addr}`, without a slash at the end. The API is below `/v3.0`, the control API below
    /// `/_emulator`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Closes every connection and stops listening. When this returns, the port is free again.
    pub async fn shutdown(self) {
        drop(self.stop);
        // A panic in there has been reported by the runtime already.
        let _ = self.serving.await;
    }
}

pub(crate) async fn start(
    config: Config,
    address: SocketAddr,
    keep_alive: bool,
) -> io::Result<Running> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel();
    let service = Service::new(config);
    let serving = tokio::spawn(serve(listener, service, keep_alive, stopped));
    Ok(Running {
        address,
        stop,
        serving,
    })
}

async fn serve(
    listener: TcpListener,
    service: Service,
    keep_alive: bool,
    mut stopped: oneshot::Receiver<()>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = &mut stopped => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(converse(stream, service.clone(), keep_alive));
                }
                Err(error) => {
                    // Out of file descriptors, most likely: give the others time to end.
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
        }
    }
    drop(listener);
    connections.shutdown().await;
}
