//! One connection: its requests, their plans, and its end.

use std::convert::Infallible;
use std::fmt;
use std::future::pending;
use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Request, Response, header};
use cometchat_emulator_core::{Beginning, Channel, Piece, Plan, Service};
use futures_util::stream;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::{SockRef, Socket};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::websocket::{self, Upgrade};

/// Serves one connection until it ends, or until a plan ends it.
pub(crate) async fn converse(stream: TcpStream, service: Service, keep_alive: bool) {
    // Answers in pieces must leave when they are written.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "cannot switch off delays");
    }
    let socket = SockRef::from(&stream).try_clone();
    let (cut, mut cuts) = mpsc::channel(1);
    let (upgrade, mut upgrades) = mpsc::channel(1);
    let connection = Connection {
        service,
        keep_alive,
        cut,
        upgrade,
    };
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(
            TokioIo::new(stream),
            service_fn(move |request| connection.clone().answer(request)),
        )
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
struct Connection {
    service: Service,
    keep_alive: bool,
    cut: mpsc::Sender<Cut>,
    upgrade: mpsc::Sender<Upgrade>,
}

impl Connection {
    async fn answer(self, mut request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
        if let Some((response, accepted)) = websocket::accept(&mut request)
            && self.upgrade.try_send(accepted).is_ok()
        {
            return Ok(response);
        }
        let plan = self.service.plan(request.map(Body::new), Channel::Network);
        let plan = plan.await;
        let mut response = self.carry_out(plan).await;
        if !self.keep_alive {
            let headers = response.headers_mut();
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        Ok(response)
    }

    async fn carry_out(&self, mut plan: Plan) -> Response<Body> {
        loop {
            match plan.begin().await {
                Beginning::Wait(time) => plan.wait(sleep(time)).await,
                Beginning::Answer(head) => return Response::from_parts(head, body(plan)),
                Beginning::Close { reset } => match self.close(reset).await {},
            }
        }
    }

    /// Closes the connection, without another byte; with `reset`, by a TCP reset. The future never
    /// ends, it is dropped with the connection.
    async fn close(&self, reset: bool) -> Infallible {
        // It fails if the connection is closing already.
        let _ = self.cut.send(Cut { reset }).await;
        pending().await
    }
}

/// The body of an answer: whole, if it comes in one piece.
fn body(mut plan: Plan) -> Body {
    let first = match plan.next_piece() {
        None => return Body::empty(),
        Some(Piece::Bytes(bytes)) if plan.is_complete() => return Body::from(bytes),
        Some(first) => first,
    };
    let pieces = stream::unfold((Some(first), plan), async |(next, mut plan)| {
        let mut next = next.or_else(|| plan.next_piece());
        loop {
            match next? {
                Piece::Wait(time) => plan.wait(sleep(time)).await,
                Piece::Bytes(bytes) => return Some((Ok::<Bytes, CutShort>(bytes), (None, plan))),
                Piece::Close => {
                    // The server sends what it has when a body makes it wait; then the end may come.
                    tokio::task::yield_now().await;
                    return Some((Err(CutShort), (None, plan)));
                }
            }
            next = plan.next_piece();
        }
    });
    Body::from_stream(pieces)
}

/// Waits so long; without a time, for ever.
async fn sleep(time: Option<Duration>) {
    match time {
        Some(time) => tokio::time::sleep(time).await,
        None => pending().await,
    }
}

/// A body that ends before its end. The server closes the connection when it meets this.
#[derive(Debug)]
struct CutShort;

impl fmt::Display for CutShort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fault ended this answer")
    }
}

impl std::error::Error for CutShort {}
