//! Auth tokens: who they stand for, and when they end.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::clock;
use crate::users::{Uid, json_object};

/// Live tokens that a user may have. One more, and the oldest is archived.
pub(crate) const LIVE_LIMIT: usize = 100;

/// A live auth token.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) uid: Uid,
    pub(crate) created_at: u64,
    /// Whether a device has registered with it, by `PUT /me`.
    pub(crate) registered: bool,
    /// What the device said of itself: `platform`, `deviceId` and `appInfo`.
    device: Map<String, Value>,
}

/// The fields with which a device tells what it is.
const DEVICE_FIELDS: [&str; 3] = ["platform", "deviceId", "appInfo"];

impl Token {
    /// Keeps what a request's body says of the device.
    pub(crate) fn meet_device(&mut self, body: &Map<String, Value>) {
        for field in DEVICE_FIELDS {
            if let Some(value) = body.get(field) {
                self.device.insert(field.to_owned(), value.clone());
            }
        }
    }

    /// The token on the wire.
    pub(crate) fn view(&self) -> TokenView {
        TokenView {
            uid: self.uid.to_string(),
            auth_token: self.text.clone(),
            created_at: self.created_at,
            device: self.device.clone(),
        }
    }

    /// The same as JSON.
    pub(crate) fn to_json(&self) -> Map<String, Value> {
        json_object(&self.view())
    }
}

/// An auth token on the wire.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(rename = "EmulatorToken"))]
pub struct TokenView {
    uid: String,
    auth_token: String,
    /// Seconds since the epoch.
    created_at: u64,
    /// `platform`, `deviceId` and `appInfo`, as far as a device has told them.
    #[serde(flatten)]
    #[cfg_attr(
        feature = "typescript",
        tsify(type = "{ platform?: unknown; deviceId?: unknown; appInfo?: unknown }")
    )]
    device: Map<String, Value>,
}

/// All live tokens, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Tokens(Vec<Token>);

impl Tokens {
    /// A new token for this user, of the form `{uid}_{epoch seconds}{hex}`.
    pub(crate) fn issue(&mut self, uid: Uid) -> &Token {
        let now = clock::epoch_seconds();
        let text = format!("{uid}_{now}{:032x}", fastrand::u128(..));
        self.push(uid, text, now)
    }

    /// A token whose text the caller chose. If there is one of this text, it is replaced.
    pub(crate) fn add(&mut self, uid: Uid, text: String) -> &Token {
        self.remove(&text);
        self.push(uid, text, clock::epoch_seconds())
    }

    fn push(&mut self, uid: Uid, text: String, created_at: u64) -> &Token {
        let live = self.0.iter().filter(|token| token.uid == uid).count();
        if live >= LIVE_LIMIT
            && let Some(oldest) = self.0.iter().position(|token| token.uid == uid)
        {
            self.0.remove(oldest);
        }
        self.0.push(Token {
            text,
            uid,
            created_at,
            registered: false,
            device: Map::new(),
        });
        &self.0[self.0.len() - 1]
    }

    pub(crate) fn get(&self, text: &str) -> Option<&Token> {
        self.0.iter().find(|token| token.text == text)
    }

    /// Puts back a token that has changed.
    pub(crate) fn replace(&mut self, changed: Token) {
        if let Some(token) = self.0.iter_mut().find(|token| token.text == changed.text) {
            *token = changed;
        }
    }

    /// Ends a token. `false` if there was none.
    pub(crate) fn remove(&mut self, text: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|token| token.text != text);
        self.0.len() < before
    }

    /// Ends every token of a user.
    pub(crate) fn remove_all(&mut self, uid: &Uid) {
        self.0.retain(|token| token.uid != *uid);
    }

    /// The tokens of a user, oldest first.
    pub(crate) fn of<'a>(&'a self, uid: &'a Uid) -> impl Iterator<Item = &'a Token> {
        self.0.iter().filter(move |token| token.uid == *uid)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Token> {
        self.0.iter()
    }
}
