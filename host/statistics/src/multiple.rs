//! Corrections for several questions at once: p-values in, corrected p-values out, in the same order.

/// Corrects p-values by Holm, which bounds the chance of a single wrong declaration: for the variants of an experiment.
pub fn holm(values: &[f64]) -> Vec<f64> {
    let count = values.len();
    let mut out = vec![1.0; count];
    let mut greatest = 0.0_f64;
    for (rank, index) in ascending(values).into_iter().enumerate() {
        let corrected = values
            .get(index)
            .map_or(1.0, |value| value * (count - rank) as f64);
        greatest = greatest.max(corrected.min(1.0));
        set(&mut out, index, greatest);
    }
    out
}

/// Corrects p-values by Benjamini and Hochberg, which bounds the part of wrong declarations: for secondary measures.
pub fn benjamini_hochberg(values: &[f64]) -> Vec<f64> {
    let count = values.len();
    let mut out = vec![1.0; count];
    let mut least = 1.0_f64;
    for (rank, index) in ascending(values).into_iter().enumerate().rev() {
        let corrected = values
            .get(index)
            .map_or(1.0, |value| value * count as f64 / (rank + 1) as f64);
        least = least.min(corrected);
        set(&mut out, index, least);
    }
    out
}

/// Returns the places of the values, the smallest value first.
fn ascending(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    let value = |index: usize| values.get(index).copied().unwrap_or(1.0);
    order.sort_by(|one, other| value(*one).total_cmp(&value(*other)));
    order
}

/// Sets an entry.
fn set(list: &mut [f64], index: usize, value: f64) {
    if let Some(entry) = list.get_mut(index) {
        *entry = value;
    }
}
