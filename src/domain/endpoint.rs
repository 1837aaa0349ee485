//! Endpoints: base URLs taken apart strictly enough that the origin read here is the origin the browser sends to. What a browser would
//! rewrite (numeric hosts in odd spellings, backslashes, user names) is rejected instead of understood.

use std::fmt;

/// A base URL that a request may be sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    pub scheme: Scheme,
    /// Lower case; an IPv6 address keeps its brackets.
    pub host: String,
    /// `None` = the scheme's own (80, 443).
    pub port: Option<u16>,
    /// Empty, or starting with a slash and not ending with one.
    pub path: String,
}

/// How the bytes travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    Http,
    Https,
}

impl Scheme {
    fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn own_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

/// Why a text is not a base URL; each message says what is accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    #[error("The base URL must start with https:// (or http:// for a server on this machine or network).")]
    Scheme,
    #[error("A base URL can't hold a user name or password; the key goes into its own field.")]
    UserInfo,
    #[error("A base URL can't hold a query or fragment (? or #); leave them out.")]
    Query,
    #[error("“{0}” is not a host name; write it like api.openai.com, localhost or 192.168.1.20.")]
    Host(String),
    #[error("“{0}” is not a port; write a number from 1 to 65535.")]
    Port(String),
    #[error("The path of a base URL can't hold spaces, backslashes, percent-encoded dots or “..”.")]
    Path,
    #[error("“{0}” is not on this machine or network, so the key would travel unencrypted; use https://.")]
    Unencrypted(String),
}

impl Endpoint {
    /// Parses an absolute `http(s)` URL without query and fragment. Linear.
    ///
    /// # Errors
    /// See [`EndpointError`]; plain `http` is for private hosts only.
    pub fn parse(url: &str) -> Result<Self, EndpointError> {
        let (scheme, rest) = url.trim().split_once("://").ok_or(EndpointError::Scheme)?;
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            _ => return Err(EndpointError::Scheme),
        };
        if rest.contains(['?', '#']) {
            return Err(EndpointError::Query);
        }
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        if authority.contains('@') {
            return Err(EndpointError::UserInfo);
        }
        let (host, port) = split_port(authority)?;
        let host = host.to_ascii_lowercase();
        if !is_host(&host) {
            return Err(EndpointError::Host(host));
        }
        let path = path.trim_end_matches('/');
        let odd = |c: char| !c.is_ascii_graphic() || matches!(c, '\\' | '"' | '<' | '>' | '`');
        let climbs =
            path.split('/').any(|part| matches!(part, "." | "..")) || path.to_ascii_lowercase().contains("%2e");
        if path.contains(odd) || climbs {
            return Err(EndpointError::Path);
        }
        let path = if path.is_empty() { String::new() } else { format!("/{path}") };
        let endpoint = Self { scheme, host, port: port.filter(|port| *port != scheme.own_port()), path };
        if scheme == Scheme::Http && !endpoint.is_private() {
            return Err(EndpointError::Unencrypted(endpoint.host));
        }
        Ok(endpoint)
    }

    /// Scheme, host and port as the browser writes an origin.
    pub fn origin(&self) -> String {
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}://{}{port}", self.scheme.name(), self.host)
    }

    /// This machine: `localhost`, `*.localhost`, 127.0.0.0/8, `[::1]`.
    pub fn is_loopback(&self) -> bool {
        let first = self.octets().map(|octets| octets[0]);
        self.host == "localhost" || self.host.ends_with(".localhost") || self.host == "[::1]" || first == Some(127)
    }

    /// This machine or a private network (RFC 1918, link-local 169.254.0.0/16, `.local` names).
    pub fn is_private(&self) -> bool {
        let range = self.octets().is_some_and(|[a, b, ..]| {
            a == 10 || (a, b) == (192, 168) || (a, b) == (169, 254) || (a == 172 && (16..32).contains(&b))
        });
        self.is_loopback() || self.host.rsplit('.').next() == Some("local") || range
    }

    /// Whether the host is `domain` or one of its subdomains.
    pub fn is_at(&self, domain: &str) -> bool {
        self.host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    fn octets(&self) -> Option<[u8; 4]> {
        self.host.parse::<std::net::Ipv4Addr>().ok().map(|address| address.octets())
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin(), self.path)
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<u16>), EndpointError> {
    let after_address = authority.rfind(']').map_or(0, |at| at + 1);
    let Some((at, _)) = authority.rmatch_indices(':').next().filter(|(at, _)| *at >= after_address) else {
        return Ok((authority, None));
    };
    let (host, port) = authority.split_at(at);
    let port = port.trim_start_matches(':');
    match port.parse::<u16>() {
        Ok(number) if number > 0 && port.bytes().all(|byte| byte.is_ascii_digit()) => Ok((host, Some(number))),
        _ => Err(EndpointError::Port(port.to_owned())),
    }
}

/// ASCII names, IPv4 in four decimal parts, IPv6 in brackets in its shortest form.
fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return address.parse::<std::net::Ipv6Addr>().is_ok_and(|parsed| parsed.to_string() == address);
    }
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    // A last label that starts with a digit makes a browser read the whole host as an IPv4 number.
    let numeric = host.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit()));
    if numeric { host.parse::<std::net::Ipv4Addr>().is_ok() } else { host.split('.').all(label) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(url: &str) -> Result<String, EndpointError> {
        Endpoint::parse(url).map(|endpoint| endpoint.origin())
    }

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        assert_eq!(origin("HTTPS://Api.OpenAI.com:443/v1/").as_deref(), Ok("https://api.openai.com"));
        assert_eq!(origin("http://127.0.0.1:8080/v1").as_deref(), Ok("http://127.0.0.1:8080"));
        assert_eq!(origin("http://[::1]:80").as_deref(), Ok("http://[::1]"));
    }

    #[test]
    fn what_a_browser_would_rewrite_is_rejected() {
        assert_eq!(origin("https://api.openai.com@evil.example/v1"), Err(EndpointError::UserInfo));
        assert!(matches!(origin("http://2130706433/v1"), Err(EndpointError::Host(_))));
        assert!(matches!(origin("http://0x7f.1/v1"), Err(EndpointError::Host(_))));
        assert!(matches!(origin("http://127.0.0.01/v1"), Err(EndpointError::Host(_))));
        assert!(matches!(origin("https://evil.example\\.openai.com/v1"), Err(EndpointError::Host(_))));
        assert!(matches!(origin("https://xn--a b/v1"), Err(EndpointError::Host(_))));
        assert_eq!(origin("https://a.example/%2e%2E/x"), Err(EndpointError::Path));
        assert_eq!(origin("https://a.example/v1?key=1"), Err(EndpointError::Query));
        assert_eq!(origin("javascript:alert(1)"), Err(EndpointError::Scheme));
        assert_eq!(origin("ftp://a.example"), Err(EndpointError::Scheme));
    }

    #[test]
    fn plain_http_is_for_private_hosts() {
        assert_eq!(origin("http://api.openai.com/v1"), Err(EndpointError::Unencrypted("api.openai.com".to_owned())));
        assert!(origin("http://172.31.0.4:8000").is_ok());
        assert!(origin("http://nas.local:8000").is_ok());
        assert!(origin("http://172.32.0.4:8000").is_err());
    }

    #[test]
    fn subdomains_are_told_from_look_alikes() {
        let at = |url: &str| Endpoint::parse(url).is_ok_and(|endpoint| endpoint.is_at("openai.com"));
        assert!(at("https://api.openai.com/v1"));
        assert!(at("https://openai.com"));
        assert!(!at("https://notopenai.com"));
    }
}
