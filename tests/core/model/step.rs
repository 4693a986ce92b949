//! What can happen to a page, and chance that picks it.

use crate::support::store::Faults;

pub const UIDS: [&str; 3] = ["alice", "bob", "carol"];
pub const APPS: [&str; 2] = ["app1", "app2"];

/// What the application does.
#[derive(Clone, Copy, Debug)]
pub enum Action {
    Init(usize),
    Login(usize),
    /// With the token that the application's server has for a user.
    LoginWithToken(usize),
    LoginWithNothing,
    EnsureWithKey(usize),
    /// With the token that the application's server has for a user.
    EnsureWithToken(usize),
    EnsureWithFunction(usize, Giving),
    CheckSession,
    Logout,
    Look,
    LookForToken,
    UpdateCurrent,
    GetUser,
    CreateUser,
}

impl Action {
    /// Whether it logs somebody in.
    pub const fn is_login(self) -> bool {
        matches!(
            self,
            Self::Login(_)
                | Self::LoginWithToken(_)
                | Self::EnsureWithKey(_)
                | Self::EnsureWithToken(_)
                | Self::EnsureWithFunction(..)
        )
    }
}

/// What the application's function for tokens does when it is asked, after so many milliseconds.
#[derive(Clone, Copy, Debug)]
pub enum Giving {
    /// It has a token made.
    Fresh(f64),
    /// It gives the token that the application's server has for the user.
    Known(f64),
    /// It throws.
    Nothing(f64),
}

/// What a request comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answer {
    Good,
    /// Good, with another token in place of the one that was sent.
    Rotated,
    /// Good, but without what is needed.
    Useless,
    Refused,
    TokenLost,
    /// 429, with a `Retry-After` in milliseconds.
    Busy(f64),
    /// The answer is lost, if there was one.
    Offline,
    /// Nothing was sent.
    Unsent,
    NotJson,
    TooLarge,
}

/// What changes around the page.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    OtherTabLogsIn(usize),
    OtherTabLogsOut,
    OtherTabChangesProfile,
    OtherTabClearsEverything,
    SomebodyWritesGarbage,
    StorageFails(Faults),
    StorageRecovers,
}

#[derive(Clone, Copy, Debug)]
pub enum Step {
    Do(Action),
    /// One of the calls under way is given up by its signal.
    Abandon(usize),
    /// When the listeners are next told this, one of them does that.
    React(&'static str, Action),
    /// One of the requests under way is answered.
    Answer(usize, Answer),
    Advance(f64),
    /// For some time, each request is answered like this as soon as it comes.
    Outage(Answer),
    /// Something changes, and the application does something before the page is told of it.
    Change(Change, Action),
    /// While a dead token is renewed, something changes, and the page is told of it only once the
    /// renewal has gone on: with the answer to its request, or with the token from its function.
    WhileRenewing(Change, Answer),
    /// The page is told of a change, under a key of the session or not.
    LookAgain(bool),
    /// Everything happens that needs no time.
    Run,
}

/// Where the choices come from.
pub enum Chance<'a> {
    Seed(u64),
    /// A fuzzer's.
    #[allow(dead_code)]
    Bytes(&'a [u8]),
}

impl Chance<'_> {
    fn next(&mut self) -> Option<u64> {
        match self {
            Self::Seed(state) => {
                // SplitMix64.
                *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                let mut mixed = *state;
                mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                Some(mixed ^ (mixed >> 31))
            }
            Self::Bytes(bytes) => {
                let (first, rest) = bytes.split_first()?;
                *bytes = rest;
                Some(u64::from(*first))
            }
        }
    }

    /// A number below `limit`; 0 once the choices have run out.
    fn below(&mut self, limit: usize) -> usize {
        self.next().unwrap_or_default() as usize % limit
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    fn has_more(&self) -> bool {
        !matches!(self, Self::Bytes([]))
    }

    /// Some steps, at most so many.
    pub fn steps(mut self, most: usize) -> Vec<Step> {
        let mut steps = Vec::new();
        match self.below(16) {
            0 => {}
            1 | 2 => steps.extend(self.renewal()),
            _ => steps.push(Step::Do(Action::Init(0))),
        }
        let count = match self {
            Self::Seed(_) => 1 + self.below(most),
            Self::Bytes(_) => most,
        };
        while steps.len() < count && self.has_more() {
            steps.push(self.step());
        }
        steps
    }

    /// A user whose token dies, and what happens while it is renewed: chance alone seldom gets there.
    fn renewal(&mut self) -> Vec<Step> {
        let (uid, giving) = (self.below(UIDS.len()), self.giving());
        let calls = [Action::GetUser, Action::CheckSession, Action::UpdateCurrent];
        vec![
            Step::Do(Action::Init(0)),
            Step::Do(Action::EnsureWithFunction(uid, giving)),
            Step::Advance(15_000.0),
            Step::Answer(0, Answer::Good),
            Step::Do(self.one_of(&calls)),
            Step::Answer(0, Answer::TokenLost),
            Step::Advance(self.one_of(&[1.0, 15_000.0])),
            Step::WhileRenewing(self.other_tab(), self.answer()),
        ]
    }

    fn step(&mut self) -> Step {
        match self.below(26) {
            0..=7 => Step::Do(self.action()),
            8 => Step::Abandon(self.below(4)),
            9 => {
                let events = [
                    "loginSuccess",
                    "loginFailure",
                    "logoutSuccess",
                    "logoutFailure",
                ];
                Step::React(self.one_of(&events), self.action())
            }
            10..=17 => Step::Answer(self.below(3), self.answer()),
            18 => Step::Advance(self.one_of(&[1.0, 299.0, 700.0, 3_000.0, 9_999.0, 31_000.0])),
            19 | 20 => Step::Change(self.change(), self.action()),
            21 => Step::LookAgain(self.below(2) == 0),
            22 if self.below(4) == 0 => Step::Outage(self.answer()),
            23 => Step::WhileRenewing(self.other_tab(), self.answer()),
            _ => Step::Run,
        }
    }

    fn action(&mut self) -> Action {
        match self.below(27) {
            20 => Action::EnsureWithKey(self.below(UIDS.len())),
            21 => Action::EnsureWithToken(self.below(UIDS.len())),
            22..=24 => Action::EnsureWithFunction(self.below(UIDS.len()), self.giving()),
            25 | 26 => Action::CheckSession,
            0..=5 => Action::Login(self.below(UIDS.len())),
            6..=8 => Action::LoginWithToken(self.below(UIDS.len())),
            9..=12 => Action::Logout,
            13 => Action::Init(self.one_of(&[0, 0, 1])),
            14 => Action::LoginWithNothing,
            15 => Action::LookForToken,
            16 => Action::UpdateCurrent,
            17 => Action::GetUser,
            18 => Action::CreateUser,
            _ => Action::Look,
        }
    }

    fn giving(&mut self) -> Giving {
        let after = self.one_of(&[0.0, 0.0, 0.0, 700.0, 15_000.0, 25_000.0]);
        match self.below(6) {
            0 => Giving::Nothing(after),
            1 => Giving::Known(after),
            _ => Giving::Fresh(after),
        }
    }

    fn answer(&mut self) -> Answer {
        match self.below(19) {
            0..=8 => Answer::Good,
            9 => Answer::Rotated,
            10 => Answer::Useless,
            11 => Answer::Refused,
            12 => Answer::TokenLost,
            13 | 14 => Answer::Busy(self.one_of(&[0.0, 1_000.0, 7_000.0, 60_000.0])),
            15 => Answer::NotJson,
            16 => Answer::TooLarge,
            17 => Answer::Unsent,
            _ => Answer::Offline,
        }
    }

    /// What another tab does.
    fn other_tab(&mut self) -> Change {
        match self.below(6) {
            0..=2 => Change::OtherTabLogsIn(self.below(UIDS.len())),
            3 => Change::OtherTabLogsOut,
            4 => Change::OtherTabChangesProfile,
            _ => Change::OtherTabClearsEverything,
        }
    }

    fn change(&mut self) -> Change {
        match self.below(9) {
            0 | 1 => Change::OtherTabLogsIn(self.below(UIDS.len())),
            2 => Change::OtherTabLogsOut,
            3 => Change::OtherTabClearsEverything,
            4 => Change::SomebodyWritesGarbage,
            5 | 6 => {
                let bits = self.below(64);
                Change::StorageFails(Faults {
                    get_throws: bits & 1 != 0,
                    forgets: bits & 2 != 0,
                    keeps: bits & 4 != 0,
                    longest: (bits & 24 == 24).then_some(60),
                    writes_left: (bits & 32 != 0).then(|| self.below(4)),
                })
            }
            7 => Change::OtherTabChangesProfile,
            _ => Change::StorageRecovers,
        }
    }
}
