//! Nothing that `REQUIRE` names is skipped.

use paywall_testing::at_hand;

/// The needs that are looked for when tests are compiled; `cargo xtask test` sees to all others.
const NEEDS: [&str; 3] = ["shared", "module", "postgres"];

#[test]
fn what_is_required_was_at_hand_when_the_tests_were_compiled() {
    let required = std::env::var("REQUIRE").unwrap_or_default();
    for need in required.split(',').filter(|need| NEEDS.contains(need)) {
        assert!(
            at_hand!().split(',').any(|found| found == need),
            "{need} was not at hand; if it is now, `cargo clean -p paywall-needs` has it looked for again"
        );
    }
}
