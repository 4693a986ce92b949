//! The API's errors: every documented code, the HTTP status that goes with it and its sentence.

use std::borrow::Cow;
use std::fmt;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

/// What the emulator signs its errors with, in `error.source`.
const SOURCE: &str = "cometchat-emulator";

/// What a code is about, which is what its message quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// The `appid` header.
    AppId,
    /// The `apikey` header.
    ApiKey,
    /// The `authtoken` header, or the token in the path.
    AuthToken,
    /// The uid in the path or in the body.
    Uid,
    /// The role in the body.
    Role,
    /// Nothing in particular.
    Nothing,
}

macro_rules! codes {
    ($($variant:ident $text:literal $status:ident $subject:ident $message:literal;)+) => {
        /// An error code of the API. See docs/protocol.md for where each comes from.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Code { $($variant,)+ }

        impl Code {
            /// Every code, in the order of CometChat's error guide.
            #[cfg(test)]
            pub(crate) const ALL: &[Code] = &[$(Code::$variant,)+];

            /// The code as it is sent.
            pub(crate) fn text(self) -> &'static str {
                match self { $(Code::$variant => $text,)+ }
            }

            /// The code that is sent as `text`.
            pub(crate) fn parse(text: &str) -> Option<Code> {
                match text { $($text => Some(Code::$variant),)+ _ => None }
            }

            /// The HTTP status that goes with the code.
            pub(crate) fn status(self) -> StatusCode {
                match self { $(Code::$variant => StatusCode::$status,)+ }
            }

            /// What the message quotes.
            pub(crate) fn subject(self) -> Subject {
                match self { $(Code::$variant => Subject::$subject,)+ }
            }

            /// The sentence for people. It quotes `subject`, secrets included, as the real one does.
            pub(crate) fn message(self, subject: &str) -> String {
                match self { $(Code::$variant => $message.replace("{}", subject),)+ }
            }
        }
    };
}

codes! {
    EmptyAppId "AUTH_ERR_EMPTY_APPID" BAD_REQUEST AppId
        "The appid header is missing or empty. Please send the app ID with the request.";
    InvalidAppId "AUTH_ERR_INVALID_APPID" UNAUTHORIZED AppId
        "The app ID {} does not exist in this region. Please use a correct app ID.";
    EmptyApiKey "AUTH_ERR_EMPTY_APIKEY" BAD_REQUEST ApiKey
        "The apikey header is missing or empty. Please send an API key with the request.";
    ApiKeyNotFound "AUTH_ERR_APIKEY_NOT_FOUND" NOT_FOUND ApiKey
        "The key {} does not exist. Please use correct apiKey.";
    NoAccess "AUTH_ERR_NO_ACCESS" FORBIDDEN ApiKey
        "The key {} cannot be used to perform this operation. Please use API key with a correct scope to perform the operation.";
    EmptyAuthToken "AUTH_ERR_EMPTY_AUTH_TOKEN" BAD_REQUEST AuthToken
        "The authtoken header is missing or empty. Please send an auth token with the request.";
    AuthTokenUnknown "AUTH_ERR_AUTH_TOKEN_NOT_FOUND" UNAUTHORIZED AuthToken
        "The auth token {} does not exist. Please make sure you are logged in and have a valid auth token or try login again.";
    AuthTokenNotFound "ERR_AUTH_TOKEN_NOT_FOUND" NOT_FOUND AuthToken
        "The auth token {} does not exist.";
    AuthTokenDeleteFailed "ERR_AUTH_TOKEN_DELETE_FAILED" INTERNAL_SERVER_ERROR AuthToken
        "The auth token {} could not be deleted. Please try again.";
    AuthTokenUnavailable "ERR_AUTHTOKEN_UNAVAILABLE" CONFLICT AuthToken
        "The auth token {} is mapped with another device.";
    AuthTokenNotAccessible "ERR_AUTHTOKEN_NOT_ACCESSIBLE" FORBIDDEN AuthToken
        "The auth token {} is mapped with another user.";
    PlanRestriction "ERR_PLAN_RESTRICTION" FORBIDDEN Nothing
        "This feature is not available with your current plan. Please upgrade your plan.";
    SubscriptionExpired "ERR_SUBSCRIPTION_EXPIRED" FORBIDDEN Nothing
        "The subscription of this app has expired. Please renew it.";
    TooManyRequests "ERR_TOO_MANY_REQUESTS" TOO_MANY_REQUESTS Nothing
        "Too many requests. Please try again later.";
    UidNotFound "ERR_UID_NOT_FOUND" NOT_FOUND Uid
        "The UID {} does not exist, please make sure you have created a user with this UID.";
    UidAlreadyExists "ERR_UID_ALREADY_EXISTS" BAD_REQUEST Uid
        "The UID {} already exists. Please use another UID or try after permanently deleting the user.";
    RoleNotFound "ERR_ROLE_NOT_FOUND" NOT_FOUND Role
        "The role {} does not exist. Please use correct role or use create role API.";
    BadRequest "ERR_BAD_REQUEST" BAD_REQUEST Nothing
        "Failed to validate the data sent with the request.";
    RouteNotFound "ERR_ROUTE_NOT_FOUND" NOT_FOUND Nothing
        "The emulator has no such route. It serves /v3 and /v3.0; its README lists the routes.";
    MethodNotAllowed "ERR_METHOD_NOT_ALLOWED" METHOD_NOT_ALLOWED Nothing
        "The emulator does not serve this method on this route. Its README lists the routes.";
}

/// A failed call: an HTTP status and the `error` object of the envelope.
#[derive(Debug, Clone)]
pub struct ApiError {
    /// The HTTP status of the answer.
    pub(crate) status: StatusCode,
    /// `error.code`
    pub code: Cow<'static, str>,
    /// `error.message`
    pub message: String,
    /// `error.details`, left out when `None`.
    pub details: Option<Box<Value>>,
}

impl ApiError {
    /// The error for `code`, whose message quotes `subject`.
    pub(crate) fn new(code: Code, subject: &str) -> Self {
        Self {
            status: code.status(),
            code: code.text().into(),
            message: code.message(subject),
            details: None,
        }
    }

    /// `ERR_BAD_REQUEST` with a sentence of its own, for the control API.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            ..Self::new(Code::BadRequest, "")
        }
    }

    /// `ERR_BAD_REQUEST` with `details`: field → messages.
    pub(crate) fn invalid(details: Map<String, Value>) -> Self {
        Self {
            details: Some(Box::new(Value::Object(details))),
            ..Self::new(Code::BadRequest, "")
        }
    }

    /// `ERR_BAD_REQUEST` with one message for one field.
    pub(crate) fn invalid_field(field: &str, message: impl Into<String>) -> Self {
        let messages = json!([message.into()]);
        Self::invalid(Map::from_iter([(field.to_owned(), messages)]))
    }

    /// The envelope `{"error": {…}}`.
    fn envelope(&self) -> Value {
        let mut error = Map::new();
        error.insert("code".to_owned(), json!(self.code));
        error.insert("message".to_owned(), json!(self.message));
        error.insert("devMessage".to_owned(), json!(self.message));
        error.insert("source".to_owned(), json!(SOURCE));
        if let Some(details) = &self.details {
            error.insert("details".to_owned(), Value::clone(details));
        }
        json!({ "error": error })
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for ApiError {}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status, axum::Json(self.envelope())).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_read_as_it_is_written() {
        for &code in Code::ALL {
            assert_eq!(Code::parse(code.text()), Some(code));
        }
        assert_eq!(Code::parse("ERR_UNHEARD_OF"), None);
    }

    #[test]
    fn every_code_goes_with_a_failing_status() {
        for &code in Code::ALL {
            assert!(
                code.status().is_client_error() || code.status().is_server_error(),
                "{code:?}"
            );
        }
    }

    #[test]
    fn the_readme_tells_every_code_and_its_status() {
        let readme = include_str!("../../README.md");
        for &code in Code::ALL {
            let row = format!("| `{}` | {} |", code.text(), code.status().as_u16());
            assert!(readme.contains(&row), "{row}");
        }
    }

    #[test]
    fn a_message_quotes_its_subject() {
        assert_eq!(
            Code::UidNotFound.message("who"),
            "The UID who does not exist, please make sure you have created a user with this UID."
        );
        assert_eq!(
            Code::AuthTokenUnknown.message("t"),
            "The auth token t does not exist. Please make sure you are logged in and have a valid \
             auth token or try login again."
        );
    }
}
