//! The world around the core, all of it in the test's hands.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use cometchat_wasm::client::Client;
use cometchat_wasm::platform::{
    self, Area, Environment, Event, Failure, LocalFuture, Request, Response, Storage, Task, Text,
};
use serde_json::{Value, json};

use super::DELETE;
use super::clock::{EPOCH, Timers};
use super::executor::Executor;
use super::log::{Happening, Log};
use super::promise::Promise;
use super::server::{Reply, Script, Sent};
use super::signal::Signal;
use super::store::FakeStore;

/// Something that the listeners were told: the name of the callback, and what it was given.
pub type Told = (&'static str, Value);

type Reaction = Box<dyn Fn(&Client, &Told)>;

#[derive(Clone)]
pub struct World(Rc<State>);

struct State {
    log: Log,
    executor: Executor,
    timers: Rc<Timers>,
    script: Script,
    sent: RefCell<Vec<Sent>>,
    held: RefCell<VecDeque<Sent>>,
    local: FakeStore,
    session: FakeStore,
    blocked: Cell<bool>,
    told: RefCell<Vec<Told>>,
    reaction: RefCell<Option<Reaction>>,
    client: RefCell<Option<Client>>,
    notified_tabs: Cell<u32>,
    state_changes: Cell<u32>,
    told_version: Cell<u32>,
    said: RefCell<Vec<String>>,
    has_page: Cell<bool>,
    is_disposed: Cell<bool>,
    random: Cell<f64>,
}

impl World {
    /// A world, and the client in it.
    pub fn with_client() -> (Self, Client) {
        let log = Log::default();
        let local = FakeStore::new(log.clone());
        Self::around(log, local, Rc::default())
    }

    /// Another tab of the same browser, and the client in it: with the same `localStorage` and clock.
    pub fn other_tab(&self) -> (Self, Client) {
        let (local, timers) = (self.0.local.clone(), self.0.timers.clone());
        Self::around(Log::default(), local, timers)
    }

    fn around(log: Log, local: FakeStore, timers: Rc<Timers>) -> (Self, Client) {
        let world = Self(Rc::new(State {
            executor: Executor::default(),
            timers,
            script: Script::default(),
            sent: RefCell::default(),
            held: RefCell::default(),
            local,
            session: FakeStore::new(log.clone()),
            blocked: Cell::new(false),
            told: RefCell::default(),
            reaction: RefCell::default(),
            client: RefCell::default(),
            notified_tabs: Cell::default(),
            state_changes: Cell::default(),
            told_version: Cell::default(),
            said: RefCell::default(),
            has_page: Cell::new(true),
            is_disposed: Cell::default(),
            random: Cell::default(),
            log,
        }));
        let client = Client::new(Environment::new(Rc::new(world.clone())));
        *world.0.client.borrow_mut() = Some(client.clone());
        (world, client)
    }

    /// How many hold this world, once it has let go of its client: each part of a client does.
    pub fn holders(&self) -> usize {
        self.0.client.replace(None);
        Rc::strong_count(&self.0)
    }

    pub fn log(&self) -> &Log {
        &self.0.log
    }

    pub fn local(&self) -> &FakeStore {
        &self.0.local
    }

    pub fn session(&self) -> &FakeStore {
        &self.0.session
    }

    /// No storage from now on, or again.
    pub fn block_storage(&self, blocked: bool) {
        self.0.blocked.set(blocked);
    }

    pub fn script(&self) -> &Script {
        &self.0.script
    }

    /// The next requests to a route get these replies.
    pub fn answer(&self, route: &str, replies: impl IntoIterator<Item = Reply>) {
        self.script().next(route, replies);
    }

    /// All further requests to a route get this reply.
    pub fn always(&self, route: &str, reply: Reply) {
        self.script().always(route, reply);
    }

    /// The next request to a route gets no reply until [`Self::reply`].
    pub fn hold(&self, route: &str) {
        self.answer(route, [Reply::Held]);
    }

    /// Replies to the first of the requests that are held, and lets everything happen that needs no time.
    #[track_caller]
    pub fn reply(&self, reply: Reply) {
        let held = self.0.held.borrow_mut().pop_front();
        held.expect("a request that is held").release(reply);
        self.run();
    }

    /// What `random` gives.
    pub fn set_random(&self, number: f64) {
        self.0.random.set(number);
    }

    /// How often other tabs were told.
    pub fn notified_tabs(&self) -> u32 {
        self.0.notified_tabs.get()
    }

    /// How often the subscribers were told.
    pub fn state_changes(&self) -> u32 {
        self.0.state_changes.get()
    }

    /// The version of the state of which the subscribers were told last.
    pub fn told_version(&self) -> u32 {
        self.0.told_version.get()
    }

    /// What the developer was told.
    pub fn said(&self) -> Vec<String> {
        self.0.said.borrow().clone()
    }

    /// Whether what was added to the page was removed.
    pub fn is_disposed(&self) -> bool {
        self.0.is_disposed.get()
    }

    /// There is no page from now on.
    pub fn leave_page(&self) {
        self.0.has_page.set(false);
    }

    /// Does something when the listeners are told something.
    pub fn react(&self, reaction: impl Fn(&Client, &Told) + 'static) {
        *self.0.reaction.borrow_mut() = Some(Box::new(reaction));
    }

    // ---- Time ----

    /// Lets everything happen that needs no time.
    pub fn run(&self) {
        self.0.executor.run_until_idle();
    }

    /// Lets time pass.
    pub fn advance(&self, milliseconds: f64) {
        self.run();
        let end = self.now() + milliseconds;
        while self.0.timers.step(end) {
            self.run();
        }
    }

    pub fn now(&self) -> f64 {
        self.0.timers.now()
    }

    /// How many tasks have not ended.
    pub fn unfinished(&self) -> usize {
        self.0.executor.unfinished()
    }

    // ---- What happened ----

    pub fn sent(&self) -> Vec<Sent> {
        self.0.sent.borrow().clone()
    }

    /// Lets the answer go to one of the requests.
    pub fn release(&self, index: usize, reply: Reply) {
        let sent = self.0.sent.borrow()[index].clone();
        sent.release(reply);
    }

    #[track_caller]
    pub fn last_sent(&self) -> Sent {
        self.sent().pop().expect("a request")
    }

    /// Method and path of each request.
    pub fn routes(&self) -> Vec<String> {
        self.0.sent.borrow().iter().map(Sent::route).collect()
    }

    /// The token that each request carried.
    pub fn carried(&self) -> Vec<String> {
        let sent = self.0.sent.borrow();
        let token = |sent: &Sent| sent.header("authtoken").to_owned();
        sent.iter().map(token).collect()
    }

    /// The tokens that were revoked.
    pub fn revoked(&self) -> Vec<String> {
        let carried = self.routes().into_iter().zip(self.carried());
        let revoked = carried.filter(|(route, _)| route == DELETE);
        revoked.map(|(_, token)| token).collect()
    }

    /// Everything that the listeners were told.
    pub fn told(&self) -> Vec<Told> {
        self.0.told.borrow().clone()
    }

    /// The names of everything that the listeners were told.
    pub fn events(&self) -> Vec<&'static str> {
        self.told().iter().map(|(name, _)| *name).collect()
    }

    /// Forgets what happened up to now.
    pub fn forget(&self) {
        self.0.log.forget();
        self.0.sent.borrow_mut().clear();
        self.0.told.borrow_mut().clear();
    }
}

impl platform::World for World {
    fn send(&self, request: Request) -> LocalFuture<Result<Response, Failure>> {
        let answer = Signal::new();
        let sent = Sent {
            method: request.method.name(),
            url: request.url.as_str().into(),
            headers: request.headers.to_value(),
            keepalive: request.outlives_page(),
            body: request.body.map(|text| text.as_str().into()),
            timeout: request.timeout,
            at: self.now(),
            answer: answer.clone(),
        };
        self.0.log.note(sent.route());
        self.0.sent.borrow_mut().push(sent.clone());
        self.0.log.happened(Happening::Sent(&sent));
        match self.0.script.reply(&sent).answer(&sent) {
            Some(reply) => answer.give(reply),
            None => {
                self.0.held.borrow_mut().push_back(sent.clone());
                let late = answer.clone();
                let ring = move || late.give(Err(Failure::Timeout));
                self.0.timers.after(sent.timeout, ring);
            }
        }
        Box::pin(answer)
    }

    fn storage(&self, area: Area) -> Option<Storage> {
        let store = match area {
            Area::Local => self.local(),
            Area::Session => self.session(),
        };
        (!self.0.blocked.get()).then(|| store.storage())
    }

    fn epoch(&self) -> f64 {
        EPOCH + self.now()
    }

    fn monotonic(&self) -> f64 {
        self.now()
    }

    fn sleep(&self, milliseconds: f64) -> LocalFuture<()> {
        let over = Signal::new();
        let ring = over.clone();
        self.0.timers.after(milliseconds, move || ring.give(()));
        Box::pin(over)
    }

    fn spawn(&self, task: Task) {
        self.0.executor.spawn(task);
    }

    fn random(&self) -> f64 {
        self.0.random.get()
    }

    fn user_agent(&self) -> Text {
        "test agent".into()
    }

    // There is always one listener, and it takes notes.
    fn emit(&self, event: &Event) {
        let argument = match event {
            Event::LoginSuccess(user) => user.clone().into_json(),
            Event::LoginFailure(fields) | Event::LogoutFailure(fields) => fields.to_value(),
            Event::LogoutSuccess => json!(null),
        };
        let told = (event.kind().name(), argument);
        self.0.log.note(told.0.into());
        self.0.told.borrow_mut().push(told.clone());
        self.0.log.happened(Happening::Told(&told));
        let client = self.0.client.borrow().clone();
        let reaction = self.0.reaction.borrow();
        if let (Some(react), Some(client)) = (&*reaction, client) {
            react(&client, &told);
        }
    }

    fn state_changed(&self) {
        self.0.state_changes.set(self.0.state_changes.get() + 1);
        let client = self.0.client.borrow().clone();
        if let Some(client) = client {
            self.0.told_version.set(client.version());
        }
    }

    fn notify_tabs(&self) {
        self.0.notified_tabs.set(self.0.notified_tabs.get() + 1);
    }

    fn dispose(&self) {
        self.0.is_disposed.set(true);
    }

    fn on_settled(&self, promise: &Promise) {
        let settlements = promise.settlements();
        let (_, outcome) = settlements.last().expect("a settlement");
        let word = if outcome.is_ok() {
            "resolved"
        } else {
            "rejected"
        };
        self.0.log.note(word.into());
        self.0.log.happened(Happening::Settled(promise, outcome));
    }

    fn inform(&self, message: &str) {
        self.0.said.borrow_mut().push(message.into());
    }

    fn is_whole_process(&self) -> bool {
        !self.0.has_page.get()
    }
}
