//! Where a link of some length fits.

use serde::{Deserialize, Serialize};

/// Places where people put links.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    QrCode,
    Discord,
    /// Slack, Teams, mail.
    ChatAndMail,
    /// GitHub comments and documents.
    GitHub,
    /// The address bar of every current browser.
    Browsers,
}

impl Channel {
    pub const ALL: [Self; 5] = [Self::QrCode, Self::Discord, Self::ChatAndMail, Self::GitHub, Self::Browsers];

    /// Characters of the whole URL that arrive whole. Discord cuts a message at 2,000; Slack's clients advise 4,000 and its API cuts at
    /// 40,000; a GitHub comment takes 65,536 (their documentation, 2026-11); Firefox opens 1,048,400 (measured 2026-11-23). A QR code
    /// holds 2,953 bytes but is read with ease up to about 300.
    pub fn limit_chars(self) -> usize {
        match self {
            Self::QrCode => 300,
            Self::Discord => 1_900,
            Self::ChatAndMail => 8_000,
            Self::GitHub => 32_000,
            Self::Browsers => 1_048_400,
        }
    }

    /// Name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::QrCode => "QR code",
            Self::Discord => "Discord",
            Self::ChatAndMail => "Slack, Teams, mail",
            Self::GitHub => "GitHub, documents",
            Self::Browsers => "any browser",
        }
    }
}

/// For each channel, smallest first, whether a URL of this length arrives whole.
pub fn fits(url_chars: usize) -> Vec<(Channel, bool)> {
    Channel::ALL.into_iter().map(|channel| (channel, url_chars <= channel.limit_chars())).collect()
}
