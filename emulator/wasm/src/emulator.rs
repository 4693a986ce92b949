//! The emulator as JavaScript holds it.

use std::pin::pin;

use cometchat_emulator_core::{Config, Options, RequestQuery, Service};
use futures_util::future::{Either, select};
use js_sys::Promise;
use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use crate::fetch;
use crate::request::RequestLike;
use crate::values::{IntoJsError, error, read, write};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "
/** A user to create, with the fields and the limits of `POST /users`. */
export interface NewUser {
    uid: string;
    name: string;
    link?: string | null;
    avatar?: string | null;
    metadata?: Record<string, unknown> | null;
    role?: string;
    statusMessage?: string | null;
    tags?: string[];
    /** Makes a token, too. */
    withAuthToken?: boolean;
}
";

/// One emulator, with a world of its own.
#[wasm_bindgen]
#[derive(Debug)]
pub struct EmulatorCore {
    service: Service,
}

#[wasm_bindgen]
impl EmulatorCore {
    /// Starts with these users, tokens and keys. Throws if the API itself would refuse one.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "EmulatorOptions | undefined")] options: JsValue,
    ) -> Result<Self, JsValue> {
        let config = Config::try_from(read::<Options>(options)?).map_err(IntoJsError::into_js)?;
        Ok(Self {
            service: Service::new(config),
        })
    }

    /// Answers a request of any host, as the global `fetch` would.
    #[wasm_bindgen(unchecked_return_type = "Promise<Response>")]
    pub fn fetch(&self, request: RequestLike) -> Promise {
        let service = self.service.clone();
        future_to_promise(async move { fetch::fetch(service, request).await.map(JsValue::from) })
    }

    /// What this emulator is.
    #[wasm_bindgen(unchecked_return_type = "EmulatorAbout")]
    pub fn about(&self) -> Result<JsValue, JsValue> {
        write(&self.service.app().about())
    }

    /// The requests so far that `query` picks, in order of arrival.
    #[wasm_bindgen(unchecked_return_type = "JournalEntry[]")]
    pub fn requests(
        &self,
        #[wasm_bindgen(unchecked_param_type = "RequestQuery | undefined")] query: JsValue,
    ) -> Result<JsValue, JsValue> {
        write(&self.service.app().requests(&read::<RequestQuery>(query)?))
    }

    /// The same, when there are as many as `query` awaits. Rejects if they do not come in time.
    #[wasm_bindgen(js_name = waitForRequests, unchecked_return_type = "Promise<JournalEntry[]>")]
    pub fn wait_for_requests(
        &self,
        #[wasm_bindgen(unchecked_param_type = "RequestQuery")] query: JsValue,
    ) -> Promise {
        let app = self.service.app().clone();
        future_to_promise(async move {
            let query = read::<RequestQuery>(query)?;
            let timer = fetch::sleep(Some(query.timeout()));
            match select(pin!(app.requests_to_come(&query)), pin!(timer)).await {
                Either::Left((entries, _)) => write(&entries),
                Either::Right(_) => {
                    let come = app.count_requests(&query);
                    Err(error("ERR_TIMEOUT", &query.complaint(come)))
                }
            }
        })
    }

    /// Forgets the journal.
    #[wasm_bindgen(js_name = clearRequests)]
    pub fn clear_requests(&self) {
        self.service.app().clear_requests();
    }

    /// Orders a fault. Of several that match, the first meets the request.
    #[wasm_bindgen(unchecked_return_type = "Fault")]
    pub fn fault(
        &self,
        #[wasm_bindgen(unchecked_param_type = "FaultOrder")] order: JsValue,
    ) -> Result<JsValue, JsValue> {
        let ordered = self.service.app().order(read(order)?);
        write(&ordered.map_err(IntoJsError::into_js)?)
    }

    /// Every fault, in order, those that are spent included.
    #[wasm_bindgen(unchecked_return_type = "Fault[]")]
    pub fn faults(&self) -> Result<JsValue, JsValue> {
        write(&self.service.app().faults())
    }

    /// Ends a fault, and lets the requests go that it holds. Throws if there is none of this id.
    #[wasm_bindgen(js_name = endFault)]
    pub fn end_fault(&self, id: u32) -> Result<(), JsValue> {
        let ended = self.service.app().end_fault(u64::from(id));
        ended.map_err(IntoJsError::into_js)
    }

    /// Ends every fault, and lets all held requests go.
    #[wasm_bindgen(js_name = endFaults)]
    pub fn end_faults(&self) {
        self.service.app().end_faults();
    }

    /// Lets held requests go: those of one fault, or all. Gives how many there were.
    pub fn release(&self, fault: Option<u32>) -> usize {
        self.service.app().release(fault.map(u64::from))
    }

    /// Creates a user, with the fields of `POST /users`.
    #[wasm_bindgen(js_name = addUser, unchecked_return_type = "EmulatorUser & { authToken?: string }")]
    pub fn add_user(
        &self,
        #[wasm_bindgen(unchecked_param_type = "NewUser")] user: JsValue,
    ) -> Result<JsValue, JsValue> {
        let user: Map<String, Value> = read(user)?;
        let created = self.service.app().add_user(&user);
        write(&created.map_err(IntoJsError::into_js)?)
    }

    /// Makes an auth token, and its user if there is none.
    #[wasm_bindgen(js_name = addToken, unchecked_return_type = "EmulatorToken")]
    pub fn add_token(
        &self,
        #[wasm_bindgen(unchecked_param_type = "TokenSeed")] seed: JsValue,
    ) -> Result<JsValue, JsValue> {
        let token = self.service.app().add_token(read(seed)?);
        write(&token.map_err(IntoJsError::into_js)?)
    }

    /// Ends an auth token behind the user's back. Throws if there is no such live token.
    pub fn revoke(&self, token: &str) -> Result<(), JsValue> {
        let revoked = self.service.app().revoke(token);
        revoked.map_err(IntoJsError::into_js)
    }

    /// Users, tokens, faults and journal as they were at the start. Requests that a fault holds lose
    /// their connection.
    pub fn reset(&self) {
        self.service.app().reset();
    }

    /// All users, all live tokens, and the number of held requests.
    #[wasm_bindgen(unchecked_return_type = "EmulatorState")]
    pub fn state(&self) -> Result<JsValue, JsValue> {
        write(&self.service.app().state())
    }
}
