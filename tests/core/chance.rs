//! Operations, answers, tabs and faults in any order. In the end every promise has settled, and the
//! session is the one that the listeners were told of last.

use cometchat_wasm::core::users::UserCall;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::server::user_of;
use crate::support::store::Faults;
use crate::support::{KEY, Page, Reply, none, token_of};

const UIDS: [&str; 3] = ["alice", "bob", "carol"];

#[derive(Clone, Debug)]
enum Step {
    Login(usize),
    LoginWithToken(usize),
    Logout,
    /// One of those who wait gives up.
    Abandon(usize),
    UpdateCurrent,
    /// One of the held requests is answered.
    Answer(usize, Reply),
    Advance(f64),
    OtherTabLogsIn(usize),
    OtherTabLogsOut,
    StorageFails(Faults),
    StorageRecovers,
    /// Everything happens that needs no time.
    Run,
}

fn reply() -> impl Strategy<Value = Reply> {
    prop_oneof![
        6 => Just(Reply::Usual),
        1 => Just(Reply::Offline),
        1 => Just(Reply::TooLarge),
        1 => Just(Reply::Busy(429, 1_000.0)),
        1 => Just(Reply::Json(200, json!({}))),
        1 => Just(Reply::error(500, "ERR_INTERNAL")),
        1 => Just(Reply::error(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND")),
    ]
}

fn faults() -> impl Strategy<Value = Faults> {
    let limit = prop_oneof![Just(None), (0_usize..4).prop_map(Some)];
    let faults = (limit, any::<bool>(), any::<bool>(), any::<bool>());
    faults.prop_map(|(writes_left, forgets, keeps, get_throws)| Faults {
        get_throws,
        longest: None,
        writes_left,
        forgets,
        keeps,
    })
}

fn step() -> impl Strategy<Value = Step> {
    let uid = || 0..UIDS.len();
    prop_oneof![
        4 => uid().prop_map(Step::Login),
        2 => uid().prop_map(Step::LoginWithToken),
        3 => Just(Step::Logout),
        1 => any::<prop::sample::Index>().prop_map(|it| Step::Abandon(it.index(100))),
        1 => Just(Step::UpdateCurrent),
        8 => (0_usize..4, reply()).prop_map(|(index, reply)| Step::Answer(index, reply)),
        1 => (0.0..20_000.0).prop_map(Step::Advance),
        1 => uid().prop_map(Step::OtherTabLogsIn),
        1 => Just(Step::OtherTabLogsOut),
        1 => faults().prop_map(Step::StorageFails),
        1 => Just(Step::StorageRecovers),
        4 => Just(Step::Run),
    ]
}

/// What the listeners believe.
fn believed(page: &Page) -> Value {
    let session = |(name, told): &(&str, Value)| match *name {
        "loginSuccess" => Some(told["uid"].clone()),
        "logoutSuccess" => Some(Value::Null),
        _ => None,
    };
    page.told()
        .iter()
        .rev()
        .find_map(session)
        .unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_settles_and_everybody_agrees(steps in prop::collection::vec(step(), 1..40)) {
        let page = Page::ready();
        let client = page.client;
        let routes = ["PUT /me", "DELETE /me"].map(str::to_owned).into_iter();
        let routes: Vec<_> = routes
            .chain(UIDS.map(|uid| format!("POST /users/{uid}/auth_tokens")))
            .collect();
        for route in &routes {
            page.script().always(route, Reply::Held);
        }
        let mut promises = Vec::new();
        let mut answered = Vec::new();
        for step in steps {
            match step {
                Step::Login(uid) => promises.push(page.start_login(UIDS[uid], KEY)),
                Step::LoginWithToken(uid) => promises.push(page.start_login_with_token(token_of(UIDS[uid]).as_str())),
                Step::Logout => promises.push(client.logout()),
                Step::Abandon(index) => {
                    if !promises.is_empty() {
                        client.abandon(&promises[index % promises.len()]);
                    }
                }
                Step::UpdateCurrent => {
                    let user = json!({ "name": "New" }).into();
                    promises.push(client.user_call(UserCall::UpdateCurrent, &user, none()));
                }
                Step::Answer(index, reply) => {
                    page.run();
                    let sent = page.sent();
                    let held: Vec<_> = (0..sent.len()).filter(|it| !answered.contains(it)).collect();
                    if let Some(&place) = held.get(index) {
                        answered.push(place);
                        sent[place].release(reply);
                    }
                }
                Step::Advance(milliseconds) => page.advance(milliseconds),
                Step::OtherTabLogsIn(uid) => {
                    let mut user = user_of(UIDS[uid]);
                    user["authToken"] = json!(token_of(UIDS[uid]));
                    // A browser tells of other tabs when the page's own tasks have run.
                    page.run();
                    page.store("common_store/user", user.to_string());
                    client.look_again(&none());
                }
                Step::OtherTabLogsOut => {
                    page.run();
                    page.local().remove("app1:common_store/user");
                    client.look_again(&none());
                }
                Step::StorageFails(faults) => page.local().fail(faults),
                Step::StorageRecovers => page.local().heal(),
                Step::Run => page.run(),
            }
        }
        page.wait();
        for promise in &promises {
            prop_assert!(promise.first().is_some());
        }
        prop_assert_eq!(page.unfinished(), 0);
        let user = page.user();
        prop_assert_eq!(&user["uid"], &believed(&page), "{:#?}", page.log().lines());
        prop_assert_eq!(user.is_null(), page.token().is_null());

        // And whatever happened, the next login works and is stored.
        page.local().heal();
        for route in &routes {
            page.script().always(route, Reply::Usual);
        }
        prop_assert_eq!(page.login("dora").value()["uid"].clone(), "dora");
        page.assert_logged_in("dora");
        page.logout().value();
        page.assert_logged_out();
    }
}
