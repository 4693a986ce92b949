//! Removes secrets from foreign values before they reach an exception.
//!
//! Servers repeat secrets, plain and encoded (docs/security.md lists the encodings that are recognised).

use super::traces::Traces;
use crate::platform::{Text, Value};
use crate::types::{Secret, is_made_of, starts_with};

/// Replaces a secret.
const REDACTED: &str = "[redacted]";
/// The longest JSON text that is searched, in characters; a longer one is left out. Servers' errors have
/// below 1,000.
const MAX_TEXT: u32 = 10_000;
/// The longest code that is kept, in characters.
const MAX_CODE: u32 = 100;

/// The secrets of an operation, which no error may contain.
#[derive(Clone, Debug, Default)]
pub struct Redaction {
    secrets: Vec<Secret>,
    /// The same secrets, auth tokens without the UID at their beginning.
    parts: Vec<Text>,
}

impl Redaction {
    /// Adds an Auth Key to the secrets.
    pub fn add_key(&mut self, key: &Secret) {
        self.add(key, key.expose().clone());
    }

    /// Adds an auth token to the secrets. If it begins with `uid`, which is not secret, parts of that do
    /// not count; without a known `uid`, all of the token is secret.
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

    /// `value` without the secrets. Replaces them in its JSON text, so that nesting and escapes hide
    /// nothing. Returns nothing at all if parts of a secret remain, or if the text is longer than
    /// `MAX_TEXT`.
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
            // Drops the value, too, if it is no longer JSON.
            text.parse_json().filter(|_| !self.has_trace(&text))
        };
        clean().unwrap_or_else(Value::nothing)
    }

    /// `code` unchanged, or `[redacted]` for all of it: a part of a code would mean something else.
    #[must_use]
    pub fn clean_code(&self, code: Text) -> Text {
        let is_short = code.len() <= MAX_CODE;
        // A placeholder such as AUTH_TOKEN may be part of a documented code.
        let is_documented = is_short && code.matches("^(AUTH_)?ERR_[A-Z_]+$");
        let is_plain = || {
            let is_secret = self.secrets.iter().any(|it| *it.expose() == code);
            is_made_of(&code, MAX_CODE, b"_.-") && !is_secret && !self.has_trace(&code)
        };
        if is_documented || is_short && is_plain() {
            code
        } else {
            Text::from(REDACTED)
        }
    }

    /// Whether a text contains a part of a secret, plain or encoded.
    fn has_trace(&self, text: &Text) -> bool {
        Traces::of(&self.parts).are_in(&String::from(text))
    }
}

/// How often characters are read to find parts of `secret` in `text`, so that tests can bound it.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn reads(secret: &str, text: &str) -> u64 {
    let mut traces = Traces::of(&[Text::from(secret)]);
    traces.are_in(text);
    traces.reads()
}
