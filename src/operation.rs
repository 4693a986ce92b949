//! The operations of a client, as JavaScript names them.

macro_rules! operations {
    ($($(#[doc = $doc:literal])+ $name:ident,)+) => {
        /// What the `call` of `binding` does, with up to two arguments.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Operation {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Operation {
            /// The operation with a number: they are numbered in order, from 0.
            #[must_use]
            pub const fn of(number: u32) -> Option<Self> {
                match number {
                    $(number if number == Self::$name as u32 => Some(Self::$name),)+
                    _ => None,
                }
            }
        }

        /// The names of the operations, in the order of their numbers, and what they do.
        #[cfg(not(target_arch = "wasm32"))]
        pub const OPERATIONS: &[(&str, &str)] =
            &[$((stringify!($name), concat!($($doc, "\n"),+))),+];
    };
}

operations! {
    /// `init(appId, settings)`: a promise of `true`.
    Init,
    /// Whether an `init` has resolved.
    IsInitialized,
    /// The app id, or `undefined` before `init`.
    AppId,
    /// Sends all requests to an emulator on this machine, given its address.
    UseEmulator,
    /// Identifies the framework, given `{resource, platform, language}`.
    SetSource,
    /// `login(uid, authKey)`: a promise of a user.
    Login,
    /// `login(authToken)`: a promise of a user.
    LoginWithAuthToken,
    /// `ensureLoggedIn({uid, authToken})`: a promise of a user.
    EnsureLoggedIn,
    /// Refuses a login as `CometChatCalls` does, given `{code, message}`: a promise that rejects with
    /// that exception, of which the listeners hear too.
    RefuseLogin,
    /// A promise of the user who is logged in, or of `null`.
    LoggedInUser,
    /// Whether a user is logged in.
    IsLoggedIn,
    /// A promise of the token of the user who is logged in, or of `null`.
    AuthToken,
    /// Asks the server whether the session still lives: a promise of the user, or of `null`.
    CheckSession,
    /// Ends the session: a promise of what the server says.
    Logout,
    /// `createUser(user, authKey)`: a promise of the user.
    CreateUser,
    /// `updateUser(user, authKey)`: a promise of the user.
    UpdateUser,
    /// `updateCurrentUserDetails(user)`: a promise of the user.
    UpdateCurrentUser,
    /// `getUser(uid)`: a promise of the user.
    GetUser,
    /// One of those who wait for a promise of this client no longer does. Returns the exception to
    /// reject them with.
    Abandon,
    /// Adds a listener, given its id and it. What cannot be one is reported, not thrown.
    AddListener,
    /// Removes the listener with an id.
    RemoveListener,
    /// Calls a function whenever the state has changed.
    Subscribe,
    /// Calls it no more.
    Unsubscribe,
    /// The state, the same value until it changes.
    Snapshot,
    /// Where the session is kept: `{mode, state}`; `undefined` before `init`.
    StorageStatus,
}
