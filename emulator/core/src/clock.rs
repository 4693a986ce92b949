//! The two forms in which the API and the journal tell the time.

use web_time::{Duration, SystemTime, UNIX_EPOCH};

fn since_epoch() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

/// Seconds since the Unix epoch, as the API's `createdAt` and `lastActiveAt`.
pub(crate) fn epoch_seconds() -> u64 {
    since_epoch().as_secs()
}

/// Milliseconds since the Unix epoch, as the journal's `time`.
pub(crate) fn epoch_millis() -> u64 {
    u64::try_from(since_epoch().as_millis()).unwrap_or(u64::MAX)
}
