//! The division of the numbers from 0 to 1 among the segments of an experiment.

/// A part of the numbers from 0 to 1: its lower end is in it, its upper end is not.
pub type Range = (f64, f64);

/// Returns the ranges of `count` segments with these weights (which sum to 1), when `coverage` of each takes part.
/// Weights of another count or another sum are replaced by equal ones.
///
/// Each segment's range begins at the place it would have with full coverage, so raising the coverage moves nobody to
/// another segment. The order of the additions is GrowthBook's: customers at a boundary depend on it.
pub fn ranges(count: usize, coverage: f64, weights: &[f64]) -> Vec<Range> {
    let equal = 1.0 / count as f64;
    let mut sum = 0.0;
    for weight in weights {
        sum += weight;
    }
    // A hundredth of tolerance, as GrowthBook has it: thirds are written with two decimals.
    let fit = weights.len() == count && (0.99..=1.01).contains(&sum);
    let coverage = coverage.clamp(0.0, 1.0);
    let mut out = Vec::with_capacity(count);
    let mut start = 0.0;
    for index in 0..count {
        let weight = weights.get(index).copied().filter(|_| fit);
        let weight = weight.unwrap_or(equal);
        out.push((start, start + coverage * weight));
        start += weight;
    }
    out
}

/// Returns the ranges of segments by their `weight`, or else by their `split`, both in percent.
///
/// Splits of several segments that sum to 100 are weights. All others are upper bounds, and each segment owns the
/// numbers between its own bound and the next lower one.
pub fn shares(count: usize, coverage: f64, weights: &[f64], splits: &[f64]) -> Vec<Range> {
    let given = if weights.is_empty() { splits } else { weights };
    let mut parts = Vec::with_capacity(given.len());
    let mut sum = 0.0;
    for percent in given {
        parts.push(percent / 100.0);
        sum += percent;
    }
    let bounds = weights.is_empty() && splits.len() == count;
    if !bounds || count > 1 && (sum - 100.0).abs() < 1e-6 {
        return ranges(count, coverage, &parts);
    }
    let coverage = coverage.clamp(0.0, 1.0);
    let mut out = Vec::with_capacity(count);
    for bound in &parts {
        let mut from = 0.0_f64;
        for other in &parts {
            if other < bound {
                from = from.max(*other);
            }
        }
        out.push((from, from + coverage * (bound - from)));
    }
    out
}

/// Returns whether a place is in one of the ranges.
pub fn contains(ranges: &[Range], place: f64) -> bool {
    ranges
        .iter()
        .any(|range| range.0 <= place && place < range.1)
}
