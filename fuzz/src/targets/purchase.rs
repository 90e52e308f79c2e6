//! Any verified message of a store, through the ledger: nothing panics, a repeated message counts once, every purchase
//! has an owner, and no access goes beyond its end.
//!
//! The first byte of the input names the store, and each line behind the first is a message.
use std::sync::LazyLock;

use paywall_ledger::{
    App, AppId, DeviceId, Entitlement, EntitlementId, Input, Ledger, Observation, PlatformId,
    Policy, Presentation, Product, ProductId, State, Store, Time, What,
};
use paywall_stores::{answered, apple, read, roku};
use serde_json::Value;

use super::platforms;

/// The time of every message.
const NOW: Time = Time::from_millis(1_767_225_600_000);

/// An app in every store, with one product each, all of which give one entitlement.
static APP: LazyLock<std::sync::Arc<App>> = LazyLock::new(|| {
    let products = Store::ALL.map(|store| Product {
        id: ProductId::new(store.name()),
        store,
        sku: "premium".into(),
        days: None,
    });
    let entitlement = Entitlement {
        id: EntitlementId::new("premium"),
        name: "Premium".into(),
        products: products.iter().map(|it| it.id.clone()).collect(),
    };
    std::sync::Arc::new(App {
        id: AppId::new("app"),
        platforms: platforms(),
        products: products.into(),
        entitlements: vec![entitlement],
        policy: Policy::default(),
        sandbox: Some(Policy::default()),
        hold_and_pause_everywhere: true,
    })
});

/// Returns all that a line may mean to this store. A question that a message leads to is answered by the next line.
fn observed(store: Store, line: &Value, answer: &Value) -> Vec<Observation> {
    let mut seen = Vec::new();
    if let Ok(notice) = read(store, line) {
        seen.extend(notice.purchases);
        let answers = notice
            .questions
            .iter()
            .filter_map(|it| answered(it, answer, NOW).ok());
        seen.extend(answers);
    }
    seen.extend(match store {
        Store::Apple => apple::transaction(line).ok(),
        Store::Roku => answered(&roku::ask_for_transaction("t"), line, NOW).ok(),
        _ => None,
    });
    seen
}

/// Works on an input.
pub fn run(input: &[u8]) {
    let Some((store, rest)) = input.split_first() else {
        return;
    };
    let store = Store::ALL[usize::from(store.wrapping_sub(b'0')) % Store::ALL.len()];
    let lines: Vec<Value> = rest
        .split(|byte| *byte == b'\n')
        .skip(1)
        .take(8)
        .map(|line| serde_json::from_slice(line).unwrap_or(Value::Null))
        .collect();
    let mut ledger = Ledger::new(std::sync::Arc::clone(&APP));
    let device = DeviceId::new("d");
    let platform = PlatformId::new(store.name());
    let install = What::Install {
        device: device.clone(),
        platform,
    };
    let mut log = Vec::new();
    // Every input is given to the ledger twice, and the second time must change nothing.
    let mut accept = |ledger: &mut Ledger, key: String, what: What| {
        let input = Input { key, at: NOW, what };
        log.extend(ledger.accept(&input).ok().flatten());
        let before = ledger.state().clone();
        assert!(!matches!(ledger.accept(&input), Ok(Some(_))), "twice");
        assert_eq!(&before, ledger.state());
    };
    accept(&mut ledger, "install".into(), install);
    for (at, line) in lines.iter().enumerate() {
        let purchases = observed(store, line, lines.get(at + 1).unwrap_or(&Value::Null));
        let shown = What::Present {
            device: device.clone(),
            how: Presentation::Validation,
            purchases: purchases.clone(),
        };
        accept(
            &mut ledger,
            format!("notify/{at}"),
            What::Notify { purchases },
        );
        accept(&mut ledger, format!("show/{at}"), shown);
    }
    // Long before the messages, at their time, and long after it, no entitlement lasts beyond its end.
    for days in [-40_000, 0, 1, 40, 100_000] {
        let now = NOW.plus_days(days);
        for user in ledger.state().users.keys() {
            let customer = ledger.customer(user, now).expect("a user is there");
            for entitlement in &customer.entitlements {
                assert!(entitlement.until.is_none_or(|until| until > now));
            }
        }
        let _ = ledger.due(now);
    }
    // Every purchase has an owner, and the facts in the log add up to the state.
    let state = ledger.state();
    for lineage in state.lineages.values() {
        assert!(
            state.users.contains_key(&lineage.owner),
            "an owner who is not there"
        );
    }
    let mut replayed = State::replay(&log);
    replayed.seen.clone_from(&state.seen);
    assert_eq!(&replayed, state);
}
