//! Imports: what another system knew of customers, as a file of our own form. Nobody outside hears of it.

use std::fmt::Write;
use std::sync::Arc;

use paywall_customers::{Source, inputs, open};
use paywall_ledger::{Fact, Holder, Input, LineageId, Move, Note, Record, Store, derived};

use super::customer::Act;
use super::gift::Gift;
use super::store::{Subscription, account_name};
use super::world::World;

/// The first line of a file.
const HEADER: &str =
    "account,store,purchase,transaction,product,starts,ends,renews,revoked,updated,entitlement\n";

/// Returns true if a record is that of an import.
pub(crate) fn is_import(record: &Record) -> bool {
    record.key.starts_with("import/")
}

impl World {
    /// Imports an account with some of what the stores sold, and sometimes with a grant.
    pub async fn import(self: Arc<Self>, key: String, account: u64) {
        let name = account_name(account);
        let mut file = HEADER.to_owned();
        let sold = self.stores.all();
        for _ in 0..self.dice.roll(0..4) {
            if !sold.is_empty() {
                let it = self.dice.pick(&sold);
                // Only Apple's words have dates finer than seconds. Others may say two things in the second of a row.
                let is_late = it.store == Store::Apple && self.dice.chance(5000);
                let updated = if is_late { it.said } else { it.began };
                row(&mut file, &name, it, &updated.to_string());
            }
        }
        if self.dice.chance(3000) {
            let minutes = i64::try_from(self.dice.roll(0..90)).unwrap();
            let now = self.time.now();
            let until = now.plus_millis(minutes * 60_000);
            let starts = now.plus_millis(-60_000);
            let (id, to) = (format!("gift-{key}"), name.parse().unwrap());
            writeln!(file, "{name},granted,{id},,,{starts},{until},,,,premium").unwrap();
            let gift = Gift {
                grant: derived(&["import", &id]),
                to: Holder::Account(to),
                until,
            };
            self.gifts.lock().unwrap().push(gift);
        }
        if let Some(Input { key, what, .. }) = self.read_file(&file) {
            self.trace.say("import", format_args!("{key}: {file}"));
            self.act(key, Act::Import(what)).await;
        }
    }

    /// Reads the rows of one customer.
    fn read_file(&self, file: &str) -> Option<Input> {
        let mut source = Source::new(&self.app);
        let opened = || open("customers.csv", file.as_bytes()).unwrap();
        opened().learn(&mut source);
        let (mut rows, mut entries) = (opened(), Vec::new());
        while let Some(row) = rows.next(&source) {
            entries.push(row.unwrap_or_else(|left| panic!("{left:?} in {file}")));
        }
        let mut all = inputs(entries, self.time.now(), &Note::default());
        assert!(all.len() < 2, "one customer is one input: {file}");
        all.pop()
    }
}

/// Writes a row about a subscription.
fn row(file: &mut String, account: &str, it: &Subscription, updated: &str) {
    let Subscription {
        id,
        payments,
        starts,
        ends,
        renews,
        revoked,
        ..
    } = it;
    let store = it.store.name();
    writeln!(
        file,
        "{account},{store},{id},{id}.{payments},premium,{starts},{ends},{renews},{revoked},{updated},"
    )
    .unwrap();
}

/// Returns true if the newest thing about a purchase came by an import, so that the receiver does not know it yet.
pub(crate) fn is_untold(log: &[Record], lineage: &LineageId) -> bool {
    for record in log.iter().rev() {
        if record.events.iter().any(|it| it.lineage == *lineage) {
            return false;
        }
        let about = |fact: &Fact| match fact {
            Fact::LineageCreated { lineage: it, .. }
            | Fact::Observed { lineage: it, .. }
            | Fact::OwnershipMoved(Move { lineage: it, .. }) => it == lineage,
            _ => false,
        };
        if is_import(record) && record.facts.iter().any(about) {
            return true;
        }
    }
    false
}
