//! The world around the core, all of it in the test's hands.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use cometchat_wasm::core::client::Client;
use cometchat_wasm::core::platform::{
    Area, Bus, Clock, Event, Failure, Listeners, Platform, Request, Response, Task, Transport,
};
use serde_json::{Value, json};

use super::Json;
use super::clock::{EPOCH, Timers};
use super::deferred::Promise;
use super::executor::Executor;
use super::log::{Happening, Log};
use super::server::{Reply, Script, Sent};
use super::signal::Signal;
use super::store::FakeStore;

/// Something that the listeners were told: the name of the callback, and what it was given.
pub type Told = (&'static str, Value);

type Reaction = Box<dyn Fn(Client<World>, &Told)>;

#[derive(Clone)]
pub struct World(Rc<State>);

struct State {
    log: Log,
    executor: Executor,
    timers: Rc<Timers>,
    script: Script,
    sent: RefCell<Vec<Sent>>,
    local: FakeStore,
    session: FakeStore,
    blocked: Cell<bool>,
    told: RefCell<Vec<Told>>,
    reaction: RefCell<Option<Reaction>>,
    client: Cell<Option<Client<World>>>,
    nudges: Cell<u32>,
    random: Cell<f64>,
}

impl World {
    /// A world, and the client in it.
    pub fn with_client() -> (Self, Client<Self>) {
        let log = Log::default();
        let world = Self(Rc::new(State {
            executor: Executor::default(),
            timers: Rc::default(),
            script: Script::default(),
            sent: RefCell::default(),
            local: FakeStore::new(log.clone()),
            session: FakeStore::new(log.clone()),
            blocked: Cell::new(false),
            told: RefCell::default(),
            reaction: RefCell::default(),
            client: Cell::default(),
            nudges: Cell::default(),
            random: Cell::default(),
            log,
        }));
        let client = Client::new(world.clone());
        world.0.client.set(Some(client));
        (world, client)
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

    /// What `random` gives.
    pub fn set_random(&self, number: f64) {
        self.0.random.set(number);
    }

    /// How often other tabs were told.
    pub fn nudges(&self) -> u32 {
        self.0.nudges.get()
    }

    /// Does something when the listeners are told something.
    pub fn react(&self, reaction: impl Fn(Client<World>, &Told) + 'static) {
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

impl Transport<Json> for World {
    fn send(
        &self,
        request: Request<'_, Json>,
    ) -> impl Future<Output = Result<Response<Json>, Failure<Json>>> + 'static {
        let answer = Signal::new();
        let sent = Sent {
            method: request.method,
            url: request.url.0.as_str().expect("a URL").into(),
            headers: request.headers.0.clone(),
            body: request.body.0.as_str().map(Into::into),
            keepalive: request.keepalive,
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
                let late = answer.clone();
                let ring = move || late.give(Err(Failure::Timeout));
                self.0.timers.after(request.timeout, ring);
            }
        }
        answer
    }
}

impl Clock for World {
    fn epoch(&self) -> f64 {
        EPOCH + self.now()
    }

    fn monotonic(&self) -> f64 {
        self.now()
    }

    fn sleep(&self, milliseconds: f64) -> impl Future<Output = ()> + 'static {
        let over = Signal::new();
        let ring = over.clone();
        self.0.timers.after(milliseconds, move || ring.give(()));
        over
    }
}

impl Bus for World {
    fn nudge(&self) {
        self.0.nudges.set(self.0.nudges.get() + 1);
    }
}

impl Listeners<Json> for World {
    // There is always one listener, and it takes notes.
    fn tell(&self, event: Event<Json>) {
        let told = match event {
            Event::LoginSuccess(user) => ("loginSuccess", user.0),
            Event::LoginFailure(error) => ("loginFailure", error.into_fields().0),
            Event::LogoutSuccess => ("logoutSuccess", json!(null)),
            Event::LogoutFailure(error) => ("logoutFailure", error.into_fields().0),
        };
        self.0.log.note(told.0.into());
        self.0.told.borrow_mut().push(told.clone());
        self.0.log.happened(Happening::Told(&told));
        let reaction = self.0.reaction.borrow();
        if let (Some(react), Some(client)) = (&*reaction, self.0.client.get()) {
            react(client, &told);
        }
    }
}

impl Platform for World {
    type Value = Json;
    type Store = FakeStore;
    type Deferred = Promise;

    fn store(&self, area: Area) -> Option<FakeStore> {
        let store = match area {
            Area::Local => self.local(),
            Area::Session => self.session(),
        };
        (!self.0.blocked.get()).then(|| store.clone())
    }

    fn defer(&self) -> Promise {
        Promise::new(self.0.log.clone())
    }

    fn spawn(&self, task: Task) {
        self.0.executor.spawn(task);
    }

    fn random(&self) -> f64 {
        self.0.random.get()
    }

    fn user_agent(&self) -> Json {
        "test agent".into()
    }
}
