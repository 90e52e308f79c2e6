//! The reasons for which a rule was shown or not, as stable codes for traces.

/// The rule was chosen.
pub const MATCHED: &str = "matched";
/// The customer belongs to the rule's holdout: nothing is shown, and no later rule is asked.
pub const HELD_OUT: &str = "held_out";
/// The rule cannot be understood; the trace says why.
pub const INVALID: &str = "invalid";
/// The rule is switched off.
pub const DISABLED: &str = "disabled";
/// The rule answers another placement.
pub const PLACEMENT: &str = "placement";
/// No segment of the rule, or not the customer's segment, is for the form factor.
pub const FORM_FACTOR: &str = "form_factor";
/// The document lacks the paywall or a screen of the segment.
pub const PAYWALL: &str = "paywall";
/// The schedule has not begun.
pub const NOT_STARTED: &str = "not_started";
/// The schedule is over.
pub const ENDED: &str = "ended";
/// No window of the schedule is open.
pub const OUTSIDE_WINDOW: &str = "outside_window";
/// The conditions do not hold.
pub const CONDITIONS: &str = "conditions";
/// A rule that must have been shown before was not.
pub const PREREQUISITE: &str = "prerequisite";
/// The rule was shown as often as it may be.
pub const CAPPED: &str = "capped";
/// The customer has no id to put into the experiment.
pub const NO_UNIT: &str = "no_unit";
/// The customer is in another part of the layer.
pub const LAYER: &str = "layer";
/// The experiment does not cover the customer.
pub const COVERAGE: &str = "coverage";
/// The customer took part in a version of the experiment that is closed.
pub const BLOCKED_VERSION: &str = "blocked_version";
/// The customer is forced into a segment that the rule does not have.
pub const FORCE: &str = "force";
/// The request takes part in no experiment unless forced.
pub const QA: &str = "qa";
/// An earlier rule was chosen, so this one was not asked.
pub const UNEVALUATED: &str = "unevaluated";
