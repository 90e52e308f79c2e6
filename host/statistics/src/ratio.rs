//! Pearson's chi-squared test, which tells if counts are as expected: the ratio of an experiment's people, above all.

use statrs::distribution::{ChiSquared, ContinuousCDF};

/// The probability below which the people of an experiment are not in the ratio that was declared, and its results mean nothing.
pub const UNLIKELY: f64 = 0.001;

/// The smallest expected count that allows a statement.
const FEWEST: f64 = 5.0;

/// Returns the probability, from 0 to 1, that chance alone takes counts at least this far from the expected ones.
/// None means too few counts, or nothing to compare.
pub fn fit(observed: &[u64], expected: &[f64]) -> Option<f64> {
    let pairs = || observed.iter().zip(expected);
    // People in a place that allows nobody cannot be chance.
    if pairs().any(|(observed, expected)| *expected <= 0.0 && *observed > 0) {
        return Some(0.0);
    }
    let kinds = expected.iter().filter(|expected| **expected > 0.0);
    let kinds: Vec<f64> = kinds.copied().collect();
    if kinds.len() < 2 || kinds.iter().any(|expected| *expected < FEWEST) {
        return None;
    }
    above(statistic(observed, expected), kinds.len() - 1)
}

/// Returns Pearson's statistic, over the kinds that are expected at all.
pub fn statistic(observed: &[u64], expected: &[f64]) -> f64 {
    let pairs = observed.iter().zip(expected);
    pairs
        .filter(|(_, expected)| **expected > 0.0)
        .map(|(observed, expected)| (*observed as f64 - expected).powi(2) / expected)
        .sum()
}

/// Returns the counts that weights lead one to expect, for as many people as there are.
pub fn expected(observed: &[u64], weights: &[f64]) -> Vec<f64> {
    let people = observed.iter().sum::<u64>() as f64;
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| people * weight / sum).collect()
}

/// Returns the probability of a table by chance alone, if its rows have nothing to do with its columns.
pub fn independent(table: &[Vec<u64>]) -> Option<f64> {
    let width = table.first().map_or(0, Vec::len);
    let total = |counts: &mut dyn Iterator<Item = u64>| counts.sum::<u64>() as f64;
    let rows: Vec<f64> = table
        .iter()
        .map(|row| total(&mut row.iter().copied()))
        .collect();
    let columns: Vec<f64> = (0..width)
        .map(|column| total(&mut table.iter().filter_map(|row| row.get(column).copied())))
        .collect();
    let all: f64 = rows.iter().sum();
    let used = |sums: &[f64]| sums.iter().filter(|sum| **sum > 0.0).count();
    let freedom = used(&rows).checked_sub(1)? * used(&columns).checked_sub(1)?;
    let (mut statistic, mut least) = (0.0, f64::INFINITY);
    for (row, sum) in table.iter().zip(&rows) {
        for (count, column) in row.iter().zip(&columns) {
            let expected = sum * column / all;
            if expected > 0.0 {
                statistic += (*count as f64 - expected).powi(2) / expected;
                least = least.min(expected);
            }
        }
    }
    if freedom == 0 || least < FEWEST {
        return None;
    }
    above(statistic, freedom)
}

/// Returns the probability of a statistic at least this large, by the chi-squared distribution.
fn above(statistic: f64, freedom: usize) -> Option<f64> {
    let distribution = ChiSquared::new(freedom as f64).ok()?;
    Some(distribution.sf(statistic))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

    use super::*;

    #[test]
    fn probabilities_are_those_of_the_tables() {
        // 3.841 and 5.991: five percent for one and two degrees of freedom.
        let shift = (3.841_459_f64 * 50.0 / 2.0).sqrt();
        let found = fit(&[50, 50], &[50.0 + shift, 50.0 - shift]).unwrap();
        assert!((0.03..0.08).contains(&found), "{found}");
        assert!((above(3.841_459, 1).unwrap() - 0.05).abs() < 1e-6);
        assert!((above(5.991_465, 2).unwrap() - 0.05).abs() < 1e-6);
        assert_eq!(fit(&[10, 90], &[0.0, 100.0]), Some(0.0));
        assert_eq!(fit(&[2, 3], &[2.5, 2.5]), None);
        assert_eq!(fit(&[100], &[100.0]), None);
    }

    #[test]
    fn tables_tell_what_goes_together() {
        assert!(independent(&[vec![500, 500], vec![500, 500]]).unwrap() > 0.99);
        assert!(independent(&[vec![900, 100], vec![100, 900]]).unwrap() < 1e-6);
        assert_eq!(independent(&[vec![900, 100]]), None);
        assert_eq!(independent(&[]), None);
    }
}
