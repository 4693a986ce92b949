//! Where requests go: checks of host names, and the base URLs made of them.

use super::value::Value;

/// The API's version, as part of its paths.
pub const API_VERSION: &str = "v3.0";
/// What could be one label of a host name.
pub const LABEL: &str = "^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$";
/// The host names, as a parsed URL has them, that always mean this machine.
const LOOPBACK: &str = r"^(([a-z0-9-]+\.)*localhost|127(\.[0-9]+){3}|\[::1\])$";

/// The base URL of a region's API. `service` is `.api-` or `.apiclient-`.
pub fn of_region<V: Value>(app_id: &V, service: &str, region: &V) -> V {
    V::text("https://")
        .plus(app_id)
        .and(service)
        .plus(region)
        .and(".cometchat.io/")
        .and(API_VERSION)
}

/// The base URL of an overridden host: a host with an optional port and path, or a whole `https`
/// URL, or an `http` URL of this machine. None if it is none of these.
pub fn of_override<V: Value>(host: &V) -> V {
    if host.matches("://") {
        base_of(host)
    } else {
        base_of(&V::text("https://").plus(host))
    }
}

/// The base URL of an emulator, given its `http` or `https` address. Only of this machine.
pub fn of_emulator<V: Value>(address: &V) -> V {
    if address.url().part("hostname").matches(LOOPBACK) {
        base_of(address).and("/").and(API_VERSION)
    } else {
        V::none()
    }
}

/// The base URL of a host that the server's settings name: only this app's own, since these settings
/// are kept where others can write. None for any other. `service` is `.api-` or `.apiclient-`.
pub fn of_settings<V: Value>(app_id: &V, service: &str, host: &V, version: &V) -> V {
    let own = app_id.lower_case().and(service);
    let rest = V::text("\n")
        .plus(&host.lower_case())
        .replaced(&V::text("\n").plus(&own), "");
    if !rest.matches(r"^[a-z0-9-]{1,53}\.cometchat\.io$") {
        return V::none();
    }
    let base = V::text("https://").plus(host).and("/");
    if version.matches(r"^v[0-9.]{1,8}$") {
        base.plus(version)
    } else {
        base.and(API_VERSION)
    }
}

/// A URL without a slash at its end, if it has nothing but origin and path, and is encrypted or of
/// this machine.
fn base_of<V: Value>(text: &V) -> V {
    let url = text.url();
    let base = url.part("origin").plus(&url.part("pathname"));
    // Chromium takes a host with a space for one with `%20`.
    let safe = base.matches("^https://[^/%]+/")
        || (url.part("protocol").matches("^http:$") && url.part("hostname").matches(LOOPBACK));
    // No user name, no query, no fragment.
    if !safe || !url.part("href").is(&base) {
        return V::none();
    }
    if base.matches("/$") {
        trimmed(&base)
    } else {
        base
    }
}

/// Without the slash at its end.
fn trimmed<V: Value>(base: &V) -> V {
    base.and("\n").replaced(&V::text("/\n"), "")
}
