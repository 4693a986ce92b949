//! Holding a request until a test lets it go.

use tokio::sync::oneshot;

/// The world was reset while a request was held. Its connection must be closed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Discarded;

/// The end at which a request waits.
#[derive(Debug)]
pub(crate) struct Hold(oneshot::Receiver<()>);

/// The end that lets the request go; dropped, it discards the request.
#[derive(Debug)]
pub(super) struct Release(oneshot::Sender<()>);

/// A pair of ends.
pub(super) fn hold() -> (Release, Hold) {
    let (sender, receiver) = oneshot::channel();
    (Release(sender), Hold(receiver))
}

impl Release {
    /// Lets the request go. `false` if nobody was waiting any more.
    pub(super) fn now(self) -> bool {
        self.0.send(()).is_ok()
    }

    pub(super) fn is_awaited(&self) -> bool {
        !self.0.is_closed()
    }
}

impl Hold {
    /// Waits until the request is let go. Ready once only.
    pub(crate) async fn released(&mut self) -> Result<(), Discarded> {
        (&mut self.0).await.map_err(|_| Discarded)
    }
}
