//! Proportions by themselves: intervals that stay between 0 and 1.

use crate::distribution::{normal_above, normal_quantile};

/// Returns Wilson's interval of a proportion. None without people.
pub fn wilson(having: u64, people: u64, alpha: f64) -> Option<(f64, f64)> {
    if people == 0 || having > people {
        return None;
    }
    let (n, p) = (people as f64, having as f64 / people as f64);
    let z = normal_quantile(1.0 - alpha / 2.0);
    let square = z * z / n;
    let middle = p + square / 2.0;
    let width = z * ((p * (1.0 - p) + square / 4.0) / n).sqrt();
    Some((
        (middle - width) / (1.0 + square),
        (middle + width) / (1.0 + square),
    ))
}

/// Returns Newcombe's interval of the difference between two proportions, each given as `(having, people)`.
pub fn newcombe(control: (u64, u64), treatment: (u64, u64), alpha: f64) -> Option<(f64, f64)> {
    let (low, high) = wilson(control.0, control.1, alpha)?;
    let (treatment_low, treatment_high) = wilson(treatment.0, treatment.1, alpha)?;
    let mean = |(having, people): (u64, u64)| having as f64 / people as f64;
    let (base, other) = (mean(control), mean(treatment));
    let difference = other - base;
    let down = ((other - treatment_low).powi(2) + (high - base).powi(2)).sqrt();
    let up = ((treatment_high - other).powi(2) + (base - low).powi(2)).sqrt();
    Some((difference - down, difference + up))
}

/// Returns z and the two-sided p-value of two proportions with their pooled variance, each given as `(having, people)`.
/// None without people, or if all or none have it.
pub fn pooled(control: (u64, u64), treatment: (u64, u64)) -> Option<(f64, f64)> {
    let (first, second) = (control.1 as f64, treatment.1 as f64);
    let all = (control.0 + treatment.0) as f64 / (first + second);
    let error = (all * (1.0 - all) * (1.0 / first + 1.0 / second)).sqrt();
    let z = (treatment.0 as f64 / second - control.0 as f64 / first) / error;
    z.is_finite().then(|| (z, 2.0 * normal_above(z.abs())))
}
