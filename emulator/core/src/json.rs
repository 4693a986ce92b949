//! JSON as the web reads it: what `Response.json()` takes, Rust's parser has to take.

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

/// The value of a text in JSON. `None`: it is none.
///
/// As on the web, a byte order mark does not count, and bytes that are no UTF-8 become U+FFFD. What Rust
/// has no value for becomes what a JavaScript program would send on: half a surrogate pair U+FFFD, a number
/// beyond all limits `null`.
pub(crate) fn parse(bytes: &[u8]) -> Option<Value> {
    read(bytes).ok()
}

/// The same, as what is expected.
///
/// # Errors
/// The text is not JSON, or not what is expected.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> serde_json::Result<T> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    serde_json::from_str(text).or_else(|error| {
        let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
        let read = is_json.then(|| serde_json::from_str(&with_values_of_rust(text)));
        read.and_then(Result::ok).ok_or(error)
    })
}

/// Whether a body says nothing.
pub(crate) fn is_blank(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    bytes.trim_ascii().is_empty()
}

/// A text in JSON, with another in place of each value that Rust lacks.
fn with_values_of_rust(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    let mut is_in_string = false;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\\' if is_in_string => {
                let (length, stands) = escape(rest);
                let (sequence, _) = rest.split_at(length);
                made.push_str(if stands { sequence } else { "\\ufffd" });
                rest = &rest[length..];
                continue;
            }
            '-' | '0'..='9' if !is_in_string => {
                let number = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
                rest.find(|c| !number(c)).unwrap_or(rest.len())
            }
            '"' => {
                is_in_string = !is_in_string;
                1
            }
            other => other.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        let is_infinite = !is_in_string && token.parse().is_ok_and(f64::is_infinite);
        made.push_str(if is_infinite { "null" } else { token });
        rest = after;
    }
    made
}

/// How long the escape sequence is that a text begins with, and whether Rust has a value for it.
fn escape(text: &str) -> (usize, bool) {
    let unit = |at: usize| {
        let digits = text.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    match (unit(0), unit(6)) {
        (None, _) => {
            let escaped = text.chars().nth(1).map_or(0, char::len_utf8);
            (1 + escaped, true)
        }
        (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (12, true),
        (Some(0xd800..=0xdfff), _) => (6, false),
        (Some(_), _) => (6, true),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn half_a_surrogate_pair_is_a_replacement_character() {
        for (text, value) in [
            (r#""a\ud800b""#, "a\u{fffd}b"),
            (r#""\udc00""#, "\u{fffd}"),
            (r#""\ud83d\ude00""#, "😀"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
            (r#""\ud800\\ud800\n\"""#, "\u{fffd}\\ud800\n\""),
            (r#""\uD800 1e999""#, "\u{fffd} 1e999"),
        ] {
            assert_eq!(parse(text.as_bytes()), Some(json!(value)), "{text}");
        }
        let key = parse(br#"{"\ud800":["\udfff"]}"#);
        assert_eq!(key, Some(json!({ "\u{fffd}": ["\u{fffd}"] })));
    }

    #[test]
    fn a_number_beyond_all_limits_is_null() {
        let digits = "9".repeat(400);
        for text in ["1e999", "-1E+999", "1.5e400", &digits] {
            assert_eq!(parse(text.as_bytes()), Some(Value::Null), "{text}");
        }
        let within = parse(b"[1e999,{\"a\":-1e999},1e-999,2]");
        assert_eq!(within, Some(json!([null, { "a": null }, 0.0, 2])));
    }

    #[test]
    fn a_byte_order_mark_does_not_count() {
        assert_eq!(parse("\u{feff}{}".as_bytes()), Some(json!({})));
        assert_eq!(parse("\u{feff}\u{feff}{}".as_bytes()), None);
        assert!(is_blank("\u{feff} \n".as_bytes()));
        assert!(!is_blank("\u{feff}0".as_bytes()));
    }

    #[test]
    fn bytes_that_are_no_text_are_replacement_characters() {
        assert_eq!(parse(b"\"a\xff\""), Some(json!("a\u{fffd}")));
        assert_eq!(parse(b"\xff"), None);
    }

    #[test]
    fn what_is_not_json_stays_so() {
        for text in [
            "",
            "1.e999",
            "01e999",
            "1e",
            "--1",
            "[1e999",
            "\"\\ud800",
            r#""\ud80g""#,
            r#""\x""#,
            "{\"a\":1e999,}",
            "Infinity",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_refusal_says_what_was_wrong_with_the_text_as_it_came() {
        let error = read::<Vec<u8>>(b"[1,\n\"\\ud800\"]").expect_err("no number");
        assert_eq!(error.line(), 2);
    }
}
