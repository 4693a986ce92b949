//! Listening, connections, and the end of both.

use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::{Router, middleware};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::{SockRef, Socket};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinHandle, JoinSet};
use tower::ServiceExt;

use crate::app::App;
use crate::config::Config;
use crate::{control, cors, exchange, routes, websocket};

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

pub(crate) async fn start(config: Config) -> io::Result<Running> {
    let listener = TcpListener::bind(config.address).await?;
    let address = listener.local_addr()?;
    let keep_alive = config.keep_alive;
    let router = router(App::new(config));
    let (stop, stopped) = oneshot::channel();
    let serving = tokio::spawn(serve(listener, router, keep_alive, stopped));
    Ok(Running {
        address,
        stop,
        serving,
    })
}

fn router(app: App) -> Router {
    let api = routes::api()
        .layer(middleware::from_fn(cors::preflight))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            exchange::exchange,
        ));
    control::control()
        .layer(middleware::from_fn(cors::preflight))
        .fallback_service(api.with_state(app.clone()))
        .layer(middleware::from_fn(cors::expose))
        .with_state(app)
}

async fn serve(
    listener: TcpListener,
    router: Router,
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
                    connections.spawn(converse(stream, router.clone(), keep_alive));
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

/// Serves one connection until it ends, or until a fault ends it.
async fn converse(stream: TcpStream, router: Router, keep_alive: bool) {
    // Answers in pieces must leave when they are written.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "cannot switch off delays");
    }
    let socket = SockRef::from(&stream).try_clone();
    let (cut, mut cuts) = mpsc::channel(1);
    let (upgrade, mut upgrades) = mpsc::channel(1);
    let connection = Connection { cut };
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        let accepted = websocket::accept(&mut request).and_then(|(response, accepted)| {
            let sent = upgrade.try_send(accepted);
            sent.is_ok().then_some(response)
        });
        request.extensions_mut().insert(connection.clone());
        let router = router.clone();
        async move {
            match accepted {
                Some(response) => Ok(response),
                None => {
                    let mut response = router.oneshot(request.map(Body::new)).await?;
                    if !keep_alive {
                        let headers = response.headers_mut();
                        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
                    }
                    Ok::<_, Infallible>(response)
                }
            }
        }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::select! {
        ended = serving => match ended {
            Ok(()) => if let Ok(upgrade) = upgrades.try_recv() {
                upgrade.converse().await;
            },
            Err(error) => tracing::debug!(%error, "a connection ended early"),
        },
        Some(Cut { reset }) = cuts.recv() => if reset {
            set_to_reset(socket);
        }
    }
}

/// Makes closing the socket a reset of its connection. `socket` is another handle to it.
fn set_to_reset(socket: io::Result<Socket>) {
    let without_lingering = |socket: Socket| socket.set_linger(Some(Duration::ZERO));
    if let Err(error) = socket.and_then(without_lingering) {
        tracing::warn!(%error, "cannot reset a connection, it is closed instead");
    }
}

#[derive(Debug)]
struct Cut {
    reset: bool,
}

/// The connection that a request came on.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    cut: mpsc::Sender<Cut>,
}

impl Connection {
    /// Closes the connection, without another byte; with `reset`, by a TCP reset. The future never
    /// ends, it is dropped with the connection.
    pub(crate) async fn close(&self, reset: bool) -> Infallible {
        // It fails if the connection is closing already.
        let _ = self.cut.send(Cut { reset }).await;
        pending().await
    }
}
