//! The table of faults.

macro_rules! faults {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal,)+) => {
        /// What goes wrong with an answer.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Fault { $($(#[doc = $doc])+ $name,)+ }

        impl Fault {
            /// Every fault, in the table's order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The word in a path or model name.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The fault that a word names, with or without `fault-` before it.
            pub fn from_word(word: &str) -> Option<Self> {
                match word.strip_prefix("fault-").unwrap_or(word) { $($word => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

faults! {
    /// None: a plain answer.
    Ok = "ok",
    /// Three bytes a millisecond.
    Slow = "slow",
    /// Each byte in a chunk of its own, so every character of several bytes is split.
    Bytes = "bytes",
    /// Lines end with CR LF, split between the two.
    CrLf = "crlf",
    /// Lines end with CR.
    Cr = "cr",
    /// A byte-order mark, comments, unknown events and fields, data over several lines.
    Odd = "odd",
    /// Comments or empty lines around every event, as proxies keep connections alive.
    Comments = "comments",
    /// Numbers that JSON does not have, and one that no computer holds.
    Numbers = "numbers",
    /// Finish reason and usage come twice.
    Twice = "twice",
    /// The connection closes in the middle of the text.
    Cut = "cut",
    /// The connection closes inside a character.
    CutUtf8 = "cut-utf8",
    /// The connection closes after the headers.
    CutEarly = "cut-early",
    /// The connection closes without any answer.
    Close = "close",
    /// The connection stays open and nothing is ever answered.
    Silent = "silent",
    /// Half the text, then nothing more.
    Stall = "stall",
    /// 401 with CORS headers.
    Unauthorized = "401",
    /// 401 without CORS headers, as OpenAI sends it: a browser sees no answer.
    UnauthorizedNoCors = "401-no-cors",
    /// 401 unless the key is [`GOOD_KEY`].
    Key = "key",
    /// 403.
    Forbidden = "403",
    /// 404: the model is not known.
    NotFound = "404",
    /// 429 with `Retry-After: 1`, always.
    RateLimited = "429",
    /// 429 with `Retry-After: 30`, always.
    RateLimitedLong = "429-long",
    /// 429 at the first request, then plain answers, until `/_reset`.
    RateLimitedOnce = "429-once",
    /// 429 with a `Retry-After` that a page may not read, as most hosts send it.
    RateLimitedHidden = "429-hidden",
    /// 429 with `Retry-After` as a date.
    RateLimitedDate = "429-date",
    /// 429 because of the account's quota.
    Quota = "quota",
    /// 400: the prompt is too long.
    Context = "context",
    /// 500.
    ServerError = "500",
    /// 502 with a proxy's page.
    BadGateway = "502",
    /// 503.
    Unavailable = "503",
    /// 529.
    Overloaded = "529",
    /// Noise instead of a stream.
    Garbage = "garbage",
    /// A web page with status 200.
    Html = "html",
    /// One JSON document with status 200, though a stream was asked for.
    Json = "json",
    /// An error event in the middle of a stream.
    ErrorEvent = "error-event",
    /// An error in JSON with status 200.
    ErrorIn200 = "error-200",
    /// 204.
    NoContent = "204",
    /// A length is promised and the connection closes before that.
    Short = "short",
    /// Status 200 and no byte.
    Empty = "empty",
    /// Text without end.
    Endless = "endless",
    /// No `[DONE]` or last event after the finish reason.
    NoDone = "no-done",
    /// The stream ends in order but without finish reason or last event.
    NoFinish = "no-finish",
    /// No usage.
    NoUsage = "no-usage",
    /// 10 MB of text.
    Big = "big",
    /// 4,000 tokens at 500 a second.
    Fast = "fast",
    /// 404 to whoever asks for a count; answers are plain.
    NoCount = "no-count",
    /// No CORS headers on anything.
    NoCors = "no-cors",
    /// 307 to another host.
    RedirectElsewhere = "redirect-elsewhere",
    /// 307 to another path.
    Redirect = "redirect",
    /// The model refuses.
    Refusal = "refusal",
    /// The output limit cuts the answer.
    Length = "length",
    /// Reasoning before the answer.
    Reasoning = "reasoning",
    /// Markup and control characters in the text.
    Hostile = "hostile",
    /// The answer is the last user message.
    Echo = "echo",
    /// The answer is JSON for the schema that was sent.
    Schema = "schema",
}

/// The one key that [`Fault::Key`] accepts.
pub const GOOD_KEY: &str = "sk-fault-good-key-0123456789";
