//! Rows of RevenueCat's scheduled data exports, one for each transaction. Versions differ; columns are found by name.

use paywall_ledger::{MemberKey, Observation, Offer, Standing, Store, Term, TermKind, derived};

use crate::account::{aliases, is_anonymous, named};
use crate::given::Entry;
use crate::row::{Fault, Row};
use crate::source::{Source, environment};
use crate::tokens::product_of;

/// The column by which the export is known.
pub(crate) const MARK: &str = "rc_original_app_user_id";
/// The latest name of the customer.
const LAST_SEEN: &str = "rc_last_seen_app_user_id_alias";
/// The ids of a transaction and of the first one of its subscription.
const TRANSACTION: &str = "store_transaction_id";
const ORIGINAL: &str = "original_store_transaction_id";
const PRODUCT: &str = "product_identifier";

/// Learns which names are one customer's. The one that the app gave last counts, and an anonymous one only where there is
/// no other.
pub(crate) fn learn(row: Row<'_>, source: &mut Source<'_>) {
    let Some(original) = row.text(MARK) else {
        return;
    };
    let last = row.text(LAST_SEEN);
    let known = source.name(original).to_owned();
    let names = || last.into_iter().chain(Some(&*known)).chain(aliases(row));
    let best = names().find(|it| !is_anonymous(it)).unwrap_or(original);
    for other in names().chain([original]) {
        source.join(other, best);
    }
}

/// Reads a row.
pub(crate) fn entry(row: Row<'_>, source: &Source<'_>) -> Result<Entry, Fault> {
    let original = row.need(MARK)?;
    let last = row.text(LAST_SEEN);
    let names = last.into_iter().chain([original]);
    let mut known = names.map(|it| source.name(it));
    let name = known.find(|it| !is_anonymous(it));
    let account = name.map(named).transpose()?;
    if row
        .text("ownership_type")
        .is_some_and(|it| it.eq_ignore_ascii_case("FAMILY_SHARED"))
    {
        let reason = "the purchase belongs to somebody else in the family: a device shows it";
        return Err(Fault::new("family_shared", reason));
    }
    let called: Vec<&str> = last.into_iter().chain([original]).collect();
    let seen = match row.need("store")? {
        "promotional" => granted(row)?,
        store => bought(row, store, &called, source)?,
    };
    source.check(&seen)?;
    Ok(Entry {
        account,
        customer: name.unwrap_or_else(|| source.name(original)).to_owned(),
        seen: Some(seen),
    })
}

/// Reads a purchase.
fn bought(
    row: Row<'_>,
    store: &str,
    called: &[&str],
    source: &Source<'_>,
) -> Result<Observation, Fault> {
    let store = match store {
        "app_store" | "mac_app_store" => Store::Apple,
        "play_store" => Store::Google,
        "stripe" => Store::Stripe,
        "amazon" => Store::Amazon,
        "roku" => Store::Roku,
        _ => return Err(Fault::new("store_unknown", "the ledger has no such store")),
    };
    let product = row.need(PRODUCT)?;
    let id = match store {
        Store::Google => source.tokens.of(called, product).ok_or_else(|| {
            let reason = "Google's purchase token is in none of the files: RevenueCat's support gives a file of them";
            Fault::new("purchase_unnamed", reason)
        })?,
        Store::Stripe => stripes(row)?,
        _ => row.text(ORIGINAL).map_or_else(|| row.need(TRANSACTION), Ok)?,
    };
    let test = row.flag("is_sandbox")?.unwrap_or(false);
    let member = MemberKey::new(store, environment(test), id);
    let term = term(row, &member, product)?;
    let at = row.time("updated_at")?.unwrap_or(term.starts);
    let mut seen = Observation::new(member, at);
    // The refund of an older term says nothing about the subscription.
    if !term.revoked {
        seen.standing = Some(standing(row, &term, &seen)?);
        let renews = row.time("unsubscribe_detected_at")?.is_none();
        seen.renews = (term.kind == TermKind::Subscription).then_some(renews);
    }
    seen.terms.push(term);
    Ok(seen)
}

/// Returns the subscription of a row of Stripe's.
fn stripes(row: Row<'_>) -> Result<&str, Fault> {
    let mut ids = [row.text(ORIGINAL), row.text(TRANSACTION)]
        .into_iter()
        .flatten();
    ids.find(|it| it.starts_with("sub_")).ok_or_else(|| {
        let reason = "none of the ids is a subscription of Stripe's (`sub_…`)";
        Fault::new("purchase_unnamed", reason)
    })
}

/// Reads the term that was paid for.
fn term(row: Row<'_>, member: &MemberKey, product: &str) -> Result<Term, Fault> {
    let transaction = row.text(TRANSACTION).unwrap_or(&member.id);
    let renews = row.flag("is_auto_renewable")?;
    let ends = row.time("end_time")?;
    Ok(Term {
        // Roku's purchases have one term, whose end each message states anew.
        id: match member.store {
            Store::Roku => member.id.clone(),
            _ => transaction.to_owned(),
        },
        product: match member.store {
            Store::Google => product_of(product).to_owned(),
            _ => product.to_owned(),
        },
        kind: match renews.unwrap_or(ends.is_some()) {
            true => TermKind::Subscription,
            false => TermKind::OneTime,
        },
        starts: row.need_time("start_time")?,
        ends,
        revoked: row.time("refunded_at")?.is_some(),
        payment: Some(transaction.to_owned()),
        offer: Some(offer(row)?),
    })
}

/// Reads the offer under which something was bought.
fn offer(row: Row<'_>) -> Result<Offer, Fault> {
    let promotional = row
        .text("offer_type")
        .is_some_and(|it| it.contains("promo"));
    Ok(if row.flag("is_trial_period")? == Some(true) {
        Offer::FreeTrial
    } else if row.flag("is_in_intro_offer_period")? == Some(true) {
        Offer::Introductory
    } else if promotional {
        Offer::Promotional
    } else {
        Offer::Standard
    })
}

/// Reads the standing of a subscription.
fn standing(row: Row<'_>, term: &Term, seen: &Observation) -> Result<Standing, Fault> {
    let grace = row.time("grace_period_end_time")?;
    let resumes = row.time("auto_resume_time")?;
    Ok(if grace.is_some() && grace > term.ends {
        Standing::Grace(grace)
    } else if resumes.is_some_and(|it| it > seen.at) {
        Standing::Paused
    } else {
        Standing::Active
    })
}

/// Reads a promotional entitlement.
fn granted(row: Row<'_>) -> Result<Observation, Fault> {
    let starts = row.need_time("start_time")?;
    let grant = derived(&["revenuecat", row.need(TRANSACTION)?]);
    let at = row.time("updated_at")?.unwrap_or(starts);
    let mut seen = Observation::new(MemberKey::granted(grant), at);
    let taken_back = row.time("refunded_at")?.is_some();
    seen.standing = Some(if taken_back {
        Standing::Revoked
    } else {
        Standing::Active
    });
    seen.complete = true;
    let ends = row.time("end_time")?;
    seen.terms = entitlements(row)
        .map(|it| of_grant(it, starts, ends))
        .collect();
    match seen.terms.is_empty() {
        true => Err(Fault::new(
            "value_missing",
            "neither column names an entitlement",
        )),
        false => Ok(seen),
    }
}

/// Makes the term of an entitlement that was given.
pub(crate) fn of_grant(
    entitlement: String,
    starts: paywall_ledger::Time,
    ends: Option<paywall_ledger::Time>,
) -> Term {
    Term {
        id: entitlement.clone(),
        product: entitlement,
        kind: TermKind::OneTime,
        starts,
        ends,
        revoked: false,
        payment: None,
        offer: None,
    }
}

/// Lists the entitlements that a row names: a list, as JSON or with commas, else in the product's own name.
fn entitlements(row: Row<'_>) -> impl Iterator<Item = String> {
    let mark = |letter: char| "[]\"', ;|".contains(letter);
    let listed = row.text("entitlement_identifiers").unwrap_or_default();
    let listed: Vec<&str> = listed.split(mark).filter(|it| !it.is_empty()).collect();
    let product = row.text(PRODUCT).unwrap_or_default();
    // rc_promo_ENTITLEMENT_monthly
    let named = product
        .strip_prefix("rc_promo_")
        .and_then(|it| it.rsplit_once('_'));
    let named = named.map(|(name, _)| name).filter(|_| listed.is_empty());
    let all = listed.into_iter().chain(named);
    all.map(str::to_owned).collect::<Vec<_>>().into_iter()
}
