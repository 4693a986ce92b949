//! The table of errors: code, message, when each happens, and what to do.
//!
//! The constants here, the TypeScript union of codes, the codes of `CometChatCalls` and docs/errors.md
//! are made from this table. Codes and names are those of CometChat's SDK where it has one
//! (docs/protocol.md#outcomes).

/// The code of an error that the SDK makes itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// A text.
    Text(&'static str),
    /// The number -1, which CometChat's SDK uses in place of a code.
    MinusOne,
}

/// The details of an error that the SDK makes itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Details {
    /// None, or details that are known only when the error happens.
    None,
    /// An empty object.
    Empty,
    /// A sentence.
    Text(&'static str),
}

/// An error that the SDK makes itself.
#[derive(Debug)]
pub struct ErrorSpec {
    /// The code that identifies the error.
    pub code: Code,
    /// The name in CometChat's SDK, if that is not the class's name.
    pub name: Option<&'static str>,
    /// For the application's developer: what was wrong and what to do.
    pub message: &'static str,
    /// More about it.
    pub details: Details,
}

/// An error as docs/errors.md and the TypeScript types show it.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug)]
pub struct ErrorEntry {
    /// The error, if the SDK's Rust makes it; `None` if the server or the TypeScript does.
    pub spec: Option<&'static ErrorSpec>,
    /// The code that applications compare.
    pub code: &'static str,
    /// The code in `CometChatCalls`; empty if it is the same.
    pub calls: &'static str,
    /// When the error happens.
    pub when: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

macro_rules! errors {
    ($(#[doc = $table_doc:literal])+ $table:ident: $($(#[doc = $doc:literal])+ $id:ident {
        code: $code:expr,
        $(name: $name:literal,)?
        message: $message:literal,
        $(details: $details:expr,)?
        $(calls: $calls:literal,)?
        remedy: $remedy:literal $(,)?
    })+) => {
        $(
            $(#[doc = $doc])+
            pub const $id: ErrorSpec = ErrorSpec {
                code: $code,
                name: errors!(@name $($name)?),
                message: $message,
                details: errors!(@details $($details)?),
            };
        )+

        $(#[doc = $table_doc])+
        #[cfg(not(target_arch = "wasm32"))]
        pub const $table: &[ErrorEntry] = &[$(ErrorEntry {
            spec: Some(&$id),
            code: match $code {
                Code::Text(code) => code,
                Code::MinusOne => "-1",
            },
            calls: concat!($($calls)?),
            when: concat!($($doc),+),
            remedy: $remedy,
        }),+];
    };
    (@name) => { None };
    (@name $name:literal) => { Some($name) };
    (@details) => { Details::None };
    (@details $details:expr) => { $details };
}

macro_rules! other_errors {
    ($(#[doc = $doc:literal])+ $id:ident {
        $($code:literal $(calls $calls:literal)? : $when:literal, $remedy:literal;)+
    }) => {
        $(#[doc = $doc])+
        #[cfg(not(target_arch = "wasm32"))]
        pub const $id: &[ErrorEntry] = &[$(ErrorEntry {
            spec: None,
            code: $code,
            calls: concat!($($calls)?),
            when: $when,
            remedy: $remedy,
        }),+];
    };
}

/// The server's code for an auth token that it does not know (any more).
pub const TOKEN_NOT_FOUND: &str = "AUTH_ERR_AUTH_TOKEN_NOT_FOUND";

errors! {
    /// The errors that the SDK makes itself.
    SDK_ERRORS:

    /// `init` was called without an app ID.
    MISSING_APP_ID {
        code: Code::Text("MISSING_PARAMETERS"),
        name: "Invalid or no parameter passed to the method.",
        message: "AppID cannot be empty. Please specify a valid appID.",
        remedy: "Pass the app ID from the CometChat dashboard.",
    }
    /// `init` was called with an app ID that is not valid in a host name.
    INVALID_APP_ID {
        code: Code::Text("INVALID_APP_ID"),
        message: "An app ID has letters, digits and hyphens only.",
        remedy: "Copy the app ID from the CometChat dashboard.",
    }
    /// `init` was called with a region that is not valid in a host name.
    INVALID_REGION {
        code: Code::Text("INVALID_REGION"),
        message: "A region is \"us\", \"eu\" or \"in\".",
        remedy: "Pass the region from the CometChat dashboard.",
    }
    /// `overrideAdminHost` or `overrideClientHost` got something that is not a host, or plain http to
    /// another machine; or `useEmulator` got the address of another machine.
    INVALID_HOST {
        code: Code::Text("INVALID_HOST"),
        message: "A host is \"example.com:8443/path\" or an https URL. http and useEmulator() are for this machine only.",
        remedy: "Correct the host, and use https.",
    }
    /// `init` was called with settings of the wrong type, or with a value that a setting cannot have.
    INVALID_SETTINGS {
        code: Code::Text("INVALID_SETTINGS"),
        message: "Build the settings with AppSettingsBuilder. storageMode is \"local\" or \"session\", requestTimeout is 1 to 600000 ms.",
        remedy: "Build the settings with `AppSettingsBuilder`.",
    }
    /// A call was made before `init`, or after `init` failed. As in CometChat's SDK, the `code` is the
    /// string `"-1"`: compare the `name` instead.
    NOT_INITIALIZED {
        code: Code::Text("-1"),
        name: "COMETCHAT_INITIALIZATION_NOT_DONE",
        message: "please initialize the cometchat before using login method.",
        calls: "ERROR_SDK_NOT_INITIALIZED",
        remedy: "Call `init` first. It need not be awaited.",
    }
    /// `login` was called while a login with other credentials was pending. As in CometChat's SDK, the
    /// `code` is the number -1: compare the `name` instead.
    LOGIN_IN_PROGRESS {
        code: Code::MinusOne,
        name: "LOGIN_IN_PROGRESS",
        message: "Please wait until the previous login request ends.",
        details: Details::Empty,
        calls: "ERROR_LOGIN_IN_PROGRESS",
        remedy: "Wait for the other login, or call `logout` first. `ensureLoggedIn` does this for you.",
    }
    /// A login was cancelled: by `logout`, by its signal, by `init` for another app, by a later
    /// `ensureLoggedIn`, or by `dispose`.
    LOGIN_CANCELLED {
        code: Code::Text("LOGIN_CANCELLED"),
        name: "LOGIN_CANCELLED",
        message: "The login was cancelled by its signal, logout(), init() or ensureLoggedIn().",
        remedy: "Nothing: something newer has replaced it.",
    }
    /// Another call was cancelled, by its signal or by `dispose`.
    CANCELLED {
        code: Code::Text("REQUEST_CANCELLED"),
        name: "REQUEST_CANCELLED",
        message: "The call was cancelled by its signal or dispose().",
        remedy: "Nothing: the application asked for it.",
    }
    /// A call needs a session, and nobody is logged in.
    NOT_LOGGED_IN {
        code: Code::Text("ERR_NOT_LOGGED_IN"),
        message: "No active user session.",
        details: Details::Text("Please log in before attempting to log out."),
        calls: "ERROR_NO_USER_LOGGED_IN",
        remedy: "Log in first.",
    }
    /// There was no answer, or it was not JSON: because of the network, CORS or a proxy.
    /// `details.reason` says which, `details.status` is the HTTP status of an answer, and `cause` is
    /// the browser's own error.
    FAILED_TO_FETCH {
        code: Code::Text("FAILED_TO_FETCH"),
        name: "FAILED_TO_FETCH",
        message: "There is an unknown issue with the API request. Please check your internet connection and verify the api call.",
        remedy: "Offer to try again. If it never works, check the app ID, the region, and `connect-src` of the Content-Security-Policy.",
    }
    /// The server did not answer completely in time.
    REQUEST_TIMEOUT {
        code: Code::Text("REQUEST_TIMEOUT"),
        name: "REQUEST_TIMEOUT",
        message: "The server did not answer in time.",
        remedy: "Offer to try again. `setRequestTimeout` changes the time.",
    }
    /// The answer is JSON, but not what CometChat sends. `details.reason` says what is missing.
    INVALID_RESPONSE {
        code: Code::Text("INVALID_RESPONSE"),
        name: "INVALID_RESPONSE",
        message: "The response is not from CometChat. Please verify the app ID, region and hosts.",
        remedy: "Check the app ID, the region and overridden hosts.",
    }
    /// A call needs a UID, and got none.
    MISSING_UID {
        code: Code::Text("MISSING_PARAMETERS"),
        message: "The uid is missing or blank.",
        remedy: "Pass a UID.",
    }
    /// `login` got a UID and no Auth Key.
    MISSING_AUTH_KEY {
        code: Code::Text("MISSING_PARAMETERS"),
        message: "The authKey is missing or blank.",
        remedy: "Pass the Auth Key from the CometChat dashboard (development only).",
    }
    /// A login got no auth token.
    MISSING_AUTH_TOKEN {
        code: Code::Text("MISSING_PARAMETERS"),
        message: "The authToken is missing or blank.",
        remedy: "Pass the token that your server got from CometChat.",
    }
    /// `createUser`, `updateUser` or `updateCurrentUserDetails` got no user, or one that JSON cannot
    /// hold.
    MISSING_USER {
        code: Code::Text("MISSING_PARAMETERS"),
        message: "The user is missing, or is not JSON.",
        remedy: "Pass a `User`, or an object with its fields.",
    }
    /// `addLoginListener` got no ID, or no object with callbacks. It is reported like an uncaught
    /// error.
    MISSING_LISTENER {
        code: Code::Text("MISSING_PARAMETERS"),
        message: "addLoginListener() takes an ID and a LoginListener.",
        remedy: "Pass an ID and a `LoginListener`.",
    }
    /// `createUser` or `updateUser` got no Auth Key, or an Auth Key has characters that a header cannot
    /// contain.
    INVALID_AUTH_KEY {
        code: Code::Text("INVALID_AUTH_KEY"),
        message: "Invalid AUTH_KEY. Please provide a valid AUTH_KEY.",
        calls: "ERROR_API_KEY_NOT_FOUND",
        remedy: "Copy the Auth Key from the CometChat dashboard.",
    }
    /// An auth token has characters that a header cannot contain.
    INVALID_AUTH_TOKEN {
        code: Code::Text("INVALID_AUTH_TOKEN"),
        message: "The authToken has characters that a header cannot contain.",
        remedy: "Pass the token exactly as CometChat returned it.",
    }
    /// A UID is blank, or a URL cannot contain it (half an emoji, for example), or it is a number without
    /// a text, such as a `BigInt`.
    INVALID_UID {
        code: Code::Text("INVALID_UID"),
        message: "Invalid UID provided for a user. Please provide a valid UID.",
        calls: "ERROR_INVALID_UID",
        remedy: "Use letters, digits, hyphens and underscores.",
    }
    /// The user has no UID.
    UID_IS_COMPULSORY {
        code: Code::Text("UID_IS_COMPULSORY"),
        message: "UID cannot be blank. Please provide a valid UID.",
        remedy: "Set the user's `uid`.",
    }
    /// The new user has no name.
    USER_NAME_IS_COMPULSORY {
        code: Code::Text("USER_NAME_IS_COMPULSORY"),
        message: "User name cannot be blank. Please provide a valid User name.",
        remedy: "Set the user's `name`.",
    }
    /// The `authToken` function of `ensureLoggedIn` threw, rejected, took longer than 20 seconds, or
    /// returned no token (or the expired one again). `details.reason` says which, and `cause` is what it
    /// threw.
    NO_AUTH_TOKEN {
        code: Code::Text("AUTH_TOKEN_UNAVAILABLE"),
        message: "The function authToken returned no new token.",
        remedy: "Look at the route of your server that returns tokens.",
    }
    /// The token that `ensureLoggedIn` got belongs to another user than `uid`.
    TOKEN_OF_ANOTHER_USER {
        code: Code::Text("ERR_AUTHTOKEN_NOT_ACCESSIBLE"),
        message: "The authToken belongs to another user than the uid.",
        remedy: "Let your server return a token of the user who asks.",
    }
}

errors! {
    /// The errors that only `cometchat-wasm/server` makes.
    SERVER_SDK_ERRORS:

    /// `createCometChatServer` got no REST API key. The call that needs it rejects, so that a program can
    /// be built where the key is not.
    MISSING_API_KEY {
        code: Code::Text("MISSING_PARAMETERS"),
        message: "The apiKey is missing or blank.",
        remedy: "Pass the REST API key from the CometChat dashboard. Look whether the variable is set that has it.",
    }
    /// The REST API key has characters that a header cannot contain.
    INVALID_API_KEY {
        code: Code::Text("INVALID_API_KEY"),
        message: "The apiKey has characters that a header cannot contain.",
        remedy: "Copy the REST API key from the CometChat dashboard.",
    }
    /// An option has a value that it cannot have. `details.reason` names the option.
    INVALID_OPTIONS {
        code: Code::Text("INVALID_OPTIONS"),
        message: "An option has a value that it cannot have.",
        remedy: "Correct the option.",
    }
    /// The `identify` function of `tokenRoute` or `logoutRoute` threw, took longer than 8 seconds, or
    /// returned neither `null` nor an object with a `uid`. `details.reason` says which. The route has answered
    /// 500 or 504.
    NO_IDENTITY {
        code: Code::Text("IDENTITY_UNAVAILABLE"),
        message: "The function identify returned no user: neither { uid } nor null.",
        remedy: "Return `{ uid, name }` of the user who is logged in to your application, or `null`.",
    }
}

other_errors! {
    /// The errors that the TypeScript of `cometchat-wasm/server` makes.
    SERVER_HOST_ERRORS {
        "SERVER_ONLY": "`createCometChatServer` was called in a browser, which must never have the REST API key.", "Import `cometchat-wasm/server` on your server only. In the page, use `fetchToken`.";
    }
}

other_errors! {
    /// The errors that CometChat documents for its servers.
    SERVER_ERRORS {
        "AUTH_ERR_EMPTY_APPID": "The request names no app.", "Check the app ID.";
        "AUTH_ERR_INVALID_APPID": "There is no such app.", "Check the app ID.";
        "AUTH_ERR_EMPTY_APIKEY": "The request has no key.", "Pass the Auth Key.";
        "AUTH_ERR_APIKEY_NOT_FOUND" calls "ERROR_API_KEY_NOT_FOUND": "The app has no such key.", "Copy the Auth Key from the CometChat dashboard.";
        "AUTH_ERR_NO_ACCESS": "The key or the token does not allow this.", "Use a token of the user, or let your server do it.";
        "AUTH_ERR_EMPTY_AUTH_TOKEN": "The request has no token.", "Log in again.";
        "AUTH_ERR_AUTH_TOKEN_NOT_FOUND": "The token was revoked, or never existed. The session has been dropped.", "Log in again. `ensureLoggedIn` with a function for `authToken` does it for you.";
        "ERR_UID_NOT_FOUND": "There is no such user, or the user is deactivated.", "Create the user first.";
        "ERR_UID_ALREADY_EXISTS": "A user with this UID exists already.", "Log the user in, or choose another UID.";
        "ERR_AUTH_TOKEN_NOT_FOUND": "The user has no such token.", "Ask for a new token.";
        "ERR_AUTHTOKEN_UNAVAILABLE": "The token is in use on another device.", "Ask for a new token.";
        "ERR_AUTH_TOKEN_DELETE_FAILED": "The token could not be revoked.", "Try again.";
        "ERR_ROLE_NOT_FOUND": "The app has no such role.", "Create the role in the CometChat dashboard.";
        "ERR_PLAN_RESTRICTION": "The app's plan does not include this.", "See the plan in the CometChat dashboard.";
        "ERR_SUBSCRIPTION_EXPIRED": "The app's subscription has ended.", "Renew it in the CometChat dashboard.";
        "ERR_TOO_MANY_REQUESTS": "The app has reached its rate limit. The SDK has already waited and tried again.", "Offer to try again later.";
        "ERR_BAD_REQUEST": "One or more fields of the request are invalid. `details` names them.", "Correct them.";
    }
}

other_errors! {
    /// The errors that the package's TypeScript makes, when there is no Rust that could.
    LOADER_ERRORS {
        "WASM_LOAD_FAILED": "The WebAssembly could not be loaded or started. The message says why, and `cause` is the error behind it.", "Do what the message says. Often `'wasm-unsafe-eval'` is missing in `script-src` of the Content-Security-Policy, or `cometchat.wasm` is not where `cometchat-wasm/slim` looks for it. The next call tries again.";
        "SDK_FAILED": "The WebAssembly stopped because of a defect of this SDK. All pending calls reject.", "Call again: the next call starts the SDK anew, with your listeners, your settings and the stored session. Please report the error.";
    }
}

other_errors! {
    /// The errors of `cometchat-wasm/companion`, which keeps the official SDK in step.
    COMPANION_ERRORS {
        "CHAT_NOT_LOADED": "The official SDK or its UI Kit could not be imported, or not within 30 seconds. `cause` is what the import rejected with.", "Nothing at once: it is tried again after a while, when the page is online or seen again, and when you call `ready()`. If it stays, look whether the chat's script is where the page looks for it.";
        "CHAT_NOT_READY": "The official SDK or its UI Kit did not initialise, did not log in, or did not answer within 30 seconds. `details.reason` is its code.", "Nothing at once: it is tried again after a while, when the page is online or seen again, and when you call `ready()`.";
        "CHAT_NOT_POSSIBLE": "The companion cannot work as it was called. The message says why.", "Do what the message says.";
        "CHAT_STOPPED": "The companion was stopped, or its client was disposed of.", "Call `keepInStep()` again.";
    }
}

errors! {
    /// What only `CometChatCalls` says of its arguments.
    CALLS_ARGUMENT_ERRORS:

    /// The UID is missing or blank, or a URL cannot contain it.
    CALLS_INVALID_UID {
        code: Code::Text("ERROR_INVALID_UID"),
        message: "The uid is missing or blank. Please pass a UID.",
        remedy: "Pass a UID.",
    }
    /// The UID contains a space.
    CALLS_UID_WITH_SPACE {
        code: Code::Text("ERROR_UID_WITH_SPACE"),
        message: "The uid has a space. Please pass a UID without spaces.",
        remedy: "Pass a UID of letters, digits, hyphens and underscores.",
    }
    /// The Auth Key is missing or blank, or the app has no such key.
    CALLS_MISSING_AUTH_KEY {
        code: Code::Text("ERROR_API_KEY_NOT_FOUND"),
        message: "The authKey is missing or blank. Please pass an Auth Key.",
        remedy: "Copy the Auth Key from the CometChat dashboard.",
    }
    /// The auth token is missing or blank.
    CALLS_MISSING_AUTH_TOKEN {
        code: Code::Text("ERROR_BLANK_AUTHTOKEN"),
        message: "The authToken is missing or blank. Please pass an auth token.",
        remedy: "Pass the token that your server got from CometChat.",
    }
    /// The auth token contains a space.
    CALLS_AUTH_TOKEN_WITH_SPACE {
        code: Code::Text("ERROR_AUTHTOKEN_WITH_SPACE"),
        message: "The authToken has a space. Please pass it as the server gave it.",
        remedy: "Pass the token exactly as CometChat returned it.",
    }
}

other_errors! {
    /// The codes that only `CometChatCalls` has.
    CALLS_ERRORS {
        "ERROR_LOGIN_IN_PROGRESS": "A login with other credentials is pending.", "Wait for the other login, or call `logout` first.";
        "ERROR_SDK_NOT_INITIALIZED": "A call was made before `init`, or after `init` failed.", "Call `init` first. It need not be awaited.";
        "ERROR_NO_USER_LOGGED_IN": "`logout` was called, and nobody is logged in.", "Log in first.";
    }
}
