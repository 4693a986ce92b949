//! The gate that everything foreign passes before it reaches an exception.
//!
//! Servers repeat secrets, as they are and encoded (docs/security.md lists what is recognised).

use crate::platform::{Text, Value};
use crate::types::Secret;

/// What stands in the place of a secret.
const REDACTED: &str = "[redacted]";
/// The shortest part of a secret that gives it away, in letters and digits.
const TRACE: u32 = 8;
/// What encodings add, in lower case: percent-escapes (of percent-escapes), HTML's character
/// references, and everything that some encoding changes.
const ENCODING: &str = "%(25)*[0-9a-f]{2}|&#?[a-z0-9]+;|[^a-z0-9]";
/// Characters in a row, of ASCII, each of which is escaped though none needs it.
const ESCAPED: &str = r"((%(25)*|\\+u00|&#x0*)[2-7][0-9a-f];?|&#0*1?[0-9]{2};?){8}";
/// What a token begins with: the UID, which is no secret.
const OWNER: &str = "^[A-Za-z0-9-]{6,}_";

/// `value` without `secret`. Its JSON text is what is looked at, so that no nesting and no escape
/// hides anything. Where more of the secret is left than can be cut out, the whole value goes.
#[must_use]
pub fn redacted(value: &Value, secret: &Secret) -> Value {
    let secret = secret.expose();
    let clean = || {
        let mut text = value.to_json()?.replace(secret, REDACTED);
        if let Some(encoded) = secret.encode_component() {
            text = text.replace(&encoded, REDACTED);
        }
        // What is no JSON any more goes, too.
        text.parse_json().filter(|_| !has_trace(&text, secret))
    };
    clean().unwrap_or_else(Value::nothing)
}

/// `code` as it is, or nothing of it: half a code means something else.
pub fn redacted_code(code: Text, secret: &Secret) -> Text {
    // A placeholder such as AUTH_TOKEN may be part of a documented code.
    let is_documented = code.matches("^(AUTH_)?ERR_[A-Z_]+$");
    let secret = secret.expose();
    let is_secret =
        code == *secret || has_trace(&code, secret) || !code.matches("^[A-Za-z0-9_.-]{1,100}$");
    if is_secret && !is_documented {
        Text::from(REDACTED)
    } else {
        code
    }
}

/// Whether some part of a secret is in a text, as it is or encoded.
fn has_trace(text: &Text, secret: &Text) -> bool {
    let secret = &secret.without(OWNER);
    let lower = text.to_lower_case();
    let text = lower.without(ENCODING);
    if lower.matches(ESCAPED) || has_part(&text, secret) {
        return true;
    }
    // In base64, how a secret looks depends on where in the encoded bytes it starts.
    for before in ["", "-", "--"] {
        let encoded = Text::from(before).concat(secret).to_base64();
        if let Some(encoded) = encoded
            && has_part(&text, &encoded.slice(4, encoded.len()))
        {
            return true;
        }
    }
    false
}

fn has_part(text: &Text, form: &Text) -> bool {
    let form = form.to_lower_case().without(ENCODING);
    let mut end = TRACE;
    while end <= form.len() {
        if text.contains(&form.slice(end - TRACE, end)) {
            return true;
        }
        end += 1;
    }
    false
}
