//! Rows of our own form of a file, for teams that come from anywhere (`docs/import.md` lists the columns).

use paywall_ledger::{MemberKey, Observation, Offer, Standing, Store, Term, TermKind, derived};

use crate::account::named;
use crate::given::Entry;
use crate::revenuecat::of_grant;
use crate::row::{Fault, Row};
use crate::source::{Source, environment};
use crate::tokens::product_of;

/// The column by which the form is known.
pub(crate) const MARK: &str = "account";

/// Reads a row.
pub(crate) fn entry(row: Row<'_>, source: &Source<'_>) -> Result<Entry, Fault> {
    let name = row.text(MARK).map(|it| source.name(it));
    let seen = match row.text("store") {
        None if name.is_none() => {
            return Err(Fault::new(
                "value_missing",
                "neither `account` nor `store` is there",
            ));
        }
        None => None,
        Some("granted") => Some(granted(row)?),
        Some(store) => Some(bought(row, store)?),
    };
    if let Some(seen) = &seen {
        source.check(seen)?;
    }
    let purchase = seen.as_ref().map(|it| it.member.to_string());
    Ok(Entry {
        account: name.map(named).transpose()?,
        customer: name.map(str::to_owned).or(purchase).unwrap_or_default(),
        seen,
    })
}

/// Reads a purchase. Without a product, the row says only whose it is.
fn bought(row: Row<'_>, store: &str) -> Result<Observation, Fault> {
    let store = Store::ALL.into_iter().find(|it| it.name() == store);
    let store = store.ok_or_else(|| Fault::new("store_unknown", "the ledger has no such store"))?;
    let test = match row.text("environment") {
        None | Some("production") => false,
        Some("sandbox") => true,
        Some(_) => {
            let reason = "`environment` is production or sandbox";
            return Err(Fault::new("value_unreadable", reason));
        }
    };
    let member = MemberKey::new(store, environment(test), row.need("purchase")?);
    let updated = row.time("updated")?;
    let Some(product) = row.text("product") else {
        return Ok(Observation::new(member, updated.unwrap_or_default()));
    };
    let term = term(row, &member, product)?;
    let mut seen = Observation::new(member, updated.unwrap_or(term.starts));
    if !term.revoked {
        seen.standing = Some(match row.time("grace_until")? {
            Some(until) => Standing::Grace(Some(until)),
            None => Standing::Active,
        });
        seen.renews = row.flag("renews")?;
    }
    seen.terms.push(term);
    Ok(seen)
}

/// Reads the term that was paid for.
fn term(row: Row<'_>, member: &MemberKey, product: &str) -> Result<Term, Fault> {
    let transaction = row.text("transaction").unwrap_or(&member.id);
    let ends = row.time("ends")?;
    let kind = match row.text("kind") {
        None if ends.is_some() => TermKind::Subscription,
        None | Some("one_time") => TermKind::OneTime,
        Some("subscription") => TermKind::Subscription,
        Some("consumable") => TermKind::Consumable,
        Some(_) => {
            let reason = "`kind` is subscription, one_time or consumable";
            return Err(Fault::new("value_unreadable", reason));
        }
    };
    let offer = match row.text("offer") {
        None | Some("standard") => Offer::Standard,
        Some("trial") => Offer::FreeTrial,
        Some("intro") => Offer::Introductory,
        Some("promo") => Offer::Promotional,
        Some(_) => {
            let reason = "`offer` is standard, trial, intro or promo";
            return Err(Fault::new("value_unreadable", reason));
        }
    };
    Ok(Term {
        id: match member.store {
            Store::Roku => member.id.clone(),
            _ => transaction.to_owned(),
        },
        product: match member.store {
            Store::Google => product_of(product).to_owned(),
            _ => product.to_owned(),
        },
        kind,
        starts: row.need_time("starts")?,
        ends,
        revoked: row.flag("revoked")?.unwrap_or(false),
        payment: Some(transaction.to_owned()),
        offer: Some(offer),
    })
}

/// Reads an entitlement that was given.
fn granted(row: Row<'_>) -> Result<Observation, Fault> {
    let (entitlement, starts) = (row.need("entitlement")?, row.need_time("starts")?);
    let grant = match row.text("purchase") {
        Some(id) => derived(&["import", id]),
        None => derived(&["import", row.need(MARK)?, entitlement, &starts.to_string()]),
    };
    let at = row.time("updated")?.unwrap_or(starts);
    let mut seen = Observation::new(MemberKey::granted(grant), at);
    let taken_back = row.flag("revoked")?.unwrap_or(false);
    seen.standing = Some(if taken_back {
        Standing::Revoked
    } else {
        Standing::Active
    });
    seen.complete = true;
    seen.terms = vec![of_grant(entitlement.to_owned(), starts, row.time("ends")?)];
    Ok(seen)
}
