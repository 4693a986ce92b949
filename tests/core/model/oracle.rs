//! What should happen: a small model of docs/protocol.md#outcomes, which sees what an application, a
//! server and a storage see, and objects to what it does not expect.

use cometchat_wasm::client::SnapshotStatus;
use cometchat_wasm::persistence::Status;
use serde_json::{Value, json};

use super::ledger::Ledger;
use super::step::{APPS, Action, Answer, Giving, UIDS};
use crate::support::promise::{Outcome, Promise};
use crate::support::server::{Reply, Sent};
use crate::support::world::Told;
use crate::support::{KEY, Page};

const OPERATION: f64 = 30_000.0;
const REQUEST: f64 = 10_000.0;
/// How long the application's function may take for a token.
const TOKEN: f64 = 20_000.0;
const LOST: &str = "AUTH_ERR_AUTH_TOKEN_NOT_FOUND";
/// What floating-point time may be off by.
const MOMENT: f64 = 1e-3;

/// Objects unless something is so, in these words.
macro_rules! check {
    ($oracle:expr, $good:expr, $($what:tt)+) => {
        if !$good {
            $oracle.object(format!($($what)+));
        }
    };
}

/// A user, and the token.
pub type Who = (String, String);

struct Credential {
    /// Whom to log in; else, whomever the token is of.
    uid: Option<&'static str>,
    origin: Origin,
    /// The token that has died.
    expired: Option<String>,
}

#[derive(PartialEq)]
enum Origin {
    Key,
    Token(String),
    /// The function with a number.
    Function(usize),
}

impl Credential {
    /// Whether both log the same user in with the same secret.
    fn is(&self, other: &Self) -> bool {
        self.uid == other.uid && self.origin == other.origin
    }

    fn is_of(&self, (uid, token): &Who) -> bool {
        self.expired.as_ref() != Some(token)
            && match (self.uid, &self.origin) {
                (Some(of), _) => of == uid,
                (None, Origin::Token(of)) => of == token,
                _ => false,
            }
    }

    /// Whether the token is made for the login, so that nobody else has it.
    fn makes_token(&self) -> bool {
        self.origin == Origin::Key
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Cancelled {
    ByIntent,
    BySignal,
}

enum Kind {
    /// Settles with this, whatever happens.
    Known(Outcome),
    Login(Credential),
    Logout,
    UserCall {
        is_lost: bool,
        is_check: bool,
    },
}

impl Default for Kind {
    fn default() -> Self {
        Self::Known(Ok(Value::Null))
    }
}

/// What a call started. Calls that share a promise share one.
#[derive(Default)]
struct Operation {
    kind: Kind,
    /// None, as long as nobody has it: that of a login for a call whose token has died.
    promise: Option<Promise>,
    app: usize,
    started: f64,
    settled: bool,
    callers: u32,
    /// Attempts at its first request, and at its second.
    tries: [u32; 2],
    /// The request that has no answer yet: until when it may wait.
    asked: Option<f64>,
    token: Option<String>,
    /// Whom a login has got.
    ready: Option<Who>,
    /// What went wrong last.
    failed: Option<Failed>,
    cancelled: Option<Cancelled>,
    /// Whether it was a renewal that gave way to another tab.
    gave_way: bool,
    /// When its function for tokens was asked.
    function_asked: Option<f64>,
    /// When that gives one, or has had its time.
    function_ends: f64,
    /// Whether only calls wait for it whose token has died.
    is_renewal: bool,
    /// Whether that gave none that is of use.
    has_no_token: bool,
    /// The login that this one overtook: only once its listeners know does this one look at the storage.
    looks_after: Option<usize>,
    /// Whether its user was logged in again after its token had died, well or not.
    has_renewed: bool,
    /// Whether that failed only for now.
    postponed: Option<bool>,
}

/// What went wrong with an attempt.
#[derive(Clone, Copy)]
struct Failed {
    code: &'static str,
    /// From when until when the call is to be made again; never, if it may not be.
    again: Option<(f64, f64)>,
}

struct Owed {
    event: &'static str,
    /// The user's uid, or the error's code.
    about: String,
    operation: Option<usize>,
}

#[derive(Clone, Copy, PartialEq)]
enum Route {
    Ask,
    Register,
    Read,
    Write,
    Revoke,
}

/// A request, and whether it is still to be answered.
struct Request {
    route: Route,
    operation: Option<usize>,
    token: String,
    /// The key, or the token.
    secret: String,
    until: f64,
}

/// What a renewal waits for.
pub enum GoesOn {
    /// The answer to the request with a number.
    Answered(usize),
    /// The application's function, which ends at this time.
    At(f64),
}

/// What a call comes to, as far as that is known before it is made.
pub enum Plan {
    Refused(&'static str, Option<&'static str>),
    OptionCell(usize),
    Known(Outcome),
    Start,
    /// A login that has overtaken another.
    Overtake(usize),
}

/// What user interfaces show.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    status: &'static str,
    uid: Option<String>,
    name: Option<String>,
    error: Option<String>,
}

/// The session whose user is shown.
fn shown_session(page: &Page) -> Option<Who> {
    let user = page.client.snapshot().user?.into_json();
    let field = |name: &str| Some(user[name].as_str()?.to_owned());
    Some((field("uid")?, field("authToken")?))
}

fn shown(page: &Page) -> Shown {
    let snapshot = page.client.snapshot();
    let user = snapshot.user.map(|user| user.into_json());
    let field = |name: &str| Some(user.as_ref()?[name].as_str().unwrap_or_default().to_owned());
    Shown {
        status: snapshot.status.name(),
        uid: field("uid"),
        name: field("name"),
        error: snapshot.error.map(|error| code_of(&error.to_value())),
    }
}

#[derive(Default)]
pub struct Oracle {
    pub objections: Vec<String>,
    sessions: [Option<Who>; APPS.len()],
    app: Option<usize>,
    operations: Vec<Operation>,
    login: Option<usize>,
    logout: Option<usize>,
    /// What the storage said when a call ended in an app that the page had left, for which the SDK may
    /// have looked at it.
    seen_elsewhere: [Option<Option<Who>>; APPS.len()],
    /// How many functions for tokens there have been.
    functions: usize,
    /// For whose dead token which function is asked, in each app.
    renewals: [Option<(&'static str, usize)>; APPS.len()],
    /// The code of what went wrong last, since the last success.
    error: Option<String>,
    /// What was shown when nothing more happened, and its version.
    shown: Option<(Shown, u32)>,
    /// The same before the call that has not returned yet.
    shown_before: Option<(Shown, u32)>,
    /// Whether nothing has happened since it was shown.
    is_quiet: bool,
    owed: Vec<Owed>,
    just_told: Option<(&'static str, String)>,
    requests: Vec<Request>,
    ledger: Ledger,
    /// Whether a call has not returned yet.
    is_calling: bool,
    /// What settled before its call returned, as a call may of which nobody needs to be told.
    early: Vec<(Promise, Outcome)>,
}

/// The token that the application's server has for a user of an app.
pub fn brought(uid: usize, app: &str) -> String {
    format!("{}_brought_{app}", UIDS[uid])
}

/// What an action logs in with; `function` is the number of the last function.
fn credential(action: Action, app: usize, function: usize) -> Credential {
    let (uid, origin) = match action {
        Action::Login(uid) | Action::EnsureWithKey(uid) => (Some(UIDS[uid]), Origin::Key),
        Action::LoginWithToken(uid) => (None, Origin::Token(brought(uid, APPS[app]))),
        Action::EnsureWithToken(uid) => (Some(UIDS[uid]), Origin::Token(brought(uid, APPS[app]))),
        Action::EnsureWithFunction(uid, _) => (Some(UIDS[uid]), Origin::Function(function)),
        other => panic!("{other:?} is no login"),
    };
    Credential {
        uid,
        origin,
        expired: None,
    }
}

/// Whether the storage can be asked.
fn can_ask(page: &Page) -> bool {
    page.local().answers()
}

/// The session that the storage has for an app.
fn stored(page: &Page, app: usize) -> Option<Who> {
    decoded(&page.local().text(&user_key(app))?)
}

fn user_key(app: usize) -> String {
    format!("{}:common_store/user", APPS[app])
}

/// The record in a storage's text.
pub fn record_in(text: &str) -> Option<Value> {
    let user: Value = serde_json::from_str(text).ok()?;
    let user = match user.as_str() {
        Some(inner) => serde_json::from_str(inner).ok()?,
        None => user,
    };
    user.is_object().then_some(user)
}

/// The session in a storage's text.
fn decoded(text: &str) -> Option<Who> {
    let user = record_in(text)?;
    let field = |name: &str| Some(user[name].as_str()?.to_owned());
    Some((field("uid")?, field("authToken")?))
}

impl Oracle {
    pub fn new() -> Self {
        let mut oracle = Self::default();
        for uid in 0..UIDS.len() {
            for app in APPS {
                oracle.ledger.brought(&brought(uid, app));
            }
        }
        oracle
    }

    fn object(&mut self, what: impl Into<String>) {
        self.objections.push(what.into());
    }

    /// The session as the storage has it; as the memory has it, where the SDK says that this counts,
    /// or where the storage cannot be asked.
    fn seen(&self, page: &Page, app: usize) -> Option<Who> {
        if self.app == Some(app) && page.status() == Status::Stored && can_ask(page) {
            stored(page, app)
        } else {
            self.sessions[app].clone()
        }
    }

    /// The SDK looks at the storage, and the listeners hear of what is new.
    pub fn looks(&mut self, page: &Page) {
        let Some(app) = self.app else { return };
        let before = self.adopts(page, app);
        let (event, about) = match (before, &self.sessions[app]) {
            (before, after) if before == *after => return,
            (_, Some((uid, _))) => ("loginSuccess", uid.clone()),
            (_, None) => ("logoutSuccess", String::new()),
        };
        self.owe(event, about, None);
    }

    /// The SDK looks at the storage. Returns what was before.
    fn adopts(&mut self, page: &Page, app: usize) -> Option<Who> {
        let seen = self.seen(page, app);
        self.takes_over(app, seen)
    }

    /// The SDK takes over what it saw in the storage. Returns what was before.
    fn takes_over(&mut self, app: usize, seen: Option<Who>) -> Option<Who> {
        let before = self.sessions[app].clone();
        if seen != before {
            self.is_quiet = false;
            // Another tab has changed it: its own token, and its own duty.
            if let Some((_, token)) = &before {
                self.ledger.excuse(token);
            }
            if let Some((_, token)) = &seen {
                self.ledger.brought(token);
            }
            self.sessions[app] = seen;
            self.renewal_gives_way(app);
        }
        before
    }

    /// A renewal gives way to what another tab has made of its session, and leaves no token behind.
    fn renewal_gives_way(&mut self, app: usize) {
        let Some(index) = self.login else { return };
        let session = self.sessions[app].as_ref().map(|it| &it.1);
        let login = &mut self.operations[index];
        let is_due = matches!(&login.kind, Kind::Login(it) if it.expired.as_ref() == session);
        if !login.is_renewal || login.app != app || is_due {
            return;
        }
        login.cancelled = Some(Cancelled::ByIntent);
        login.gave_way = true;
        self.login = None;
        if let Some(token) = &login.token
            && session != Some(token)
        {
            self.ledger.must_go(token);
        }
        self.renewal_ends(index, Some(true));
    }

    /// What the renewal that is under way waits for, with which it goes on now.
    pub fn renewal(&mut self, page: &Page) -> Option<GoesOn> {
        let index = self.login.filter(|&it| self.operations[it].is_renewal)?;
        self.is_quiet = false;
        let asked = self.open(page).into_iter();
        let mut asked = asked.filter(|&it| self.requests[it].operation == Some(index));
        let answered = asked.next().map(GoesOn::Answered);
        let ends = self.operations[index].function_ends;
        answered.or_else(|| (ends > page.now()).then_some(GoesOn::At(ends)))
    }

    /// Neither the key nor a token is in this.
    fn keeps_secrets(&mut self, place: &str, text: &str) {
        if text.contains(KEY) || self.ledger.tokens().any(|it| text.contains(it)) {
            self.object(format!("{place} has a secret in it: {text}"));
        }
    }

    fn owe(&mut self, event: &'static str, about: impl Into<String>, operation: Option<usize>) {
        self.owed.push(Owed {
            event,
            about: about.into(),
            operation,
        });
    }

    fn cancel_login(&mut self, cancelled: Cancelled) -> bool {
        let Some(index) = self.login.take() else {
            return false;
        };
        self.owe("loginFailure", "LOGIN_CANCELLED", Some(index));
        let login = &mut self.operations[index];
        login.cancelled = Some(cancelled);
        if let Some(token) = &login.token {
            let is_brought = matches!(&login.kind, Kind::Login(it) if !it.makes_token());
            if !is_brought || (cancelled == Cancelled::ByIntent && login.tries[1] > 0) {
                self.ledger.must_go(token);
            } else if cancelled == Cancelled::ByIntent {
                self.ledger.may_go(token);
            }
        }
        self.renewal_ends(index, Some(true));
        true
    }

    /// A login is over, for which calls may wait whose token has died. If it failed, whether that is only
    /// for now.
    fn renewal_ends(&mut self, login: usize, postponed: Option<bool>) {
        let Operation { app, kind, .. } = &self.operations[login];
        let Kind::Login(Credential { uid: Some(uid), .. }) = kind else {
            return;
        };
        let (app, uid) = (*app, *uid);
        for waiting in &mut self.operations {
            if waiting.is_lost()
                && !waiting.has_renewed
                && waiting.app == app
                && waiting.token.as_deref().and_then(Ledger::owner) == Some(uid)
            {
                waiting.has_renewed = true;
                waiting.postponed = postponed;
            }
        }
    }

    /// A call whose token has died has the user logged in again.
    fn renews(&mut self, now: f64) {
        let Some(app) = self.app else { return };
        let Some((uid, token)) = self.sessions[app].clone() else {
            return self.object("a session was renewed that nobody has");
        };
        let is_needed = self.operations.iter().any(|it| {
            it.is_lost() && it.app == app && !it.has_renewed && it.token.as_ref() == Some(&token)
        });
        check!(self, is_needed, "{token} was renewed without need");
        let Some((of, function)) = self.renewals[app].filter(|it| it.0 == uid) else {
            return self.object(format!("nobody gave a function for {uid}"));
        };
        let credential = Credential {
            uid: Some(of),
            origin: Origin::Function(function),
            expired: Some(token),
        };
        self.login = Some(self.operations.len());
        self.operations.push(Operation {
            is_renewal: true,
            ..Operation::new(Kind::Login(credential), None, app, now)
        });
    }

    /// The application's function with a number is asked for a token, which it gives after so many
    /// milliseconds. Returns for which login.
    pub fn on_asked(
        &mut self,
        function: usize,
        request: &Value,
        after: f64,
        page: &Page,
    ) -> Option<usize> {
        self.is_quiet = false;
        self.just_told = None;
        let is_expired = request["reason"] == "expired";
        if is_expired && self.login.is_none() {
            self.renews(page.now());
        }
        let index = self.login?;
        let login = &mut self.operations[index];
        let is_first = login.function_asked.replace(page.now()).is_none();
        login.function_ends = page.now() + after.min(TOKEN);
        let session = &self.sessions[login.app];
        let good = is_first
            && matches!(&login.kind, Kind::Login(it)
                if it.origin == Origin::Function(function)
                    && request["uid"] == json!(it.uid)
                    && it.expired.is_some() == is_expired
                    && !session.as_ref().is_some_and(|session| it.is_of(session)));
        check!(self, good, "function {function} was asked {request}");
        Some(index)
    }

    /// The application's function gives a token for a login, or none.
    pub fn on_given(&mut self, login: usize, giving: Giving) -> Option<String> {
        let login = &mut self.operations[login];
        let Kind::Login(Credential { uid, expired, .. }) = &login.kind else {
            return None;
        };
        let uid = uid.unwrap_or_default();
        let known = matches!(giving, Giving::Known(_))
            .then(|| format!("{uid}_brought_{}", APPS[login.app]));
        let token = (!matches!(giving, Giving::Nothing(_))).then(|| self.ledger.give(uid, known));
        let usable = token.clone().filter(|it| Some(it) != expired.as_ref());
        login.has_no_token = usable.is_none();
        login.token.clone_from(&usable);
        if login.cancelled == Some(Cancelled::ByIntent)
            && let Some(token) = &usable
        {
            self.ledger.must_go(token);
        }
        token
    }

    // ---- Calls ----

    /// The number that the next operation gets.
    pub fn next_operation(&self) -> usize {
        self.operations.len()
    }

    /// The number of the last function for tokens.
    pub fn last_function(&self) -> usize {
        self.functions
    }

    /// Whether a check of the session is under way.
    pub fn checks(&self) -> bool {
        self.check_under_way().is_some()
    }

    fn check_under_way(&self) -> Option<usize> {
        self.operations
            .iter()
            .position(|it| !it.settled && matches!(it.kind, Kind::UserCall { is_check: true, .. }))
    }

    /// Before a call is made.
    pub fn before(&mut self, action: Action, page: &Page) -> Plan {
        const NOT_INITIALIZED: &str = "-1";
        self.is_quiet = false;
        self.is_calling = true;
        self.shown_before = Some((shown(page), page.client.version()));
        if self.login.is_none() && page.client.snapshot().status == SnapshotStatus::LoggingIn {
            // It has not asked for a token yet.
            self.renews(page.now());
        }
        if matches!(action, Action::EnsureWithFunction(..)) {
            self.functions += 1;
        }
        let Some(app) = self.app else {
            return match action {
                Action::Init(_) => Plan::Start,
                Action::LoginWithNothing => {
                    Plan::Refused("MISSING_PARAMETERS", Some("loginFailure"))
                }
                _ if action.is_login() => Plan::Refused(NOT_INITIALIZED, Some("loginFailure")),
                Action::Logout => Plan::Refused(NOT_INITIALIZED, Some("logoutFailure")),
                _ => Plan::Refused(NOT_INITIALIZED, None),
            };
        };
        match action {
            Action::Init(_) => Plan::Start,
            Action::LoginWithNothing => Plan::Refused("MISSING_PARAMETERS", Some("loginFailure")),
            Action::Login(_) | Action::LoginWithToken(_) => {
                if let Some(pending) = self.login {
                    let is_same = matches!(&self.operations[pending].kind,
                        Kind::Login(it) if it.is(&credential(action, app, self.functions)));
                    return if is_same {
                        Plan::OptionCell(pending)
                    } else {
                        Plan::Refused("LOGIN_IN_PROGRESS", None)
                    };
                }
                self.looks(page);
                Plan::Start
            }
            Action::EnsureWithKey(uid)
            | Action::EnsureWithToken(uid)
            | Action::EnsureWithFunction(uid, _) => {
                let can_renew = matches!(action, Action::EnsureWithFunction(..));
                self.renewals[app] = can_renew.then_some((UIDS[uid], self.functions));
                let Some(pending) = self.login else {
                    self.looks(page);
                    return Plan::Start;
                };
                let is_same = matches!(&self.operations[pending].kind,
                    Kind::Login(it) if it.uid == Some(UIDS[uid]));
                if is_same {
                    return Plan::OptionCell(pending);
                }
                self.cancel_login(Cancelled::ByIntent);
                Plan::Overtake(pending)
            }
            Action::Logout => {
                self.renewals[app] = None;
                let was_under_way = self.cancel_login(Cancelled::ByIntent);
                let before = self.adopts(page, app);
                if let Some((_, token)) = self.sessions[app].take().or(before) {
                    self.ledger.must_go(&token);
                    return Plan::Start;
                }
                match self.logout {
                    Some(pending) => Plan::OptionCell(pending),
                    None if was_under_way => Plan::Known(Ok(json!({}))),
                    None => Plan::Refused("ERR_NOT_LOGGED_IN", Some("logoutFailure")),
                }
            }
            Action::Look | Action::LookForToken => {
                self.looks(page);
                let session = self.sessions[app].clone();
                let value = session.map_or(Value::Null, |(uid, token)| match action {
                    Action::Look => json!(uid),
                    _ => json!(token),
                });
                Plan::Known(Ok(value))
            }
            Action::UpdateCurrent | Action::GetUser | Action::CreateUser | Action::CheckSession => {
                self.looks(page);
                Plan::Start
            }
        }
    }

    /// After it was made.
    pub fn after(&mut self, action: Action, plan: Plan, promise: &Promise, page: &Page) {
        self.is_calling = false;
        let now = (shown(page), page.client.version());
        if let Some(before) = self.shown_before.take() {
            let is_good = before == now || before.1 != now.1;
            check!(self, is_good, "{action:?}: {before:?} became {now:?}");
        }
        let index = self.operations.len();
        let mut token = None;
        let looks_after = match plan {
            Plan::Overtake(login) => Some(login),
            _ => None,
        };
        let kind = match plan {
            Plan::OptionCell(with) => {
                let shared = &mut self.operations[with].promise;
                let shares = shared.get_or_insert_with(|| promise.clone()).is(promise);
                check!(self, shares, "{action:?} was not shared");
                self.operations[with].callers += 1;
                self.operations[with].is_renewal = false;
                return;
            }
            Plan::Refused(code, event) => {
                if let Some(event) = event {
                    self.owe(event, code, Some(index));
                }
                Kind::Known(Err(json!(code)))
            }
            Plan::Known(outcome) => Kind::Known(outcome),
            Plan::Start | Plan::Overtake(_) => match action {
                Action::Init(app) => {
                    if self.app.is_some_and(|it| it != app) {
                        self.cancel_login(Cancelled::ByIntent);
                    }
                    self.app = Some(app);
                    self.adopts(page, app);
                    if let Some(seen) = self.seen_elsewhere[app].take()
                        && (!can_ask(page) || self.sessions[app].is_none())
                        && shown_session(page) == seen
                    {
                        self.takes_over(app, seen);
                    }
                    Kind::Known(Ok(json!(true)))
                }
                _ if action.is_login() => {
                    self.login = Some(index);
                    let app = self.app.unwrap_or_default();
                    let credential = credential(action, app, self.functions);
                    if let Origin::Token(brought) = &credential.origin {
                        token = Some(brought.clone());
                    }
                    Kind::Login(credential)
                }
                Action::Logout => {
                    self.owe("logoutSuccess", "", Some(index));
                    self.logout = Some(index);
                    Kind::Logout
                }
                _ => Kind::UserCall {
                    is_lost: false,
                    is_check: matches!(action, Action::CheckSession),
                },
            },
        };
        let is_new = self.operation_of(promise).is_none();
        check!(self, is_new, "{action:?} got the promise of another call");
        let app = self.app.unwrap_or_default();
        self.operations.push(Operation {
            token,
            looks_after,
            ..Operation::new(kind, Some(promise.clone()), app, page.now())
        });
        if let Some(place) = self.early.iter().position(|(it, _)| it.is(promise)) {
            let (_, outcome) = self.early.remove(place);
            // It may have been made within an event, after which its own promise settles.
            let just_told = self.just_told.clone();
            self.on_settled(promise, &outcome, page);
            self.just_told = just_told;
        }
    }

    /// A caller who still waits gives up. Returns for what.
    pub fn abandon(&mut self, which: usize) -> Option<Promise> {
        self.is_quiet = false;
        let waits = |it: &Operation| !it.settled && it.callers > 0 && it.promise.is_some();
        let waiting: Vec<_> = (0..self.operations.len())
            .filter(|&it| waits(&self.operations[it]))
            .collect();
        let index = *waiting.get(which % waiting.len().max(1))?;
        let operation = &mut self.operations[index];
        operation.callers -= 1;
        let promise = operation.promise.clone()?;
        if self.login == Some(index) {
            if operation.callers == 0 {
                self.cancel_login(Cancelled::BySignal);
            }
        } else if matches!(operation.kind, Kind::UserCall { .. }) {
            operation.cancelled = Some(Cancelled::BySignal);
        }
        Some(promise)
    }

    // ---- What the page does ----

    pub fn on_told(&mut self, (event, told): &Told, page: &Page) {
        if event.ends_with("Failure") {
            self.keeps_secrets("an event", &told.to_string());
        }
        let about = match *event {
            "loginSuccess" => told["uid"].as_str().unwrap_or_default().to_owned(),
            "logoutSuccess" => String::new(),
            _ => code_of(told),
        };
        self.is_quiet = false;
        let failed = event.ends_with("Failure").then(|| about.clone());
        let error = std::mem::replace(&mut self.error, failed);
        self.just_told = Some((event, about.clone()));
        // The same news may be owed for the storage, and come later.
        let is_login = *event == "loginSuccess"
            && self.login.is_some()
            && page.client.snapshot().status != SnapshotStatus::LoggingIn;
        let owed = self
            .owed
            .iter()
            .position(|it| it.event == *event && it.about == about)
            .filter(|_| !is_login);
        if let Some(owed) = owed {
            self.owed.remove(owed);
            return;
        }
        let accepted = match *event {
            "loginSuccess" => self.login_succeeds(&about),
            "loginFailure" => self.login_fails(&about, page.now()),
            "logoutSuccess" => self.token_is_lost(error),
            _ => false,
        };
        check!(self, accepted, "{event} {about:?} is not what happened");
    }

    fn login_succeeds(&mut self, uid: &str) -> bool {
        let Some(index) = self.login else {
            return false;
        };
        let login = &self.operations[index];
        let before = self.sessions[login.app].clone();
        let Some(ready) = &login.ready else {
            // Who is logged in already needs no request.
            let Kind::Login(credential) = &login.kind else {
                return false;
            };
            let is_good = login.tries == [0; 2]
                && login.function_asked.is_none()
                && before.is_some_and(|it| it.0 == uid && credential.is_of(&it));
            self.login = None;
            self.renewal_ends(index, None);
            return is_good;
        };
        if ready.0 != uid {
            return false;
        }
        if let Some((was, token)) = before {
            let is_expired =
                matches!(&login.kind, Kind::Login(it) if it.expired.as_ref() == Some(&token));
            let makes_token = matches!(&login.kind, Kind::Login(it) if it.makes_token());
            if was == uid && makes_token && !is_expired {
                // Another tab has logged the user in meanwhile: that stands.
                self.ledger.must_go(&ready.1.clone());
                self.login = None;
                self.renewal_ends(index, None);
                return true;
            }
            // No token is left that nobody owns.
            if token != ready.1 && !is_expired {
                self.ledger.must_go(&token);
            }
        }
        self.sessions[login.app] = Some(ready.clone());
        self.login = None;
        self.renewal_ends(index, None);
        true
    }

    fn login_fails(&mut self, code: &str, now: f64) -> bool {
        let Some(index) = self.login.take() else {
            return false;
        };
        self.renewal_ends(index, Some(is_passing(code)));
        let login = &self.operations[index];
        if let (Kind::Login(credential), Some(token)) = (&login.kind, &login.token)
            && credential.makes_token()
        {
            // Nobody will ever have it.
            self.ledger.must_go(token);
        }
        login.ready.is_none() && login.may_fail_with(code, now)
    }

    /// `error` is what went wrong last: if it was the renewal, user interfaces still show it.
    fn token_is_lost(&mut self, error: Option<String>) -> bool {
        let lost = self.operations.iter().find(|it| {
            self.app == Some(it.app) && self.has_dead_token(it) && self.is_beyond_renewal(it)
        });
        let Some((app, postponed)) = lost.map(|it| (it.app, it.postponed)) else {
            return false;
        };
        if postponed == Some(false) {
            self.error = error;
        }
        self.sessions[app].take().is_some()
    }

    /// Whether the token of a call has died, and is still the session's.
    fn has_dead_token(&self, call: &Operation) -> bool {
        let session = self.sessions[call.app].as_ref();
        call.is_lost() && session.map(|it| &it.1) == call.token.as_ref()
    }

    /// Whether there is a function for the tokens of whom a call is made for.
    fn can_renew(&self, call: &Operation) -> bool {
        let owner = call.token.as_deref().and_then(Ledger::owner);
        self.renewals[call.app].is_some_and(|it| Some(it.0) == owner)
    }

    /// Whether nothing can be done about a call's dead token any more.
    fn is_beyond_renewal(&self, call: &Operation) -> bool {
        match call.postponed {
            Some(postponed) => !postponed,
            None => call.has_renewed || !self.can_renew(call),
        }
    }

    /// Whether a call may end while the session still has the token that has died.
    fn may_stay_dead(&self, call: &Operation) -> bool {
        call.postponed == Some(true) || self.can_renew(call) && self.login.is_some()
    }

    fn operation_of(&self, promise: &Promise) -> Option<usize> {
        let is_of = |it: &Operation| it.promise.as_ref().is_some_and(|own| own.is(promise));
        self.operations.iter().position(is_of)
    }

    /// The same; it may be of a login that only calls waited for.
    fn settled_operation(&mut self, promise: &Promise) -> Option<usize> {
        let known = self.operation_of(promise);
        if known.is_some() || self.is_calling {
            return known;
        }
        let index = (0..self.operations.len()).find(|&it| {
            let operation = &self.operations[it];
            operation.promise.is_none() && self.login != Some(it)
        })?;
        self.operations[index].promise = Some(promise.clone());
        Some(index)
    }

    pub fn on_settled(&mut self, promise: &Promise, outcome: &Outcome, page: &Page) {
        self.is_quiet = false;
        let Some(index) = self.settled_operation(promise) else {
            self.early.push((promise.clone(), outcome.clone()));
            return;
        };
        let just_told = self.just_told.take();
        let died = self.has_dead_token(&self.operations[index]);
        let operation = &mut self.operations[index];
        let again = std::mem::replace(&mut operation.settled, true);
        let took = page.now() - operation.started;
        check!(self, !again, "call {index} settled twice");
        let in_time = took <= OPERATION + MOMENT;
        check!(self, in_time, "call {index} took {took} ms");
        let is_told = !self.owed.iter().any(|it| it.operation == Some(index));
        check!(self, is_told, "call {index} settled before its event");
        if let Err(error) = outcome {
            self.keeps_secrets("an error", &error.to_string());
        }
        let operation = &self.operations[index];
        let good = match (&operation.kind, outcome) {
            (Kind::Known(Ok(expected)), Ok(value)) => {
                expected.is_object() && value.is_object()
                    || expected == value
                    || !value["uid"].is_null() && value["uid"] == *expected
            }
            (Kind::Known(Err(expected)), Err(error)) => *expected == code_of(error),
            (Kind::Login(_), Ok(user)) => {
                let uid = user["uid"].as_str().unwrap_or_default();
                // With the session already where the next page will look for it.
                just_told == Some(("loginSuccess", uid.into()))
                    && self.seen(page, operation.app) == self.sessions[operation.app]
            }
            (Kind::Login(_), Err(error)) if operation.gave_way => {
                code_of(error) == "LOGIN_CANCELLED"
            }
            (Kind::Login(_), Err(error)) => just_told == Some(("loginFailure", code_of(error))),
            (Kind::Logout, Ok(answer)) => {
                if self.logout == Some(index) {
                    self.logout = None;
                }
                answer["message"].is_string()
            }
            (Kind::UserCall { is_lost, is_check }, Ok(user)) if *is_check => {
                let session = self.sessions[operation.app].as_ref();
                let is_left = self.app != Some(operation.app);
                operation.asked.is_none()
                    && (operation.failed.is_none() || *is_lost)
                    && (is_left || user["uid"] == json!(session.map(|it| &it.0)))
                    && (is_left || !self.should_have_gone_on(operation))
            }
            (Kind::UserCall { .. }, Ok(user)) => {
                operation.asked.is_none() && operation.failed.is_none() && user["uid"].is_string()
            }
            (Kind::UserCall { .. }, Err(error)) => {
                let session = &self.sessions[operation.app];
                match code_of(error).as_str() {
                    "ERR_NOT_LOGGED_IN" => session.is_none() && operation.tries == [0; 2],
                    "REQUEST_CANCELLED" => operation.cancelled.is_some(),
                    // Of an app that the page has left, nobody is told that another tab has ended it.
                    _ if self.app == Some(operation.app) && self.should_have_gone_on(operation) => {
                        false
                    }
                    code => operation.may_fail_with(code, page.now()),
                }
            }
            _ => false,
        };
        check!(self, good, "call {index} settled with {outcome:?}");
        let operation = &self.operations[index];
        if self.app != Some(operation.app) && matches!(operation.kind, Kind::UserCall { .. }) {
            let app = operation.app;
            if can_ask(page) {
                self.seen_elsewhere[app] = Some(stored(page, app));
            }
            if died && self.is_beyond_renewal(operation) {
                // In an app that the page has left, the session ends without a word.
                self.sessions[app] = None;
            }
        }
        if let Some(login) = self.login
            && self.operations[login].looks_after == Some(index)
        {
            self.looks(page);
        }
    }

    /// Whether a call has ended for its dead token though it should have been made again, or the session
    /// should have ended first.
    fn should_have_gone_on(&self, call: &Operation) -> bool {
        let session = self.sessions[call.app].as_ref();
        let is_lost = matches!(call.kind, Kind::UserCall { is_lost: true, .. });
        let is_same = session.map(|it| &it.1) == call.token.as_ref();
        is_lost
            && (is_same && !self.may_stay_dead(call)
                || session.is_some_and(|it| call.is_replaced_by(&it.1)))
    }

    pub fn on_sent(&mut self, sent: &Sent) {
        self.is_quiet = false;
        self.just_told = None;
        let until = sent.at + sent.timeout;
        self.keeps_secrets("an address", &sent.url);
        self.keeps_secrets("a body", sent.body.as_deref().unwrap_or_default());
        for (name, value) in sent.headers.as_object().into_iter().flatten() {
            if !matches!(name.as_str(), "apikey" | "authtoken") {
                self.keeps_secrets(name, value.as_str().unwrap_or_default());
            }
        }
        let timeout = sent.timeout;
        let is_short = timeout > 0.0 && timeout <= REQUEST;
        check!(self, is_short, "a request may take {timeout} ms");
        let (route, operation) = self.place(sent);
        let token = sent.header("authtoken").to_owned();
        if let Some(index) = operation {
            if self.is_repeated_with(index, &token) {
                self.ledger.brought(&token);
                self.operations[index].begin_again(sent.at, &token);
            }
            let in_time = until <= self.operations[index].started + OPERATION + MOMENT;
            check!(self, in_time, "call {index} may take longer than it should");
            if let Some(problem) = self.operations[index].sends(route, sent) {
                self.object(format!("call {index}: {problem} {}", sent.route()));
            }
        }
        match (route, operation) {
            (Route::Revoke, _) => {
                let is_expected = self.ledger.revocation(&token);
                check!(self, is_expected, "nobody asked for {token} to be revoked");
                let is_live = (0..APPS.len()).any(|app| {
                    let has_it = |who: &Option<Who>| who.as_ref().is_some_and(|it| it.1 == token);
                    // It may have been seen that another tab has ended it.
                    has_it(&self.sessions[app])
                        && self.seen_elsewhere[app].as_ref().is_none_or(has_it)
                });
                check!(self, !is_live, "{token} was revoked although it is in use");
            }
            (Route::Ask | Route::Register, Some(index)) => {
                let login = &self.operations[index];
                let session = &self.sessions[login.app];
                let is_first = login.tries.iter().sum::<u32>() == 1;
                let is_needless = matches!((&login.kind, session),
                    (Kind::Login(credential), Some(session)) if is_first
                        && login.function_asked.is_none()
                        && credential.is_of(session));
                check!(self, !is_needless, "who is logged in logs in again");
            }
            (Route::Read | Route::Write, Some(index)) => {
                let operation = &self.operations[index];
                let session = self.sessions[operation.app].as_ref().map(|it| &*it.1);
                let good = match &operation.token {
                    Some(first) => *first == token,
                    None => token.is_empty() || session == Some(&token),
                };
                check!(self, good, "call {index} was made with {token}");
                if !token.is_empty() {
                    self.operations[index].token = Some(token.clone());
                }
            }
            _ => self.object(format!("nobody asked for {}", sent.route())),
        }
        self.requests.push(Request {
            route,
            operation,
            secret: format!("{}{token}", sent.header("apikey")),
            token,
            until,
        });
    }

    /// Whether a call whose token has died is made again with the one that its user has by now, from
    /// another tab.
    fn is_repeated_with(&self, index: usize, token: &str) -> bool {
        let operation = &self.operations[index];
        let session = self.sessions[operation.app].as_ref().map(|it| &*it.1);
        // Nobody is told of the sessions of an app that the page has left.
        let is_known = session == Some(token) || self.app != Some(operation.app);
        is_known && operation.is_lost() && operation.is_replaced_by(token)
    }

    /// What a request is for.
    fn place(&self, sent: &Sent) -> (Route, Option<usize>) {
        let app = APPS.iter().position(|it| *it == sent.header("appid"));
        let login = self
            .login
            .filter(|&it| Some(self.operations[it].app) == app);
        let number = |text: &str| text.get(1..)?.parse().ok();
        let route = sent.route();
        let (route, number) = match route.split_once(' ').unwrap_or_default() {
            ("DELETE", "/me") => return (Route::Revoke, None),
            ("PUT", "/me") if sent.json().get("platform").is_some() => {
                return (Route::Register, login);
            }
            ("PUT", "/me") | ("POST", "/users") => {
                let number = number(sent.json()["name"].as_str().unwrap_or_default());
                (Route::Write, number)
            }
            ("GET", path) => {
                let whom = path.trim_start_matches("/users/");
                let is_own = Ledger::owner(sent.header("authtoken")) == Some(whom);
                let check = self.check_under_way().filter(|_| is_own);
                (Route::Read, number(whom).or(check))
            }
            _ => return (Route::Ask, login),
        };
        (route, number.filter(|&it| it < self.operations.len()))
    }

    /// A call whose token has died waits for the login under way, if that is of the same user: then
    /// who is logged in by that token is not logged in.
    fn waits_for_login(&mut self, call: usize) {
        let call = &self.operations[call];
        let waits = call.is_lost()
            && !call.has_renewed
            && self.app == Some(call.app)
            && self.has_dead_token(call)
            && self.can_renew(call);
        let (dead, uid) = (
            call.token.clone(),
            call.token.as_deref().and_then(Ledger::owner),
        );
        let uid = uid.map(str::to_owned);
        if waits
            && let Some(login) = self.login
            && let Kind::Login(credential) = &mut self.operations[login].kind
            && credential.uid == uid.as_deref()
        {
            credential.expired = dead;
        }
    }

    // ---- What the server does ----

    /// The requests that can still be answered.
    pub fn open(&self, page: &Page) -> Vec<usize> {
        (0..self.requests.len())
            .filter(|&it| self.requests[it].until > page.now())
            .collect()
    }

    /// Decides on a request what the server makes of it.
    pub fn answer(&mut self, index: usize, mut answer: Answer, now: f64) -> Reply {
        let Request {
            route,
            operation,
            token,
            ..
        } = &self.requests[index];
        let (route, token) = (*route, token.clone());
        let operation = operation.map(|it| &mut self.operations[it]);
        self.requests[index].until = 0.0;
        let carries_token = !token.is_empty();
        if matches!(answer, Answer::Good | Answer::Rotated)
            && carries_token
            && !self.ledger.works(&token)
        {
            answer = Answer::TokenLost;
        }
        if answer == Answer::TokenLost {
            self.ledger.kill(&token);
        }
        if let Some(operation) = operation {
            operation.asked = None;
            if let Kind::UserCall { is_lost, .. } = &mut operation.kind {
                *is_lost = answer == Answer::TokenLost && carries_token;
                if *is_lost {
                    // To log the user in again takes its own time.
                    operation.started = now;
                    operation.postponed = None;
                }
            }
            // All that a check asks is whether the server answers.
            let is_check = matches!(operation.kind, Kind::UserCall { is_check: true, .. });
            operation.failed = failure(answer, route, now, operation.attempts())
                .filter(|_| !(is_check && answer == Answer::Useless));
            if operation.failed.is_none() {
                return operation.succeeds(route, answer, &token, &mut self.ledger);
            }
        } else if failure(answer, route, now, 1).is_none() {
            self.ledger.kill(&token);
            return Reply::data(json!({ "success": true }));
        }
        match answer {
            Answer::TokenLost => {
                if let Some(call) = self.requests[index].operation {
                    self.waits_for_login(call);
                }
                Reply::error(401, LOST)
            }
            Answer::Busy(after) => Reply::Busy(429, after),
            Answer::Offline => Reply::Offline,
            Answer::Unsent => Reply::Unsent,
            Answer::NotJson => Reply::Text(502, "<html>".into()),
            Answer::TooLarge => Reply::TooLarge,
            Answer::Useless => Reply::data(json!({ "name": "Nobody" })),
            _ => {
                // Servers repeat secrets.
                let secret = &self.requests[index].secret;
                let error = json!({
                    "code": "ERR_INTERNAL", "message": format!("What is {secret}?"),
                    "details": { secret: [secret] }, "devMessage": secret,
                });
                Reply::Json(500, json!({ "error": error }))
            }
        }
    }

    // ---- In between, and in the end ----

    /// When everything has happened that needs no time.
    pub fn at_rest(&mut self, page: &Page) {
        for Owed { event, about, .. } in std::mem::take(&mut self.owed) {
            self.object(format!("nobody heard of {event} {about:?}"));
        }
        for (key, text) in page.local().texts() {
            if !key.ends_with(":common_store/user") {
                self.keeps_secrets(&key, &text);
            } else if text.contains(KEY) {
                self.object("the key was stored");
            }
        }
        self.check_shown(page);
        if let Some(app) = self.app {
            let seen = self.seen(page, app);
            let session = &self.sessions[app];
            if seen != *session {
                let message = format!("the storage has {seen:?} instead of {session:?}");
                self.object(message);
            }
        }
    }

    /// What user interfaces show is what is, they were told of it, and it is the same until something
    /// changes.
    fn check_shown(&mut self, page: &Page) {
        let session = self.app.and_then(|app| self.sessions[app].clone());
        let status = match (self.app, self.login, &session, self.logout) {
            (None, ..) => "loading",
            (_, Some(_), ..) => "loggingIn",
            (_, _, Some(_), _) => "loggedIn",
            (_, _, None, Some(_)) => "loggingOut",
            _ => "loggedOut",
        };
        let (now, version) = (shown(page), page.client.version());
        let expected = Shown {
            status,
            uid: session.map(|it| it.0),
            name: self.name(page).unwrap_or_else(|| now.name.clone()),
            error: self.error.clone(),
        };
        let is_right = now == expected;
        check!(self, is_right, "{now:?} is shown, not {expected:?}");
        let told = page.told_version();
        let is_told = told == version;
        check!(self, is_told, "told of version {told}, not of {version}");
        let now = (now, version);
        if let Some(before) = self.shown.replace(now.clone()) {
            let is_same = before == now;
            let is_good = is_same || before.1 != version && !self.is_quiet;
            check!(self, is_good, "{before:?} became {now:?}");
        }
        self.is_quiet = true;
    }

    /// The user's name as the storage has it, if that counts and can be asked.
    fn name(&self, page: &Page) -> Option<Option<String>> {
        let app = self.app?;
        if page.status() != Status::Stored || !can_ask(page) {
            return None;
        }
        let user = page
            .local()
            .text(&user_key(app))
            .and_then(|text| record_in(&text));
        Some(user.and_then(|user| Some(user["name"].as_str()?.to_owned())))
    }

    /// When nothing more will happen.
    pub fn in_the_end(&mut self, page: &Page) {
        for index in 0..self.operations.len() {
            let settled = self.operations[index].settled;
            check!(self, settled, "call {index} never settled");
        }
        check!(self, page.unfinished() == 0, "a task never ended");
        let is_known = self.early.is_empty();
        check!(self, is_known, "a promise settled that no call returned");
        let sessions = self.sessions.iter().flatten();
        let held: Vec<_> = sessions.map(|it| it.1.clone()).collect();
        let leaked = self.ledger.leaked(&held);
        let is_tidy = leaked.is_empty();
        check!(self, is_tidy, "nobody has {leaked:?}, which still work");
    }

    pub fn session(&self) -> Option<&Who> {
        self.sessions[self.app?].as_ref()
    }
}

impl Operation {
    fn new(kind: Kind, promise: Option<Promise>, app: usize, now: f64) -> Self {
        Self {
            kind,
            promise,
            app,
            started: now,
            callers: 1,
            ..Self::default()
        }
    }

    /// Whether the server did not know its token.
    fn is_lost(&self) -> bool {
        matches!(self.kind, Kind::UserCall { is_lost: true, .. }) && !self.settled
    }

    /// Whether this is another token of the same user.
    fn is_replaced_by(&self, token: &str) -> bool {
        self.token.as_deref().is_some_and(|own| {
            own != token
                && Ledger::owner(own).is_some()
                && Ledger::owner(own) == Ledger::owner(token)
        })
    }

    /// The call is made once more, with another token.
    fn begin_again(&mut self, now: f64, token: &str) {
        self.started = now;
        self.tries = [0; 2];
        self.failed = None;
        if let Kind::UserCall { is_lost, .. } = &mut self.kind {
            *is_lost = false;
        }
        self.token = Some(token.into());
    }

    /// Notes an attempt. Returns what is wrong with it.
    fn sends(&mut self, route: Route, sent: &Sent) -> Option<&'static str> {
        let place = usize::from(route == Route::Register);
        self.tries[place] += 1;
        let failed = self.failed.take();
        let again = failed.and_then(|it| it.again);
        let wrong = [
            (self.tries[place] > 3, "one attempt too many"),
            (self.cancelled.is_some(), "sent after it was given up"),
            (self.ready.is_some(), "sent after it was done"),
            (self.asked.is_some(), "sent before the answer came"),
            (place == 0 && self.tries[1] > 0, "sent in the wrong order"),
            (
                failed.is_some_and(|it| it.again.is_none()),
                "sent again although it may not be",
            ),
            (
                again.is_some_and(|(from, _)| sent.at < from - MOMENT),
                "sent again too early",
            ),
            (
                again.is_some_and(|(_, until)| sent.at > until + MOMENT),
                "sent again too late",
            ),
            (
                route == Route::Ask
                    && !matches!(&self.kind, Kind::Login(it) if it.makes_token()
                        && sent.route().contains(it.uid.unwrap_or("nobody"))
                        && sent.header("apikey") == KEY),
                "asked for another's token",
            ),
            (
                route == Route::Register && self.token.as_deref() != Some(sent.header("authtoken")),
                "sent with another token",
            ),
        ];
        self.asked = Some(sent.at + sent.timeout);
        wrong.into_iter().find(|it| it.0).map(|it| it.1)
    }

    /// The server did what was asked for.
    fn succeeds(
        &mut self,
        route: Route,
        answer: Answer,
        token: &str,
        ledger: &mut Ledger,
    ) -> Reply {
        let is_brought = matches!(&self.kind, Kind::Login(it) if !it.makes_token());
        match route {
            Route::Ask => {
                let Kind::Login(Credential { uid: Some(uid), .. }) = self.kind else {
                    return Reply::TooLarge;
                };
                let token = ledger.issue(uid);
                if self.cancelled.is_some() {
                    ledger.must_go(&token);
                }
                self.token = Some(token.clone());
                Reply::data(json!({ "uid": uid, "authToken": token }))
            }
            Route::Register => {
                let uid = Ledger::owner(token).unwrap_or_default();
                let mut token = token.to_owned();
                // What a caller brought is the caller's, also when the caller gives up.
                let stays = is_brought && self.cancelled == Some(Cancelled::BySignal);
                if answer == Answer::Rotated && !stays {
                    ledger.kill(&token);
                    token = ledger.issue(uid);
                    if self.cancelled.is_some() {
                        ledger.must_go(&token);
                    }
                    self.token = Some(token.clone());
                }
                self.ready = Some((uid.to_owned(), token.clone()));
                Reply::data(json!({ "uid": uid, "name": "N", "authToken": token, "settings": {} }))
            }
            _ => {
                let uid = Ledger::owner(token).unwrap_or("new");
                Reply::data(json!({ "uid": uid, "name": "New" }))
            }
        }
    }

    /// How often its present request was sent.
    fn attempts(&self) -> u32 {
        match self.tries {
            [first, 0] => first,
            [_, second] => second,
        }
    }

    fn may_fail_with(&self, code: &str, now: f64) -> bool {
        if code == "AUTH_TOKEN_UNAVAILABLE" {
            let until = self.function_asked.map(|asked| asked + TOKEN);
            let is_over = until.is_some_and(|until| (now - until).abs() <= MOMENT);
            return self.has_no_token || self.token.is_none() && is_over;
        }
        match self.failed {
            Some(Failed { code: of, again }) => {
                // Unless there was neither an attempt nor time left.
                let could_wait =
                    again.is_some_and(|(_, until)| until + MOMENT < self.started + OPERATION);
                of == code && !(could_wait && self.attempts() < 3)
            }
            None => {
                let is_over = self.asked.is_some_and(|until| now >= until - MOMENT);
                is_over && code == "REQUEST_TIMEOUT"
            }
        }
    }
}

/// What goes wrong with an answer to the attempt with a number.
fn failure(answer: Answer, route: Route, now: f64, attempt: u32) -> Option<Failed> {
    let backoff = 300.0 * f64::from(attempt);
    let (code, wait) = match answer {
        Answer::Good | Answer::Rotated => return None,
        Answer::Useless if route == Route::Revoke => return None,
        Answer::Useless => ("INVALID_RESPONSE", None),
        Answer::Refused => ("ERR_INTERNAL", None),
        Answer::TokenLost => (LOST, None),
        Answer::Busy(after) => ("ERR_TOO_MANY_REQUESTS", Some(after.max(backoff))),
        Answer::Offline => ("FAILED_TO_FETCH", route.is_repeatable().then_some(backoff)),
        Answer::Unsent => ("FAILED_TO_FETCH", Some(backoff)),
        Answer::NotJson => ("FAILED_TO_FETCH", None),
        Answer::TooLarge => ("INVALID_RESPONSE", None),
    };
    Some(Failed {
        code,
        // Clients that failed together come back one by one.
        again: wait.map(|wait| (now + wait, now + 2.0 * wait)),
    })
}

/// Whether an error says that the server cannot be reached for now.
fn is_passing(code: &str) -> bool {
    matches!(
        code,
        "FAILED_TO_FETCH" | "REQUEST_TIMEOUT" | "ERR_TOO_MANY_REQUESTS"
    )
}

impl Route {
    /// Whether it may be sent again when the answer was lost.
    fn is_repeatable(self) -> bool {
        matches!(self, Self::Register | Self::Read)
    }
}

fn code_of(error: &Value) -> String {
    match &error["code"] {
        Value::String(text) => text.clone(),
        _ if error["name"] == "LOGIN_IN_PROGRESS" => "LOGIN_IN_PROGRESS".into(),
        other => other.to_string(),
    }
}
