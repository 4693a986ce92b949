//! A million clients on a virtual clock. Each does what the SDK does: how it waits and when it gives up
//! is decided by the SDK's own code.

use std::collections::BTreeMap;
use std::ops::Range;

use cometchat_wasm::error::{Error, FAILED_TO_FETCH, NO_AUTH_TOKEN};
use cometchat_wasm::platform::Record;
use cometchat_wasm::rest::{Failed, OPERATION_TIMEOUT, Retry, RetryPolicy, TOKEN_TIMEOUT};

use crate::services::{Answer, Limit, MINUTE, SECOND, Time, TokenRoute};

/// From a request to its answer.
const ROUND_TRIP: Time = 100;
/// How finely time is divided.
const TICK: Time = 10;
/// How long an operation may take.
const OPERATION: Time = OPERATION_TIMEOUT as Time;
/// How much of it the application has for a token.
const FOR_TOKEN: Time = TOKEN_TIMEOUT as Time;
/// When people, or the application's own code, try again what was rejected.
const PATIENCE: Range<Time> = MINUTE..5 * MINUTE;

const DAY: Time = 24 * 60 * MINUTE;
const NEVER: Time = Time::MAX;

/// How clients try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// As the SDK does.
    Sdk,
    /// As the SDK does, if everybody's random numbers were the same.
    WithoutJitter,
    /// Each call has one attempt.
    WithoutRetries,
}

/// What happens to the crowd.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    pub clients: usize,
    /// Within which time they come.
    pub arrival: Time,
    /// Whether they have a session, whose token is dead.
    pub has_sessions: bool,
    /// Until when nothing answers.
    pub outage: Time,
    /// How long the application's route is busy with one token.
    pub token_takes: Time,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome {
    /// The most requests to CometChat within a second, once it answers.
    pub peak: u32,
    /// All requests, those for tokens included.
    pub requests: u64,
    /// Those that brought nobody further, and tokens that were not used.
    pub wasted: u64,
    /// Sessions that ended, so that somebody had to log in by hand.
    pub lost: u32,
    /// From when CometChat answers until 99 of 100 are logged in; `None` if that takes longer than a day.
    pub until_99_percent: Option<Time>,
}

/// Where a client is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Begin,
    /// Makes a call in the user's name, which tells it that the token is dead.
    Call,
    AskForToken,
    WaitForToken,
    LogIn,
    /// Makes that call again.
    CallAgain,
}

#[derive(Clone, Copy, Debug)]
struct Client {
    step: Step,
    policy: RetryPolicy,
    /// When its next step is; what was planned before is void.
    due: Time,
    /// When its operation is over.
    deadline: Time,
    has_session: bool,
}

#[derive(Debug)]
pub struct Crowd {
    scenario: Scenario,
    behaviour: Behaviour,
    clients: Vec<Client>,
    /// Who has a step when.
    calendar: BTreeMap<Time, Vec<usize>>,
    logins: Limit,
    calls: Limit,
    route: TokenRoute,
    passing: Passing,
    random: fastrand::Rng,
    inside: usize,
    second: Time,
    in_second: u32,
    outcome: Outcome,
}

impl Crowd {
    pub fn new(scenario: Scenario, behaviour: Behaviour) -> Self {
        let client = Client {
            step: Step::Begin,
            policy: RetryPolicy::new(Retry::Never),
            due: NEVER,
            deadline: NEVER,
            has_session: scenario.has_sessions,
        };
        let mut crowd = Self {
            scenario,
            behaviour,
            clients: vec![client; scenario.clients],
            calendar: BTreeMap::new(),
            logins: Limit::new(10_000, scenario.outage),
            calls: Limit::new(20_000, scenario.outage),
            route: TokenRoute::new(scenario.token_takes),
            passing: Passing::of_the_sdk(),
            random: fastrand::Rng::with_seed(1),
            inside: 0,
            second: 0,
            in_second: 0,
            outcome: Outcome::default(),
        };
        for client in 0..scenario.clients {
            let at = crowd.random.u64(0..scenario.arrival);
            crowd.plan(client, Step::Begin, at);
        }
        crowd
    }

    /// Runs until 99 of 100 are logged in.
    pub fn run(mut self) -> Outcome {
        let enough = self.scenario.clients - self.scenario.clients / 100;
        let mut now = 0;
        while self.inside < enough {
            if now > DAY {
                return self.outcome;
            }
            let next = self.calendar.keys().next().copied();
            now = match next {
                Some(next) if self.route.is_idle() => next,
                next => next.map_or(now + TICK, |next| next.min(now + TICK)),
            };
            // Some do something that leads to something else in the same tick.
            while let Some(clients) = self.calendar.remove(&now) {
                for client in clients {
                    if self.clients[client].due == now {
                        self.clients[client].due = NEVER;
                        self.step(client, now);
                    }
                }
            }
            while let Some(client) = self.route.next(now) {
                let deadline = self.clients[client].deadline;
                self.begin(client, Step::LogIn, now + ROUND_TRIP);
                // The token and the login have one time together.
                self.clients[client].deadline = deadline;
            }
        }
        self.outcome.until_99_percent = Some(now - self.scenario.outage);
        self.outcome
    }

    /// Lets a client do something at a time.
    fn plan(&mut self, client: usize, step: Step, at: Time) {
        let at = at.div_ceil(TICK) * TICK;
        self.clients[client].step = step;
        self.clients[client].due = at;
        self.calendar.entry(at).or_default().push(client);
    }

    /// The same, for something that has a time of its own.
    fn begin(&mut self, client: usize, step: Step, at: Time) {
        let retry = match self.behaviour {
            Behaviour::WithoutRetries => Retry::Never,
            _ => Retry::Always,
        };
        self.clients[client].policy = RetryPolicy::new(retry);
        self.clients[client].deadline = at + OPERATION;
        self.plan(client, step, at);
    }

    fn step(&mut self, client: usize, now: Time) {
        match self.clients[client].step {
            Step::Begin => {
                let first = match self.clients[client].has_session {
                    true => Step::Call,
                    false => Step::AskForToken,
                };
                self.begin(client, first, now);
            }
            Step::Call => {
                if self.send(client, now) {
                    self.begin(client, Step::AskForToken, now + ROUND_TRIP);
                }
            }
            Step::AskForToken => {
                self.outcome.requests += 1;
                let until = now + FOR_TOKEN;
                self.route.ask(client, now, until);
                self.plan(client, Step::WaitForToken, until);
            }
            Step::WaitForToken => {
                self.outcome.wasted += 1;
                self.give_up(client, now, self.passing.without_token);
            }
            Step::LogIn => {
                if now >= self.clients[client].deadline {
                    self.outcome.wasted += 1;
                    self.give_up(client, now, self.passing.unanswered);
                } else if self.send(client, now) {
                    self.inside += 1;
                    if self.clients[client].has_session {
                        self.begin(client, Step::CallAgain, now + ROUND_TRIP);
                    }
                }
            }
            Step::CallAgain => {
                self.send(client, now);
            }
        }
    }

    /// Sends a request now, and says whether the answer is good. If not, plans what follows.
    fn send(&mut self, client: usize, now: Time) -> bool {
        let step = self.clients[client].step;
        self.count(now);
        let answer = match step {
            Step::LogIn => self.logins.answer(now),
            _ => self.calls.answer(now),
        };
        let (failed, retry_after, is_passing) = match answer {
            Answer::Good => return true,
            Answer::Refused(wait) => (Failed::Refused, wait, self.passing.refused),
            Answer::Unanswered => (Failed::Unanswered, 0.0, self.passing.unanswered),
        };
        self.outcome.wasted += 1;
        let random = match self.behaviour {
            Behaviour::WithoutJitter => 0.0,
            _ => self.random.f64(),
        };
        let answered = now + ROUND_TRIP;
        let Client {
            policy, deadline, ..
        } = &mut self.clients[client];
        let left = deadline.saturating_sub(answered) as f64;
        match policy.next(failed, retry_after, random) {
            Some(wait) if wait < left => self.plan(client, step, answered + wait as Time),
            _ => {
                if step == Step::LogIn {
                    // The token that it has brought.
                    self.outcome.wasted += 1;
                }
                if step != Step::CallAgain {
                    self.give_up(client, answered, is_passing);
                }
            }
        }
        false
    }

    /// Ends an operation: whoever waits for it tries again by and by.
    fn give_up(&mut self, client: usize, now: Time, is_passing: bool) {
        if self.clients[client].has_session && !is_passing {
            self.clients[client].has_session = false;
            self.outcome.lost += 1;
        }
        let again = now + self.random.u64(PATIENCE);
        self.plan(client, Step::Begin, again);
    }

    /// Counts a request to CometChat.
    fn count(&mut self, now: Time) {
        self.outcome.requests += 1;
        if self.second != now / SECOND {
            self.second = now / SECOND;
            self.in_second = 0;
        }
        self.in_second += 1;
        if now >= self.scenario.outage {
            self.outcome.peak = self.outcome.peak.max(self.in_second);
        }
    }
}

/// After which errors the SDK keeps a session whose token is dead.
#[derive(Clone, Copy, Debug)]
struct Passing {
    refused: bool,
    unanswered: bool,
    without_token: bool,
}

impl Passing {
    fn of_the_sdk() -> Self {
        let refused = Record::new();
        refused.set("code", "ERR_TOO_MANY_REQUESTS");
        Self {
            refused: Error::from_fields(refused).is_passing(),
            unanswered: Error::from(&FAILED_TO_FETCH).is_passing(),
            without_token: Error::from(&NO_AUTH_TOKEN).is_passing(),
        }
    }
}
