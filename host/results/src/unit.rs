//! One customer in one phase of an experiment: what they count for.

use std::collections::BTreeMap;

use paywall_ledger::{Lineage, Money, Offer, Payment, PaymentKind, Time};
use serde::{Deserialize, Serialize};

use crate::arms::CROSSED;
use crate::exposure::Exposure;
use crate::sum::{Key, Sum};

/// A day, in milliseconds.
const DAY: i64 = 86_400_000;
/// The time before the first exposure from which on a purchase counts for it, in milliseconds: clocks of stores and hosts
/// differ, and devices report late.
const LENIENCE: i64 = 300_000;
/// The millionths of a currency's unit in a hundredth, in which money is summed up: its squares stay exact.
const HUNDREDTH: i64 = 10_000;

/// The days after the first exposure for which things count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Windows {
    /// The days for the first purchase or trial.
    pub conversion_days: u16,
    /// The days for what is paid.
    pub revenue_days: u16,
}

impl Default for Windows {
    fn default() -> Self {
        Self {
            conversion_days: 7,
            revenue_days: 60,
        }
    }
}

/// A customer in a phase of an experiment, as it was added to the sums last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// The name of the arm.
    arm: String,
    /// The day of the first exposure, counted from 1970 (UTC).
    day: i64,
    /// The app platform of the first exposure.
    platform: String,
    /// The country of the first exposure; empty if it is not known.
    country: String,
    /// The values of each measure: the one of interest, and the one known before. What is missing is 0.
    values: BTreeMap<String, (f64, f64)>,
}

impl Unit {
    /// Says what a customer with these purchases counts for.
    pub fn new<'a>(
        exposure: &Exposure,
        purchases: impl IntoIterator<Item = &'a Lineage>,
        windows: Windows,
    ) -> Self {
        let mut values = Values::new(exposure.at, windows);
        if exposure.counts_for() != CROSSED {
            purchases.into_iter().for_each(|it| values.purchase(it));
        }
        Self {
            arm: exposure.counts_for().to_owned(),
            day: exposure.at.millis().div_euclid(DAY),
            platform: exposure.platform.clone(),
            country: exposure.country.clone(),
            values: values.finish(),
        }
    }

    /// Lists the parts of the daily sums that this customer is.
    pub fn parts(&self) -> Vec<(Key, Sum)> {
        let platform = (!self.platform.is_empty()).then(|| format!("platform/{}", self.platform));
        let country = (!self.country.is_empty()).then(|| format!("country/{}", self.country));
        let cuts = [Some(String::new()), platform, country];
        let mut out = Vec::new();
        for cut in cuts.into_iter().flatten() {
            let key = |measure: &str| Key {
                arm: self.arm.clone(),
                measure: measure.to_owned(),
                day: self.day,
                cut: cut.clone(),
            };
            out.push((key("people"), Sum::of(0.0, 0.0)));
            let values = self.values.iter();
            out.extend(values.map(|(measure, (x, y))| (key(measure), Sum::of(*x, *y))));
        }
        out
    }
}

/// The values of a customer, purchase by purchase.
struct Values {
    begin: i64,
    conversion_end: i64,
    revenue_end: i64,
    /// The begin of what was known before.
    before: i64,
    sums: BTreeMap<String, (i64, i64)>,
}

impl Values {
    /// Begins with nothing.
    fn new(first: Time, windows: Windows) -> Self {
        let begin = first.millis().saturating_sub(LENIENCE);
        let days = |days: u16| i64::from(days) * DAY;
        let after = |length| first.millis().saturating_add(length);
        Self {
            begin,
            conversion_end: after(days(windows.conversion_days)),
            revenue_end: after(days(windows.revenue_days)),
            before: begin.saturating_sub(days(windows.revenue_days)),
            sums: BTreeMap::new(),
        }
    }

    /// Adds what a purchase counts for.
    fn purchase(&mut self, purchase: &Lineage) {
        let Some(began) = purchase.began().map(Time::millis) else {
            return;
        };
        let payments = purchase.payments();
        if began < self.begin {
            self.known("conversion");
        } else if began < self.conversion_end {
            self.reached("conversion");
            if payments.iter().any(|it| is_trial(it)) {
                self.reached("trial");
                let entry = self.sums.entry("trial_paid".to_owned()).or_default();
                let paid = payments.iter().filter(|it| is_paid(it));
                let mut times = paid.filter_map(|it| time(it));
                entry.0 |= i64::from(times.any(|at| (self.begin..self.revenue_end).contains(&at)));
            }
        }
        payments.into_iter().for_each(|it| self.payment(it));
    }

    /// Adds what was paid or given back.
    fn payment(&mut self, payment: &Payment) {
        let Some(at) = time(payment) else { return };
        let is_after = (self.begin..self.revenue_end).contains(&at);
        if !is_after && !(self.before..self.begin).contains(&at) {
            return;
        }
        let measure = match payment.kind {
            PaymentKind::Refund => Some("refunded"),
            PaymentKind::Payment => is_paid(payment).then_some("paid"),
        };
        match measure {
            Some(measure) if is_after => self.reached(measure),
            Some(measure) => self.known(measure),
            None => {}
        }
        if let Some(amount) = &payment.amount {
            let entry = self.sums.entry(revenue(amount)).or_default();
            let side = if is_after { &mut entry.0 } else { &mut entry.1 };
            *side = side.saturating_add(hundredths(amount));
        }
    }

    /// Notes that something was reached, however often.
    fn reached(&mut self, measure: &str) {
        self.sums.entry(measure.to_owned()).or_default().0 = 1;
    }

    /// Notes that something had been so before.
    fn known(&mut self, measure: &str) {
        self.sums.entry(measure.to_owned()).or_default().1 = 1;
    }

    /// Returns the values. What is 0 adds nothing, but for those who had a trial and paid nothing.
    fn finish(self) -> BTreeMap<String, (f64, f64)> {
        let sums = self.sums.into_iter();
        let sums = sums.filter(|(measure, it)| *it != (0, 0) || measure == "trial_paid");
        sums.map(|(measure, (x, y))| (measure, (x as f64, y as f64)))
            .collect()
    }
}

/// Names the measure of what was paid in a currency.
fn revenue(amount: &Money) -> String {
    format!("revenue/{}", amount.currency)
}

/// Rounds an amount to hundredths of its unit.
fn hundredths(amount: &Money) -> i64 {
    let half = HUNDREDTH / 2 * amount.micros.signum();
    amount.micros.saturating_add(half) / HUNDREDTH
}

/// Returns the time of a payment, as far as its store says it.
fn time(payment: &Payment) -> Option<i64> {
    payment.at.or(payment.starts).map(Time::millis)
}

/// Returns true for the payment of nothing by which a trial begins.
fn is_trial(payment: &Payment) -> bool {
    payment.kind == PaymentKind::Payment && payment.offer == Some(Offer::FreeTrial)
}

/// Returns true if money was paid. Where the store names no amount, a payment is one.
fn is_paid(payment: &Payment) -> bool {
    let is_free = payment.amount.as_ref().is_some_and(|it| it.micros <= 0);
    payment.kind == PaymentKind::Payment && !is_trial(payment) && !is_free
}
