//! What holds for everything that comes out, whatever went in.

use serde_json::{Value, json};
use url::{Host, Url};

use super::KEY;
use super::server::Sent;

/// Checks that requests for a URL go out encrypted, or stay on this machine, and that what comes
/// after the base is part of the path.
#[track_caller]
pub fn assert_safe(base: &str) {
    let url = Url::parse(base).expect(base);
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    assert!(
        url.scheme() == "https" || (url.scheme() == "http" && is_loopback),
        "{base}"
    );
    assert!(
        url.username().is_empty() && url.password().is_none(),
        "{base}"
    );
    assert!(url.query().is_none() && url.fragment().is_none(), "{base}");
    assert!(!base.contains(['?', '#', '\\', '\n']), "{base}");
}

/// Checks that an error is one: a code, a sentence if it is of this SDK, and no secret.
#[track_caller]
pub fn assert_error(error: &Value) {
    let code = &error["code"];
    let has_code = code.as_str().is_some_and(|code| !code.trim().is_empty()) || *code == json!(-1);
    assert!(has_code, "{error}");
    assert!(!error.to_string().contains(KEY), "{error}");
}

/// Checks that every header can be sent as it is, and no more than the known ones are.
#[track_caller]
pub fn assert_carriable(sent: &Sent) {
    const KNOWN: [&str; 7] = [
        "accept",
        "content-type",
        "sdk",
        "appid",
        "resource",
        "apikey",
        "authtoken",
    ];
    for (name, value) in sent.headers.as_object().expect("headers") {
        assert!(KNOWN.contains(&name.as_str()), "{name}");
        let value = value.as_str().expect("a text");
        let is_printable = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        assert!(is_printable && value.trim() == value, "{name}: {value:?}");
    }
}
