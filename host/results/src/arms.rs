//! The names of the arms of an experiment, as sums are kept under them.

/// The arm of those who were exposed to two arms. They are counted apart, and compared with nobody.
pub const CROSSED: &str = "crossed";
/// The arm of all who saw any variant, which is compared with those who were held out.
pub const SHOWN: &str = "shown";

/// The beginnings of the names.
const VARIANT: &str = "variant/";
const HOLDOUT: &str = "holdout/";

/// Names the arm of a variant.
pub fn variant(id: &str) -> String {
    format!("{VARIANT}{id}")
}

/// Names the arm of a holdout.
pub fn holdout(id: &str) -> String {
    format!("{HOLDOUT}{id}")
}

/// Returns true for the arm of a variant.
pub(crate) fn is_variant(arm: &str) -> bool {
    arm.starts_with(VARIANT)
}

/// Returns true for the arm of a holdout.
pub(crate) fn is_holdout(arm: &str) -> bool {
    arm.starts_with(HOLDOUT)
}

/// Names an arm of which no document says a name.
pub(crate) fn title(arm: &str) -> String {
    match (arm.strip_prefix(VARIANT), arm.strip_prefix(HOLDOUT)) {
        (Some(id), _) => id.to_owned(),
        (_, Some(id)) => format!("Held out by “{id}”"),
        _ => arm.to_owned(),
    }
}

/// Names an arm in a sentence, by its title.
pub(crate) fn said(arm: &str, title: &str) -> String {
    match arm.strip_prefix(HOLDOUT) {
        _ if arm == SHOWN => "those who saw any variant".to_owned(),
        Some(id) => format!("those held out by “{id}”"),
        None => format!("“{title}”"),
    }
}
