//! An experiment through the whole host: devices decide, report and buy, and the results have the effect that was planted.

use std::collections::BTreeMap;
use std::sync::Arc;

use paywall_check::declared::experiments;
use paywall_database::results::{Counted, Counter};
use paywall_host_testing::engine::real_engine;
use paywall_host_testing::needs;
use paywall_ledger::Time;
use paywall_results::{Ask, holdout, variant};
use paywall_server::sdk::EverythingIsProved;
use serde_json::{Value, json};

use crate::sdk::{Host, NOW, document};

/// The customers, of whom a known part of each variant buys.
const CUSTOMERS: usize = 2000;
/// The customers who come at the same time.
const TOGETHER: usize = 8;
const MINUTE: i64 = 60_000;

/// Makes a document with one placement, where an experiment of two variants and a holdout runs.
fn with_experiment() -> Value {
    let mut json = document();
    let mut rule = json["campaign_rules"][1].take();
    rule["experiment"] =
        json!({"key": "offer", "holdout": {"id": "nobody", "seed": "out", "percent": 10}});
    json["campaign_rules"] = json!([rule]);
    json
}

/// Returns whether the customer of a number in an arm buys: every 20th with the first variant, every 8th with the second.
fn buys(arm: &str, nth: usize) -> bool {
    match arm {
        "variant/a" => nth.is_multiple_of(20),
        "variant/b" => nth.is_multiple_of(8),
        _ => nth.is_multiple_of(40),
    }
}

/// Has a customer come, and returns the arm and what the device is to report.
async fn comes(host: &Host, number: usize) -> (String, Value) {
    let id = format!("device-{number}");
    let body = json!({"id": id, "os_name": "tv", "form_factor": "desktop", "country": if number.is_multiple_of(3) { "DE" } else { "nz" }});
    assert_eq!(host.send("POST", "device/", body).await.status, 201);
    let given = host.get(&format!("device/{id}/campaign_rules/")).await.body;
    let (exposure, segment) = match given["results"].get(0) {
        Some(rule) => (rule["exposure"].clone(), rule["segment"].clone()),
        None => (given["holdouts"][0]["exposure"].clone(), Value::Null),
    };
    let arm = match exposure["variant"].as_str() {
        Some(id) => variant(id),
        None => holdout(exposure["holdout"].as_str().unwrap()),
    };
    let report = json!({"segment": segment, "exposure": exposure});
    let path = format!("device/{id}/impression/");
    assert_eq!(host.send("POST", &path, report.clone()).await.status, 201);
    (arm, report)
}

async fn purchase(host: &Host, number: usize) {
    let at = NOW + MINUTE;
    let receipt = json!([{"transactionId": number.to_string(), "originalTransactionId": number.to_string(),
        "productId": "monthly", "type": "Auto-Renewable Subscription", "environment": "Production", "purchaseDate": at,
        "signedDate": at, "expiresDate": at + 30 * 86_400_000_i64, "price": 9990, "currency": "NZD"}]);
    let body = json!({"payload": receipt.to_string(), "sku": "monthly"});
    let path = format!("device/device-{number}/purchase_event/");
    assert_eq!(host.send("PUT", &path, body).await.status, 200);
}

/// Has all customers come, some at a time, and returns how many each arm has and how many of them bought.
async fn live(host: &Arc<Host>) -> BTreeMap<String, (i64, i64)> {
    let mut arms = BTreeMap::<String, (i64, i64)>::new();
    for first in (0..CUSTOMERS).step_by(TOGETHER) {
        let mut some = tokio::task::JoinSet::new();
        for number in first..(first + TOGETHER).min(CUSTOMERS) {
            let host = Arc::clone(host);
            some.spawn(async move { (number, comes(&host, number).await.0) });
        }
        let mut came: Vec<_> = some.join_all().await;
        came.sort();
        for (number, arm) in came {
            let (people, bought) = arms.entry(arm.clone()).or_default();
            let buys = buys(&arm, usize::try_from(*people).unwrap());
            *people += 1;
            if buys {
                *bought += 1;
                purchase(host, number).await;
            }
        }
    }
    arms
}

#[needs(module)]
#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_customers_show_the_effect_that_was_planted() {
    let json = with_experiment();
    let loaded = real_engine().load(json.to_string().as_bytes()).unwrap();
    let declared = experiments(json.to_string().as_bytes());
    let host = Arc::new(Host::start(loaded, &json, Arc::new(EverythingIsProved)).await);
    host.ledger
        .declare(&declared, Time::from_millis(NOW))
        .await
        .unwrap();
    let arms = live(&host).await;
    // Reports that are made up, or of another phase, count nowhere.
    let (_, mut report) = comes(&host, CUSTOMERS).await;
    let path = "device/device-0/impression/";
    for (name, wrong) in [
        ("variant", json!("c")),
        ("experiment", json!("x")),
        ("phase", json!(9)),
        ("rule", json!("r9")),
    ] {
        let mut made_up = report.clone();
        made_up["exposure"]["variant"] = json!("a");
        made_up["exposure"]
            .as_object_mut()
            .unwrap()
            .remove("holdout");
        made_up["exposure"][name] = wrong;
        assert_eq!(host.send("POST", path, made_up).await.status, 201);
    }
    // The page of the same customer says less, and the host knows the rest.
    report["exposure"].as_object_mut().unwrap().remove("phase");
    report["exposure"]
        .as_object_mut()
        .unwrap()
        .remove("paywall_revision");
    let own = format!("device/device-{CUSTOMERS}/impression/");
    let told = host.send("POST", &own, report).await.body;
    assert_eq!(told["exposure"]["phase"], 1);

    let mut counter = Counter::new(&host.ledger);
    while counter.turn().await.unwrap() == Counted::Some {}
    let results = host
        .ledger
        .results("offer", None, &Ask::default())
        .await
        .unwrap()
        .unwrap()
        .report;
    assert_eq!(
        results.people.enrolled,
        i64::try_from(CUSTOMERS + 1).unwrap()
    );
    assert_eq!(results.people.crossed, 0);
    assert!(
        !results.ratio.as_ref().unwrap().is_red,
        "{:?}",
        results.ratio
    );
    let conversion = &results.measures[0];
    for arm in &conversion.arms {
        let (people, bought) = arms[&arm.arm];
        assert!((people..=people + 1).contains(&arm.people), "{arm:?}");
        assert_eq!(arm.sum as i64, bought, "{arm:?}");
    }
    let [variants, holdouts] = conversion.comparisons.as_slice() else {
        panic!("{conversion:?}")
    };
    // One in 8 against one in 20.
    let estimate = variants.absolute.unwrap();
    assert!(
        (estimate.low..=estimate.high).contains(&(1.0 / 8.0 - 1.0 / 20.0)),
        "{estimate:?}"
    );
    assert!(variants.is_declared, "{estimate:?}");
    assert!(holdouts.absolute.unwrap().value > 0.0);
    let revenue = results
        .measures
        .iter()
        .find(|it| it.measure == "revenue/NZD")
        .unwrap();
    let sum: f64 = revenue.arms.iter().map(|it| it.sum).sum();
    let bought: i64 = arms.values().map(|(_, bought)| bought).sum();
    assert!((sum - 9.99 * bought as f64).abs() < 1e-6, "{sum}");
    let cuts: Vec<_> = results.cuts.iter().map(|it| it.cut.as_str()).collect();
    assert_eq!(cuts, ["country/DE", "country/NZ", "platform/web"]);
}
