//! The difference between two variants, with its intervals.

use crate::Arm;
use crate::distribution::{normal_above, normal_density, student_above, student_quantile};

/// The way in which a difference is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// In the measure's own unit.
    Absolute,
    /// As a part of the control's mean.
    Relative,
}

/// The difference between a treatment and the control.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// The estimate of the difference.
    pub value: f64,
    /// The variance of the estimate.
    pub variance: f64,
    /// The people of both variants.
    pub people: f64,
    /// The degrees of freedom, by Welch and Satterthwaite.
    pub freedom: f64,
}

/// An interval, and the probability that chance alone takes the estimate so far from no difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The p-value against no difference.
    pub p: f64,
}

impl Interval {
    /// Returns whether no difference is outside.
    pub fn excludes_zero(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// Compares a treatment with the control; the variance of a relative difference is by the delta method.
/// None with fewer than two people in a variant, without any variation, or relative to nothing.
pub fn effect(control: &Arm, treatment: &Arm, scale: Scale) -> Option<Effect> {
    let (of_control, of_treatment) = (control.of_mean(), treatment.of_mean());
    let plain = of_control + of_treatment;
    if control.people.min(treatment.people) < 2.0 || plain <= 0.0 {
        return None;
    }
    let parts = of_control.powi(2) / (control.people - 1.0)
        + of_treatment.powi(2) / (treatment.people - 1.0);
    let difference = treatment.mean - control.mean;
    let (value, variance) = match scale {
        Scale::Absolute => (difference, plain),
        Scale::Relative => {
            let (base, quotient) = (control.mean, treatment.mean / control.mean);
            (
                difference / base,
                (of_treatment + of_control * quotient.powi(2)) / base.powi(2),
            )
        }
    };
    let out = Effect {
        value,
        variance,
        people: control.people + treatment.people,
        freedom: plain.powi(2) / parts,
    };
    (out.value.is_finite() && out.variance.is_finite() && out.freedom.is_finite()).then_some(out)
}

impl Effect {
    /// Returns the interval at a horizon that was set beforehand and is reached. Looked at before, it is not valid: with a
    /// look a day, every fourth test without any difference would be declared.
    /// `alpha` is the part of tests without a difference that may be declared, such as 0.05.
    pub fn at_horizon(&self, alpha: f64) -> Option<Interval> {
        let error = self.variance.sqrt();
        let width = student_quantile(1.0 - alpha / 2.0, self.freedom)? * error;
        let p = 2.0 * student_above(self.value.abs() / error, self.freedom)?;
        Some(self.interval(width, p))
    }

    /// Returns the interval that holds however often it is looked at: the asymptotic confidence sequence of Waudby-Smith
    /// and others (arXiv 2103.06476, equations 9, 155 and 161).
    /// It is narrowest when the people of both variants are `expected`, the number at which a decision is meant to fall.
    pub fn always(&self, alpha: f64, expected: f64) -> Option<Interval> {
        let people = self.people;
        // The square of the tuning parameter.
        let square = tuning(alpha) / expected;
        let growth = people * square + 1.0;
        // The variance of one person's share of the estimate.
        let one = self.variance * people;
        let width = one.sqrt()
            * (2.0 * growth * (growth.sqrt() / alpha).ln() / (people * people * square)).sqrt();
        let standard = self.value * people / one.sqrt();
        let evidence = (square * standard.powi(2) / (2.0 * growth)).exp() / growth.sqrt();
        let p = (1.0 / evidence).min(1.0);
        (expected > 0.0 && width.is_finite()).then(|| self.interval(width, p))
    }

    /// Returns the probability that the treatment is better, for a flat prior. It must not end a test by itself: with daily
    /// looks, the rule "over 95 %" crowns a winner in nearly half of the tests without any difference.
    pub fn chance_of_gain(&self) -> f64 {
        normal_above(-self.value / self.variance.sqrt())
    }

    /// Returns what is lost on average if the treatment is taken and is worse after all, for a flat prior.
    pub fn expected_loss(&self) -> f64 {
        let error = self.variance.sqrt();
        let distance = self.value / error;
        error * normal_density(distance) - self.value * normal_above(distance)
    }

    /// Returns the p-value of a guardrail: the probability that chance alone takes the estimate so far above `-margin`, if
    /// the truth were a loss of exactly the margin. A small value says that the loss is less than that.
    pub fn no_worse_than(&self, margin: f64) -> Option<f64> {
        let distance = (self.value + margin) / self.variance.sqrt();
        let above = student_above(distance.abs(), self.freedom)?;
        Some(if distance < 0.0 { 1.0 - above } else { above })
    }

    /// Makes the interval of a half-width around the estimate.
    fn interval(&self, width: f64, p: f64) -> Interval {
        Interval {
            low: self.value - width,
            high: self.value + width,
            p,
        }
    }
}

/// Returns the square of the sequence's tuning parameter, for one person at the decision.
fn tuning(alpha: f64) -> f64 {
    let twice = -2.0 * alpha.ln();
    twice + twice.ln_1p()
}

/// Returns half of the always valid interval in standard errors, when the people are there at whom it is meant to decide.
pub(crate) fn width_at_decision(alpha: f64) -> f64 {
    let square = tuning(alpha);
    let growth = square + 1.0;
    (2.0 * growth * (growth.sqrt() / alpha).ln() / square).sqrt()
}
