//! Nothing that `REQUIRE` names is skipped.

use paywall_testing::at_hand;

#[test]
fn what_is_required_was_at_hand_when_the_tests_were_compiled() {
    let found: Vec<&str> = at_hand!().split(',').collect();
    let required = std::env::var("REQUIRE").unwrap_or_default();
    for need in required.split(',').filter(|need| !need.is_empty()) {
        assert!(
            found.contains(&need),
            "{need} was not at hand; if it is now, `cargo clean -p paywall-needs` has it looked for again"
        );
    }
}
