//! Payments: what was paid for a purchase, and what was given back, as the store told it.

use serde::{Deserialize, Serialize};

use super::time::Time;

/// An amount of money, exact to a millionth of its currency's unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Money {
    /// The millionths of a unit; less than 0 if money went back.
    pub micros: i64,
    /// The currency's three letters in ISO 4217, such as `NZD`.
    pub currency: String,
}

impl Money {
    /// Makes an amount. None if the currency is not of three letters.
    pub fn new(micros: i64, currency: &str) -> Option<Self> {
        let is_code = currency.len() == 3 && currency.bytes().all(|it| it.is_ascii_alphabetic());
        is_code.then(|| Self {
            micros,
            currency: currency.to_ascii_uppercase(),
        })
    }

    /// Returns what goes back when all of it does.
    #[must_use]
    pub fn back(&self) -> Self {
        Self {
            micros: -self.micros.saturating_abs(),
            currency: self.currency.clone(),
        }
    }

    /// Writes the amount as a decimal number, such as `9.99`.
    pub fn decimal(&self) -> String {
        let sign = if self.micros < 0 { "-" } else { "" };
        let (whole, rest) = (
            self.micros.unsigned_abs() / 1_000_000,
            self.micros.unsigned_abs() % 1_000_000,
        );
        let fraction = format!("{rest:06}");
        let fraction = fraction.trim_end_matches('0');
        // At least two digits, as prices are written.
        format!("{sign}{whole}.{fraction:0<2}")
    }
}

/// The kind of price at which something was bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Offer {
    /// The normal price of the product.
    Standard,
    /// A reduced price for someone who was subscribed before, or who has a code.
    Promotional,
    /// A reduced price for new customers.
    Introductory,
    /// A price of nothing so far, however the trial came about.
    FreeTrial,
}

/// The direction in which money went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentKind {
    /// The customer paid.
    Payment,
    /// The customer got money back.
    Refund,
}

/// One payment for a purchase, or one refund. It says what happened and is never taken back; a refund is one of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Payment {
    /// The store's id of the payment, as terms name it; a refund's own, or else its payment's with `/refund` behind it.
    pub id: String,
    /// The direction in which the money went.
    pub kind: PaymentKind,
    /// The payment that a refund is for, if the store says which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// The store's ids of the products that were paid for, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<String>,
    /// The time at which it was made, if the store says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Time>,
    /// The amount, with taxes, if the store says it. Less than 0 for a refund; a refund without one is of all that was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// The part of the amount that is paid out to the app's owner, if the store says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proceeds: Option<Money>,
    /// True if the store names no more than the price of the product: what was paid may differ.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub listed: bool,
    /// The beginning of the period that was paid for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts: Option<Time>,
    /// The end of the period that was paid for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Time>,
    /// The offer under which it was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
}

impl Payment {
    /// Makes a payment of which only the id is known.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind: PaymentKind::Payment,
            of: None,
            products: Vec::new(),
            at: None,
            amount: None,
            proceeds: None,
            listed: false,
            starts: None,
            ends: None,
            offer: None,
        }
    }

    /// Makes the refund of a payment, in full if its amount is known.
    #[must_use]
    pub fn refund(of: &Self, at: Option<Time>) -> Self {
        Self {
            kind: PaymentKind::Refund,
            of: Some(of.id.clone()),
            products: of.products.clone(),
            amount: of.amount.as_ref().map(Money::back),
            listed: of.listed,
            at,
            ..Self::new(format!("{}/refund", of.id))
        }
    }

    /// Returns the place among the payments of a purchase, from the oldest to the newest.
    pub(super) fn order(&self) -> (Option<Time>, &str) {
        (self.at.or(self.ends), &self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_prices() {
        for (micros, text) in [
            (9_990_000, "9.99"),
            (1_200_000_000, "1200.00"),
            (-1_060_000, "-1.06"),
            (5_000, "0.005"),
            (0, "0.00"),
            (i64::MIN, "-9223372036854.775808"),
        ] {
            let money = Money::new(micros, "nzd").map(|it| it.decimal());
            assert_eq!(money.as_deref(), Some(text));
        }
        assert_eq!(Money::new(1, "NZ$"), None);
        assert_eq!(Money::new(1, ""), None);
    }
}
