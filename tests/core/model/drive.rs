//! Takes a page through steps, next to the model.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use cometchat_wasm::platform::{Failure, Record, World as _};
use cometchat_wasm::types::Credential;
use serde_json::json;

use super::oracle::{GoesOn, Oracle, brought, record_in};
use super::step::{APPS, Action, Answer, Change, Giving, Step, UIDS};
use crate::support::log::Happening;
use crate::support::promise::Promise;
use crate::support::tokens::asking;
use crate::support::{KEY, Page, Reply, UserCall, none};

#[derive(Clone)]
struct Drive {
    page: Page,
    oracle: Rc<RefCell<Oracle>>,
    reactions: Rc<RefCell<Vec<(&'static str, Action)>>>,
    faults: Rc<Cell<u64>>,
}

/// Takes a new page through the steps. Returns how many faults it met, or what was wrong.
pub fn drive(steps: &[Step]) -> Result<u64, String> {
    let page = Page::new();
    // The waits are as short and as long as they can be, and in between.
    page.set_random([0.0, 0.5, 0.999_999][steps.len() % 3]);
    page.script().always_everywhere(Reply::Held);
    let drive = Drive {
        page,
        oracle: Rc::new(RefCell::new(Oracle::new())),
        reactions: Rc::default(),
        faults: Rc::default(),
    };
    drive.attach();
    let mut result = Ok(());
    for step in steps {
        drive.take(*step);
        result = drive.verdict();
        if result.is_err() {
            break;
        }
    }
    if result.is_ok() {
        // In one half of the cases the server answers what it still can, in the other it is silent.
        drive.finish(steps.len().is_multiple_of(2));
        result = drive.verdict();
    }
    drive.detach();
    result.map(|()| drive.faults.get())
}

impl Drive {
    fn attach(&self) {
        let drive = self.clone();
        let watcher = move |happening: Happening<'_>| {
            let mut oracle = drive.oracle.borrow_mut();
            match happening {
                Happening::Sent(sent) => oracle.on_sent(sent),
                Happening::Told(told) => oracle.on_told(told, &drive.page),
                Happening::Settled(promise, outcome) => {
                    oracle.on_settled(promise, outcome, &drive.page);
                }
            }
        };
        self.page.log().watch(Some(Rc::new(watcher)));
        let drive = self.clone();
        // All that are to call when this is told do so, one after the other.
        self.page.react(move |_, (event, _)| {
            let is_due = |(on, _): &mut (&'static str, Action)| on == event;
            let due: Vec<_> = drive
                .reactions
                .borrow_mut()
                .extract_if(.., is_due)
                .collect();
            for (_, action) in due {
                drive.perform(action);
            }
        });
    }

    /// Lets go of what refers to itself.
    fn detach(&self) {
        self.page.log().watch(None);
        self.page.react(|_, _| {});
        self.page.forget();
    }

    fn verdict(&self) -> Result<(), String> {
        let objections = std::mem::take(&mut self.oracle.borrow_mut().objections);
        if objections.is_empty() {
            return Ok(());
        }
        Err(format!("{objections:#?} in {:#?}", self.page.log().lines()))
    }

    fn take(&self, step: Step) {
        match step {
            Step::Do(action) => self.perform(action),
            Step::Abandon(which) => {
                let promise = self.oracle.borrow_mut().abandon(which);
                if let Some(promise) = promise {
                    self.page.client.abandon(&promise);
                }
            }
            Step::React(event, action) => self.reactions.borrow_mut().push((event, action)),
            Step::Answer(which, answer) => {
                self.run();
                let open = self.oracle.borrow().open(&self.page);
                if let Some(&index) = open.get(which) {
                    self.answer(index, answer);
                }
            }
            Step::Advance(milliseconds) => {
                self.page.advance(milliseconds);
                self.run();
            }
            Step::Outage(answer) => {
                for _ in 0..4 {
                    self.run();
                    let open = self.oracle.borrow().open(&self.page);
                    for index in open {
                        self.answer(index, answer);
                    }
                    self.page.advance(2_000.0);
                    self.run();
                }
            }
            Step::Change(change, action) => {
                // A storage does not change while the page runs.
                self.run();
                self.change(change);
                self.perform(action);
                self.run_and(|| self.look_again());
            }
            Step::WhileRenewing(change, answer) => {
                self.run();
                let renewal = self.oracle.borrow_mut().renewal(&self.page);
                if let Some(goes_on) = renewal {
                    self.change(change);
                    // It looks at the storage before it goes on.
                    self.oracle.borrow_mut().looks(&self.page);
                    match goes_on {
                        GoesOn::Answered(index) => self.answer(index, answer),
                        GoesOn::At(time) => {
                            self.page.advance(time - self.page.now());
                            self.run();
                        }
                    }
                    self.run_and(|| self.look_again());
                }
            }
            Step::LookAgain(true) => self.look_again(),
            Step::LookAgain(false) => {
                let key = format!("{}:keys_store/deviceId", APPS[0]);
                self.page.look_again(Some(&key));
            }
            Step::Run => self.run(),
        }
    }

    fn run(&self) {
        self.run_and(|| {});
    }

    /// Lets everything happen that needs no time, then something, and what comes of it.
    fn run_and(&self, act: impl FnOnce()) {
        self.page.run();
        act();
        self.page.run();
        self.oracle.borrow_mut().at_rest(&self.page);
    }

    fn look_again(&self) {
        self.oracle.borrow_mut().looks(&self.page);
        self.page.look_again(None);
    }

    fn perform(&self, mut action: Action) {
        // Of several checks, the requests do not show which is whose.
        if matches!(action, Action::CheckSession) && self.oracle.borrow().checks() {
            action = Action::Look;
        }
        let plan = self.oracle.borrow_mut().before(action, &self.page);
        let number = self.oracle.borrow().next_operation();
        let promise = self.call(action, number);
        self.oracle
            .borrow_mut()
            .after(action, plan, &promise, &self.page);
    }

    /// An application's function for a user's tokens.
    fn function(&self, uid: usize, giving: Giving) -> Credential {
        let (page, oracle) = (self.page.clone(), Rc::downgrade(&self.oracle));
        let number = self.oracle.borrow().last_function();
        asking(UIDS[uid], move |request: Record, _| {
            let (page, oracle) = (page.clone(), oracle.clone());
            let request = request.to_value();
            let (Giving::Fresh(after) | Giving::Known(after) | Giving::Nothing(after)) = giving;
            let asking = oracle
                .upgrade()
                .and_then(|it| it.borrow_mut().on_asked(number, &request, after, &page));
            Box::pin(async move {
                if after > 0.0 {
                    page.sleep(after).await;
                }
                let token = oracle
                    .upgrade()
                    .and_then(|it| it.borrow_mut().on_given(asking?, giving));
                token.map_or(Err(Failure::Network(None)), |it| Ok(it.as_str().into()))
            })
        })
    }

    /// Makes a call, which puts its number where the request shows it.
    fn call(&self, action: Action, number: usize) -> Promise {
        let client = &self.page.client;
        let label = format!("n{number}");
        match action {
            Action::Init(app) => self.page.start_init(APPS[app]),
            Action::Login(uid) => self.page.start_login(UIDS[uid], KEY),
            Action::LoginWithToken(uid) => {
                let app = self.page.app_id().unwrap_or(APPS[0].into());
                self.page.start_login_with_token(&*brought(uid, &app))
            }
            Action::LoginWithNothing => client.login(Credential::auth_token(&none())),
            Action::EnsureWithKey(uid) => {
                let request = json!({ "uid": UIDS[uid], "authKey": KEY });
                self.page.start_ensure(request)
            }
            Action::EnsureWithToken(uid) => {
                let app = self.page.app_id().unwrap_or(APPS[0].into());
                let request = json!({ "uid": UIDS[uid], "authToken": brought(uid, &app) });
                self.page.start_ensure(request)
            }
            Action::EnsureWithFunction(uid, giving) => {
                client.ensure_logged_in(Ok(self.function(uid, giving).into()))
            }
            Action::CheckSession => client.check_session(),
            Action::Logout => client.logout(),
            Action::Look => client.logged_in_user(),
            Action::LookForToken => client.auth_token(),
            Action::UpdateCurrent => {
                let user = json!({ "name": label });
                client.user_call(UserCall::UpdateCurrent.of(user, none()))
            }
            Action::GetUser => client.user_call(UserCall::Get.of(&*label, none())),
            Action::CreateUser => {
                let user = json!({ "uid": "new", "name": label });
                client.user_call(UserCall::Create.of(user, KEY))
            }
        }
    }

    fn answer(&self, index: usize, answer: Answer) {
        if answer != Answer::Good {
            self.fault();
        }
        let now = self.page.now();
        let reply = self.oracle.borrow_mut().answer(index, answer, now);
        self.page.release(index, reply);
        self.run();
    }

    fn fault(&self) {
        self.faults.set(self.faults.get() + 1);
    }

    fn change(&self, change: Change) {
        self.fault();
        let app = self.page.app_id().unwrap_or(APPS[0].into());
        let user = format!("{app}:common_store/user");
        match change {
            Change::OtherTabLogsIn(uid) => {
                let token = format!("{}_othertab{}", UIDS[uid], self.faults.get());
                let record = json!({ "uid": UIDS[uid], "name": "N", "authToken": token });
                self.page.local().put(&user, record.to_string());
            }
            Change::OtherTabChangesProfile => {
                let text = self.page.local().text(&user).unwrap_or_default();
                if let Some(mut record) = record_in(&text) {
                    record["name"] = json!(format!("Name {}", self.faults.get()));
                    self.page.local().put(&user, record.to_string());
                }
            }
            Change::OtherTabLogsOut => self.page.local().remove(&user),
            Change::OtherTabClearsEverything => self.page.local().clear(),
            Change::SomebodyWritesGarbage => self.page.local().put(&user, "{\"uid\":\"mallory\""),
            Change::StorageFails(faults) => self.page.local().fail(faults),
            Change::StorageRecovers => self.page.local().heal(),
        }
    }

    /// Lets everything end, and checks that the page is as good as new.
    fn finish(&self, with_answers: bool) {
        self.run();
        self.settle_down(with_answers);
        self.oracle.borrow_mut().in_the_end(&self.page);
        // The storage recovers, and whatever happened, a login works and is stored.
        self.reactions.borrow_mut().clear();
        self.page.local().heal();
        self.perform(Action::Init(0));
        self.run();
        self.perform(Action::Logout);
        self.settle_down(true);
        self.perform(Action::Login(0));
        self.settle_down(true);
        let session = self.oracle.borrow().session().cloned();
        let stored = self.page.stored("common_store/user").unwrap_or_default();
        let mut oracle = self.oracle.borrow_mut();
        if !session.is_some_and(|(uid, token)| uid == UIDS[0] && stored.contains(&token)) {
            oracle.objections.push("a last login failed".into());
        }
        drop(oracle);
        self.perform(Action::Look);
        self.perform(Action::LookForToken);
        self.perform(Action::Logout);
        self.settle_down(true);
        self.oracle.borrow_mut().in_the_end(&self.page);
        let left = self.page.local().keys();
        assert!(!left.iter().any(|key| key == "app1:common_store/user"));
    }

    fn answer_all(&self) {
        loop {
            let open = self.oracle.borrow().open(&self.page);
            let Some(&index) = open.first() else { return };
            self.answer(index, Answer::Good);
        }
    }

    fn settle_down(&self, with_answers: bool) {
        self.run();
        loop {
            let reactions = self.reactions.borrow().len();
            // Longer than an operation takes, and then all attempts at a revocation.
            for _ in 0..30 {
                if with_answers {
                    self.answer_all();
                }
                if self.page.unfinished() == 0 {
                    break;
                }
                self.page.advance(7_000.0);
            }
            self.run();
            // A listener that called again when it was told gave what it began its own time.
            if self.reactions.borrow().len() == reactions {
                return;
            }
        }
    }
}
