//! Inputs that once broke something are worked on again, and every target has inputs to begin with.

use paywall_fuzz::TARGETS;

#[test]
fn inputs_that_are_kept_break_nothing() {
    for target in TARGETS {
        target.kept().iter().for_each(|input| (target.run)(input));
    }
}

#[test]
fn every_target_has_inputs_to_begin_with() {
    for target in TARGETS {
        assert!(target.inputs().len() > 2, "{}", target.name);
    }
}
