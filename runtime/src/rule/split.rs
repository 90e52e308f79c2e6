//! The segment of a rule that a customer falls into.

use super::campaign::{Campaign, Segment};

/// Chooses the segment for a form factor and a split position; no position counts as the lowest one.
///
/// Splits of several segments that sum to 100 over the whole rule are weights, added up in document order. All others
/// are upper bounds, tried from the lowest. The last segment takes whoever is beyond all bounds.
pub fn choose<'a>(
    rule: &'a Campaign,
    form_factor: &str,
    position: Option<f64>,
) -> Option<&'a Segment> {
    let position = position.unwrap_or(0.0);
    let fits = |segment: &&Segment| {
        segment
            .form_factors
            .iter()
            .any(|name| &**name == form_factor)
    };
    // Over the whole rule and not only this form factor's segments: leaving some out would turn weights into bounds.
    let weights = rule.segments.len() > 1
        && (rule
            .segments
            .iter()
            .map(|segment| segment.split)
            .sum::<f64>()
            - 100.0)
            .abs()
            < 1e-6;
    if weights {
        by_weight(rule.segments.iter().filter(fits), position)
    } else {
        by_bound(rule.segments.iter().filter(fits), position)
    }
}

/// Chooses by weights, added up in document order.
fn by_weight<'a>(
    segments: impl Iterator<Item = &'a Segment>,
    position: f64,
) -> Option<&'a Segment> {
    let mut bound = 0.0;
    let mut last = None;
    for segment in segments {
        bound += segment.split;
        if position <= bound {
            return Some(segment);
        }
        last = Some(segment);
    }
    last
}

/// Chooses the lowest bound at or above the position.
fn by_bound<'a>(segments: impl Iterator<Item = &'a Segment>, position: f64) -> Option<&'a Segment> {
    let mut best: Option<&Segment> = None;
    let mut last: Option<&Segment> = None;
    for segment in segments {
        if segment.split >= position && best.is_none_or(|best| segment.split < best.split) {
            best = Some(segment);
        }
        if last.is_none_or(|last| segment.split >= last.split) {
            last = Some(segment);
        }
    }
    best.or(last)
}
