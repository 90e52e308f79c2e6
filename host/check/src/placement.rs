//! The checks of placements: labels that can never be launched, and labels or ids easily mistaken for another.

use std::collections::BTreeMap;

use paywall_runtime::decide::reads_as_url;
use paywall_runtime::rule::campaign::PlacementKind;

use super::{Findings, Subject, at};

/// Checks the ids, labels and URLs of all rules.
pub(super) fn check(subject: &Subject<'_>, out: &mut Findings) {
    let mut ids = BTreeMap::new();
    let mut labels: BTreeMap<String, &str> = BTreeMap::new();
    for rule in &subject.rules {
        let (id, label) = (&*rule.rule.rule, &*rule.rule.value);
        if let Some(first) = ids.insert(id, &rule.path).filter(|_| !id.is_empty()) {
            let message = format!(
                "the id \"{id}\" is also that of {first}: what was shown of one counts for both; give each its own"
            );
            out.error("duplicate_rule", at(&rule.path, "rule"), message);
        }
        if rule.rule.kind != PlacementKind::Label && rule.rule.kind != PlacementKind::Url {
            continue;
        }
        let path = at(&rule.path, "value");
        if label.is_empty() {
            let message = "a rule of this type needs the label or URL it answers: without one it is never shown";
            out.error("never_matches", path, message);
            continue;
        }
        if rule.rule.kind == PlacementKind::Label && reads_as_url(label) {
            let message = format!(
                "the label \"{label}\" reads as a URL, and a launch with it asks rules of type \"url\" only; \
                 change the type, or the label"
            );
            out.error("never_matches", path, message);
            continue;
        }
        let same = labels.entry(label.trim().to_lowercase()).or_insert(label);
        if *same != label {
            let message = format!(
                "\"{label}\" and \"{same}\" differ only by case or spaces, and a launch finds one of them only; \
                 write both alike"
            );
            out.warning("similar_labels", path, message);
        }
    }
}
