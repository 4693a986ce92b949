//! From a request to the plan of its answer: into the journal, past the faults, to its route.

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::Request;
use axum::http::request::Parts;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tower::ServiceExt;

use crate::access::{self, Channel};
use crate::app::App;
use crate::config::Config;
use crate::control::{self, NotYet};
use crate::errors::ApiError;
use crate::faults::RouteName;
use crate::plan::Plan;
use crate::{cors, routes};

/// Bytes that a request's body may have.
const BODY_LIMIT: usize = 1024 * 1024;

/// The emulator; clones are handles to the same one.
#[derive(Clone, Debug)]
pub struct Service {
    app: App,
    router: Router,
}

impl Service {
    /// An emulator of this configuration.
    pub fn new(config: Config) -> Self {
        let app = App::new(config);
        let router = control::control()
            .fallback_service(routes::api().with_state(app.clone()))
            .layer(middleware::from_fn(cors::preflight))
            .with_state(app.clone());
        Self { app, router }
    }

    /// What the control API does, without its requests.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// What is to become of this request. Its work is done when the plan is carried out.
    pub async fn plan(&self, request: Request<Body>, channel: Channel) -> Plan {
        let (head, body) = request.into_parts();
        let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
            let message = format!("The body may not be greater than {BODY_LIMIT} bytes.");
            return Plan::answer(ApiError::invalid_field("body", message).into_response());
        };
        if control::owns(head.uri.path()) {
            if channel == Channel::Network
                && let Err(refusal) = access::check(&head, &self.app.config)
            {
                return Plan::hidden(refusal.into_response());
            }
            return self.control(&head, &body).await;
        }
        let route = RouteName::new(&head.method, head.uri.path());
        // The fault comes first: whoever sees a held request in the journal can release it.
        let injected = self.app.faults.take(&route);
        let fault = injected.as_ref().map(|injected| injected.reference());
        let record = self.app.journal.open(&head, route, &body, fault);
        let usual = self.answer(&head, &body);
        match injected {
            None => Plan::usual(usual, record),
            Some(injected) => Plan::faulty(injected, &head, usual, record),
        }
    }

    /// The plan of a control request. If the answer is not there yet, it comes with a change of the
    /// journal.
    async fn control(&self, head: &Parts, body: &Bytes) -> Plan {
        let mut changes = self.app.changes();
        let response = self.answer(head, body).await;
        let Some(&NotYet(time)) = response.extensions().get() else {
            return Plan::answer(response);
        };
        let (service, head, body) = (self.clone(), head.clone(), body.clone());
        let better = async move {
            loop {
                let changed = changes.changed().await;
                let response = service.answer(&head, &body).await;
                if changed.is_err() || response.extensions().get::<NotYet>().is_none() {
                    return response;
                }
            }
        };
        Plan::better_within(time, better.boxed(), response)
    }

    /// The request's usual work and answer.
    fn answer(&self, head: &Parts, body: &Bytes) -> BoxFuture<'static, Response> {
        let request = Request::from_parts(head.clone(), Body::from(body.clone()));
        let router = self.router.clone();
        async move {
            match router.oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            }
        }
        .boxed()
    }
}
