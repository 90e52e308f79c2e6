//! Tests of chains of certificates: good ones are remembered, revoked ones are refused.

use paywall_ledger::Time;
use paywall_stores::apple::{Settings, verify_transaction};
use paywall_stores::{Expected, Rejected, Roots};
use serde_json::json;

use paywall_host_testing::forge::{AUTHORITY, AUTHORITY_NUMBER, Chain, LEAF};
use paywall_host_testing::shop::NOW;

/// Checks a transaction without a date of signing.
fn check(chain: &Chain, roots: &Roots, at: Time) -> Result<(), Rejected> {
    check_signed(chain, roots, None, at)
}

/// Checks a transaction that says when it was signed.
fn check_signed(
    chain: &Chain,
    roots: &Roots,
    signed: Option<Time>,
    at: Time,
) -> Result<(), Rejected> {
    let settings = Settings {
        roots: roots.clone(),
        ..Settings::default()
    };
    let expected = Expected {
        store_app: "com.example",
        sandbox: false,
    };
    let mut payload = json!({"bundleId": "com.example", "environment": "Production"});
    if let Some(signed) = signed {
        payload["signedDate"] = signed.millis().into();
    }
    let signed = chain.sign(&payload);
    verify_transaction(&signed, &settings, &expected, at).map(drop)
}

#[test]
fn a_chain_that_was_good_is_good_until_its_certificates_end() {
    let chain = Chain::new(AUTHORITY, LEAF);
    let roots = Roots::from(vec![chain.root.clone()]);
    // 2028-01-01, the end of authority and leaf.
    let end = Time::from_seconds(1_830_297_600);
    let beginning = Time::from_seconds(1_735_689_600);
    for at in [NOW, end, beginning] {
        assert_eq!(check(&chain, &roots, at), Ok(()));
    }
    for at in [end.plus_millis(1000), beginning.plus_millis(-1000)] {
        assert_eq!(check(&chain, &roots, at), Err(Rejected::ExpiredCertificate));
    }
}

#[test]
fn a_kept_transaction_is_good_after_its_certificates_ended() {
    let chain = Chain::new(AUTHORITY, LEAF);
    let roots = Roots::from(vec![chain.root.clone()]);
    let end = Time::from_seconds(1_830_297_600);
    let later = end.plus_days(400);
    let signed = |date| check_signed(&chain, &roots, Some(date), later);
    assert_eq!(signed(end), Ok(()));
    assert_eq!(signed(NOW), Ok(()));
    assert_eq!(signed(end.plus_days(1)), Err(Rejected::ExpiredCertificate));
    assert_eq!(signed(later), Err(Rejected::ExpiredCertificate));
    let early = Time::from_seconds(1_735_689_600).plus_days(-1);
    assert_eq!(signed(early), Err(Rejected::ExpiredCertificate));
    let future = check_signed(&chain, &roots, Some(NOW.plus_days(1)), NOW);
    assert_eq!(future, Err(Rejected::FromTheFuture));
    // Whenever it was signed, what is revoked is revoked.
    let revoked = roots.with_revoked(&chain.revokes(&[AUTHORITY_NUMBER]));
    let refused = check_signed(&chain, &revoked.unwrap(), Some(NOW), later);
    assert_eq!(refused, Err(Rejected::RevokedCertificate));
}

#[test]
fn one_good_chain_opens_the_door_to_no_other() {
    let (chain, forger) = (Chain::new(AUTHORITY, LEAF), Chain::new(AUTHORITY, LEAF));
    let roots = Roots::from(vec![chain.root.clone()]);
    assert_eq!(check(&chain, &roots, NOW), Ok(()));
    let mut half = Chain::new(AUTHORITY, LEAF);
    half.authority.clone_from(&chain.authority);
    for other in [&forger, &half] {
        let refused = check(other, &roots, NOW);
        assert_eq!(refused, Err(Rejected::UntrustedCertificate));
    }
    // The genuine certificates with the forger's signature.
    let mut borrowed = Chain::new(AUTHORITY, LEAF);
    borrowed.authority.clone_from(&chain.authority);
    borrowed.leaf.clone_from(&chain.leaf);
    let refused = check(&borrowed, &roots, NOW);
    assert_eq!(refused, Err(Rejected::BadSignature));
}

#[test]
fn both_certificates_need_the_stores_marks() {
    let other: &[u64] = &[1, 2, 3];
    for (authority, leaf) in [(other, LEAF), (AUTHORITY, other)] {
        let chain = Chain::new(authority, leaf);
        let roots = Roots::from(vec![chain.root.clone()]);
        assert_eq!(check(&chain, &roots, NOW), Err(Rejected::WrongCertificate));
    }
}

#[test]
fn clocks_may_differ_by_a_minute() {
    let chain = Chain::new(AUTHORITY, LEAF);
    let roots = Roots::from(vec![chain.root.clone()]);
    let ahead = |millis| check_signed(&chain, &roots, Some(NOW.plus_millis(millis)), NOW);
    assert_eq!(ahead(60_000), Ok(()));
    assert_eq!(ahead(60_001), Err(Rejected::FromTheFuture));
}

#[test]
fn a_revoked_certificate_is_refused_and_so_is_what_it_signed() {
    let chain = Chain::new(AUTHORITY, LEAF);
    let with = |list: &[u8]| {
        let roots = Roots::from(vec![chain.root.clone()]);
        assert_eq!(check(&chain, &roots, NOW), Ok(()));
        roots.with_revoked(list).unwrap()
    };
    let revoked = with(&chain.revokes(&[7, AUTHORITY_NUMBER]));
    let refused = check(&chain, &revoked, NOW);
    assert_eq!(refused, Err(Rejected::RevokedCertificate));
    assert_eq!(check(&chain, &with(&chain.revokes(&[7])), NOW), Ok(()));
}

#[test]
fn a_list_that_the_root_did_not_sign_revokes_nothing_and_stops_what_it_is_about() {
    let (chain, forger) = (Chain::new(AUTHORITY, LEAF), Chain::new(AUTHORITY, LEAF));
    let roots = Roots::from(vec![chain.root.clone()]);
    let roots = roots.with_revoked(&forger.revokes(&[7])).unwrap();
    let refused = check(&chain, &roots, NOW);
    assert_eq!(refused, Err(Rejected::UntrustedCertificate));
}

#[test]
fn lists_are_read_from_the_files_that_the_settings_name() {
    let folder = tempfile::tempdir().unwrap();
    let chain = Chain::new(AUTHORITY, LEAF);
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("root.cer", &chain.root);
    write("list.crl", &chain.revokes(&[AUTHORITY_NUMBER]));
    let read = |list: &str| {
        let text = format!("roots = [\"root.cer\"]\nrevoked = [\"{list}\"]");
        Settings::read(text.parse().unwrap(), folder.path())
    };
    let settings = read("list.crl").unwrap();
    let refused = check(&chain, &settings.roots, NOW);
    assert_eq!(refused, Err(Rejected::RevokedCertificate));
    write("text.cer", b"no certificate");
    let text = "roots = [\"text.cer\"]".parse().unwrap();
    assert!(Settings::read(text, folder.path()).is_err());
    let wrong = read("root.cer").unwrap_err().to_string();
    assert!(wrong.contains("root.cer: not a revocation list"), "{wrong}");
}
