//! Power: how many people an experiment needs, and what it can see by now.

use crate::distribution::normal_quantile;
use crate::effect::width_at_decision;

/// Returns the people that each of two variants needs, to find a relative change of a proportion with this power.
/// None if the proportions are not between 0 and 1, or the change is none.
pub fn people_per_arm(base: f64, change: f64, alpha: f64, power: f64) -> Option<f64> {
    let width = inside(alpha).then(|| normal_quantile(1.0 - alpha / 2.0))?;
    per_arm(base, change, width, power)
}

/// Returns the people that each of two variants needs if the interval is looked at on any day, as
/// [`Effect::always`](crate::Effect::always) allows, and is meant to decide when they are there. None as above.
pub fn people_per_arm_always(base: f64, change: f64, alpha: f64, power: f64) -> Option<f64> {
    let width = inside(alpha).then(|| width_at_decision(alpha))?;
    per_arm(base, change, width, power)
}

/// Returns the people that an experiment needs in all if each of two equal variants needs so many, and its variants have
/// these shares, that of the control first. The smallest variant decides. None if a share is none.
pub fn people_in_all(per_arm: f64, shares: &[f64]) -> Option<f64> {
    let (control, others) = shares.split_first()?;
    let smallest = others.iter().copied().reduce(f64::min)?;
    let all: f64 = shares.iter().sum();
    let parts = all / control + all / smallest;
    (*control > 0.0 && smallest > 0.0).then_some(per_arm * parts / 2.0)
}

/// Returns the people that each of two variants needs if the interval is so many standard errors wide on each side.
fn per_arm(base: f64, change: f64, width: f64, power: f64) -> Option<f64> {
    let other = base * (1.0 + change);
    if !(inside(base) && inside(other) && inside(power)) || change == 0.0 {
        return None;
    }
    let middle = f64::midpoint(base, other);
    let spread = |share: f64| share * (1.0 - share);
    let chance = width * (2.0 * spread(middle)).sqrt();
    let sight = normal_quantile(power) * (spread(base) + spread(other)).sqrt();
    Some(((chance + sight) / (other - base)).powi(2))
}

/// Returns true for what is between 0 and 1.
fn inside(share: f64) -> bool {
    share > 0.0 && share < 1.0
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
