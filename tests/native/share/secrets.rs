//! The scan for keys and personal data: what it finds, and what it leaves alone.

use nshot::share::{SecretKind, secret_scan};

fn found(text: &str) -> Vec<(SecretKind, &str)> {
    secret_scan(text).into_iter().map(|finding| (finding.kind, text.get(finding.span).unwrap())).collect()
}

#[test]
fn finds_keys_of_the_vendors() {
    // Shaped like keys, made up for this test; joined here so that no scanner takes this file for a leak.
    let tail = "Q7x2mZ9kLp4Rt8Vw3Yb6Nc1Jd5Hf0GsAeUiOqTz8";
    for prefix in ["sk-", "sk-proj-", "sk-ant-", "sk-or-", "AIza", "ghp_", "gsk_", "hf_", "AKIA"] {
        let key = format!("{prefix}{tail}9");
        assert_eq!(found(&format!("key: \"{key}\".")), [(SecretKind::ApiKey, key.as_str())], "{prefix}");
    }
}

#[test]
fn finds_tokens_and_private_keys() {
    let token = ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0NTY3ODkwIn0", "dozjgNryP4J3jVmNHl0w5N"].join(".");
    assert_eq!(found(&format!("Bearer {token}")), [(SecretKind::WebToken, token.as_str())]);
    let begin = ["-----BEGIN RSA ", "PRIVATE KEY-----"].concat();
    assert_eq!(found(&format!("x\n{begin}\nMIIE")), [(SecretKind::PrivateKey, begin.as_str())]);
    assert_eq!(found("-----BEGIN CERTIFICATE-----"), []);
}

#[test]
fn finds_personal_data() {
    assert_eq!(found("write to ana.b+c@post.museum.eu."), [(SecretKind::EmailAddress, "ana.b+c@post.museum.eu")]);
    assert_eq!(found("call +49 (30) 901820-15 now"), [(SecretKind::PhoneNumber, "+49 (30) 901820-15")]);
    // Test numbers that card schemes and the IBAN registry publish.
    assert_eq!(found("4111 1111 1111 1111"), [(SecretKind::PaymentCard, "4111 1111 1111 1111")]);
    assert_eq!(found("GB82 WEST 1234 5698 7654 32,"), [(SecretKind::BankAccount, "GB82 WEST 1234 5698 7654 32")]);
    assert_eq!(found("DE89370400440532013000"), [(SecretKind::BankAccount, "DE89370400440532013000")]);
}

#[test]
fn leaves_ordinary_text_alone() {
    for text in [
        "sk-your-api-key-goes-here-and-it-is-long-enough",
        "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "task-list-of-the-first-1234567890-things-we-do-here",
        "someone@example.com, @mention, a@b, user@localhost, f@1.5",
        "2026-11-23 12:00:00, 3.14159265358979, order 1234567890123456",
        "4111 1111 1111 1112",
        "0000 0000 0000 0000",
        "1 + 1 = 2, +5 %, +12 34",
        "GB82 WEST 1234 5698 7654 33",
        "eyJhbGciOiJIUzI1NiJ9 alone",
        "550e8400-e29b-41d4-a716-446655440000",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn findings_are_in_order_and_do_not_overlap() {
    let text = "a@post.eu b@post.eu +4930901820155";
    let spans: Vec<_> = secret_scan(text).into_iter().map(|finding| finding.span).collect();
    assert_eq!(spans.len(), 3);
    assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start));
}
