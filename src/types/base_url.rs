//! Where requests go: checked base URLs, and encoded paths below them. A request cannot be made of
//! anything else.

use super::{AppId, Region, Secret, Uid, is_made_of, segment};
use crate::error::{ErrorSpec, INVALID_HOST};
use crate::platform::{Text, Value};

/// The API's version, as part of its paths.
pub const API_VERSION: &str = "v3.0";

/// The longest host name, in characters.
const MAX_HOST: u32 = 253;

/// Matches URLs that are taken literally: no user name, query or fragment, and no characters that engines
/// drop, decode, or take for a slash.
const PLAIN: &str = r#"^[A-Za-z]+://[A-Za-z0-9.:_\[\]-]+(/[!-"$->@-\[\]-~]*)?$"#;

/// Matches parsed URLs whose host always means this machine.
const LOOPBACK: &str =
    r"^https?://(([a-z0-9-]+\.)*localhost|127(\.[0-9]+){3}|\[::1\])(:[0-9]+)?(/|$)";

/// One of the two services of an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// For calls with an Auth Key.
    Admin,
    /// For calls with an auth token.
    Client,
}

impl Service {
    /// The part of the host name between app id and region.
    const fn infix(self) -> &'static str {
        match self {
            Self::Admin => ".api-",
            Self::Client => ".apiclient-",
        }
    }
}

/// The base URL of an API: an `https` URL, or an `http` URL of this machine, with origin and path only,
/// and without a slash at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct BaseUrl(Text);

impl BaseUrl {
    /// The base URL of a service in a region.
    #[must_use]
    pub fn of_region(app_id: &AppId, service: Service, region: &Region) -> Self {
        let host = app_id.text().and(service.infix()).concat(region.text());
        Self::of_host(&host.and(".cometchat.io"), &Text::from(API_VERSION))
    }

    fn of_host(host: &Text, version: &Text) -> Self {
        Self(Text::from("https://").concat(host).and("/").concat(version))
    }

    /// Parses an overridden host of the settings: a host with an optional port and path, a whole `https`
    /// URL, or an `http` URL of this machine. `None` if the setting is missing.
    ///
    /// # Errors
    /// `INVALID_HOST` for anything else.
    pub fn parse_override(value: &Value) -> Result<Option<Self>, &'static ErrorSpec> {
        if value.is_nullish() {
            return Ok(None);
        }
        let host = value.as_text().ok_or(&INVALID_HOST)?;
        let url = if host.contains(&Text::from("://")) {
            host
        } else {
            Text::from("https://").concat(&host)
        };
        Self::parse(&url).map(Some).ok_or(&INVALID_HOST)
    }

    /// The base URL of an emulator's API, given the emulator's address; `None` if that is not an
    /// `http` or `https` URL of this machine.
    #[must_use]
    pub fn of_emulator(address: &Text) -> Option<Self> {
        let base = Self::parse(address).filter(|base| base.0.matches(LOOPBACK))?;
        Some(Self(base.0.and("/").and(API_VERSION)))
    }

    /// The base URL of a host from the server's settings, if it is this app's own host; `None` for any
    /// other, since other scripts can write the stored settings.
    #[must_use]
    pub fn of_settings(
        app_id: &AppId,
        service: Service,
        host: &Value,
        version: &Value,
    ) -> Option<Self> {
        let host = host.as_text()?;
        // Checks this first: some letters of other scripts become ASCII in lower case.
        let is_plain = is_made_of(&host, MAX_HOST, b".-");
        let host = host.to_lower_case();
        let own = app_id.text().to_lower_case().and(service.infix());
        let is_own = is_plain
            && host.slice(0, own.len()) == own
            && host.matches(r"^[a-z0-9-]+\.api(client)?-[a-z0-9-]{1,53}\.cometchat\.io$");
        let version = version
            .as_text()
            .filter(|version| version.matches(r"^v[0-9.]{1,8}$"))
            .unwrap_or_else(|| Text::from(API_VERSION));
        is_own.then(|| Self::of_host(&host, &version))
    }

    fn parse(text: &Text) -> Option<Self> {
        if !text.matches(PLAIN) {
            return None;
        }
        let url = text.parse_url()?;
        let base = url.part("origin").concat(&url.part("pathname"));
        let is_safe = base.slice(0, 6) == "https:" || base.matches(LOOPBACK);
        is_safe.then(|| Self(base.without("/$")))
    }

    /// The URL of a path below this base. It has the same origin: the path begins with a slash, and what
    /// is variable in it is encoded.
    #[must_use]
    pub fn join(&self, path: &Path) -> RequestUrl {
        RequestUrl(self.0.concat(&path.0))
    }

    /// The base as text.
    #[must_use]
    pub const fn text(&self) -> &Text {
        &self.0
    }
}

/// A path below a base URL, whose variable parts are encoded.
#[derive(Clone, Debug)]
pub struct Path(Text);

impl Path {
    /// `/me`: the user who is logged in.
    #[must_use]
    pub fn me() -> Self {
        Self(Text::from("/me"))
    }

    /// `/users`: the app's users.
    #[must_use]
    pub fn users() -> Self {
        Self(Text::from("/users"))
    }

    /// `/users/{uid}`: one of the app's users.
    #[must_use]
    pub fn user(uid: &Uid) -> Self {
        Self(Text::from("/users/").concat(uid.segment()))
    }

    /// `/users/{uid}/auth_tokens`: a user's auth tokens.
    #[must_use]
    pub fn auth_tokens(uid: &Uid) -> Self {
        Self(Self::user(uid).0.and("/auth_tokens"))
    }

    /// `/users/{uid}/auth_tokens/{token}`: an auth token. `None` for `.` and `..`.
    #[must_use]
    pub fn auth_token(uid: &Uid, token: &Secret) -> Option<Self> {
        let tokens = Self::auth_tokens(uid).0.and("/");
        Some(Self(tokens.concat(&segment(token.expose())?)))
    }

    /// This path with one more query parameter. `None` for a value that a URL cannot carry.
    #[must_use]
    pub fn with(&self, name: &'static str, value: &Text) -> Option<Self> {
        let separator = if self.0.contains(&Text::from("?")) {
            "&"
        } else {
            "?"
        };
        let start = self.0.and(separator).and(name).and("=");
        Some(Self(start.concat(&value.encode_component()?)))
    }
}

/// The URL of a request: a path below a base, on the base's own origin.
#[derive(Clone, Debug)]
pub struct RequestUrl(Text);

impl RequestUrl {
    /// The URL as text.
    #[must_use]
    pub const fn text(&self) -> &Text {
        &self.0
    }
}
