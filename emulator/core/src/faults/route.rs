//! The names of routes, and the patterns by which faults pick them.

use std::fmt;

use axum::http::Method;
use serde::{Deserialize, Serialize};

/// `METHOD /path`, without the version prefix and the query. The path is as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(type = "string"))]
pub struct RouteName(String);

impl RouteName {
    pub(crate) fn new(method: &Method, path: &str) -> Self {
        Self(format!("{method} {}", without_version(path)))
    }

    fn parts(&self) -> (&str, &str) {
        self.0.split_once(' ').unwrap_or((&self.0, ""))
    }
}

impl fmt::Display for RouteName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn without_version(path: &str) -> &str {
    ["/v3.0", "/v3"]
        .iter()
        .find_map(|version| path.strip_prefix(version))
        .filter(|rest| rest.is_empty() || rest.starts_with('/'))
        .unwrap_or(path)
}

/// Which requests a fault is for: `METHOD /path`, where either may be `*`, and so may a segment of
/// the path. `*` alone is every request. No `*` stands for `OPTIONS`, so that preflights are only
/// met by a fault that names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(type = "string"))]
pub struct RoutePattern {
    /// `None` is any method but `OPTIONS`.
    method: Option<Method>,
    /// `None` is any path.
    path: Option<String>,
}

impl RoutePattern {
    pub(crate) const ANY: Self = Self {
        method: None,
        path: None,
    };

    pub(crate) fn matches(&self, route: &RouteName) -> bool {
        let (method, path) = route.parts();
        let method_matches = match &self.method {
            Some(wanted) => wanted.as_str() == method,
            None => method != Method::OPTIONS.as_str(),
        };
        method_matches
            && self
                .path
                .as_ref()
                .is_none_or(|pattern| path_matches(pattern, path))
    }
}

fn path_matches(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('/'), path.split('/'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(wanted), Some(segment)) if wanted == "*" || wanted == segment => {}
            _ => return false,
        }
    }
}

impl TryFrom<String> for RoutePattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (method, path) = match text.split_once(' ') {
            Some((method, path)) => (method, path),
            None if text.starts_with('/') => ("*", text.as_str()),
            None if text == "*" => ("*", "*"),
            None => {
                return Err(format!(
                    "the route {text:?} is not \"METHOD /path\", and not \"*\""
                ));
            }
        };
        let method = match method {
            "*" => None,
            "GET" | "POST" | "PUT" | "DELETE" | "OPTIONS" | "PATCH" | "HEAD" => {
                Some(Method::from_bytes(method.as_bytes()).map_err(|error| error.to_string())?)
            }
            _ => {
                return Err(format!(
                    "{method:?} in the route {text:?} is not an HTTP method or \"*\""
                ));
            }
        };
        let path = match path {
            "*" => None,
            _ if path.starts_with('/') => Some(without_version(path).to_owned()),
            _ => {
                return Err(format!(
                    "the path in the route {text:?} does not begin with \"/\""
                ));
            }
        };
        Ok(Self { method, path })
    }
}

impl From<RoutePattern> for String {
    fn from(pattern: RoutePattern) -> String {
        match (pattern.method, pattern.path) {
            (None, None) => "*".to_owned(),
            (method, path) => format!(
                "{} {}",
                method.as_ref().map_or("*", Method::as_str),
                path.as_deref().unwrap_or("*"),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, method: &str, path: &str) -> bool {
        let pattern = RoutePattern::try_from(pattern.to_owned()).expect("a valid pattern");
        pattern.matches(&RouteName::new(&method.parse().expect("a method"), path))
    }

    #[test]
    fn a_pattern_names_the_method_and_the_path_without_the_version() {
        assert!(matches("PUT /me", "PUT", "/v3.0/me"));
        assert!(matches("PUT /me", "PUT", "/v3/me"));
        assert!(matches("PUT /v3.0/me", "PUT", "/v3/me"));
        assert!(!matches("PUT /me", "GET", "/v3.0/me"));
        assert!(!matches("PUT /me", "PUT", "/v3.0/me/more"));
        assert!(!matches("PUT /me", "PUT", "/v3.0"));
        assert!(!matches("PUT /me", "PUT", "/v3.01/me"));
    }

    #[test]
    fn a_star_stands_for_one_segment() {
        assert!(matches(
            "POST /users/*/auth_tokens",
            "POST",
            "/v3/users/alice/auth_tokens"
        ));
        assert!(matches(
            "POST /users/*/auth_tokens",
            "POST",
            "/v3/users/a%2Fb/auth_tokens"
        ));
        assert!(!matches(
            "POST /users/*/auth_tokens",
            "POST",
            "/v3/users/a/b/auth_tokens"
        ));
        assert!(!matches("GET /users/*", "GET", "/v3/users"));
    }

    #[test]
    fn a_star_alone_stands_for_everything_but_preflights() {
        assert!(matches("*", "GET", "/v3/anything/at/all"));
        assert!(matches("* /me", "DELETE", "/v3/me"));
        assert!(matches("/me", "DELETE", "/v3/me"));
        assert!(matches("PUT *", "PUT", "/v3/users/x"));
        assert!(!matches("*", "OPTIONS", "/v3/me"));
        assert!(!matches("* /me", "OPTIONS", "/v3/me"));
        assert!(matches("OPTIONS /me", "OPTIONS", "/v3/me"));
        assert!(matches("OPTIONS *", "OPTIONS", "/v3/me"));
    }

    #[test]
    fn a_pattern_that_could_never_match_is_refused() {
        for text in ["", "put /me", "PUT me", "PUT", "FETCH /me", "me", " /me"] {
            assert!(RoutePattern::try_from(text.to_owned()).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_pattern_is_written_as_it_is_read() {
        for text in ["*", "PUT /me", "* /users/*", "DELETE *"] {
            let pattern = RoutePattern::try_from(text.to_owned()).expect("a valid pattern");
            assert_eq!(String::from(pattern), text);
        }
    }
}
