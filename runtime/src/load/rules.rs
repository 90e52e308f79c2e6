//! The campaign rules of a document before they are read: what each answers, and where it stands.

use super::{entries, place};
use crate::limits;
use crate::outline::{Outline, Place};
use crate::reader::{Fields, Warnings};
use crate::rule::campaign::{Campaign, PlacementKind};
use crate::rule::terms::Terms;
use crate::string::Shared;

/// The field of the campaign rules in documents of 2023.
pub const OLD_RULES: &str = "campaigns";

/// A campaign rule of the document.
#[derive(Debug)]
pub struct Rule {
    /// The placement that it answers.
    pub kind: PlacementKind,
    pub value: Shared,
    /// The place of its text.
    pub place: Place,
}

/// Keeps the placements and places of the campaign rules, the field they stand in, and whether what a rule means depends on
/// no other rule.
pub fn keep(
    fields: &Fields<'_>,
    outline: &Outline,
    warnings: &mut Warnings,
) -> (Vec<Rule>, &'static str, bool) {
    let (mut list, mut name) = entries(fields, "campaign_rules", "rule", warnings);
    if list.is_empty() && fields.get(OLD_RULES).is_some() {
        (list, name) = (fields.list(OLD_RULES, warnings), OLD_RULES);
    }
    let mut rules = Vec::with_capacity(list.len());
    let (mut depends, mut bytes) = (false, 0);
    for value in list {
        let place = place(Some(value.get("").unwrap_or(value)), outline);
        bytes += place.len();
        depends |= Terms::may_remember(value);
        let (kind, value) = Campaign::read_placement(value);
        rules.push(Rule { kind, value, place });
    }
    // Each condition is longer than a byte, so fewer bytes have fewer conditions than all rules may have together.
    (rules, name, !depends && bytes < limits::CONDITIONS)
}
