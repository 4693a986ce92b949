//! The gate that everything foreign passes before it reaches an exception.
//!
//! Servers repeat secrets, as they are and encoded (docs/security.md lists what is recognised).

use super::traces::Traces;
use crate::platform::{Text, Value};
use crate::types::{Secret, starts_with};

/// What stands in the place of a secret.
const REDACTED: &str = "[redacted]";
/// The longest JSON text that is looked at, in characters; a longer one is left out. What a server has
/// to say is below 1,000.
const MAX_TEXT: u32 = 10_000;
/// The longest code.
const MAX_CODE: u32 = 100;

/// The secrets of an operation, none of which may be in what anybody is told.
#[derive(Clone, Debug, Default)]
pub struct Redaction {
    secrets: Vec<Secret>,
    /// The same, each without what of it is none.
    parts: Vec<Text>,
}

impl Redaction {
    /// Keeps an Auth Key back, too.
    pub fn add_key(&mut self, key: &Secret) {
        self.add(key, key.expose().clone());
    }

    /// Keeps an auth token back, too. It begins with its user's UID, which is no secret where it is
    /// `uid`: where that is not known, all of the token counts.
    pub fn add_token(&mut self, token: &Secret, uid: Option<&Text>) {
        let text = token.expose();
        let owner = uid.map(|uid| uid.and("_"));
        let part = owner.filter(|owner| starts_with(text, owner));
        let part = part.map(|owner| text.slice(owner.len(), text.len()));
        self.add(token, part.unwrap_or_else(|| text.clone()));
    }

    fn add(&mut self, secret: &Secret, part: Text) {
        if !self.secrets.contains(secret) {
            self.secrets.push(secret.clone());
            self.parts.push(part);
        }
    }

    /// `value` without the secrets. Its JSON text is what is looked at, so that no nesting and no escape
    /// hides anything. Where more of a secret is left than can be cut out, or where the text is too long
    /// to be looked at, the whole value goes.
    #[must_use]
    pub fn clean(&self, value: &Value) -> Value {
        let clean = || {
            let mut text = value.to_json().filter(|text| text.len() <= MAX_TEXT)?;
            for secret in &self.secrets {
                let secret = secret.expose();
                text = text.replace(secret, REDACTED);
                if let Some(encoded) = secret.encode_component() {
                    text = text.replace(&encoded, REDACTED);
                }
            }
            // What is no JSON any more goes, too.
            text.parse_json().filter(|_| !self.has_trace(&text))
        };
        clean().unwrap_or_else(Value::nothing)
    }

    /// `code` as it is, or nothing of it: half a code means something else.
    #[must_use]
    pub fn clean_code(&self, code: Text) -> Text {
        let is_short = code.len() <= MAX_CODE;
        // A placeholder such as AUTH_TOKEN may be part of a documented code.
        let is_documented = is_short && code.matches("^(AUTH_)?ERR_[A-Z_]+$");
        let is_plain = || {
            let is_secret = self.secrets.iter().any(|it| *it.expose() == code);
            code.matches("^[A-Za-z0-9_.-]+$") && !is_secret && !self.has_trace(&code)
        };
        if is_documented || is_short && is_plain() {
            code
        } else {
            Text::from(REDACTED)
        }
    }

    /// Whether some part of a secret is in a text, as it is or encoded.
    fn has_trace(&self, text: &Text) -> bool {
        Traces::of(&self.parts).are_in(&String::from(text))
    }
}

/// How often characters are looked at to find parts of `secret` in `text`; for tests, which bound it.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn reads(secret: &str, text: &str) -> u64 {
    let mut traces = Traces::of(&[Text::from(secret)]);
    traces.are_in(text);
    traces.reads()
}
