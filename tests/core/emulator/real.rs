//! The world as it is: HTTP, and time that passes by itself. The storage is a fake one.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime};

use cometchat_wasm::platform::{
    Area, Deferred, Event, Failure, LocalFuture, Request, Response, Storage, Task, Text, World,
};
use reqwest::{Method, RequestBuilder};

use crate::support::log::Log;
use crate::support::store::FakeStore;

/// Must be used within a `LocalSet`.
#[derive(Clone)]
pub struct Real(Rc<State>);

struct State {
    http: reqwest::Client,
    start: Instant,
    local: FakeStore,
    session: FakeStore,
    events: RefCell<Vec<&'static str>>,
}

impl Real {
    pub fn new() -> Self {
        let log = Log::default();
        Self(Rc::new(State {
            http: reqwest::Client::new(),
            start: Instant::now(),
            local: FakeStore::new(log.clone()),
            session: FakeStore::new(log.clone()),
            events: RefCell::default(),
        }))
    }

    pub fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    pub fn local(&self) -> &FakeStore {
        &self.0.local
    }

    /// The names of everything that the listeners were told.
    pub fn events(&self) -> Vec<&'static str> {
        self.0.events.borrow().clone()
    }

    fn build(&self, request: &Request) -> RequestBuilder {
        let method = Method::from_bytes(request.method.name().as_bytes()).expect("a method");
        let mut builder = self.0.http.request(method, request.url.as_str());
        let headers = request.headers.to_value();
        for (name, value) in headers.as_object().expect("headers") {
            builder = builder.header(name, value.as_str().expect("a header"));
        }
        if let Some(body) = &request.body {
            builder = builder.body(body.as_str().to_owned());
        }
        builder.timeout(Duration::from_secs_f64(request.timeout / 1_000.0))
    }
}

impl World for Real {
    fn send(&self, request: Request) -> LocalFuture<Result<Response, Failure>> {
        let sent = self.build(&request).send();
        // A task of its own, so that it starts at once.
        let task = tokio::task::spawn_local(async move {
            let response = sent.await?;
            let status = response.status().as_u16();
            let header = response.headers().get("retry-after");
            let seconds = header.and_then(|it| it.to_str().ok()?.parse::<f64>().ok());
            let body = response.text().await?;
            Ok::<_, reqwest::Error>(Response {
                status,
                retry_after: seconds.unwrap_or_default() * 1_000.0,
                body: Some((*body).into()),
            })
        });
        Box::pin(async move {
            task.await.expect("no panic").map_err(|error| {
                if error.is_timeout() {
                    Failure::Timeout
                } else {
                    let message = error.to_string();
                    Failure::Network(Some(("Error".into(), (*message).into())))
                }
            })
        })
    }

    fn storage(&self, area: Area) -> Option<Storage> {
        let store = match area {
            Area::Local => &self.0.local,
            Area::Session => &self.0.session,
        };
        Some(store.storage())
    }

    fn epoch(&self) -> f64 {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        since.expect("after 1970").as_secs_f64() * 1_000.0
    }

    fn monotonic(&self) -> f64 {
        self.0.start.elapsed().as_secs_f64() * 1_000.0
    }

    fn sleep(&self, milliseconds: f64) -> LocalFuture<()> {
        let time = Duration::from_secs_f64(milliseconds / 1_000.0);
        Box::pin(tokio::time::sleep(time))
    }

    fn spawn(&self, task: Task) {
        tokio::task::spawn_local(task);
    }

    fn random(&self) -> f64 {
        0.0
    }

    fn user_agent(&self) -> Text {
        "test agent".into()
    }

    fn emit(&self, event: &Event) {
        self.0.events.borrow_mut().push(event.kind().name());
    }

    fn state_changed(&self) {}

    fn dispose(&self) {}

    fn notify_tabs(&self) {}

    fn on_settled(&self, _: &Deferred) {}

    fn inform(&self, _: &str) {}

    fn is_whole_process(&self) -> bool {
        false
    }
}
