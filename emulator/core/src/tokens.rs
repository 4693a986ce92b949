//! Auth tokens: who they stand for, and when they end.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::clock;
use crate::errors::ApiError;
use crate::users::{JSON_FACTOR, Uid, json_length, json_object};

/// Live tokens that a user may have. One more, and the oldest is archived.
pub(crate) const LIVE_LIMIT: usize = 100;

/// Bytes of memory that all tokens may take together, about. More, and the oldest are archived.
const TOKENS_LIMIT: usize = 32 * 1024 * 1024;
/// Bytes that a token takes beside its texts, about.
const TOKEN_BYTES: usize = 256;
/// Bytes that each field of a device may have as JSON.
pub(crate) const DEVICE_LIMIT: usize = 5 * 1024;

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

/// What a request's body says of a device.
#[derive(Debug)]
pub(crate) struct Device(Map<String, Value>);

impl Device {
    /// Reads the fields of a device.
    ///
    /// # Errors
    /// `ERR_BAD_REQUEST` if one is too long.
    pub(crate) fn read(body: &Map<String, Value>) -> Result<Self, ApiError> {
        let mut device = Map::new();
        for field in DEVICE_FIELDS {
            let Some(value) = body.get(field) else {
                continue;
            };
            if json_length(value) > DEVICE_LIMIT {
                let message = format!("The {field} may not be greater than 5 KB.");
                return Err(ApiError::invalid_field(field, message));
            }
            device.insert(field.to_owned(), value.clone());
        }
        Ok(Self(device))
    }
}

impl Token {
    /// Keeps what a device says of itself.
    pub(crate) fn meet(&mut self, Device(fields): Device) {
        self.device.extend(fields);
    }

    /// How many bytes of memory it takes, about.
    fn weight(&self) -> usize {
        let device: usize = self.device.values().map(json_length).sum();
        TOKEN_BYTES + self.text.len() + self.uid.as_str().len() + JSON_FACTOR * device
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
pub(crate) struct Tokens {
    live: Vec<Token>,
    /// How many bytes of memory they take, about.
    weight: usize,
}

impl Tokens {
    /// A new token for this user, of the form `{uid}_{epoch seconds}{hex}`.
    pub(crate) fn issue(&mut self, uid: Uid) -> Token {
        let now = clock::epoch_seconds();
        let text = format!("{uid}_{now}{:032x}", fastrand::u128(..));
        self.push(uid, text, now)
    }

    /// A token whose text the caller chose. If there is one of this text, it is replaced.
    pub(crate) fn add(&mut self, uid: Uid, text: String) -> Token {
        self.remove(&text);
        self.push(uid, text, clock::epoch_seconds())
    }

    fn push(&mut self, uid: Uid, text: String, created_at: u64) -> Token {
        if self.of(&uid).count() >= LIVE_LIMIT
            && let Some(oldest) = self.live.iter().position(|token| token.uid == uid)
        {
            self.archive(oldest);
        }
        let token = Token {
            text,
            uid,
            created_at,
            registered: false,
            device: Map::new(),
        };
        self.weight += token.weight();
        self.live.push(token.clone());
        self.make_room();
        token
    }

    fn archive(&mut self, at: usize) {
        self.weight -= self.live.remove(at).weight();
    }

    /// Archives the oldest tokens while there are too many, but never the last one.
    fn make_room(&mut self) {
        while self.weight > TOKENS_LIMIT && self.live.len() > 1 {
            self.archive(0);
        }
    }

    pub(crate) fn get(&self, text: &str) -> Option<&Token> {
        self.live.iter().find(|token| token.text == text)
    }

    /// Puts back a token that has changed.
    pub(crate) fn replace(&mut self, changed: Token) {
        if let Some(token) = self
            .live
            .iter_mut()
            .find(|token| token.text == changed.text)
        {
            self.weight = self.weight - token.weight() + changed.weight();
            *token = changed;
        }
        self.make_room();
    }

    /// Ends a token. `false` if there was none.
    pub(crate) fn remove(&mut self, text: &str) -> bool {
        let at = self.live.iter().position(|token| token.text == text);
        if let Some(at) = at {
            self.archive(at);
        }
        at.is_some()
    }

    /// Ends every token of a user.
    pub(crate) fn remove_all(&mut self, uid: &Uid) {
        self.live.retain(|token| token.uid != *uid);
        self.weight = self.live.iter().map(Token::weight).sum();
    }

    /// The tokens of a user, oldest first.
    pub(crate) fn of<'a>(&'a self, uid: &'a Uid) -> impl Iterator<Item = &'a Token> {
        self.live.iter().filter(move |token| token.uid == *uid)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Token> {
        self.live.iter()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn all_tokens_together_stay_within_their_limit() {
        let mut tokens = Tokens::default();
        let long = json!({ "appInfo": "a".repeat(DEVICE_LIMIT - 2) });
        let long = long.as_object().expect("an object");
        for n in 0..1000 {
            let uid = Uid::parse(&format!("u{n}")).expect("a uid");
            let mut token = tokens.issue(uid);
            token.meet(Device::read(long).expect("a device"));
            tokens.replace(token);
        }
        assert!(tokens.weight <= TOKENS_LIMIT);
        assert!(tokens.live.len() > 100);
        let sum: usize = tokens.iter().map(Token::weight).sum();
        assert_eq!(tokens.weight, sum);
        let last = tokens.iter().last().expect("a token").uid.to_string();
        assert_eq!(last, "u999", "the oldest go");
        for text in tokens
            .iter()
            .map(|token| token.text.clone())
            .collect::<Vec<_>>()
        {
            assert!(tokens.remove(&text));
        }
        assert_eq!(tokens.weight, 0);
    }

    #[test]
    fn a_device_that_says_too_much_is_refused() {
        let body = json!({ "appInfo": "a".repeat(DEVICE_LIMIT) });
        let error = Device::read(body.as_object().expect("an object")).expect_err("too long");
        assert_eq!(error.code, "ERR_BAD_REQUEST");
    }
}
