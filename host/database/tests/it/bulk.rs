//! Tests of many inputs in one transaction.

use paywall_database::{Error, LedgerDatabase};
use paywall_ledger::{Arrival, Store, What};

use crate::databases::everywhere;
use crate::history::{history, input};
use paywall_host_testing::shop::{NOW, app, bought, key};

#[tokio::test]
async fn a_rehearsal_says_what_many_inputs_would_do_and_writes_nothing() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        let mut inputs = history(0, 0, 4, 1);
        let purchases = vec![bought(key(Store::Apple, "C"), NOW)];
        inputs.push(input("purchase".into(), 1, What::Notify { purchases }));
        let said = ledger.rehearse(inputs.clone()).await.unwrap();
        assert_eq!(said.len(), inputs.len(), "{}", place.name);
        assert!(said.iter().all(|it| matches!(it, Arrival::New(_))));
        assert!(ledger.log().await.unwrap().is_empty(), "nothing is written");

        assert_eq!(ledger.accept_all(inputs.clone()).await.unwrap(), said);
        assert_eq!(ledger.log().await.unwrap().len(), inputs.len());
        let again = ledger.rehearse(inputs).await.unwrap();
        assert!(again.iter().all(|it| *it == Arrival::Known));
    }
}

#[tokio::test]
async fn one_input_that_is_refused_is_told_and_keeps_no_other_out() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        let mut inputs = history(0, 0, 2, 1);
        let device = paywall_ledger::DeviceId::new("nobody");
        inputs.insert(1, input("logout".into(), 1, What::Logout { device }));
        let told = ledger.accept_all(inputs).await;
        assert!(matches!(told, Err(Error::Refused(_))), "{}", place.name);
        assert_eq!(ledger.log().await.unwrap().len(), 2);
    }
}
