//! The list of the stores, whose messages are read into the ledger's words.
//!
//! Everything that comes in here is verified already: the signature, the app and the environment's keys.
//! Nothing is trusted to be complete: unknown fields and types are passed over,
//! never fatal, so that a store's next version does not stop the ledger.
//!
//! Apple, Roku and Stripe send the state itself. Google and Amazon send a hint; the
//! [`Question`] that it leads to brings the truth, and [`answered`] reads that.

#[cfg(feature = "verify")]
use std::{path::Path, sync::Arc};

use paywall_ledger::{Environment, MemberKey, Observation, Payment, Store, Time};
use serde_json::Value;

use crate::reader::KnownStore;
#[cfg(feature = "verify")]
use crate::{ConfiguredStore, SettingsError};
use crate::{Notice, Question, Unreadable};

/// Returns the part of a store that needs no configuration. A new store has its line here.
pub(crate) fn known(store: Store) -> &'static dyn KnownStore {
    match store {
        Store::Apple => &crate::apple::Apple,
        Store::Google => &crate::google::Google,
        Store::Roku => &crate::roku::Roku,
        Store::Amazon => &crate::amazon::Amazon,
        Store::Stripe => &crate::stripe::Stripe,
        Store::Granted => &crate::nobody::Nobody,
    }
}

/// Reads a message.
/// The file `read` in the store's folder says which part of the store's own message it takes.
///
/// # Errors
/// Fails if the message does not have the form its store documents.
pub fn read(store: Store, message: &Value) -> Result<Notice, Unreadable> {
    known(store).message(message)
}

/// Returns the store's own id of the customer of whom a message tells, by which other messages can be found that say
/// nothing about purchases.
pub fn customer(store: Store, message: &Value) -> Option<&str> {
    known(store).customer(message)
}

/// Reads the answer to a question.
/// `asked_at` is the time at which the question was sent: of two answers, the one to the later question is the newer.
///
/// # Errors
/// Fails if the answer does not have the form its store documents.
pub fn answered(
    question: &Question,
    answer: &Value,
    asked_at: Time,
) -> Result<Observation, Unreadable> {
    let mut seen = known(question.store).answer(question, answer, asked_at)?;
    let replaced = question.replaces.iter();
    let replaced: Vec<_> = replaced.map(|it| seen.member.sibling(it)).collect();
    seen.replaces.extend(replaced);
    if let Some(order) = &question.voided {
        seen.voided.push(order.clone());
        let known = seen.payments.iter().find(|it| it.id == *order).cloned();
        let refund = Payment::refund(&known.unwrap_or_else(|| Payment::new(order)), None);
        seen.payments.push(refund);
    }
    Ok(seen)
}

/// Makes an observation of the fact that a store no longer speaks of a purchase. None if nothing follows from that.
pub fn gone(question: &Question, environment: Environment, asked_at: Time) -> Option<Observation> {
    let standing = known(question.store).gone()?;
    let member = MemberKey::new(question.store, environment, &question.purchase);
    let mut seen = Observation::new(member, asked_at);
    seen.standing = Some(standing);
    Some(seen)
}

/// Reads a store's table of the settings (`docs/notifications.md`); paths in it are relative to `folder`.
///
/// # Errors
/// Fails if the table is not of the documented form, or if a secret or a file that it names cannot be read.
#[cfg(feature = "verify")]
pub fn configure(
    store: Store,
    written: toml::Table,
    folder: &Path,
) -> Result<Arc<dyn ConfiguredStore>, SettingsError> {
    known(store).settings(written, folder)
}
