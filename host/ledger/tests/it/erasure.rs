//! Tests of erasure: the log forgets a customer and still adds up to the rows.

use std::collections::BTreeSet;

use paywall_ledger::{
    App, DeviceId, Erasure, ExternalId, Holder, Input, Ledger, Observation, PlatformId, Policy,
    Presentation, Record, State, Store, Traces, What,
};
use proptest::prelude::*;

use crate::histories::{give, policy, steps};
use crate::invariants;
use crate::model::Step;
use paywall_host_testing::shop::{NOW, app, bought, key};

fn account(number: u8) -> ExternalId {
    format!("{number:x}").repeat(64).parse().unwrap()
}

fn device(number: u8) -> DeviceId {
    DeviceId::new(format!("device-{number}"))
}

/// Makes a purchase that names the account of its own number, if the number is even; in capitals, as Apple's do.
fn seen(purchase: u8) -> Observation {
    let number = purchase + 10;
    let named = purchase
        .is_multiple_of(2)
        .then(|| account(number).to_string().to_uppercase());
    Observation {
        account: named,
        ..bought(key(Store::Apple, &purchase.to_string()), NOW)
    }
}

/// A ledger with its log, in which customers are forgotten whole.
struct Kept {
    ledger: Ledger,
    log: Vec<Record>,
    forgotten: BTreeSet<String>,
}

impl Kept {
    fn play(steps: &[Step], policy: Policy) -> Self {
        let mut kept = Self {
            ledger: Ledger::new(App { policy, ..app() }),
            log: Vec::new(),
            forgotten: BTreeSet::new(),
        };
        for (number, step) in steps.iter().enumerate() {
            kept.step(number, step);
        }
        kept
    }

    fn step(&mut self, number: usize, step: &Step) {
        let own = |_: &u8| format!("call/{number}");
        let (key, what) = match step {
            Step::Install(it) => {
                let (device, platform) = (device(*it), PlatformId::new("apple"));
                let key = format!("install/{device}");
                (key, What::Install { device, platform })
            }
            Step::Login(it, name) => {
                let (device, account) = (device(*it), account(*name + 10));
                (own(it), What::Login { device, account })
            }
            Step::Logout(it) => (
                own(it),
                What::Logout {
                    device: device(*it),
                },
            ),
            Step::Show(it, shown) => {
                let shown = shown.iter().copied().map(seen).collect();
                (own(it), present(*it, Presentation::Validation, shown))
            }
            Step::Buy(it, bought) => {
                let shown = vec![seen(*bought)];
                (own(it), present(*it, Presentation::Transaction, shown))
            }
            Step::Notify(it) => {
                let purchases = vec![seen(*it)];
                (format!("message/{number}"), What::Notify { purchases })
            }
            Step::Give(it, number) => {
                let Some(row) = self.ledger.state().devices.get(&device(*it)) else {
                    return;
                };
                let to = Holder::User(row.user.clone());
                let why = format!("{} wrote", row.user);
                (own(it), give(format!("grant-{number}"), to, &why))
            }
            Step::Delete(name) => return self.forget(number, &account(*name + 10)),
        };
        self.accept(key, what);
    }

    fn accept(&mut self, key: String, what: What) -> Option<Record> {
        let at = NOW.plus_millis(60_000 * i64::try_from(self.log.len()).unwrap());
        let record = self
            .ledger
            .accept(&Input { key, at, what })
            .ok()
            .flatten()?;
        self.log.push(record.clone());
        Some(record)
    }

    fn forget(&mut self, number: usize, account: &ExternalId) {
        let Some(user) = self.ledger.state().accounts.get(account).cloned() else {
            return;
        };
        let devices = self.ledger.state().users[&user]
            .devices
            .iter()
            .cloned()
            .collect();
        let traces = Traces::of(&self.log, Some(account), &devices);
        let what = What::Delete {
            user: user.clone(),
            traces,
        };
        let deletion = self.accept(format!("forget/{user}"), what).unwrap();
        let erasure = Erasure::of(
            &deletion,
            Some(account),
            BTreeSet::new(),
            &format!("secret {number}"),
        );
        assert!(erasure.users().contains_key(&user));
        assert_eq!(erasure.devices().len(), devices.len());
        // A database finds the records by their names and leaves all others as they are.
        let names = erasure.names();
        for record in &mut self.log {
            let erased = erasure.erase(record);
            let found = record.names().iter().any(|it| names.contains(it));
            assert!(found || erased == *record, "{record:?} is not found");
            *record = erased;
        }
        let state = self.ledger.state_mut();
        for (user, new) in erasure.users() {
            let row = state.users.remove(user).unwrap();
            state.users.insert(new.clone(), row);
        }
        state.seen = self.log.iter().map(|it| it.key.clone()).collect();
        self.forgotten = names
            .iter()
            .map(|it| it.rsplit('/').next().unwrap().to_owned())
            .collect();
        self.check();
    }

    fn check(&self) {
        let all = serde_json::to_string(&(&self.log, self.ledger.state())).unwrap();
        let all = all.to_lowercase();
        for name in &self.forgotten {
            assert!(!all.contains(name.as_str()), "{name} in {all}");
        }
        invariants::check(&self.ledger, &self.log, NOW);
    }
}

fn present(it: u8, how: Presentation, purchases: Vec<Observation>) -> What {
    What::Present {
        device: device(it),
        how,
        purchases,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn who_is_forgotten_is_nowhere_and_the_log_still_adds_up(steps in steps(), policy in policy()) {
        let mut kept = Kept::play(&steps, policy.clone());
        for name in 0..3 {
            kept.forget(steps.len() + usize::from(name), &account(name + 10));
        }
        let state = kept.ledger.state();
        prop_assert!(state.accounts.is_empty());
        // The messages of stores are still known, and so are the purchases.
        for (number, step) in steps.iter().enumerate() {
            if let Step::Notify(it) = step {
                let key = format!("message/{number}");
                prop_assert_eq!(kept.accept(key, What::Notify { purchases: vec![seen(*it)] }), None);
            }
        }
        let lineages = kept.ledger.state().lineages.len();
        let shown: BTreeSet<u8> = steps.iter().flat_map(|step| match step {
            Step::Notify(it) => vec![*it],
            _ => Vec::new(),
        }).collect();
        prop_assert!(lineages >= shown.len());
    }
}

/// Plays a customer who logged in, bought and was forgotten.
fn forgotten_buyer() -> Kept {
    let steps = [
        Step::Install(0),
        Step::Login(0, 0),
        Step::Buy(0, 0),
        Step::Delete(0),
    ];
    Kept::play(&steps, Policy::default())
}

#[test]
fn a_forgotten_name_does_not_come_back_with_the_stores_next_message() {
    let mut kept = forgotten_buyer();
    let renewed = Observation {
        at: NOW.plus_days(30),
        ..seen(0)
    };
    let purchases = vec![renewed];
    kept.accept("renewal".into(), What::Notify { purchases })
        .unwrap();
    kept.check();
}

#[test]
fn a_device_that_comes_again_is_a_new_one_and_gets_its_purchases_back() {
    let mut kept = forgotten_buyer();
    let refused = present(0, Presentation::Restore, vec![seen(0)]);
    assert_eq!(kept.accept("early".into(), refused.clone()), None, "nobody");
    let users: Vec<_> = kept.ledger.state().users.keys().cloned().collect();
    kept.step(0, &Step::Install(0));
    let new = &kept.ledger.state().devices[&device(0)].user;
    assert!(!users.contains(new) && !kept.forgotten.contains(new.as_str()));
    kept.accept("restore".into(), refused).unwrap();
    let state: &State = kept.ledger.state();
    let row = &state.devices[&device(0)];
    assert_eq!((row.version, state.users[&row.user].owns.len()), (1, 1));
}
