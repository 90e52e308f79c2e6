//! Power: how many people an experiment needs, and what it can see by now.

use crate::distribution::normal_quantile;

/// Returns the people that each of two variants needs, to find a relative change of a proportion with this power.
/// None if the proportions are not between 0 and 1, or the change is none.
pub fn people_per_arm(base: f64, change: f64, alpha: f64, power: f64) -> Option<f64> {
    let other = base * (1.0 + change);
    let inside = |share: f64| share > 0.0 && share < 1.0;
    if !(inside(base) && inside(other) && inside(alpha) && inside(power)) || change == 0.0 {
        return None;
    }
    let middle = f64::midpoint(base, other);
    let spread = |share: f64| share * (1.0 - share);
    let chance = normal_quantile(1.0 - alpha / 2.0) * (2.0 * spread(middle)).sqrt();
    let sight = normal_quantile(power) * (spread(base) + spread(other)).sqrt();
    Some(((chance + sight) / (other - base)).powi(2))
}

/// Returns the smallest relative rise of a proportion that so many people in each variant can show with this power.
/// None if even the largest possible one is not seen.
pub fn smallest_effect(base: f64, people: f64, alpha: f64, power: f64) -> Option<f64> {
    let needs = |change: f64| people_per_arm(base, change, alpha, power);
    // The rise to nearly everybody is the largest.
    let (mut low, mut high) = (0.0, (1.0 / base - 1.0) * (1.0 - 1e-9));
    if needs(high)? > people {
        return None;
    }
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        match needs(middle) {
            Some(needed) if needed <= people => high = middle,
            _ => low = middle,
        }
    }
    Some(high)
}
