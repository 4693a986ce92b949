//! What a crowd meets: CometChat, with its documented limits, and the application's own server.

use std::collections::VecDeque;

/// Milliseconds of virtual time.
pub type Time = u64;

pub const SECOND: Time = 1_000;
pub const MINUTE: Time = 60 * SECOND;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answer {
    Good,
    /// 429, with a `Retry-After` of so many milliseconds.
    Refused(f64),
    /// The connection fails.
    Unanswered,
}

/// Calls that are limited together. As documented, so many are answered in each minute; the others are
/// told when the next one begins.
#[derive(Debug)]
pub struct Limit {
    per_minute: u32,
    up_from: Time,
    minute: Time,
    used: u32,
}

impl Limit {
    pub const fn new(per_minute: u32, up_from: Time) -> Self {
        Self {
            per_minute,
            up_from,
            minute: 0,
            used: 0,
        }
    }

    pub fn answer(&mut self, now: Time) -> Answer {
        if now < self.up_from {
            return Answer::Unanswered;
        }
        if self.minute != now / MINUTE {
            self.minute = now / MINUTE;
            self.used = 0;
        }
        if self.used < self.per_minute {
            self.used += 1;
            return Answer::Good;
        }
        let left = MINUTE - now % MINUTE;
        // The header has whole seconds.
        Answer::Refused((left.div_ceil(SECOND) * SECOND) as f64)
    }
}

/// The application's route for tokens: one after the other, in the order in which they were asked for.
/// Who has gone away meanwhile costs nothing.
#[derive(Debug)]
pub struct TokenRoute {
    /// How long it takes for one.
    pace: Time,
    free_from: Time,
    /// Clients, each with the time at which it goes away.
    queue: VecDeque<(usize, Time)>,
}

impl TokenRoute {
    pub const fn new(pace: Time) -> Self {
        Self {
            pace,
            free_from: 0,
            queue: VecDeque::new(),
        }
    }

    pub fn ask(&mut self, client: usize, now: Time, until: Time) {
        if self.queue.is_empty() {
            self.free_from = self.free_from.max(now);
        }
        self.queue.push_back((client, until));
    }

    /// The next client that gets a token by now.
    pub fn next(&mut self, now: Time) -> Option<usize> {
        while self.free_from <= now {
            let (client, until) = self.queue.pop_front()?;
            if self.free_from < until {
                self.free_from += self.pace;
                return Some(client);
            }
        }
        None
    }

    pub fn is_idle(&self) -> bool {
        self.queue.is_empty()
    }
}
