//! Tests that an input needs no other rows than those that it says it touches, and changes no others.

use std::collections::BTreeSet;

use paywall_ledger::{
    App, DeviceId, Holder, Input, Ledger, LineageId, MAX_DEVICES, NamedAccount, Note, Observation,
    PlatformId, Policy, Presentation, RowKey, State, Store, Traces, What,
};
use proptest::prelude::*;

use crate::histories::give;

use paywall_host_testing::shop::{NOW, app, bought, key};

/// The numbers of a step: its kind, a device, an account, a purchase, one that it replaces, and an account it names.
type Step = (u8, u8, u8, u8, u8, u8);

fn device(number: u8) -> DeviceId {
    DeviceId::new(number.to_string())
}

fn seen((_, _, _, purchase, replaced, named): Step) -> Observation {
    let member = |number: u8| key(Store::Google, &number.to_string());
    let mut seen = bought(member(purchase), NOW.plus_days(i64::from(purchase) - 20));
    if replaced != purchase && replaced < 4 {
        seen.replaces.push(member(replaced));
    }
    seen.account = (named < 4).then(|| (named + 1).to_string());
    seen
}

fn what(step: Step, state: &State) -> Option<What> {
    let (kind, number, account, purchase, ..) = step;
    let account = (account + 1).to_string().parse().unwrap();
    let device = device(number);
    let purchases = vec![seen(step)];
    Some(match kind {
        0 | 1 => What::Install {
            device,
            platform: PlatformId::new("apple"),
        },
        2 => What::Login { device, account },
        3 => What::Logout { device },
        4 | 5 => What::Present {
            device,
            how: Presentation::Restore,
            purchases,
        },
        6 => What::Expire {
            lineage: LineageId::of(key(Store::Google, &purchase.to_string())),
        },
        7 => What::Delete {
            user: state.accounts.get(&account)?.clone(),
            // Some of these are not the customer's: the ledger finds that out.
            traces: Traces {
                users: state.users.keys().step_by(2).cloned().collect(),
                purchases: state.members.keys().skip(1).cloned().collect(),
            },
        },
        8 => What::Assign {
            lineage: state.lineages.keys().next()?.clone(),
            user: state.users.keys().next_back()?.clone(),
        },
        9 => give(
            purchase.to_string(),
            Holder::User(state.devices.get(&device)?.user.clone()),
            "",
        ),
        10 => give(purchase.to_string(), Holder::Account(account), ""),
        11 => What::EndGrant {
            lineage: LineageId::granted(&purchase.to_string()),
            note: Note::default(),
        },
        12 => What::Import {
            account: (number > 0).then_some(account),
            purchases,
            note: Note::default(),
        },
        _ => What::Notify { purchases },
    })
}

/// Copies the rows that an input touches, found step by step as a database finds them.
fn touched(input: &Input, state: &State) -> State {
    let mut found = State::default();
    let mut known = BTreeSet::new();
    loop {
        let rows = input.touches(&found);
        let new: Vec<RowKey> = rows.difference(&known).cloned().collect();
        if new.is_empty() {
            return found;
        }
        for row in &new {
            copy(row, state, &mut found);
        }
        known.extend(new);
    }
}

fn copy(key: &RowKey, from: &State, to: &mut State) {
    macro_rules! copy {
        ($table:ident, $id:expr) => {
            if let Some(row) = from.$table.get($id) {
                to.$table.insert($id.clone(), row.clone());
            }
        };
    }
    match key {
        RowKey::Device(id) => copy!(devices, id),
        RowKey::User(id) => copy!(users, id),
        RowKey::Account(id) => copy!(accounts, id),
        RowKey::Lineage(id) => copy!(lineages, id),
        RowKey::Member(id) => copy!(members, id),
    }
}

/// Writes the rows of `now` that differ from those of `before` over `state`, as a database does.
fn write(before: &State, now: &State, state: &mut State) {
    macro_rules! write {
        ($($table:ident),*) => {$(
            for id in before.$table.keys().filter(|id| !now.$table.contains_key(*id)) {
                state.$table.remove(id);
            }
            for (id, row) in &now.$table {
                if before.$table.get(id) != Some(row) {
                    let known = before.$table.contains_key(id);
                    assert_eq!(state.$table.contains_key(id), known, "{id} was not touched, and is there");
                    state.$table.insert(id.clone(), row.clone());
                }
            }
        )*};
    }
    write!(devices, users, accounts, lineages, members);
    state.seen.extend(now.seen.iter().cloned());
}

#[test]
fn a_login_to_a_full_account_touches_the_device_that_has_to_go() {
    // All claim a purchase but one, which may be among the first that are looked at or not.
    for idle in [Some(0), Some(MAX_DEVICES / 2), Some(MAX_DEVICES - 1), None] {
        let mut whole = Ledger::new(app());
        let accept = |whole: &mut Ledger, key: String, what| {
            let input = Input { key, at: NOW, what };
            whole.accept(&input).unwrap();
        };
        let login = |device: &DeviceId| What::Login {
            device: device.clone(),
            account: "1".parse().unwrap(),
        };
        for number in 0..=MAX_DEVICES {
            let device = DeviceId::new(number.to_string());
            let install = What::Install {
                device: device.clone(),
                platform: PlatformId::new("apple"),
            };
            accept(&mut whole, format!("i{number}"), install);
            if number == MAX_DEVICES {
                break;
            }
            accept(&mut whole, format!("l{number}"), login(&device));
            let purchases = vec![bought(key(Store::Apple, &format!("C{number}")), NOW)];
            let show = What::Present {
                device,
                how: Presentation::Transaction,
                purchases,
            };
            if idle != Some(number) {
                accept(&mut whole, format!("s{number}"), show);
            }
        }
        let what = login(&DeviceId::new(MAX_DEVICES.to_string()));
        let input = Input {
            key: "last".into(),
            at: NOW,
            what,
        };
        let before = touched(&input, whole.state());
        // Of a crowd of devices few are read, if one of the first may go.
        assert_eq!(before.devices.len() < 100, idle == Some(0), "{idle:?}");
        let mut part = Ledger::with_state(app(), before);
        assert_eq!(part.accept(&input), whole.accept(&input), "{idle:?}");
        let gone = DeviceId::new(idle.unwrap_or(0).to_string());
        let user = &whole.state().devices[&gone].user;
        assert_eq!(whole.state().users[user].account, None, "{idle:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_rows_that_an_input_touches_are_all_it_needs(
        steps in proptest::collection::vec((0..21_u8, 0..3_u8, 0..3_u8, 0..4_u8, 0..8_u8, 0..12_u8), 1..60),
        only in any::<bool>(),
    ) {
        let named_account = if only { NamedAccount::Only } else { NamedAccount::default() };
        let policy = Policy { named_account, link_by_account_token: true, ..Policy::default() };
        let app = App { policy, ..app() };
        let mut whole = Ledger::new(app.clone());
        let mut rows = State::default();
        for (at, step) in steps.into_iter().enumerate() {
            let Some(what) = what(step, whole.state()) else { continue };
            let input = Input { key: at.to_string(), at: NOW.plus_millis(60_000 * i64::try_from(at).unwrap()), what };
            let before = touched(&input, &rows);
            let mut part = Ledger::with_state(app.clone(), before.clone());
            prop_assert_eq!(part.accept(&input), whole.accept(&input));
            write(&before, part.state(), &mut rows);
            prop_assert_eq!(&rows, whole.state());
        }
    }
}
