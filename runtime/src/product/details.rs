//! Product details as the app supplies them.

use serde_json::Value;

use super::period::{Period, Unit};
use crate::error::Warning;
use crate::reader::{Fields, Path, Warnings};

/// The app's information about one product, as it came from the store.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Details {
    /// The store's id of the product, which a menu's product names as its `sku_ref_id`.
    pub product_ref_id: String,
    /// `subscription`, `one_time_purchase` or any other type the app gives.
    pub product_type: Option<String>,
    /// The product's name in the store.
    pub name: Option<String>,
    /// The product's description in the store.
    pub description: Option<String>,
    /// The time that one payment lasts; `None` for a product that is bought once.
    pub subscription_period: Option<Period>,
    /// The ways to pay for it, in the order given.
    pub offers: Vec<Offer>,
}

/// One way to pay for a product.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// The role of the offer: standard price, promotion or introduction.
    pub kind: OfferKind,
    /// The store's id of the offer.
    pub offer_ref_id: Option<String>,
    /// The full price, which the customer pays after the offer.
    pub price: Option<Money>,
    /// The price while the offer lasts, where it differs from the full price.
    pub promo_price: Option<Money>,
    /// The time that the offer lasts.
    pub promo_period: Option<Period>,
}

/// The role of an offer among those of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferKind {
    /// The standard price.
    Default,
    /// A promotional offer; a free trial when its price is 0.
    Promo,
    /// An introductory offer.
    Intro,
    /// A kind that no variable asks for.
    Other,
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq)]
pub struct Money {
    /// The amount in units of the currency, not in cents.
    pub amount: f64,
    /// The ISO 4217 code; empty when the app gave none.
    pub currency: String,
    /// The amount as the store writes it, where the app passed that on.
    pub formatted: Option<String>,
}

impl Details {
    /// Reads the details of one product. Numbers may be texts; unknown fields have no effect.
    /// A value of the wrong type counts as missing, with a warning at its path below `path`.
    /// Returns `None` unless `value` is an object with a `product_ref_id`.
    pub fn from_json(value: &Value, path: &str, warnings: &mut Vec<Warning>) -> Option<Self> {
        let mut found = Warnings::default();
        let details = Self::read(value, &Path::root(path), &mut found);
        warnings.extend(found.finish());
        details
    }

    fn read(value: &Value, path: &Path<'_>, warnings: &mut Warnings) -> Option<Self> {
        let fields = Fields::of(value, path, warnings)?;
        let product_ref_id = fields.required_text("product_ref_id", warnings);
        if product_ref_id.is_empty() {
            return None;
        }
        let mut offers = Vec::new();
        fields.each("offers", warnings, &mut |value, path, warnings| {
            if let Some(offer) = Offer::read(value, path, warnings) {
                offers.push(offer);
            }
        });
        Some(Self {
            product_ref_id,
            product_type: fields.text("product_type", warnings),
            name: fields.text("name", warnings),
            description: fields.text("description", warnings),
            subscription_period: period(&fields, "subscription_period", warnings),
            offers,
        })
    }

    /// Returns the price of the first `default` offer.
    pub fn base_price(&self) -> Option<&Money> {
        self.first(OfferKind::Default)?.price.as_ref()
    }

    /// Returns the first `promo` offer that costs nothing.
    pub fn trial(&self) -> Option<&Offer> {
        self.offers
            .iter()
            .find(|offer| offer.kind == OfferKind::Promo && offer.is_free())
    }

    /// Returns the first offer of a kind.
    pub fn first(&self, kind: OfferKind) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.kind == kind)
    }
}

impl Offer {
    fn read(value: &Value, path: &Path<'_>, warnings: &mut Warnings) -> Option<Self> {
        let fields = Fields::of(value, path, warnings)?;
        // An offer's own price is in the currency of the full one where it names none.
        let price = money(&fields, "", warnings);
        let promo_price = fields.get("promo_price").and_then(|value| {
            let currency = price.as_ref().map_or("", |price| &price.currency);
            money(
                &Fields::of(value, &path.key("promo_price"), warnings)?,
                currency,
                warnings,
            )
        });
        Some(Self {
            kind: OfferKind::named(&fields.text("offer_type", warnings).unwrap_or_default()),
            offer_ref_id: fields.text("offer_ref_id", warnings),
            price,
            promo_price,
            promo_period: period(&fields, "promo_period", warnings),
        })
    }

    /// Returns the price that is paid while the offer lasts.
    pub fn effective_price(&self) -> Option<&Money> {
        self.promo_price.as_ref().or(self.price.as_ref())
    }

    /// Returns whether the offer costs nothing.
    fn is_free(&self) -> bool {
        self.effective_price()
            .is_some_and(|price| price.amount == 0.0)
    }
}

impl OfferKind {
    /// Returns the role of an offer by the app's name for it.
    fn named(name: &str) -> Self {
        match name {
            "default" => Self::Default,
            "promo" => Self::Promo,
            "intro" | "introductory" => Self::Intro,
            _ => Self::Other,
        }
    }
}

/// Returns whether the product has a free trial.
pub fn has_trial(details: &Details) -> bool {
    details.trial().is_some()
}

/// Returns whether the product has a promotional offer, be it a free trial or not.
pub fn has_promo(details: &Details) -> bool {
    details.first(OfferKind::Promo).is_some()
}

/// Returns whether the product has an introductory offer.
pub fn has_intro(details: &Details) -> bool {
    details.first(OfferKind::Intro).is_some()
}

/// Reads an amount of money; `None` without a price. `default_currency` stands in for a missing currency.
fn money(fields: &Fields<'_>, default_currency: &str, warnings: &mut Warnings) -> Option<Money> {
    let formatted = ["formatted_price", "formattedPrice"]
        .iter()
        .find_map(|name| fields.text(name, warnings));
    Some(Money {
        amount: fields.number("price", warnings)?,
        currency: fields
            .text("currency", warnings)
            .unwrap_or_else(|| default_currency.into()),
        formatted: formatted.filter(|text| !text.is_empty()),
    })
}

/// Reads a period of the format (`{type, count}`); a missing count is 1.
fn period(fields: &Fields<'_>, name: &str, warnings: &mut Warnings) -> Option<Period> {
    let value = fields.get(name)?;
    let path = fields.path.key(name);
    let fields = Fields::of(value, &path, warnings)?;
    let unit = fields
        .text("type", warnings)
        .as_deref()
        .and_then(Unit::named);
    // Apps may leave a count of 1 out.
    let count = if fields.get("count").is_some() {
        fields.number("count", warnings)
    } else {
        Some(1.0)
    };
    let count =
        count.filter(|count| (1.0..=f64::from(u16::MAX)).contains(count) && count.fract() == 0.0);
    let Some((unit, count)) = unit.zip(count) else {
        warnings.wrong_type(
            &path,
            "a type (day, week, month or year) and a count from 1",
            value,
        );
        return None;
    };
    Some(Period {
        unit,
        count: count as u16,
    })
}
