//! Exact arithmetic with prices.

use super::decimal::Decimal;

/// A fraction of whole numbers, in lowest terms. Operations whose result does not fit give none: no price is that long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    above: i64,
    /// Above zero.
    below: i64,
}

impl Ratio {
    /// `above / below`; none when it is not a number.
    pub fn new(above: i64, below: i64) -> Option<Self> {
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

    /// The number that was written, when it has at most 15 digits.
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

    /// Times another.
    pub fn times(self, other: Self) -> Option<Self> {
        Self::new(
            self.above.checked_mul(other.above)?,
            self.below.checked_mul(other.below)?,
        )
    }

    /// Divided by another; none by zero.
    pub fn by(self, other: Self) -> Option<Self> {
        self.times(Self::new(other.below, other.above)?)
    }

    /// Less another.
    pub fn less(self, other: Self) -> Option<Self> {
        let above = self
            .above
            .checked_mul(other.below)?
            .checked_sub(other.above.checked_mul(self.below)?)?;
        Self::new(above, self.below.checked_mul(other.below)?)
    }

    /// The decimal number with so many places, half away from zero.
    pub fn rounded(self, places: usize) -> Option<Decimal> {
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
