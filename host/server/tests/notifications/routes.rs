//! Tests of the rules that hold for the routes of all stores.

use paywall_ledger::Store;
use paywall_stores::authenticity::stripe::Settings as Stripe;
use paywall_stores::intake::{FixedKeys, StoreSettings};

use crate::forge::{AUTHORITY, Chain, LEAF};
use crate::shop::Host;

fn host() -> Host {
    let settings = StoreSettings::Stripe {
        events: Stripe::default(),
        api_key: None,
        api: String::new(),
    };
    Host::new(false, settings, FixedKeys::default())
}

#[tokio::test]
async fn only_configured_platforms_of_their_store_are_there() {
    let host = host();
    for path in [
        "/notifications/stripe/other",
        "/notifications/apple/stripe",
        "/notifications/steam/stripe",
    ] {
        assert_eq!(
            host.post(path, &[], b"{}").await,
            (404, "platform_not_found".into())
        );
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let body = vec![b' '; 1024 * 1024 + 1];
    let (status, _) = host()
        .post("/notifications/stripe/stripe", &[], &body)
        .await;
    assert_eq!(status, 413);
}

#[test]
fn settings_are_read_with_their_defaults_and_their_secrets_are_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let root = Chain::new(AUTHORITY, LEAF).root;
    std::fs::write(folder.path().join("root.cer"), &root).unwrap();
    std::fs::write(folder.path().join("key"), "rk_live_secret\n").unwrap();
    let read = |store, text: &str| StoreSettings::read(store, table(text), folder.path()).unwrap();
    let text = "roots = [\"root.cer\"]\napp_id = 7";
    let StoreSettings::Apple { signed: apple, .. } = read(Store::Apple, text) else {
        panic!("no Apple");
    };
    assert_eq!((apple.app_id, apple.oldest_days), (Some(7), Some(14)));
    assert_eq!(apple.roots.certificates(), [root]);
    let text = r#"
        audience = "https://host.example"
        service_account = "push@example.iam.gserviceaccount.com"
    "#;
    let StoreSettings::Google { keys, .. } = read(Store::Google, text) else {
        panic!("no Google");
    };
    assert_eq!(keys, "https://www.googleapis.com/oauth2/v3/certs");
    let text = "secrets = [\"whsec_1\"]\napi_key = \"file:key\"";
    let settings = read(Store::Stripe, text);
    let StoreSettings::Stripe {
        events, api_key, ..
    } = &settings
    else {
        panic!("no Stripe");
    };
    assert_eq!(events.tolerance_seconds, 300);
    assert_eq!(api_key.as_ref().unwrap().reveal(), "rk_live_secret");
    assert!(!format!("{settings:?}").contains("rk_live_secret"));
}

#[test]
fn settings_that_would_believe_anybody_are_refused() {
    let refused = |store, text: &str| {
        let read = StoreSettings::read(store, table(text), std::path::Path::new("."));
        read.unwrap_err().to_string()
    };
    assert!(refused(Store::Stripe, "secrets = [\"\"]").contains("empty"));
    refused(Store::Stripe, "secrets = [\"env:PAYWALL_NOT_SET\"]");
    refused(Store::Apple, "roots = [\"nowhere.cer\"]");
    refused(Store::Apple, "roots = []");
    assert!(refused(Store::Roku, "skip_checks = true").contains("skip_checks"));
}

fn table(text: &str) -> toml::Table {
    text.parse().unwrap()
}
