//! The normal distribution and Student's, exact to 1e-10 for all numbers of people.
//!
//! The continued fraction of statrs' incomplete beta function stops too early for many degrees of freedom, so from
//! [`MANY`] on the tail is integrated and the quantile is expanded around the normal one.

use statrs::distribution::{Continuous, ContinuousCDF, Normal, StudentsT};

/// The degrees of freedom from which on the expansions are exact enough.
const MANY: f64 = 1000.0;
/// The steps of an integral, an even number.
const STEPS: u32 = 4096;
/// The width of a tail behind which nothing is left that counts.
const TAIL: f64 = 16.0;

/// Returns the probability that a standard normal number is greater.
pub(crate) fn normal_above(value: f64) -> f64 {
    Normal::standard().sf(value)
}

/// Returns the density of the standard normal distribution.
pub(crate) fn normal_density(value: f64) -> f64 {
    Normal::standard().pdf(value)
}

/// Returns the number that a standard normal one is below with this probability, between 0 and 1.
pub(crate) fn normal_quantile(probability: f64) -> f64 {
    let normal = Normal::standard();
    let mut value = normal.inverse_cdf(probability);
    // The library's inverse is a rational approximation: one step makes it exact.
    value -= (normal.cdf(value) - probability) / normal.pdf(value);
    value
}

/// Returns the probability that a number of Student's distribution is greater than this one, which is not negative.
pub(crate) fn student_above(value: f64, freedom: f64) -> Option<f64> {
    if freedom < MANY {
        return Some(StudentsT::new(0.0, 1.0, freedom).ok()?.sf(value));
    }
    let (height, step) = (student_height(freedom), TAIL / f64::from(STEPS));
    let density = |at: f64| (-(freedom + 1.0) / 2.0 * (at * at / freedom).ln_1p()).exp();
    // Simpson's rule.
    let mut sum = density(value) + density(value + TAIL);
    for index in 1..STEPS {
        let weight = if index % 2 == 1 { 4.0 } else { 2.0 };
        sum += weight * density(value + step * f64::from(index));
    }
    Some((height * sum * step / 3.0).min(0.5))
}

/// Returns the number that one of Student's distribution is below with this probability, from 0.5 to 1.
pub(crate) fn student_quantile(probability: f64, freedom: f64) -> Option<f64> {
    if freedom >= MANY {
        return Some(expanded(normal_quantile(probability), freedom));
    }
    let student = StudentsT::new(0.0, 1.0, freedom).ok()?;
    let mut value = student.inverse_cdf(probability);
    for _ in 0..3 {
        value -= (student.cdf(value) - probability) / student.pdf(value);
    }
    Some(value)
}

/// Returns the greatest density of Student's distribution with many degrees of freedom.
fn student_height(freedom: f64) -> f64 {
    // The quotient of two gamma functions, expanded.
    let half = freedom / 2.0;
    let series =
        1.0 - 1.0 / (8.0 * half) + 1.0 / (128.0 * half.powi(2)) + 5.0 / (1024.0 * half.powi(3))
            - 21.0 / (32_768.0 * half.powi(4));
    series / (2.0 * std::f64::consts::PI).sqrt()
}

/// Turns a quantile of the normal distribution into that of Student's (Abramowitz and Stegun, 26.7.5).
fn expanded(z: f64, freedom: f64) -> f64 {
    let odd = |coefficients: [f64; 5], divisor: f64| {
        let sum = coefficients
            .iter()
            .fold(0.0, |sum, coefficient| sum * z * z + coefficient);
        sum * z / divisor
    };
    z + odd([0.0, 0.0, 0.0, 1.0, 1.0], 4.0) / freedom
        + odd([0.0, 0.0, 5.0, 16.0, 3.0], 96.0) / freedom.powi(2)
        + odd([0.0, 3.0, 19.0, 17.0, -15.0], 384.0) / freedom.powi(3)
        + odd([79.0, 776.0, 1482.0, -1920.0, -945.0], 92_160.0) / freedom.powi(4)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

    use super::*;

    #[test]
    fn both_ways_agree_where_they_meet() {
        for value in [0.0, 0.5, 1.96, 4.0] {
            let few = StudentsT::new(0.0, 1.0, MANY).unwrap().sf(value);
            let many = student_above(value, MANY).unwrap();
            assert!((few - many).abs() < 1e-11, "{value}: {few} {many}");
        }
        for probability in [0.6, 0.95, 0.975, 0.999] {
            let few = student_quantile(probability, MANY - 1e-6).unwrap();
            let many = student_quantile(probability, MANY).unwrap();
            assert!((few - many).abs() < 1e-9, "{probability}: {few} {many}");
        }
    }

    #[test]
    fn quantiles_are_those_of_the_tables() {
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-10);
        assert!((normal_quantile(0.8) - 0.841_621_233_572_914_3).abs() < 1e-10);
        assert!((student_quantile(0.975, 10.0).unwrap() - 2.228_138_851_964_939).abs() < 1e-10);
        assert!((student_above(1e-9, 1e12).unwrap() - 0.5).abs() < 1e-8);
    }
}
