//! Decides when a call is repeated.
//!
//! The rules also decide how many clients that failed together retry together: `tests/crowd` runs them
//! for a million clients (docs/reliability.md#a-crowd).

/// When a call may be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// When no answer came, and when the server refused the call for now (429, 503). For calls that have
    /// the same effect twice as once.
    Always,
    /// Only when the server refused the call for now, or when nothing was sent. If an answer may have
    /// been lost, a call with an effect must not be repeated.
    WhenRefused,
    /// Never.
    Never,
}

/// How an attempt at a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failed {
    /// The browser was offline: nothing was sent.
    Unsent,
    /// No answer came: the server may have done what the call asked.
    Unanswered,
    /// The server refused the call for now.
    Refused,
}

/// Counts the attempts at one call.
#[derive(Clone, Copy, Debug)]
pub struct RetryPolicy {
    retry: Retry,
    attempt: u32,
}

/// The most attempts at a call.
const ATTEMPTS: u32 = 3;
/// The shortest wait before the second attempt, in milliseconds; the third waits twice as long.
const BACKOFF: f64 = 300.0;

impl RetryPolicy {
    /// A policy before the first attempt.
    #[must_use]
    pub const fn new(retry: Retry) -> Self {
        Self { retry, attempt: 1 }
    }

    /// The wait before the next attempt, in milliseconds; `None` for no further attempt.
    ///
    /// `retry_after` is the wait that the server asked for, in milliseconds. `random` is from 0 up to 1:
    /// it spreads clients that were refused together.
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
