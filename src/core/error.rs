//! What can go wrong, as values with a code and a sentence.
//!
//! Codes and names are those of CometChat's SDK where it has one (docs/protocol.md#outcomes). No
//! error holds a key or a token: what the server echoes is redacted in [`Error::from_server`].

use super::value::{Plain, Value};

/// What stands in place of a secret.
pub const REDACTED: &str = "[redacted]";

/// What is wrong with what a call was given, if anything is.
pub type Checked = Result<(), &'static Known>;

/// `known`, unless `good`.
///
/// # Errors
/// `known`.
pub const fn check(good: bool, known: &'static Known) -> Checked {
    if good { Ok(()) } else { Err(known) }
}

/// An error that this SDK makes itself: JSON of its fields. `code` is text, but for one that
/// CometChat's SDK gives as the number −1; `message` says what was wrong and what to do, for the
/// application's developer; some have a `name` of their own, or `details`.
#[derive(Debug)]
pub struct Known(&'static str);

/// `init` without an app id.
pub const MISSING_APP_ID: Known = Known(concat!(
    r#"{"code":"MISSING_PARAMETERS","#,
    r#""name":"Invalid or no parameter passed to the method.","#,
    r#""message":"AppID cannot be empty. Please specify a valid appID."}"#,
));
/// An app id that could not be a label of a host name.
pub const INVALID_APP_ID: Known = Known(concat!(
    r#"{"code":"INVALID_APP_ID","#,
    r#""message":"An app id has letters, digits and hyphens only."}"#,
));
/// A region that could not be part of a host name.
pub const INVALID_REGION: Known = Known(concat!(
    r#"{"code":"INVALID_REGION","#,
    r#""message":"The region could not be part of a host name. Please use \"us\", \"eu\" or \"in\"."}"#,
));
/// An overridden host that is none, or that is neither encrypted nor this machine.
pub const INVALID_HOST: Known = Known(concat!(
    r#"{"code":"INVALID_HOST","#,
    r#""message":"A host is \"example.com\", with port and path if need be, or an https URL. Plain http and useEmulator() are for this machine."}"#,
));
/// Settings of another kind than they should be.
pub const INVALID_SETTINGS: Known = Known(concat!(
    r#"{"code":"INVALID_SETTINGS","#,
    r#""message":"Please pass what AppSettingsBuilder.build() returns, with a storageMode of \"local\" or \"session\" and a requestTimeout of 1 to 600000."}"#,
));
/// A call before `init` has succeeded.
pub const NOT_INITIALIZED: Known = Known(concat!(
    r#"{"code":"-1","#,
    r#""name":"COMETCHAT_INITIALIZATION_NOT_DONE","#,
    r#""message":"please initialize the cometchat before using login method."}"#,
));
/// A login while one with other credentials is under way.
pub const LOGIN_IN_PROGRESS: Known = Known(concat!(
    r#"{"code":-1,"#,
    r#""name":"LOGIN_IN_PROGRESS","#,
    r#""message":"Please wait until the previous login request ends.","#,
    r#""details":{}}"#,
));
/// A login that was given up.
pub const LOGIN_CANCELLED: Known = Known(concat!(
    r#"{"code":"LOGIN_CANCELLED","#,
    r#""name":"LOGIN_CANCELLED","#,
    r#""message":"The login was given up: by a logout, by its signal, or by init()."}"#,
));
/// Another call that was given up.
pub const CANCELLED: Known = Known(concat!(
    r#"{"code":"REQUEST_CANCELLED","#,
    r#""name":"REQUEST_CANCELLED","#,
    r#""message":"The call was given up by its signal."}"#,
));
/// A call that needs a session, without one.
pub const NOT_LOGGED_IN: Known = Known(concat!(
    r#"{"code":"ERR_NOT_LOGGED_IN","#,
    r#""message":"No active user session.","#,
    r#""details":"Please log in before attempting to log out."}"#,
));
/// No answer, or one that is not JSON.
pub const FAILED_TO_FETCH: Known = Known(concat!(
    r#"{"code":"FAILED_TO_FETCH","#,
    r#""name":"FAILED_TO_FETCH","#,
    r#""message":"There is an unknown issue with the API request. Please check your internet connection and verify the api call."}"#,
));
/// No complete answer in time.
pub const REQUEST_TIMEOUT: Known = Known(concat!(
    r#"{"code":"REQUEST_TIMEOUT","#,
    r#""name":"REQUEST_TIMEOUT","#,
    r#""message":"The server did not answer in time. Please try again."}"#,
));
/// JSON that is not what the protocol says.
pub const INVALID_RESPONSE: Known = Known(concat!(
    r#"{"code":"INVALID_RESPONSE","#,
    r#""name":"INVALID_RESPONSE","#,
    r#""message":"The server's answer could not be understood. Please verify the app id, region and hosts."}"#,
));
/// A login or a look-up without a UID.
pub const MISSING_UID: Known = Known(concat!(
    r#"{"code":"MISSING_PARAMETERS","#,
    r#""message":"The parameter uid is missing or blank. Please pass a UID."}"#,
));
/// A login with a UID and without an Auth Key.
pub const MISSING_AUTH_KEY: Known = Known(concat!(
    r#"{"code":"MISSING_PARAMETERS","#,
    r#""message":"The parameter authKey is missing or blank. Please pass an Auth Key."}"#,
));
/// A login without an auth token.
pub const MISSING_AUTH_TOKEN: Known = Known(concat!(
    r#"{"code":"MISSING_PARAMETERS","#,
    r#""message":"The parameter authToken is missing or blank. Please pass an auth token."}"#,
));
/// A call about a user without the user.
pub const MISSING_USER: Known = Known(concat!(
    r#"{"code":"MISSING_PARAMETERS","#,
    r#""message":"The parameter user is missing or no JSON. Please pass a User."}"#,
));
/// A listener that is none, or has no id.
pub const MISSING_LISTENER: Known = Known(concat!(
    r#"{"code":"MISSING_PARAMETERS","#,
    r#""message":"addLoginListener() takes an id and a LoginListener."}"#,
));
/// An Auth Key that is missing where a user is written, or that no header can carry.
pub const INVALID_AUTH_KEY: Known = Known(concat!(
    r#"{"code":"INVALID_AUTH_KEY","#,
    r#""message":"Invalid AUTH_KEY. Please provide a valid AUTH_KEY."}"#,
));
/// An auth token that no header can carry.
pub const INVALID_AUTH_TOKEN: Known = Known(concat!(
    r#"{"code":"INVALID_AUTH_TOKEN","#,
    r#""message":"The auth token has characters that none has. Please pass it as the server gave it."}"#,
));
/// A UID that is blank, or that no URL can carry.
pub const INVALID_UID: Known = Known(concat!(
    r#"{"code":"INVALID_UID","#,
    r#""message":"Invalid UID provided for a user. Please provide a valid UID."}"#,
));
/// A user without a UID.
pub const UID_IS_COMPULSORY: Known = Known(concat!(
    r#"{"code":"UID_IS_COMPULSORY","#,
    r#""message":"UID cannot be blank. Please provide a valid UID."}"#,
));
/// A new user without a name.
pub const USER_NAME_IS_COMPULSORY: Known = Known(concat!(
    r#"{"code":"USER_NAME_IS_COMPULSORY","#,
    r#""message":"User name cannot be blank. Please provide a valid User name."}"#,
));

/// An error: the fields `code`, `name?`, `message`, `details?` and `cause?` of a
/// `CometChatException`.
#[derive(Clone, Debug)]
pub struct Error<V>(V);

impl<V: Value> Error<V> {
    /// An error of this SDK's own.
    pub fn known(known: &Known) -> Self {
        Self(V::json(known.0))
    }

    /// An error that the face makes: the fields of its exception.
    pub const fn refusal(fields: V) -> Self {
        Self(fields)
    }

    /// An error whose details are why there was no usable answer, with the HTTP status if there
    /// was an answer (0 if not), and the platform's own error.
    pub fn because(known: &Known, reason: &str, status: u16, cause: &V) -> Self {
        let mut fields = Self::known(known).0;
        let mut details = V::object();
        details.set("reason", &V::text(reason));
        if status != 0 {
            details.set("status", &V::of(Plain::Number(f64::from(status))));
        }
        fields.set("details", &details);
        if !cause.is_none() {
            fields.set("cause", cause);
        }
        Self(fields)
    }

    /// The error that a server sent, with `secret` taken out of it. `None` if it is not the object
    /// that the protocol says.
    pub fn from_server(sent: &V, secret: &V) -> Option<Self> {
        let code = sent.get("code");
        if !code.is_present() {
            return None;
        }
        let mut fields = V::object();
        for key in ["code", "message", "details"] {
            let value = sent.get(key);
            if !value.is_none() {
                fields.set(key, &redacted(&value, secret));
            }
        }
        // A placeholder such as AUTH_TOKEN may be part of a documented code.
        if code.matches("^(AUTH_)?ERR_[A-Z_]+$") {
            fields.set("code", &code);
        }
        Some(Self(fields))
    }

    /// The fields of the exception.
    pub fn into_fields(self) -> V {
        self.0
    }

    /// Whether this is the server saying that it does not know the token.
    pub fn is_token_lost(&self) -> bool {
        self.0
            .get("code")
            .matches("^AUTH_ERR_AUTH_TOKEN_NOT_FOUND$")
    }
}

/// `value` without `secret`, as it is or percent-encoded. Goes through the JSON text, so that no
/// nesting and no escape hides it. What is no JSON any more is left out.
fn redacted<V: Value>(value: &V, secret: &V) -> V {
    value
        .stringified()
        .replaced(secret, REDACTED)
        .replaced(&secret.percent_encoded(), REDACTED)
        .parsed()
}
