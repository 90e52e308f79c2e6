//! The `sku.*` variables, by name.

use super::details::{Details, Money, Offer, OfferKind, has_intro, has_promo, has_trial};
use super::period::Per;
use super::period::Unit;
use super::{Locale, Period, money};
use crate::date;
use crate::locale;
use crate::number::{self, Ratio};
use crate::string::concat;

/// A product of a menu, as variables see it.
#[derive(Clone, Copy)]
pub struct Product<'a> {
    /// The app's information about it; `None` when the app supplied none.
    pub details: Option<&'a Details>,
    /// Returns the product's name in the document.
    pub menu_name: &'a dyn Fn() -> String,
    /// The language to write in.
    pub locale: &'a Locale,
    /// True if prices without cents are written without decimals.
    pub whole: bool,
    /// The time on the customer's clock; `None` when the time is not known.
    pub wall: Option<f64>,
    /// Returns the details of the product at a position of the same menu, counted from 1; none at 0.
    pub reference: &'a dyn Fn(usize) -> Option<&'a Details>,
}

/// The value of a variable.
#[derive(Debug, Clone, PartialEq)]
pub enum Variable {
    /// A text in the customer's language, ready to show.
    Text(String),
    /// A number for comparisons.
    Number(f64),
    /// A flag for conditions.
    Bool(bool),
}

/// The most products of a menu among which the dearest is looked for.
const COMPARED: usize = 50;

/// Returns the variable `name` of a product; `argument` is the text after the colon in `${sku.name:argument}`.
///
/// The argument selects, for `promo…`, one of the promotional offers by its index from 0 or by its `offer_ref_id`; for
/// `introductory…`, one of all offers likewise; for `…FromSku`, the product to compare with by its position from 1, or
/// for a percentage by `max`, which is the one whose month costs most.
/// Other names ignore it.
///
/// Returns `None` when no variable has that name and when the details do not say: such a token shows an empty text.
pub fn variable(name: &str, argument: Option<&str>, product: &Product<'_>) -> Option<Variable> {
    // Without details only the name is known, from the menu.
    let Some(details) = product.details else {
        return matches!(name, "name" | "title").then(|| Variable::Text((product.menu_name)()));
    };
    let question = Question {
        details,
        argument,
        product,
    };
    if let Some(value) = question.flag(name) {
        return Some(Variable::Bool(value));
    }
    if name == "periodNumberInMonths" {
        return details
            .subscription_period
            .and_then(|period| period.length(Per::Month)?.rounded(2))
            .and_then(|months| number::parse(&concat(&[months.whole(), ".", months.fraction()])))
            .map(Variable::Number);
    }
    question
        .text(name)
        .filter(|text| !text.is_empty())
        .map(Variable::Text)
}

/// One variable of one product: all that its answer depends on but its name.
struct Question<'q, 'a> {
    details: &'a Details,
    argument: Option<&'q str>,
    product: &'q Product<'a>,
}

impl<'a> Question<'_, 'a> {
    /// Answers the flags, which say what offers the product has.
    fn flag(&self, name: &str) -> Option<bool> {
        match name {
            "freeTrialEligible" => Some(has_trial(self.details)),
            "introEligible" => Some(has_intro(self.details)),
            "promoEligible" => Some(has_promo(self.details) && !has_trial(self.details)),
            // An app supplies only products that can be bought.
            "invalid" | "unavailable" => Some(false),
            _ => None,
        }
    }

    /// Answers the variables that are texts.
    fn text(&self, name: &str) -> Option<String> {
        if let Some(rest) = name.strip_prefix("freeTrial") {
            return self.length(rest, self.details.trial()?.promo_period?);
        }
        if let Some(rest) = name.strip_prefix("introductory") {
            return self.introductory(rest);
        }
        if let Some(rest) = name.strip_prefix("promo") {
            return self.promo(rest);
        }
        match name {
            "name" | "title" => self
                .details
                .name
                .clone()
                .or_else(|| Some((self.product.menu_name)())),
            "description" => self.details.description.clone(),
            "price" => Some(self.money(self.details.base_price()?)),
            "percentagePriceDifferenceFromSku" => self.percentage_from_reference(),
            "priceDifferenceFromSku" => self.difference_from_reference(),
            _ => self
                .price_per(name)
                .or_else(|| self.plan(name, self.details.subscription_period?)),
        }
    }

    /// Answers the price of a day, a week or a month, spread over the time that one payment lasts.
    fn price_per(&self, name: &str) -> Option<String> {
        let (per, rounded) = match name.strip_prefix("pricePer")? {
            "Day" => (Per::Day, false),
            "Week" => (Per::Week, false),
            "WeekRounded" => (Per::Week, true),
            "Month" => (Per::Month, false),
            "MonthRounded" => (Per::Month, true),
            "Year" => (Per::Year, false),
            _ => return None,
        };
        let price = self.details.base_price()?;
        // A product that is bought once has one price, however long it is used.
        let amount = match self.details.subscription_period {
            Some(period) => spread(price, period, per)?,
            None => Ratio::of(price.amount)?,
        };
        self.amount(amount, price, rounded)
    }

    /// Answers the variables that begin with `promo`, about the selected or the first promotional offer.
    fn promo(&self, rest: &str) -> Option<String> {
        // The format has no field for an offer's code; the reference player shows this in its place.
        if rest == "Code" {
            return Some("XXXXX".into());
        }
        let is_promo = |offer: &Offer| offer.kind == OfferKind::Promo;
        let offer = match self.argument {
            Some(argument) => self.select(argument, is_promo)?,
            None => self.details.first(OfferKind::Promo)?,
        };
        match rest {
            "" => offer.offer_ref_id.clone(),
            "Price" => Some(self.money(offer.effective_price()?)),
            _ => self.length(rest, offer.promo_period?),
        }
    }

    /// Answers the variables that begin with `introductory`, about the selected or the first introductory offer.
    fn introductory(&self, rest: &str) -> Option<String> {
        let offer = match self.argument {
            Some(argument) => self.select(argument, |_| true)?,
            None => self.details.first(OfferKind::Intro)?,
        };
        // Only a selected offer can be the standard one, which lasts as long as the plan.
        let plan = self
            .details
            .subscription_period
            .filter(|_| offer.kind == OfferKind::Default);
        let period = offer.promo_period.or(plan);
        let per_month = |price: &Money| spread(price, period?, Per::Month);
        let price = offer.effective_price();
        match rest {
            "Price" => Some(self.money(price?)),
            "PricePerMonth" => self.amount(per_month(price?)?, price?, false),
            "PricePerMonthRounded" => self.amount(per_month(price?)?, price?, true),
            _ => self.length(rest, period?),
        }
    }

    /// Returns the offer at an index among those that count, else the one with this `offer_ref_id`.
    fn select(&self, argument: &str, counts: fn(&Offer) -> bool) -> Option<&'a Offer> {
        let mut offers = self.details.offers.iter().filter(|offer| counts(offer));
        let by_id = offers
            .clone()
            .find(|offer| offer.offer_ref_id.as_deref() == Some(argument));
        argument
            .parse()
            .ok()
            .and_then(|index| offers.nth(index))
            .or(by_id)
    }

    /// Writes how much cheaper a month is than with the product compared with, in percent.
    fn percentage_from_reference(&self) -> Option<String> {
        let argument = self.argument?;
        let percentage = if argument == "max" {
            self.most()?
        } else {
            self.percentage_from(argument.parse().ok()?)?
        };
        let form = locale::number::Form::Percent;
        Some(locale::number::format(
            &percentage.rounded(0)?,
            form,
            self.product.locale,
        ))
    }

    /// Returns the percentage against the product at a position; it is positive when this product is the cheaper one.
    fn percentage_from(&self, position: usize) -> Option<Ratio> {
        let (own, reference) = self.both_per_month(position)?;
        let share = reference.less(own)?.by(reference)?;
        share.times(Ratio::new(100, 1)?)
    }

    /// Returns the percentage against the dearest product of the menu; `None` for that product itself.
    fn most(&self) -> Option<Ratio> {
        let mut most = Ratio::new(0, 1)?;
        for position in 1..=COMPARED {
            if let Some(percentage) = self.percentage_from(position)
                && percentage.is_above(most)
            {
                most = percentage;
            }
        }
        most.is_above(Ratio::new(0, 1)?).then_some(most)
    }

    /// Writes the difference of a month's price from that of the product compared with.
    fn difference_from_reference(&self) -> Option<String> {
        let (own, reference) = self.both_per_month(self.argument?.parse().ok()?)?;
        self.amount(own.less(reference)?, self.details.base_price()?, false)
    }

    /// Returns the price of a month of this product and of the one compared with; `None` unless
    /// both are in one currency.
    fn both_per_month(&self, position: usize) -> Option<(Ratio, Ratio)> {
        let reference = (self.product.reference)(position)?;
        let (own_price, reference_price) = (self.details.base_price()?, reference.base_price()?);
        own_price
            .currency
            .eq_ignore_ascii_case(&reference_price.currency)
            .then_some(())?;
        let own = spread(own_price, self.details.subscription_period?, Per::Month)?;
        let reference = spread(reference_price, reference.subscription_period?, Per::Month)?;
        Some((own, reference))
    }

    /// Writes a price that the app supplied, in the store's own writing where the app passed that on.
    fn money(&self, price: &Money) -> String {
        self.shortened(match &price.formatted {
            Some(text) => text.clone(),
            None => money::format(price.amount, &price.currency, self.product.locale),
        })
    }

    /// Writes a computed amount in the currency of `price`.
    fn amount(&self, amount: Ratio, price: &Money, rounded: bool) -> Option<String> {
        let text = money::format_exact(amount, &price.currency, rounded, self.product.locale)?;
        Some(self.shortened(text))
    }

    /// Takes the decimals off a price without cents, where the customer's country writes none.
    fn shortened(&self, text: String) -> String {
        let cut = self.product.whole.then(|| money::without_cents(&text));
        cut.flatten().unwrap_or(text)
    }

    /// Answers the variables about the time that one payment lasts.
    fn plan(&self, name: &str, period: Period) -> Option<String> {
        match name {
            "iso_subscription_duration" => Some(period.iso()),
            "duration" => self.length("Duration", period),
            "durationSingular" => self.length("DurationSingular", period),
            "period" => self.length("Period", period),
            "periodNumber" => self.length("PeriodNumber", period),
            "durationInMonths" | "periodInMonths" => self.length("Duration", period.in_months()),
            "durationInMonthsSingular" => self.length("DurationSingular", period.in_months()),
            _ => None,
        }
    }

    /// Writes a period in one of the forms that every kind of period has.
    fn length(&self, form: &str, period: Period) -> Option<String> {
        let locale = self.product.locale;
        match form {
            "Duration" => Some(period.duration(false, locale)),
            "DurationSingular" => Some(period.duration(true, locale)),
            "Period" => Some(period.word(locale)),
            "PeriodNumber" => Some(period.count.to_string()),
            "PeriodInDays" => Some(period.days().to_string()),
            "PeriodInWeeks" => Some((period.days() / 7).to_string()),
            "EndDate" => {
                let months = if period.unit == Unit::Year { 12 } else { 1 };
                let (months, days) = match period.unit {
                    Unit::Day | Unit::Week => (0, period.days()),
                    _ => (u32::from(period.count) * months, 0),
                };
                let wall = date::later(self.product.wall?, months, days);
                locale::date::format(wall, "PPP", locale)
            }
            _ => None,
        }
    }
}

/// Returns the share of a price that one day, week or month of its period costs.
fn spread(price: &Money, period: Period, per: Per) -> Option<Ratio> {
    Ratio::of(price.amount)?.by(period.length(per)?)
}
