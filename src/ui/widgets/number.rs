//! Numbers as the page writes them: grouped digits, short durations.

/// `1234567` as `1,234,567`.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Milliseconds as `840 ms`, `1.2 s` or `3 m 04 s`.
pub fn duration(ms: f64) -> String {
    if ms < 1_000.0 {
        format!("{ms:.0} ms")
    } else if ms < 60_000.0 {
        format!("{:.1} s", ms / 1_000.0)
    } else {
        format!("{:.0} m {:02.0} s", (ms / 60_000.0).floor(), (ms % 60_000.0) / 1_000.0)
    }
}

/// Kilobytes as people count them: `0.4 kB`, `12 kB`, `3.1 MB`.
pub fn bytes(n: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown with two digits")]
    let n = n as f64;
    if n < 10_000.0 {
        format!("{:.1} kB", n / 1_000.0)
    } else if n < 1_000_000.0 {
        format!("{:.0} kB", n / 1_000.0)
    } else {
        format!("{:.1} MB", n / 1_000_000.0)
    }
}
