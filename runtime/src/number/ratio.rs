//! Exact arithmetic with prices: a share of a price is computed as a fraction and rounded once, at the end.

use super::decimal::Decimal;

/// A fraction of whole numbers, in lowest terms.
/// An operation gives `None` when its result does not fit: no price has that many digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    above: i64,
    /// The denominator; always above zero, so that the sign stands in `above`.
    below: i64,
}

impl Ratio {
    /// Makes `above / below` in lowest terms; `None` when `below` is zero.
    pub fn new(above: i64, below: i64) -> Option<Self> {
        // Euclid: afterwards `a` is the greatest common divisor.
        let (mut a, mut b) = (above.checked_abs()?, below.checked_abs()?);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        if below == 0 || a == 0 {
            return None;
        }
        let sign = below.signum();
        Some(Self {
            above: above / a * sign,
            below: below / a * sign,
        })
    }

    /// Makes the fraction that the shortest decimal of `number` stands for; `None` when that has more than 15 digits.
    pub fn of(number: f64) -> Option<Self> {
        let decimal = Decimal::of(number, None)?;
        let digits = [decimal.whole(), decimal.fraction()].concat();
        if digits.len() > 15 {
            return None;
        }
        let above: i64 = digits.parse().ok()?;
        let sign = if decimal.is_negative() { -1 } else { 1 };
        Self::new(
            above * sign,
            10_i64.checked_pow(decimal.fraction().len() as u32)?,
        )
    }

    /// Multiplies by another fraction.
    pub fn times(self, other: Self) -> Option<Self> {
        Self::new(
            self.above.checked_mul(other.above)?,
            self.below.checked_mul(other.below)?,
        )
    }

    /// Divides by another fraction; `None` when that is zero.
    pub fn by(self, other: Self) -> Option<Self> {
        self.times(Self::new(other.below, other.above)?)
    }

    /// Subtracts another fraction.
    pub fn less(self, other: Self) -> Option<Self> {
        let above = self
            .above
            .checked_mul(other.below)?
            .checked_sub(other.above.checked_mul(self.below)?)?;
        Self::new(above, self.below.checked_mul(other.below)?)
    }

    /// Returns whether it is more than another fraction.
    pub fn is_above(self, other: Self) -> bool {
        self.less(other).is_some_and(|rest| rest.above > 0)
    }

    /// Rounds to `places` digits after the point, half away from zero.
    pub fn rounded(self, places: usize) -> Option<Decimal> {
        // Doubling both sides adds the half that rounds without leaving whole numbers.
        let scale = 10_u64.checked_pow(places as u32)?.checked_mul(2)?;
        let below = self.below.unsigned_abs();
        let doubled = self.above.unsigned_abs().checked_mul(scale)?;
        Some(Decimal::scaled(
            self.above < 0,
            doubled.checked_add(below)? / below.checked_mul(2)?,
            places,
        ))
    }
}
