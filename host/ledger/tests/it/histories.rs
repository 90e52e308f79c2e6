//! Tests with random histories against a small model, and the invariants after each.

use std::collections::BTreeMap;

use paywall_ledger::{
    App, DeviceId, EntitlementId, Environment, ExternalId, Fact, Holder, Input, Ledger,
    NamedAccount, Note, Observation, PlatformId, Policy, Presentation, Record, Refused, Standing,
    Store, Time, Traces, UserId, What, explain,
};
use proptest::prelude::*;

use crate::invariants;
use crate::model::{FIRST_GRANT, Model, Step};
use paywall_host_testing::shop::{NOW, app, bought, key};

fn step() -> impl Strategy<Value = Step> {
    let (device, account, purchase) = (0..3_u8, 0..3_u8, 0..3_u8);
    prop_oneof![
        2 => device.clone().prop_map(Step::Install),
        3 => (device.clone(), account.clone()).prop_map(|(device, account)| Step::Login(device, account)),
        2 => device.clone().prop_map(Step::Logout),
        3 => (device.clone(), proptest::collection::btree_set(purchase.clone(), 0..3))
            .prop_map(|(device, shown)| Step::Show(device, shown.into_iter().collect())),
        2 => (device.clone(), purchase.clone()).prop_map(|(device, purchase)| Step::Buy(device, purchase)),
        2 => (device, purchase.clone()).prop_map(|(device, grant)| Step::Give(device, grant)),
        2 => purchase.prop_map(Step::Notify),
        1 => account.prop_map(Step::Delete),
    ]
}

fn account(number: u8) -> ExternalId {
    (u32::from(number) + 1).to_string().parse().unwrap()
}

fn seen(purchase: u8) -> Observation {
    bought(key(Store::Apple, &purchase.to_string()), NOW)
}

/// Makes a purchase that names the account of its own number.
fn seen_named(purchase: u8) -> Observation {
    Observation {
        account: Some(account(purchase).to_string()),
        ..seen(purchase)
    }
}

/// Makes a ledger's input of a step, with purchases as stores see them; None if there is no user to delete.
fn what(step: &Step, ledger: &Ledger, seen: fn(u8) -> Observation) -> Option<What> {
    let device = |number: &u8| DeviceId::new(number.to_string());
    Some(match step {
        Step::Install(it) => What::Install {
            device: device(it),
            platform: PlatformId::new("apple"),
        },
        Step::Login(it, number) => What::Login {
            device: device(it),
            account: account(*number),
        },
        Step::Logout(it) => What::Logout { device: device(it) },
        Step::Show(it, shown) => What::Present {
            device: device(it),
            how: Presentation::Validation,
            purchases: shown.iter().copied().map(seen).collect(),
        },
        Step::Buy(it, purchase) => What::Present {
            device: device(it),
            how: Presentation::Transaction,
            purchases: vec![seen(*purchase)],
        },
        Step::Notify(purchase) => What::Notify {
            purchases: vec![seen(*purchase)],
        },
        Step::Give(it, number) => give(
            (FIRST_GRANT + number).to_string(),
            Holder::User(ledger.state().devices.get(&device(it))?.user.clone()),
            "they asked",
        ),
        Step::Delete(number) => What::Delete {
            user: ledger.state().accounts.get(&account(*number))?.clone(),
            traces: Traces::default(),
        },
    })
}

/// Makes an input that gives the entitlement of the shop for ten days.
pub fn give(grant: String, to: Holder, why: &str) -> What {
    What::Grant {
        grant,
        to,
        entitlement: EntitlementId::new("premium"),
        until: Some(NOW.plus_days(10)),
        note: Note {
            by: "support".into(),
            why: why.into(),
        },
    }
}

struct History {
    ledger: Ledger,
    inputs: Vec<Input>,
    log: Vec<Record>,
}

fn play(steps: &[Step], policy: Policy) -> History {
    play_with(steps, policy, seen)
}

fn play_with(steps: &[Step], policy: Policy, seen: fn(u8) -> Observation) -> History {
    let mut history = History {
        ledger: Ledger::new(App { policy, ..app() }),
        inputs: Vec::new(),
        log: Vec::new(),
    };
    for (at, step) in steps.iter().enumerate() {
        let Some(what) = what(step, &history.ledger, seen) else {
            continue;
        };
        history.accept(at.to_string(), what);
    }
    history
}

impl History {
    fn accept(&mut self, key: String, what: What) {
        let minutes = i64::try_from(self.inputs.len()).unwrap();
        let input = Input {
            key,
            at: NOW.plus_millis(minutes * 60_000),
            what,
        };
        let before = self.ledger.clone();
        match self.ledger.accept(&input) {
            Ok(record) => self.log.extend(record),
            Err(Refused::NoDevice(_) | Refused::GrantExists(_)) => assert_eq!(self.ledger, before),
            Err(other) => panic!("{other}"),
        }
        self.inputs.push(input);
    }

    fn now(&self) -> Time {
        self.inputs.last().map_or(NOW, |input| input.at)
    }

    /// Numbers the users in the order in which they appeared, from 1.
    fn numbers(&self) -> BTreeMap<&UserId, usize> {
        let facts = self.log.iter().flat_map(|record| &record.facts);
        let users = facts.filter_map(|fact| match fact {
            Fact::UserCreated { user, .. } => Some(user),
            _ => None,
        });
        users.zip(1..).collect()
    }
}

pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec(step(), 1..40)
}

fn without_budget() -> Policy {
    Policy {
        budget: None,
        ..Policy::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn owners_and_devices_are_those_of_the_small_model(steps in steps()) {
        let history = play(&steps, without_budget());
        let mut model = Model::default();
        steps.iter().for_each(|step| model.step(step));
        let (numbers, state) = (history.numbers(), history.ledger.state());
        let devices = state.devices.iter().map(|(id, it)| (id.as_str().parse().unwrap(), numbers[&it.user]));
        prop_assert_eq!(devices.collect::<BTreeMap<u8, usize>>(), model.devices);
        let owners = state.lineages.iter().map(|(id, it)| (id.first().id.parse().unwrap(), numbers[&it.owner]));
        prop_assert_eq!(owners.collect::<BTreeMap<u8, usize>>(), model.owners);
        invariants::check(&history.ledger, &history.log, history.now());
    }

    #[test]
    fn inputs_that_come_again_do_nothing(steps in steps(), policy in policy()) {
        let mut history = play(&steps, policy);
        let before = history.ledger.clone();
        for record in &history.log {
            let input = history.inputs.iter().find(|input| input.key == record.key).unwrap();
            prop_assert_eq!(history.ledger.accept(input).unwrap(), None);
        }
        prop_assert_eq!(&history.ledger, &before);
        invariants::check(&history.ledger, &history.log, history.now());
    }

    #[test]
    fn stores_and_the_clock_never_change_an_owner(steps in steps(), standing in ends()) {
        let mut history = play(&steps, Policy::default());
        let owners = |history: &History| -> Vec<_> {
            history.ledger.state().lineages.values().map(|it| it.owner.clone()).collect()
        };
        let before = owners(&history);
        let lineages: Vec<_> = history.ledger.state().lineages.keys().cloned().collect();
        for lineage in lineages {
            let mut seen = Observation::new(lineage.first().clone(), NOW.plus_days(1));
            seen.standing = Some(standing);
            history.accept(format!("end {lineage}"), What::Notify { purchases: vec![seen] });
            history.accept(format!("clock {lineage}"), What::Expire { lineage });
        }
        prop_assert_eq!(owners(&history), before);
        invariants::check(&history.ledger, &history.log, history.now());
    }

    #[test]
    fn a_purchase_for_one_account_only_is_never_anybody_elses(steps in steps(), policy in policy()) {
        let policy = Policy { named_account: NamedAccount::Only, ..policy };
        let history = play_with(&steps, policy, seen_named);
        let state = history.ledger.state();
        for (lineage, row) in &state.lineages {
            if lineage.first().store == Store::Granted {
                continue;
            }
            let owner = &state.users[&row.owner];
            let named: u8 = lineage.first().id.parse().unwrap();
            // An account that was forgotten leaves a user whom nobody can be.
            let nobody = owner.account.is_none() && owner.devices.is_empty();
            prop_assert!(nobody || owner.account == Some(account(named)), "{lineage} is of {:?}", owner);
        }
        invariants::check(&history.ledger, &history.log, history.now());
    }

    #[test]
    fn histories_speak_of_every_move(steps in steps()) {
        let history = play(&steps, without_budget());
        for user in history.ledger.state().users.keys() {
            let lines = explain(&history.log, user);
            let moves = history.log.iter().flat_map(|record| &record.facts).filter(|fact| match fact {
                Fact::OwnershipMoved(step) => step.from == *user || step.to == *user,
                _ => false,
            });
            let told = lines.iter().filter(|line| (line.text.starts_with("apple/") || line.text.starts_with("granted/")) && (
                line.text.contains(" went to ") || line.text.contains(" came from ")));
            prop_assert_eq!(told.count(), moves.count());
        }
    }
}

pub fn policy() -> impl Strategy<Value = Policy> {
    use paywall_ledger::{Budget, LoginPolicy, TransferPolicy};
    let transfer = prop_oneof![
        Just(TransferPolicy::LastDeviceWins),
        Just(TransferPolicy::RestoreOnly),
        Just(TransferPolicy::IfNoActive),
        Just(TransferPolicy::KeepOriginal),
    ];
    let login = prop_oneof![
        Just(LoginPolicy::DeviceClaims),
        Just(LoginPolicy::AnonymousOnly)
    ];
    (transfer, login, 0..3_u8).prop_map(|(transfer, login, moves)| Policy {
        transfer,
        login,
        budget: Some(Budget { moves, days: 30 }),
        ..Policy::default()
    })
}

fn ends() -> impl Strategy<Value = Standing> {
    prop_oneof![
        Just(Standing::Ended),
        Just(Standing::Revoked),
        Just(Standing::Hold)
    ]
}

#[test]
fn test_purchases_are_not_taken_unless_the_app_says_so() {
    let mut test = bought(key(Store::Apple, "1"), NOW);
    test.member.environment = Environment::Sandbox;
    let input = Input {
        key: "1".into(),
        at: NOW,
        what: What::Notify {
            purchases: vec![test],
        },
    };
    for (sandbox, expected) in [(None, 0), (Some(Policy::default()), 1)] {
        let mut ledger = Ledger::new(App { sandbox, ..app() });
        ledger.accept(&input).unwrap();
        assert_eq!(ledger.state().lineages.len(), expected);
    }
}

#[test]
fn there_and_back_again_gives_back_what_was() {
    let mut history = play(
        &[Step::Install(0), Step::Login(0, 1), Step::Buy(0, 0)],
        Policy::default(),
    );
    let user = history.ledger.state().accounts[&account(1)].clone();
    let now = NOW.plus_days(1);
    let before = history.ledger.customer(&user, now);
    assert_eq!(before.as_ref().map(|it| it.entitlements.len()), Some(1));
    for (key, number) in [("there", 2), ("back", 1)] {
        history.accept(
            key.into(),
            what(&Step::Login(0, number), &history.ledger, seen).unwrap(),
        );
    }
    assert_eq!(history.ledger.customer(&user, now), before);
    assert_eq!(
        history
            .ledger
            .state()
            .lineages
            .values()
            .next()
            .unwrap()
            .version,
        3
    );
}

#[test]
fn another_app_makes_other_ids_of_the_same_inputs() {
    let steps = [Step::Notify(0), Step::Install(0), Step::Buy(0, 0)];
    let history = play(&steps, Policy::default());
    let mut other = app();
    other.id = paywall_ledger::AppId::new("other");
    let mut other = Ledger::new(other);
    for (input, record) in history.inputs.iter().zip(&history.log) {
        let twin = other.accept(input).unwrap().unwrap();
        for (one, two) in record.events.iter().zip(&twin.events) {
            assert_eq!(one.name, two.name);
            assert!(one.id != two.id && one.users != two.users);
        }
    }
    let users = |ledger: &Ledger| ledger.state().users.keys().cloned().collect::<Vec<_>>();
    assert!(
        users(&history.ledger)
            .iter()
            .all(|user| !users(&other).contains(user))
    );
}
