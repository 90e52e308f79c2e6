//! Amounts of money in the forms in which stores write them.

use paywall_ledger::Money;
use serde::{Deserialize, Deserializer};
use serde_json::{Number, Value};

/// The currencies whose amounts Stripe counts in whole units.
const WHOLE: [&str; 16] = [
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV",
    "XAF", "XOF", "XPF",
];
/// The currencies whose amounts Stripe counts in thousandths.
const THOUSANDTHS: [&str; 5] = ["BHD", "JOD", "KWD", "OMR", "TND"];

/// Reads a number that may be absent. Anything else counts as absent.
pub(crate) fn number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Number>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Number(number) => Some(number),
        _ => None,
    })
}

/// Makes an amount of units with a fraction, such as 9.99, read exactly from its decimal digits.
pub(crate) fn of_units(amount: Option<&Number>, currency: Option<&str>) -> Option<Money> {
    Money::new(micros(&amount?.to_string())?, currency?)
}

/// Makes an amount of thousandths of a unit, such as 9990 (Apple).
pub(crate) fn of_thousandths(amount: Option<i64>, currency: Option<&str>) -> Option<Money> {
    Money::new(amount?.checked_mul(1000)?, currency?)
}

/// Makes an amount of a currency's smallest unit, such as 999 cents or 1200 yen (Stripe).
pub(crate) fn of_smallest(amount: Option<i64>, currency: Option<&str>) -> Option<Money> {
    let currency = currency?.to_ascii_uppercase();
    let unit = match &*currency {
        known if WHOLE.contains(&known) => 1_000_000,
        known if THOUSANDTHS.contains(&known) => 1000,
        _ => 10_000,
    };
    Money::new(amount?.checked_mul(unit)?, &currency)
}

/// A price in the form of Google's API.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GooglePrice {
    currency_code: String,
    units: Option<Value>,
    #[serde(default)]
    nanos: i64,
}

impl GooglePrice {
    /// Makes an amount. The whole units are a text of digits, and absent where there are none.
    pub(crate) fn money(&self) -> Option<Money> {
        let units = match &self.units {
            None | Some(Value::Null) => 0,
            Some(Value::String(digits)) => digits.parse().ok()?,
            Some(other) => other.as_i64()?,
        };
        let micros = i64::checked_mul(units, 1_000_000)?.checked_add(self.nanos / 1000)?;
        Money::new(micros, &self.currency_code)
    }
}

/// Returns the millionths of a decimal number; what is finer is cut off.
fn micros(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction: String = fraction.chars().chain("000000".chars()).take(6).collect();
    let whole: i64 = whole.parse().ok()?;
    let fraction: i64 = fraction.parse().ok()?;
    whole
        .checked_mul(1_000_000)?
        .checked_add(fraction)?
        .checked_mul(sign)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn all_the_ways_stores_write_an_amount() {
        let units = |json: Value| of_units(json.as_number(), Some("usd")).map(|it| it.decimal());
        assert_eq!(units(json!(9.99)).as_deref(), Some("9.99"));
        assert_eq!(units(json!(-1.06)).as_deref(), Some("-1.06"));
        assert_eq!(units(json!(12)).as_deref(), Some("12.00"));
        assert_eq!(units(json!(1e300)), None);
        let apple = of_thousandths(Some(10_990), Some("USD")).map(|it| it.decimal());
        assert_eq!(apple.as_deref(), Some("10.99"));
        for (currency, text) in [("usd", "12.00"), ("jpy", "1200.00"), ("kwd", "1.20")] {
            let money = of_smallest(Some(1200), Some(currency)).map(|it| it.decimal());
            assert_eq!(money.as_deref(), Some(text));
        }
        let google = |json| {
            GooglePrice::deserialize(&json)
                .ok()?
                .money()
                .map(|it| it.decimal())
        };
        assert_eq!(
            google(json!({"currencyCode": "EUR", "units": "9", "nanos": 990_000_000})).as_deref(),
            Some("9.99")
        );
        assert_eq!(
            google(json!({"currencyCode": "EUR"})).as_deref(),
            Some("0.00")
        );
        assert_eq!(google(json!({"currencyCode": "EUR", "units": {}})), None);
        assert_eq!(of_smallest(Some(i64::MAX), Some("usd")), None);
    }
}
