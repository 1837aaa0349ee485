//! Where a link of an answer goes: only web and mail addresses are links, and the host shown is the one that a browser would go to.

/// The destination of a link or image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Web {
        address: String,
        host: String,
    },
    Mail {
        address: String,
    },
    /// A scheme that may run or show something by itself (`javascript:`, `data:`, …) or no address at all: shown as text.
    Inert {
        address: String,
    },
}

impl Target {
    /// Reads an address as written; control characters and white space, which browsers skip, are dropped first.
    pub fn of(written: &str) -> Self {
        let address: String = written.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
        let lower = address.to_ascii_lowercase();
        if lower.starts_with("mailto:") {
            return Self::Mail { address };
        }
        let web = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
        // A browser takes a backslash for a slash, and what stands before `@` for a user name.
        let authority = web.and_then(|rest| rest.split(['/', '\\', '?', '#']).next()).unwrap_or_default();
        let host = authority.rsplit('@').next().unwrap_or_default();
        if host.is_empty() { Self::Inert { address } } else { Self::Web { host: shown(host), address } }
    }
}

/// The host for people. Letters outside ASCII may look like others, so they are said to be there.
fn shown(host: &str) -> String {
    if host.is_ascii() && !host.contains("xn--") {
        host.to_owned()
    } else {
        format!("{host}, with letters that may look like others")
    }
}

#[cfg(test)]
mod tests {
    use super::Target;

    fn host(written: &str) -> Option<String> {
        match Target::of(written) {
            Target::Web { host, .. } => Some(host),
            _ => None,
        }
    }

    #[test]
    fn the_host_is_the_one_that_a_browser_goes_to() {
        assert_eq!(host("https://example.com/a?b#c").as_deref(), Some("example.com"));
        assert_eq!(host("https://bank.example@evil.example/").as_deref(), Some("evil.example"));
        assert_eq!(host("https://evil.example\\@bank.example/").as_deref(), Some("evil.example"));
        assert_eq!(host("HTTP://Example.COM:8080").as_deref(), Some("example.com:8080"));
        assert!(host("https://аpple.com").is_some_and(|host| host.contains("look like others")));
        assert!(host("https://xn--pple-43d.com").is_some_and(|host| host.contains("look like others")));
    }

    #[test]
    fn only_web_and_mail_are_links() {
        for written in [
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            " data:text/html,x",
            "vbscript:x",
            "blob:x",
            "#a",
            "/a",
            "https://",
        ] {
            assert!(matches!(Target::of(written), Target::Inert { .. }), "{written}");
        }
        assert_eq!(Target::of("mailto:a@b.example"), Target::Mail { address: "mailto:a@b.example".to_owned() });
    }
}
