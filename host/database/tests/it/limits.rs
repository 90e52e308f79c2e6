//! Tests of what somebody can make longer at will, on every database and with many writers at once.

use paywall_database::LedgerDatabase;
use paywall_ledger::{
    DeviceId, ExternalId, Input, LineageId, MAX_CLAIMS, MAX_DEVICES, PlatformId, Presentation,
    Store, What,
};
use tokio::task::JoinSet;

use crate::databases::{check, everywhere};
use paywall_host_testing::shop::{NOW, app, bought, key};

fn input(what: What, number: usize) -> Input {
    Input {
        key: number.to_string(),
        at: NOW,
        what,
    }
}

/// Gives all of these to a ledger at once, and adds them to `inputs`.
async fn all_at_once(ledger: &LedgerDatabase, inputs: &mut Vec<Input>, what: Vec<What>) {
    let mut running = JoinSet::new();
    for what in what {
        let input = input(what, inputs.len());
        inputs.push(input.clone());
        let ledger = ledger.clone();
        running.spawn(async move { ledger.accept(input).await.map(drop) });
    }
    for done in running.join_all().await {
        done.unwrap();
    }
}

fn install(name: &str) -> What {
    What::Install {
        device: DeviceId::new(name),
        platform: PlatformId::new("apple"),
    }
}

fn login(name: &str) -> What {
    let account: ExternalId = "1".parse().unwrap();
    What::Login {
        device: DeviceId::new(name),
        account,
    }
}

fn show(name: &str) -> What {
    What::Present {
        device: DeviceId::new(name),
        how: Presentation::Validation,
        purchases: vec![bought(key(Store::Apple, "C"), NOW)],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_that_logs_in_to_one_account_logs_out_no_device_that_paid() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        let mut inputs = Vec::new();
        for what in [install("paid"), login("paid"), show("paid")] {
            all_at_once(&ledger, &mut inputs, vec![what]).await;
        }
        let names: Vec<String> = (0..MAX_DEVICES + 30).map(|it| format!("D{it}")).collect();
        let all = |what: fn(&str) -> What| names.iter().map(|it| what(it)).collect();
        all_at_once(&ledger, &mut inputs, all(install)).await;
        all_at_once(&ledger, &mut inputs, all(login)).await;
        let state = ledger.device_state(&DeviceId::new("paid"), NOW).await;
        let state = state.unwrap().unwrap();
        assert_eq!(state.row.devices.len(), MAX_DEVICES, "{}", place.name);
        assert_eq!(state.customer.entitlements.len(), 1);
        check(&ledger, &inputs).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_a_crowd_shows_has_few_claims() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        let mut inputs = Vec::new();
        let names: Vec<String> = (0..MAX_CLAIMS + 30).map(|it| format!("D{it}")).collect();
        let all = |what: fn(&str) -> What| names.iter().map(|it| what(it)).collect();
        all_at_once(&ledger, &mut inputs, all(install)).await;
        all_at_once(&ledger, &mut inputs, all(show)).await;
        let state = ledger.state().await.unwrap();
        let row = &state.lineages[&LineageId::of(key(Store::Apple, "C"))];
        assert_eq!(row.claims.len(), MAX_CLAIMS, "{}", place.name);
        let last = row.claims.last().unwrap();
        assert_eq!(state.devices[last].user, row.owner);
        check(&ledger, &inputs).await;
    }
}
