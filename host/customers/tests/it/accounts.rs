//! Tests of the rule by which names become accounts.

use paywall_customers::account;

#[test]
fn a_uuid_a_hash_and_a_number_stay_and_everything_else_is_hashed() {
    let of = |name: &str| account(name).unwrap().to_string();
    let uuid = "7E3FB20B-4CDB-47CC-936D-99D65F608138";
    assert_eq!(of(uuid), uuid.to_lowercase());
    assert_eq!(of("0042"), "0042");
    let hash = "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08";
    assert_eq!(of(hash), hash.to_lowercase());
    // printf %s jane@example.com | sha256sum
    let mail = "8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d";
    assert_eq!(of("jane@example.com"), mail);
    for shared in ["0", "00000000-0000-0000-0000-000000000000"] {
        assert!(account(shared).is_err(), "{shared}");
    }
}
