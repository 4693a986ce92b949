//! When a call is sent again, and when not.
//!
//! These rules decide how many clients that failed together come back together: `tests/crowd` runs
//! them for a million clients (docs/reliability.md#a-crowd).

/// When a call may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// When no answer came, and when the server refused it for now (429, 503): doing it twice is
    /// the same as doing it once.
    Always,
    /// Only when the server refused it for now, or when nothing was sent: a lost answer may mean that
    /// it was done.
    WhenRefused,
    /// Not here.
    Never,
}

/// How an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failed {
    /// The browser was offline: nothing was sent.
    Unsent,
    /// There was no answer, so it may have been done.
    Unanswered,
    /// The server refused it for now.
    Refused,
}

/// The attempts at one call.
#[derive(Clone, Copy, Debug)]
pub struct RetryPolicy {
    retry: Retry,
    attempt: u32,
}

/// How often a call is tried at the most.
const ATTEMPTS: u32 = 3;
/// How long to wait at least before the second attempt, in milliseconds; multiplied by the attempt's number.
const BACKOFF: f64 = 300.0;

impl RetryPolicy {
    /// Before the first attempt.
    #[must_use]
    pub const fn new(retry: Retry) -> Self {
        Self { retry, attempt: 1 }
    }

    /// How long to wait before the next attempt, in milliseconds; `None` if there is to be none.
    ///
    /// `retry_after` is what the server asked for, in milliseconds; `random` is from 0 up to 1, and
    /// spreads the clients that were refused together.
    pub fn next(&mut self, failed: Failed, retry_after: f64, random: f64) -> Option<f64> {
        let may_repeat = match self.retry {
            Retry::Always => true,
            Retry::WhenRefused => failed != Failed::Unanswered,
            Retry::Never => false,
        };
        if !may_repeat || self.attempt >= ATTEMPTS {
            return None;
        }
        let backoff = BACKOFF * f64::from(self.attempt);
        self.attempt += 1;
        Some(backoff.max(retry_after) * (1.0 + random))
    }
}
