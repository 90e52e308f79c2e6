//! The player, which turns steps into inputs of a ledger.

mod grants;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::describe::describe;
use crate::expect;
use crate::file::{Action, Expected, Happening, Step, Terms};
use crate::names::Names;
use crate::purchase::Purchase;
use crate::report::{Moved, Played, Report};
use crate::shop;
use crate::told::tell;
use crate::{Error, Exchange};
use paywall_ledger::{
    DeviceId, Fact, Input, Ledger, LineageId, Move, Policy, Presentation, Record, Store, Time,
    Traces, UserId, What, explain, why,
};
use paywall_stores::{answered, read};

/// The time at which scenarios begin: 2026-01-01T00:00:00Z.
const BEGINNING: Time = Time::from_millis(1_767_225_600_000);
/// The time that passes between two steps, in milliseconds.
const MINUTE: i64 = 60_000;

/// Plays the steps. Returns the report, and every input on the way.
pub(super) fn play(steps: &[Step]) -> Result<(Report, Vec<Exchange>), Error> {
    let mut play = Play::new();
    for (at, step) in steps.iter().enumerate() {
        play.number = at + 1;
        play.pass_time(step)?;
        play.step(step)?;
    }
    Ok((play.report, play.exchanges))
}

/// A scenario being played.
struct Play {
    ledger: Ledger,
    now: Time,
    number: usize,
    /// The index of the first step played since the last expectation.
    looked: usize,
    last: Option<What>,
    last_key: String,
    log: Vec<Record>,
    purchases: BTreeMap<String, Purchase>,
    grants: BTreeSet<String>,
    described: BTreeMap<String, Terms>,
    names: Names,
    report: Report,
    exchanges: Vec<Exchange>,
}

impl Play {
    /// Makes a player with an empty ledger.
    fn new() -> Self {
        Self {
            ledger: Ledger::new(shop::app(Policy::default())),
            now: BEGINNING,
            number: 0,
            looked: 0,
            last: None,
            last_key: String::new(),
            log: Vec::new(),
            purchases: BTreeMap::new(),
            grants: BTreeSet::new(),
            described: BTreeMap::new(),
            names: Names::default(),
            report: Report {
                steps: Vec::new(),
                failures: Vec::new(),
                held: 0,
            },
            exchanges: Vec::new(),
        }
    }

    /// Plays one step, with everything that the clock brings about before it.
    fn step(&mut self, step: &Step) -> Result<(), Error> {
        let what = match &step.action {
            Action::Policy(policy) => {
                let state = self.ledger.state().clone();
                self.ledger = Ledger::with_state(shop::app(policy.clone()), state);
                return Ok(());
            }
            Action::Purchase(terms) => {
                self.described.insert(terms.name.clone(), terms.clone());
                return Ok(());
            }
            Action::Expect(expected) => {
                self.expect(expected);
                return Ok(());
            }
            Action::Wait | Action::Explain { .. } => None,
            Action::Repeat => self.last.clone(),
            action => self.what(action)?,
        };
        let repeated = matches!(step.action, Action::Repeat);
        if !repeated {
            self.last_key = format!("step-{}", self.number);
            self.last.clone_from(&what);
        }
        let mut played = self.played(step);
        self.clock(&mut played)?;
        match what {
            Some(what) => self.accept(self.last_key.clone(), what, &mut played)?,
            None if matches!(step.action, Action::Login { .. }) => {
                played.remarks.push("refused".into());
            }
            None => {}
        }
        if let Action::Explain { user } = &step.action {
            played.remarks.extend(self.histories(user)?);
        }
        played.users = self.rows();
        self.report.steps.push(played);
        Ok(())
    }

    /// Turns a step into an input's content. Returns None if the ledger does not come to see it.
    fn what(&mut self, action: &Action) -> Result<Option<What>, Error> {
        Ok(Some(match action {
            Action::Install { device, store } => What::Install {
                device: DeviceId::new(device),
                platform: shop::platform_id(*store),
            },
            Action::Login { device, account } => match self.names.account(account) {
                Ok(account) => What::Login {
                    device: DeviceId::new(device),
                    account,
                },
                Err(_) => return Ok(None),
            },
            Action::Logout { device } => What::Logout {
                device: DeviceId::new(device),
            },
            Action::Validate { device, purchases } => {
                self.present(device, Presentation::Validation, purchases)?
            }
            Action::Restore { device, purchases } => {
                self.present(device, Presentation::Restore, purchases)?
            }
            Action::Transaction { device, purchase } => {
                let purchases = std::slice::from_ref(purchase);
                self.present(device, Presentation::Transaction, purchases)?
            }
            Action::Notify {
                purchase,
                event,
                said,
                replaces,
            } => {
                let replaces = replaces.as_ref().map(|other| self.key(other));
                self.purchase(purchase)?.link(replaces);
                self.notify(purchase, *event, said.as_deref())?
            }
            Action::Receive {
                store,
                message,
                answer,
            } => self.receive(*store, message, answer.as_ref())?,
            Action::Assign { purchase, to } => What::Assign {
                lineage: self.lineage(purchase)?,
                user: self.user(to)?,
            },
            Action::Grant(given) => self.give(given)?,
            Action::EndGrant { grant, by, why } => self.end(grant, by, why)?,
            Action::Delete { user } => What::Delete {
                user: self.user(user)?,
                traces: Traces::default(),
            },
            Action::Policy(_)
            | Action::Purchase(_)
            | Action::Expect(_)
            | Action::Wait
            | Action::Explain { .. }
            | Action::Repeat => return Ok(None),
        }))
    }

    /// Reads a store's own message, and the answer to the question that it leads to.
    fn receive(
        &self,
        store: Store,
        message: &Value,
        answer: Option<&Value>,
    ) -> Result<What, Error> {
        let unreadable = |source| Error::Message {
            step: self.number,
            source,
        };
        let mut notice = read(store, message).map_err(unreadable)?;
        let mut purchases = notice.purchases;
        // A host asks instead of believing a message that says otherwise than another one of the same second.
        let contested = purchases.iter().any(|it| self.ledger.state().contests(it));
        if contested && answer.is_some() {
            notice.questions.append(&mut notice.doubts);
            purchases.clear();
        }
        for (question, answer) in notice.questions.iter().zip(answer) {
            let seen = answered(question, answer, self.now).map_err(unreadable)?;
            purchases.push(seen);
        }
        Ok(What::Notify { purchases })
    }

    /// Shows purchases on a device.
    fn present(
        &mut self,
        device: &str,
        how: Presentation,
        names: &[String],
    ) -> Result<What, Error> {
        let now = self.now;
        let mut purchases = Vec::new();
        for name in names {
            purchases.push(self.purchase(name)?.seen(now, true));
        }
        Ok(What::Present {
            device: DeviceId::new(device),
            how,
            purchases,
        })
    }

    /// Makes a store's report. One that comes late tells of the past, and does not change what the store knows now.
    fn notify(&mut self, name: &str, event: Happening, said: Option<&str>) -> Result<What, Error> {
        let now = self.now;
        let said = said.map(|text| self.time(text)).transpose()?;
        let purchase = self.purchase(name)?;
        // A copy, because a late report tells what was so then and leaves the store's present knowledge alone.
        let mut then = purchase.clone();
        then.happen(event, said.unwrap_or(now));
        let seen = then.seen(said.unwrap_or(now), false);
        if said.is_none() {
            *purchase = then;
        }
        Ok(What::Notify {
            purchases: vec![seen],
        })
    }

    /// Returns a purchase, which is made now if it is mentioned for the first time.
    fn purchase(&mut self, name: &str) -> Result<&mut Purchase, Error> {
        if !self.purchases.contains_key(name) {
            let terms = self.described.get(name).cloned().unwrap_or_default();
            let replaces = terms.replaces.as_ref().map(|other| self.key(other));
            let bought = match &terms.bought {
                Some(text) => self.time(text)?,
                None => self.now,
            };
            let account = match &terms.account {
                Some(account) => self.names.account(account).ok().map(String::from),
                None => None,
            };
            let mut purchase = Purchase::new(name, terms, bought);
            purchase.link(replaces);
            purchase.account = account;
            self.purchases.insert(name.to_owned(), purchase);
        }
        self.purchases.get_mut(name).ok_or(Error::Unknown {
            step: self.number,
            what: "purchase",
            name: name.to_owned(),
        })
    }

    /// Returns the key of a purchase, even before it is made.
    fn key(&self, name: &str) -> paywall_ledger::MemberKey {
        match self.purchases.get(name) {
            Some(purchase) => purchase.key.clone(),
            None => {
                let terms = self.described.get(name).cloned().unwrap_or_default();
                Purchase::new(name, terms, self.now).key
            }
        }
    }

    /// Plays everything that the clock brings about by itself.
    fn clock(&mut self, played: &mut Played) -> Result<(), Error> {
        for (at, lineage) in self.ledger.due(self.now).into_iter().enumerate() {
            let key = format!("clock-{}-{at}", self.number);
            self.accept(key, What::Expire { lineage }, played)?;
        }
        Ok(())
    }

    /// Gives an input to the ledger, and reports the result.
    fn accept(&mut self, key: String, what: What, played: &mut Played) -> Result<(), Error> {
        let input = Input {
            key,
            at: self.now,
            what,
        };
        let record = self
            .ledger
            .accept(&input)
            .map_err(|source| Error::Refused {
                step: self.number,
                source,
            })?;
        self.exchanges.push(Exchange {
            app: self.ledger.app().clone(),
            input,
            record: record.clone(),
        });
        match record {
            Some(record) => {
                self.note(&record, played);
                self.log.push(record);
            }
            None => played.remarks.push("seen before: nothing to do".into()),
        }
        Ok(())
    }

    /// Adds to the report whatever a record brings that is worth a line.
    fn note(&mut self, record: &Record, played: &mut Played) {
        self.names.name_users(record);
        for fact in &record.facts {
            match fact {
                Fact::OwnershipMoved(step) => played.moves.push(self.moved(step)),
                Fact::MoveRefused {
                    lineage,
                    owner,
                    user,
                    reason,
                    ..
                } => played.remarks.push(format!(
                    "kept {} for {}, not {} ({})",
                    self.label(lineage),
                    self.names.user_name(owner),
                    self.names.user_name(user),
                    reason.name()
                )),
                Fact::LineagesMerged { from, into } => {
                    played.remarks.push(format!("{from} is part of {into}"));
                }
                _ => {}
            }
        }
        for event in record.events.iter().filter(|it| worth_a_line(it)) {
            let name = event.name.name().trim_start_matches("user.");
            let users: Vec<_> = event
                .users
                .iter()
                .map(|it| self.names.user_name(it))
                .collect();
            played.events.push(format!("{name} {}", users.join(" ")));
        }
    }

    /// Tells the history of a user, with the names of this file.
    fn history(&self, user: &UserId) -> Vec<String> {
        let named = |text: String| {
            let users = self.names.users().iter();
            users.fold(text, |text, (id, name)| text.replace(id.as_str(), name))
        };
        let lines = explain(&self.log, user).into_iter();
        lines
            .map(|line| format!("{}  {}", line.at, named(line.text)))
            .collect()
    }

    /// Describes a change of owner with the names of this file.
    fn moved(&self, step: &Move) -> Moved {
        Moved {
            purchase: self.label(&step.lineage),
            from: self.names.user_name(&step.from),
            to: self.names.user_name(&step.to),
            cause: step.cause.name().into(),
            why: why(step),
            announced: step.active && step.cause != paywall_ledger::Cause::Deletion,
        }
    }

    /// Compares the state with an expectation, and adds the result to the report.
    fn expect(&mut self, expected: &Expected) {
        let since = self.report.steps.get(self.looked..).unwrap_or_default();
        let names = self.purchases.keys().chain(&self.grants);
        let owners = names.filter_map(|name| {
            let lineage = self.lineage(name).ok()?;
            let owner = &self.ledger.state().lineages.get(&lineage)?.owner;
            Some((name.clone(), self.names.user_name(owner)))
        });
        let (failures, held) = expect::check(expected, since, &self.rows(), &owners.collect());
        let failures = failures.into_iter();
        let named = failures.map(|it| format!("step {}: {it}", self.number));
        self.report.failures.extend(named);
        self.report.held += held;
        self.looked = self.report.steps.len();
    }

    /// Finds the lineage of a purchase or a grant by its name.
    fn lineage(&self, name: &str) -> Result<LineageId, Error> {
        if self.grants.contains(name) {
            return Ok(LineageId::granted(name));
        }
        let key = self.purchases.get(name).map(|it| &it.key);
        let lineage = key.and_then(|key| self.ledger.state().members.get(key));
        lineage
            .cloned()
            .ok_or_else(|| self.unknown("purchase", name))
    }

    /// Finds a user by name who was not forgotten.
    fn user(&self, name: &str) -> Result<UserId, Error> {
        let users = &self.ledger.state().users;
        let lives = |id: &&UserId| users.get(*id).is_some_and(|user| !user.deleted);
        let user = self.names.named(name).find(lives);
        user.cloned().ok_or_else(|| self.unknown("user", name))
    }

    /// Tells the histories of all who had a name, in the order in which they had it.
    fn histories(&self, name: &str) -> Result<Vec<String>, Error> {
        let mut users: Vec<_> = self.names.named(name).collect();
        users.reverse();
        match users.is_empty() {
            true => Err(self.unknown("user", name)),
            false => Ok(users.into_iter().flat_map(|it| self.history(it)).collect()),
        }
    }

    /// Makes the error that a step names something unknown.
    fn unknown(&self, what: &'static str, name: &str) -> Error {
        Error::Unknown {
            step: self.number,
            what,
            name: name.to_owned(),
        }
    }

    /// Moves the clock to the time of a step. Steps that only describe or check take no time.
    fn pass_time(&mut self, step: &Step) -> Result<(), Error> {
        let first = self.report.steps.is_empty();
        let silent = matches!(
            step.action,
            Action::Expect(_) | Action::Policy(_) | Action::Purchase(_)
        );
        self.now = match (&step.common.at, &step.common.after) {
            (Some(text), _) | (None, Some(text)) => self.time(text)?,
            _ if first || silent => self.now,
            _ => self.now.plus_millis(MINUTE),
        };
        Ok(())
    }

    /// Reads a point in time, or a span from now.
    fn time(&self, text: &str) -> Result<Time, Error> {
        let span = || {
            let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
            let millis = match unit {
                "s" => 1000,
                "m" => MINUTE,
                "h" => 60 * MINUTE,
                "d" => 24 * 60 * MINUTE,
                _ => return None,
            };
            let number: i64 = number.parse().ok()?;
            Some(self.now.plus_millis(number.checked_mul(millis)?))
        };
        Time::parse(text).or_else(span).ok_or_else(|| Error::Time {
            step: self.number,
            text: text.to_owned(),
        })
    }

    /// Makes the report of a step, with nothing in it yet.
    fn played(&self, step: &Step) -> Played {
        Played {
            step: self.number,
            at: self.now,
            what: describe(&step.action),
            told: tell(&step.action),
            note: step.common.note.clone(),
            moves: Vec::new(),
            remarks: Vec::new(),
            events: Vec::new(),
            users: Vec::new(),
        }
    }
}

/// Returns true for events that nothing else in the report shows:
/// transfers appear as moves, and every change brings an update.
fn worth_a_line(event: &paywall_ledger::Event) -> bool {
    use paywall_ledger::EventName::{PurchaseUpdated, Transferred};
    !matches!(event.name, PurchaseUpdated | Transferred)
}
