//! The ledger itself, and the work on one input from beginning to end.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::app::{App, Policy};
use super::event::{Event, EventName, Transfer};
use super::external_id::ExternalId;
use super::fact::{Fact, Record};
use super::id::{DeviceId, LineageId, UserId, derived};
use super::input::{Input, Refused, What};
use super::lineage::Lineage;
use super::payment::Payment;
use super::state::{Device, State, User};
use super::time::Time;

/// The facts of one app, and the rules by which they grow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    app: Arc<App>,
    state: State,
}

impl Ledger {
    /// Makes a ledger without facts.
    pub fn new(app: impl Into<Arc<App>>) -> Self {
        Self::with_state(app, State::default())
    }

    /// Makes a ledger with the rows that exist so far, or at least with those that the next input is about.
    pub fn with_state(app: impl Into<Arc<App>>, state: State) -> Self {
        let app = app.into();
        Self { app, state }
    }

    /// Returns the app whose facts these are.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Returns all rows that the facts add up to.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Returns the rows for a database to add to. Facts are made by [`Ledger::accept`] alone.
    pub const fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    /// Takes in one input and returns the facts that hold from now on, with the events for the outside.
    /// Returns None if an input with this key was accepted before.
    ///
    /// # Errors
    /// Fails if the input is about something that is not there. Then nothing changed, and the key is not used up.
    pub fn accept(&mut self, input: &Input) -> Result<Option<Record>, Refused> {
        if self.state.seen.contains(&input.key) {
            return Ok(None);
        }
        let mut step = Step {
            silent: matches!(input.what, What::Import { .. }),
            app: &self.app,
            state: &mut self.state,
            input,
            facts: Vec::new(),
            events: Vec::new(),
            changed: Vec::new(),
            paid: BTreeMap::new(),
            users: 0,
        };
        step.run()?;
        step.tell_updates();
        let record = Record {
            key: input.key.clone(),
            at: input.at,
            facts: step.facts,
            events: step.events,
        };
        self.state.seen.insert(input.key.clone());
        Ok(Some(record))
    }

    /// Lists the purchases about which the clock has news at `now`: each needs one [`What::Expire`].
    ///
    /// Access ends on time; that it ended is announced some minutes later, unless the store says so first.
    /// Renewals often arrive seconds after the term they follow, and are then
    /// announced as renewals, not as an end and a new purchase.
    /// If an end was announced while the clock was ahead, that is taken back once the clock is right.
    pub fn due(&self, now: Time) -> Vec<LineageId> {
        let lineages = self.state.lineages.iter();
        lineages
            .filter(|(_, it)| it.due().is_some_and(|due| due <= now) || it.was_told_too_early(now))
            .map(|(id, _)| id.clone())
            .collect()
    }
}

/// An input at work. Every check that refuses it comes before the first fact.
pub(super) struct Step<'a> {
    pub app: &'a App,
    pub state: &'a mut State,
    pub input: &'a Input,
    facts: Vec<Fact>,
    events: Vec<Event>,
    /// The purchases whose version rose, in the order in which they first did.
    pub changed: Vec<LineageId>,
    /// The payments that the store told of, by the purchases they are for.
    pub paid: BTreeMap<LineageId, Vec<Payment>>,
    users: usize,
    /// True if nobody outside hears of what happens: it is taken to be known there.
    silent: bool,
}

impl Step<'_> {
    /// Sends the input to the rule that handles its kind.
    fn run(&mut self) -> Result<(), Refused> {
        let input = self.input;
        match &input.what {
            What::Install { device, platform } => self.install(device, platform),
            What::Login { device, account } => self.login(device, account),
            What::Logout { device } => self.logout(device),
            What::Present {
                device,
                how,
                purchases,
            } => self.present(device, *how, purchases),
            What::Notify { purchases } => {
                for seen in purchases {
                    self.observe(seen, None);
                }
                Ok(())
            }
            What::Expire { lineage } => {
                self.lineage(lineage)?;
                self.tell_by_the_clock(lineage);
                Ok(())
            }
            What::Assign { lineage, user } => self.assign(lineage, user),
            What::Grant {
                grant,
                to,
                entitlement,
                until,
                note,
            } => self.grant(grant, to, (entitlement, *until), note),
            What::EndGrant { lineage, note } => self.end_grant(lineage, note),
            What::Import {
                account,
                purchases,
                note,
            } => {
                self.import(account.as_ref(), purchases, note);
                Ok(())
            }
            What::Delete { user, traces } => self.delete(user, traces),
        }
    }

    /// Applies a fact and adds it to the record.
    pub fn record(&mut self, fact: Fact) {
        let version = |state: &State| Some(state.lineages.get(fact.changes()?)?.version);
        let before = version(self.state);
        self.state.apply(self.input.at, &fact);
        if let Some(lineage) = fact.changes()
            && version(self.state) != before
            && !self.changed.contains(lineage)
        {
            self.changed.push(lineage.clone());
        }
        self.facts.push(fact);
    }

    /// Creates a user, whose id follows from the input and its time: if a device that was forgotten comes again with the
    /// same key, its user is another one.
    pub fn new_user(&mut self, account: Option<&ExternalId>) -> UserId {
        self.users += 1;
        let (number, at) = (self.users.to_string(), self.input.at.millis().to_string());
        let parts = [self.app.id.as_str(), "user", &self.input.key, &number, &at];
        let user = UserId::new(derived(&parts));
        let account = account.cloned();
        self.record(Fact::UserCreated {
            user: user.clone(),
            account,
        });
        user
    }

    /// Adds an event about a purchase. Its id follows from the purchase and the version, so a replay repeats it.
    pub fn announce(
        &mut self,
        name: EventName,
        lineage: &LineageId,
        users: Vec<UserId>,
        transfer: Option<Transfer>,
    ) {
        let row = self.state.lineages.get(lineage).filter(|_| !self.silent);
        let Some(row) = row else {
            return;
        };
        let (version, key) = (row.version, lineage.to_string());
        let status = row.status(self.input.at);
        let number = version.to_string();
        // The input tells apart two blocked transfers, which raise no version, and what had this version before the
        // ledger was put back to an older state: receivers pass over an id that they have seen.
        let input = &self.input.key;
        let parts = [
            self.app.id.as_str(),
            "event",
            &key,
            name.name(),
            &number,
            input,
        ];
        let paid = self.paid.get(lineage).filter(|_| transfer.is_none());
        let payments = paid.cloned().unwrap_or_default();
        self.events.push(Event {
            id: derived(&parts),
            name,
            users,
            lineage: lineage.clone(),
            version,
            at: self.input.at,
            entitlements: self.app.granted(&status),
            payments,
            transfer,
        });
    }

    /// Returns a device, or refuses the input.
    pub fn device(&self, id: &DeviceId) -> Result<&Device, Refused> {
        let device = self.state.devices.get(id);
        device.ok_or_else(|| Refused::NoDevice(id.clone()))
    }

    /// Returns a user who is not deleted, or refuses the input.
    pub fn user(&self, id: &UserId) -> Result<&User, Refused> {
        let user = self.state.users.get(id).filter(|user| !user.deleted);
        user.ok_or_else(|| Refused::NoUser(id.clone()))
    }

    /// Returns a purchase, or refuses the input.
    pub fn lineage(&self, id: &LineageId) -> Result<&Lineage, Refused> {
        let lineage = self.state.lineages.get(id);
        lineage.ok_or_else(|| Refused::NoLineage(id.clone()))
    }

    /// Returns true if the app knows nobody behind a user.
    pub fn is_anonymous(&self, user: &UserId) -> bool {
        let user = self.state.users.get(user);
        user.is_none_or(|user| user.account.is_none())
    }

    /// Returns true if a purchase gives access to anything now.
    pub fn is_active(&self, lineage: &LineageId) -> bool {
        let row = self.state.lineages.get(lineage);
        row.is_some_and(|row| row.status(self.input.at).access())
    }

    /// Returns the rules for a purchase, or None if purchases of its environment are not taken.
    pub fn policy(&self, lineage: &LineageId) -> Option<&Policy> {
        self.app.policy(lineage.first().environment)
    }
}
