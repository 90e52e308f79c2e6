//! Tests of environments: what is published is served by every host within seconds, and nothing is mixed.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use paywall_control::policy::Role;
use paywall_control::{Content, Hash, Revision, Verdict};
use paywall_database::control::{Control, Deploy, Kind};
use paywall_database::{Database, LedgerDatabase};
use paywall_engine::{Engine, EngineOptions};
use paywall_host_testing::engine::stub_options;
use paywall_host_testing::postgres::postgres;
use paywall_host_testing::shop;
use paywall_host_testing::until::until;
use paywall_ledger::{App, AppId, DeviceId, Time};
use paywall_server::host::Host;
use paywall_server::settings::Settings;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::opened::Serving;

const NOW: Time = Time::from_millis(1_795_400_000_000);
/// The key whose hash is in the settings.
const KEY: &str = "key";
/// The length of the longest document that a host of these tests loads, in bytes.
const LONGEST: usize = 64 << 10;

/// A database that several hosts share.
pub struct Place {
    pub url: String,
    folder: TempDir,
}

/// Makes a database of each sort.
pub fn places() -> Vec<Place> {
    let sqlite = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", sqlite.path().join("host.db").display());
    let mut places = vec![Place {
        url,
        folder: sqlite,
    }];
    if let Some(url) = postgres() {
        let folder = tempfile::tempdir().unwrap();
        places.push(Place { url, folder });
    }
    places
}

impl Serving {
    /// Reads the metrics.
    pub async fn metrics(&self) -> String {
        let headers = format!("authorization: Bearer {KEY}\r\n");
        self.ask("GET", "/metrics", &headers, "").await
    }
}

impl Place {
    /// Starts a host with one platform that follows production, and one that follows the sandbox.
    pub async fn host(&self) -> Serving {
        self.host_with("").await
    }

    /// Starts a host with further settings.
    pub async fn host_with(&self, head: &str) -> Serving {
        Serving::begin(self.opened(head).await).await
    }

    /// Opens a host, which does nothing yet.
    pub async fn opened(&self, head: &str) -> Host {
        let key = Hash::of(KEY.as_bytes());
        let text = format!(
            r#"{head}database = "{}"
            admin_keys = [{{ name = "counts", sha256 = "{key}", scopes = ["metrics"] }}]
            trust_unsigned_purchases = true
            [[apps]]
            id = "shop"
            [[apps.platforms]]
            id = "ios"
            store = "apple"
            store_app = "com.example"
            environment = "production"
            [[apps.platforms]]
            id = "desk"
            store = "google"
            store_app = "com.example"
            environment = "sandbox""#,
            self.url
        );
        let file = self.folder.path().join("host.toml");
        std::fs::write(&file, text).unwrap();
        let settings = Settings::read(&file, |_| None).unwrap();
        let options = EngineOptions {
            document_bytes: LONGEST,
            ..stub_options()
        };
        let engine = Engine::new(options).unwrap();
        let clock: paywall_ledger::Clock = Arc::new(|| NOW);
        Host::open(&settings, &engine, clock).await.unwrap()
    }

    pub async fn control(&self) -> Control {
        Control::new(&Database::open(&self.url).await.unwrap(), "shop")
    }
}

/// Makes a document whose paywalls and rules all have this word in them.
pub fn document(word: &str, products: &Value) -> Value {
    let paywalls: Vec<Value> = (0..3)
        .map(|it| json!({ "id": format!("p{it}"), "name": word, "template": {} }))
        .collect();
    json!({ "paywalls": paywalls, "campaign_rules": [{ "rule": "r", "name": word }], "products": products })
}

/// Keeps a document as a revision that the gate found good.
pub async fn commit(control: &Control, document: Value) -> Hash {
    let (content, _) = Content::import(document).unwrap();
    let revision = Revision {
        manifest: content.manifest.hash(),
        parents: vec![],
        message: String::new(),
        author: "ada".into(),
        at: NOW.millis(),
        engine: "1".into(),
    };
    control
        .keep_verdict(revision.manifest, "1", &Verdict::default())
        .await
        .unwrap();
    control.commit(&content, &revision).await.unwrap()
}

/// Deploys a revision to production.
async fn deploy(control: &Control, revision: Hash, kind: Kind) {
    deploy_to(control, "production", revision, kind).await;
}

/// Deploys a revision to an environment.
pub async fn deploy_to(control: &Control, environment: &str, revision: Hash, kind: Kind) {
    let replaces = control
        .live(environment)
        .await
        .unwrap()
        .map_or(0, |live| live.sequence);
    let wish = Deploy {
        environment,
        revision,
        replaces,
        kind,
        author: "ada",
        role: Role::Publisher,
        reason: "",
        engine: "1",
        at: NOW,
    };
    control.deploy(&wish).await.unwrap();
}

/// Asks a host for its paywalls, or another list.
async fn list(host: &Serving, name: &str, headers: &str) -> String {
    host.ask("GET", &format!("/sdk/v3/platform/ios/{name}/"), headers, "")
        .await
}

/// Returns the value of a header in an answer.
pub fn header(answer: &str, name: &str) -> String {
    let line = answer
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{name}: ")));
    line.unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_and_taken_back_is_served_by_all_hosts_within_seconds() {
    for place in places() {
        let hosts = [place.host().await, place.host().await];
        let control = place.control().await;
        assert!(
            list(&hosts[0], "paywalls", "")
                .await
                .contains("\"count\":0"),
            "{}",
            place.url
        );
        let none = json!([]);
        let (spring, summer) = (
            commit(&control, document("spring", &none)).await,
            commit(&control, document("summer", &none)).await,
        );
        let mut had = String::new();
        for (revision, word, kind) in [
            (spring, "spring", Kind::Publish),
            (summer, "summer", Kind::Publish),
            (spring, "spring", Kind::Rollback),
        ] {
            deploy(&control, revision, kind).await;
            let since = Instant::now();
            for host in &hosts {
                until(async || list(host, "paywalls", "").await.contains(word)).await;
                let answer = list(host, "campaign_rules", "").await;
                assert!(answer.contains(word));
                assert_eq!(header(&answer, "paywall-revision"), revision.to_string());
            }
            assert!(
                since.elapsed() < Duration::from_secs(10),
                "{:?}",
                since.elapsed()
            );
            let tag = header(&list(&hosts[1], "paywalls", "").await, "etag");
            assert_ne!(tag, had);
            let known = list(&hosts[1], "paywalls", &format!("if-none-match: {tag}\r\n")).await;
            assert!(known.starts_with("HTTP/1.1 304"), "{known}");
            if !had.is_empty() {
                let old = list(&hosts[1], "paywalls", &format!("if-none-match: {had}\r\n")).await;
                assert!(old.starts_with("HTTP/1.1 200"), "{old}");
            }
            had = tag;
        }
        let late = place.host().await;
        assert!(
            list(&late, "paywalls", "").await.contains("spring"),
            "a host that starts later begins with it"
        );
        for host in hosts.into_iter().chain([late]) {
            host.end().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_host_cannot_serve_leaves_the_revision_before_it_and_is_counted() {
    for place in places() {
        let control = place.control().await;
        let first = commit(&control, document("first", &json!([]))).await;
        deploy(&control, first, Kind::Publish).await;
        let host = place.host().await;
        assert!(list(&host, "paywalls", "").await.contains("first"));
        let long = commit(&control, document(&"long".repeat(LONGEST), &json!([]))).await;
        deploy(&control, long, Kind::Publish).await;
        let counted = async || {
            // Somebody who asks all the time is refused.
            tokio::time::sleep(Duration::from_millis(500)).await;
            host.metrics()
                .await
                .contains("paywall_failures_total{what=\"revision_not_served\"} 1")
        };
        until(counted).await;
        assert!(list(&host, "paywalls", "").await.contains("first"));
        let short = commit(&control, document("short", &json!([]))).await;
        deploy(&control, short, Kind::Publish).await;
        until(async || list(&host, "paywalls", "").await.contains("short")).await;
        host.end().await;
    }
}

/// Makes the products of a document: each grants `plus`.
pub fn products(skus: &[&str]) -> Value {
    let plus = json!([{ "entitlement_ref_id": "plus" }]);
    let product = |sku: &&str| json!({ "id": sku, "sku_ref_id": sku, "entitlements": plus });
    skus.iter().map(product).collect()
}

/// Has a new device show a purchase.
pub async fn buys(host: &Serving, device: &str, sku: &str) {
    let body = json!({ "id": device }).to_string();
    let made = host.ask("POST", "/sdk/v3/platform/ios/device", "", &body);
    assert!(made.await.starts_with("HTTP/1.1 201"));
    let path = format!("/sdk/v3/platform/ios/device/{device}/purchase_event");
    let shown = host.ask("PUT", &path, "", &transaction(device, sku)).await;
    assert!(shown.starts_with("HTTP/1.1 200"), "{shown}");
}

/// Makes the body by which a device shows a purchase.
pub fn transaction(id: &str, sku: &str) -> String {
    let transaction = json!({
        "transactionId": id, "originalTransactionId": id, "productId": sku, "environment": "Production",
        "purchaseDate": NOW.millis(), "signedDate": NOW.millis(), "expiresDate": 1_990_000_000_000_i64,
    });
    json!({ "payload": transaction.to_string() }).to_string()
}

/// Returns true if a device has the entitlement that the products grant.
pub async fn may(host: &Serving, device: &str) -> bool {
    let path = format!("/sdk/v3/platform/ios/device/{device}/active_entitlements");
    let answer = host.ask("GET", &path, "", "").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    answer.contains("\"plus\"")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_revision_sells_anew_is_granted_by_hosts_that_run() {
    for place in places() {
        let control = place.control().await;
        let month = commit(&control, document("month", &products(&["month"]))).await;
        deploy(&control, month, Kind::Publish).await;
        let hosts = [place.host().await, place.host().await];
        buys(&hosts[0], "early", "month").await;
        // The store sells it already, and no host knows it yet.
        buys(&hosts[1], "hasty", "year").await;
        assert!(may(&hosts[1], "early").await && !may(&hosts[0], "hasty").await);
        let more = products(&["month", "year"]);
        let year = commit(&control, document("year", &more)).await;
        deploy(&control, year, Kind::Publish).await;
        for host in &hosts {
            until(async || {
                // A device that asks all the time is refused.
                tokio::time::sleep(Duration::from_millis(200)).await;
                may(host, "hasty").await
            })
            .await;
            assert!(list(host, "products", "").await.contains("year") && may(host, "early").await);
        }
        buys(&hosts[0], "late", "year").await;
        assert!(may(&hosts[1], "late").await);
        for host in hosts {
            host.end().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_bought_what_is_sold_no_longer_keeps_it() {
    for place in places() {
        let control = place.control().await;
        let year = commit(&control, document("year", &products(&["year"]))).await;
        deploy(&control, year, Kind::Publish).await;
        let host = place.host().await;
        buys(&host, "early", "year").await;
        // The host serves it only after it remembers what was sold.
        let month = commit(&control, document("month", &products(&["month"]))).await;
        deploy(&control, month, Kind::Publish).await;
        until(async || list(&host, "products", "").await.contains("month")).await;
        assert!(may(&host, "early").await);
        host.end().await;
        let restarted = place.host().await;
        assert!(!list(&restarted, "products", "").await.contains("year"));
        assert!(may(&restarted, "early").await, "{}", place.url);
        restarted.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_fails_or_mixes_revisions_while_many_are_published() {
    for place in places() {
        let host = Arc::new(place.host().await);
        let control = place.control().await;
        let words = ["autumn", "winter"];
        let revisions = [
            commit(&control, document(words[0], &json!([]))).await,
            commit(&control, document(words[1], &json!([]))).await,
        ];
        let reading = Arc::clone(&host);
        let reader = tokio::spawn(async move {
            let mut seen = BTreeSet::new();
            let end = Instant::now() + Duration::from_secs(5);
            while Instant::now() < end {
                let answer = list(&reading, "paywalls", "").await;
                assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
                let found: Vec<&str> = words
                    .into_iter()
                    .filter(|word| answer.contains(word))
                    .collect();
                assert!(found.len() <= 1, "{answer}");
                seen.extend(found.iter().map(|word| word.to_string()));
            }
            seen
        });
        for revision in revisions.iter().cycle() {
            if reader.is_finished() {
                break;
            }
            deploy(&control, *revision, Kind::Publish).await;
        }
        assert!(!reader.await.unwrap().is_empty());
        deploy(&control, revisions[1], Kind::Publish).await;
        until(async || list(&host, "paywalls", "").await.contains("winter")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn support_learns_which_revision_a_device_asked_for_last() {
    for place in places() {
        let control = place.control().await;
        let revision = commit(&control, document("month", &products(&["month"]))).await;
        deploy(&control, revision, Kind::Publish).await;
        let host = place.host().await;
        buys(&host, "early", "month").await;
        let first = list(&host, "device/early/campaign_rules", "").await;
        assert_eq!(header(&first, "paywall-revision"), revision.to_string());
        let app = App {
            id: AppId::new("shop"),
            ..shop::app()
        };
        let ledger = LedgerDatabase::new(&Database::open(&place.url).await.unwrap(), app);
        let devices = [DeviceId::new("early")];
        until(async || {
            let fetched = ledger.fetched(&devices).await.unwrap();
            fetched.iter().any(|it| it.revision == revision.to_string())
        })
        .await;
        host.end().await;
    }
}
