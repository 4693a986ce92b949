//! The object [`CometChatServer`] that the server's WebAssembly exports to JavaScript.
//!
//! As in the client's binding, nothing here decides or throws.

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use super::{Purpose, RouteRequest, Server};
use crate::error::{CANCELLED, Error};
use crate::platform::{Deferred, Environment, Value};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
import type { CometChatException } from "../../exception.js";
import type { RouteReply } from "../../server/route.js";
import type { AuthToken, AuthTokenPage, CometChatUser, Reactivated, Deactivated, UserPage } from "../../server/types.js";
"#;

/// An application's server, for one app and its REST API key. Each instance of the WebAssembly has one.
///
/// Arguments of the type `unknown` are what the application passed. The core parses them; an invalid one
/// rejects the promise.
#[wasm_bindgen]
#[derive(Debug)]
pub struct CometChatServer {
    server: Server,
}

#[wasm_bindgen]
impl CometChatServer {
    /// Sets the server up. If an option is invalid, each call rejects.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(#[wasm_bindgen(unchecked_param_type = "unknown")] options: JsValue) -> Self {
        let environment = Environment::of_instance(Value::nothing());
        Self {
            server: Server::new(environment, &options.into()),
        }
    }

    /// Creates a user.
    #[wasm_bindgen(js_name = createUser, unchecked_return_type = "Promise<CometChatUser>")]
    pub fn create_user(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] user: JsValue,
        #[wasm_bindgen(unchecked_param_type = "unknown")] options: JsValue,
    ) -> Promise {
        let created = self.server.create_user(&user.into(), &options.into());
        created.promise()
    }

    /// Reads a user.
    #[wasm_bindgen(js_name = getUser, unchecked_return_type = "Promise<CometChatUser>")]
    pub fn get_user(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] uid: JsValue,
    ) -> Promise {
        self.server.get_user(&uid.into()).promise()
    }

    /// Changes some fields of a user.
    #[wasm_bindgen(js_name = updateUser, unchecked_return_type = "Promise<CometChatUser>")]
    pub fn update_user(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] uid: JsValue,
        #[wasm_bindgen(unchecked_param_type = "unknown")] changes: JsValue,
    ) -> Promise {
        let updated = self.server.update_user(&uid.into(), &changes.into());
        updated.promise()
    }

    /// Lists users.
    #[wasm_bindgen(js_name = listUsers, unchecked_return_type = "Promise<UserPage>")]
    pub fn list_users(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] options: JsValue,
    ) -> Promise {
        self.server.list_users(&options.into()).promise()
    }

    /// Deactivates a user.
    #[wasm_bindgen(js_name = deactivateUser, unchecked_return_type = "Promise<void>")]
    pub fn deactivate_user(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] uid: JsValue,
    ) -> Promise {
        self.server.deactivate_user(&uid.into()).promise()
    }

    /// Deletes a user for good.
    #[wasm_bindgen(js_name = deleteUser, unchecked_return_type = "Promise<void>")]
    pub fn delete_user(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] uid: JsValue,
    ) -> Promise {
        self.server.delete_user(&uid.into()).promise()
    }

    /// Deactivates several users.
    #[wasm_bindgen(js_name = deactivateUsers, unchecked_return_type = "Promise<Deactivated>")]
    pub fn deactivate_users(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] uids: JsValue,
    ) -> Promise {
        self.server.deactivate_users(&uids.into()).promise()
    }

    /// Reactivates several users.
    #[wasm_bindgen(js_name = reactivateUsers, unchecked_return_type = "Promise<Reactivated>")]
    pub fn reactivate_users(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] uids: JsValue,
    ) -> Promise {
        self.server.reactivate_users(&uids.into()).promise()
    }

    /// Creates an auth token of a user.
    #[wasm_bindgen(js_name = createAuthToken, unchecked_return_type = "Promise<string>")]
    pub fn create_auth_token(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] uid: JsValue,
        #[wasm_bindgen(unchecked_param_type = "unknown")] options: JsValue,
    ) -> Promise {
        let created = self.server.create_auth_token(&uid.into(), &options.into());
        created.promise()
    }

    /// Lists the auth tokens of a user.
    #[wasm_bindgen(js_name = listAuthTokens, unchecked_return_type = "Promise<AuthTokenPage>")]
    pub fn list_auth_tokens(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] uid: JsValue,
        #[wasm_bindgen(unchecked_param_type = "unknown")] options: JsValue,
    ) -> Promise {
        let listed = self.server.list_auth_tokens(&uid.into(), &options.into());
        listed.promise()
    }

    /// Reads an auth token's record.
    #[wasm_bindgen(js_name = getAuthToken, unchecked_return_type = "Promise<AuthToken>")]
    pub fn get_auth_token(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] uid: JsValue,
        #[wasm_bindgen(js_name = authToken, unchecked_param_type = "unknown")] auth_token: JsValue,
    ) -> Promise {
        let token = self.server.get_auth_token(&uid.into(), &auth_token.into());
        token.promise()
    }

    /// Revokes an auth token.
    #[wasm_bindgen(js_name = revokeAuthToken, unchecked_return_type = "Promise<void>")]
    pub fn revoke_auth_token(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] uid: JsValue,
        #[wasm_bindgen(js_name = authToken, unchecked_param_type = "unknown")] auth_token: JsValue,
    ) -> Promise {
        let (uid, auth_token) = (uid.into(), auth_token.into());
        self.server.revoke_auth_token(&uid, &auth_token).promise()
    }

    /// Revokes all auth tokens of a user.
    #[wasm_bindgen(js_name = revokeAllAuthTokens, unchecked_return_type = "Promise<void>")]
    pub fn revoke_all_auth_tokens(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] uid: JsValue,
    ) -> Promise {
        self.server.revoke_all_auth_tokens(&uid.into()).promise()
    }

    /// Answers a page's request for a token.
    ///
    /// @param head method, URL and headers of the request
    /// @param identify returns who is logged in to the application
    /// @param options the options of the route
    #[wasm_bindgen(js_name = answerTokenRequest, unchecked_return_type = "Promise<RouteReply>")]
    pub fn answer_token_request(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] head: JsValue,
        #[wasm_bindgen(unchecked_param_type = "unknown")] identify: JsValue,
        #[wasm_bindgen(unchecked_param_type = "unknown")] options: JsValue,
    ) -> Promise {
        self.route(Purpose::Token, head, identify, options)
    }

    /// Answers a page's request to end all sessions of its user.
    ///
    /// @param head method, URL and headers of the request
    /// @param identify returns who is logged in to the application
    /// @param options the options of the route
    #[wasm_bindgen(js_name = answerLogoutRequest, unchecked_return_type = "Promise<RouteReply>")]
    pub fn answer_logout_request(
        &self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] head: JsValue,
        #[wasm_bindgen(unchecked_param_type = "unknown")] identify: JsValue,
        #[wasm_bindgen(unchecked_param_type = "unknown")] options: JsValue,
    ) -> Promise {
        self.route(Purpose::Logout, head, identify, options)
    }

    /// Notes that a caller no longer waits for a promise of this server.
    ///
    /// @returns the exception to reject that caller with
    #[wasm_bindgen(unchecked_return_type = "CometChatException")]
    #[must_use]
    pub fn cancel(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Promise<unknown>")] promise: JsValue,
    ) -> JsValue {
        Deferred::abandon_promise(promise.unchecked_ref());
        let error = Error::from(&CANCELLED);
        self.server.environment().exception(error.fields()).into()
    }
}

impl CometChatServer {
    fn route(
        &self,
        purpose: Purpose,
        head: JsValue,
        identify: JsValue,
        options: JsValue,
    ) -> Promise {
        let options = Value::from(options);
        let on_error = options.as_record().map(|options| options.get("onError"));
        let request = RouteRequest {
            purpose,
            head: head.into(),
            identify: Value::from(identify).as_token_source(),
            on_error: on_error.and_then(|on_error| on_error.as_error_callback()),
            options,
        };
        self.server.route(request).promise()
    }
}
