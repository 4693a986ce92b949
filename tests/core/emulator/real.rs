//! The world as it is: HTTP, and time that passes by itself. The storage is a fake one.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime};

use cometchat_wasm::core::platform::{
    Area, Bus, Clock, Event, Failure, Listeners, Platform, Request, Response, Task, Transport,
};
use cometchat_wasm::core::value::Value as _;
use reqwest::{Method, RequestBuilder};

use crate::support::Json;
use crate::support::deferred::Promise;
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
    log: Log,
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
            log,
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

    fn build(&self, request: &Request<'_, Json>) -> RequestBuilder {
        let method = Method::from_bytes(request.method.as_bytes()).expect("a method");
        let url = request.url.0.as_str().expect("a URL");
        let mut builder = self.0.http.request(method, url);
        for (name, value) in request.headers.0.as_object().expect("headers") {
            builder = builder.header(name, value.as_str().expect("a header"));
        }
        if let Some(body) = request.body.0.as_str() {
            builder = builder.body(body.to_owned());
        }
        builder.timeout(Duration::from_secs_f64(request.timeout / 1_000.0))
    }
}

impl Transport<Json> for Real {
    fn send(
        &self,
        request: Request<'_, Json>,
    ) -> impl Future<Output = Result<Response<Json>, Failure<Json>>> + 'static {
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
                body: body.as_str().into(),
            })
        });
        async move {
            task.await.expect("no panic").map_err(|error| {
                if error.is_timeout() {
                    Failure::Timeout
                } else {
                    Failure::Network(error.to_string().as_str().into())
                }
            })
        }
    }
}

impl Clock for Real {
    fn epoch(&self) -> f64 {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        since.expect("after 1970").as_secs_f64() * 1_000.0
    }

    fn monotonic(&self) -> f64 {
        self.0.start.elapsed().as_secs_f64() * 1_000.0
    }

    fn sleep(&self, milliseconds: f64) -> impl Future<Output = ()> + 'static {
        tokio::time::sleep(Duration::from_secs_f64(milliseconds / 1_000.0))
    }
}

impl Bus for Real {
    fn nudge(&self) {}
}

impl Listeners<Json> for Real {
    fn tell(&self, event: Event<Json>) {
        self.0.events.borrow_mut().push(match event {
            Event::LoginSuccess(_) => "loginSuccess",
            Event::LoginFailure(_) => "loginFailure",
            Event::LogoutSuccess => "logoutSuccess",
            Event::LogoutFailure(_) => "logoutFailure",
        });
    }
}

impl Platform for Real {
    type Value = Json;
    type Store = FakeStore;
    type Deferred = Promise;

    fn store(&self, area: Area) -> Option<FakeStore> {
        Some(match area {
            Area::Local => self.0.local.clone(),
            Area::Session => self.0.session.clone(),
        })
    }

    fn defer(&self) -> Promise {
        Promise::new(self.0.log.clone())
    }

    fn spawn(&self, task: Task) {
        tokio::task::spawn_local(task);
    }

    fn random(&self) -> f64 {
        0.0
    }

    fn user_agent(&self) -> Json {
        Json::none()
    }
}
