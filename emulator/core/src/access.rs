//! Who may use the control API: whoever holds the emulator, programs, and pages of this machine. No website.
//!
//! Each page in a browser of this machine can send requests to this machine's ports. One that could order
//! faults and read the journal would have scripts run under this machine's origins, and see other pages'
//! secrets.

use std::net::IpAddr;

use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, Uri, header};

use crate::config::Config;
use crate::errors::ApiError;

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Over a socket, which any page in a browser of this machine can use.
    Network,
    /// From the process, the test or the page that holds the emulator.
    Process,
}

/// Lets a request of the control API through, unless it is a website's.
///
/// A browser names the page's origin in `Origin`, and leaves it out of what a page embeds or leads to; it
/// marks that with `Sec-Fetch-Site`. A website that has its own name resolved to this machine's address
/// is seen by `Host`.
///
/// # Errors
/// 403, `ERR_NOT_ALLOWED`.
pub(crate) fn check(head: &Parts, config: &Config) -> Result<(), ApiError> {
    let headers = &head.headers;
    for origin in texts(headers, header::ORIGIN.as_str()) {
        let host = origin.parse::<Uri>().ok();
        let host = host.as_ref().and_then(Uri::host);
        if !host.is_some_and(|host| is_of_this_machine(host) || is_allowed(host, config)) {
            return Err(refused(&format!("pages of {origin}"), host));
        }
    }
    for authority in texts(headers, header::HOST.as_str()) {
        let host = authority.parse::<Authority>().ok();
        let host = host.as_ref().map(Authority::host);
        // Nobody can have an address resolve to another one.
        let is_own = |host| is_of_this_machine(host) || address(host).is_some();
        if !host.is_some_and(|host| is_own(host) || is_allowed(host, config)) {
            return Err(refused(&format!("requests to {authority}"), host));
        }
    }
    let is_from_elsewhere = texts(headers, "sec-fetch-site").any(|site| site == "cross-site");
    if is_from_elsewhere && !headers.contains_key(header::ORIGIN) {
        return Err(refused("what pages of other sites embed or lead to", None));
    }
    Ok(())
}

fn texts<'h>(headers: &'h HeaderMap, name: &str) -> impl Iterator<Item = String> + 'h {
    let values = headers.get_all(name).into_iter();
    values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// Whether this name always is this machine's.
fn is_of_this_machine(host: &str) -> bool {
    let name = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || address(host).is_some_and(|address| address.to_canonical().is_loopback())
}

fn address(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .parse()
        .ok()
}

fn is_allowed(host: &str, config: &Config) -> bool {
    let hosts = &config.allowed_hosts;
    hosts
        .iter()
        .any(|allowed| allowed.eq_ignore_ascii_case(host))
}

fn refused(whom: &str, host: Option<&str>) -> ApiError {
    let remedy = host.map_or_else(String::new, |host| {
        format!(" If it is yours, start the emulator with --allow-host {host}.")
    });
    ApiError {
        status: StatusCode::FORBIDDEN,
        code: "ERR_NOT_ALLOWED".into(),
        ..ApiError::refused(format!(
            "The control API is for this machine, and does not answer {whom}.{remedy}"
        ))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn admits(headers: &[(&str, &str)]) -> bool {
        let mut config = Config::default();
        config.allow_host("emulator");
        let mut request = Request::builder();
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (head, ()) = request.body(()).expect("a request").into_parts();
        check(&head, &config).is_ok()
    }

    #[test]
    fn a_program_names_no_origin_and_is_let_through() {
        assert!(admits(&[]));
        for host in [
            "127.0.0.1:9770",
            "localhost",
            "LOCALHOST.:1",
            "app.localhost:1",
            "127.8.9.1",
            "[::1]:9770",
            "[::ffff:127.0.0.1]",
            "192.168.1.5:9770",
            "[fe80::1]",
            "emulator:9770",
            "Emulator",
        ] {
            assert!(admits(&[("host", host)]), "{host}");
        }
    }

    #[test]
    fn a_name_that_may_resolve_to_this_machine_is_not_this_machines() {
        for host in [
            "evil.example:9770",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "evillocalhost",
            "",
            "a b",
        ] {
            assert!(!admits(&[("host", host)]), "{host}");
        }
        let both = [("host", "localhost"), ("host", "evil.example")];
        assert!(!admits(&both));
    }

    #[test]
    fn pages_of_this_machine_are_let_through_and_no_others() {
        for origin in [
            "http://localhost:5173",
            "https://127.0.0.1",
            "http://[::1]:3000",
            "http://app.localhost",
            "capacitor://localhost",
            "http://emulator:8080",
        ] {
            assert!(admits(&[("origin", origin)]), "{origin}");
        }
        for origin in [
            "null",
            "",
            "https://evil.example",
            "http://192.168.1.5:9770",
            "http://203.0.113.1",
            "http://localhost.evil.example",
            "http://localhost@evil.example",
            "https://evil.example/?localhost",
            "chrome-extension://abcdefgh",
            "file://",
        ] {
            assert!(!admits(&[("origin", origin)]), "{origin}");
        }
    }

    #[test]
    fn what_a_website_embeds_or_leads_to_is_refused() {
        assert!(!admits(&[("sec-fetch-site", "cross-site")]));
        for site in ["none", "same-origin", "same-site"] {
            assert!(admits(&[("sec-fetch-site", site)]), "{site}");
        }
        // One port of this machine, from another by another name.
        let named = [
            ("sec-fetch-site", "cross-site"),
            ("origin", "http://localhost"),
        ];
        assert!(admits(&named));
    }
}
