//! Tests of the rules that hold for the routes of all stores.

use paywall_ledger::Store;
use paywall_stores::{FixedKeys, apple, configure, google, stripe};

use super::kept::Host;
use paywall_host_testing::forge::{AUTHORITY, Chain, LEAF};

fn host() -> Host {
    Host::new(false, stripe::Settings::default(), FixedKeys::default())
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
    let text = "roots = [\"root.cer\"]\napp_id = 7";
    let apple = apple::Settings::read(table(text), folder.path()).unwrap();
    assert_eq!((apple.app_id, apple.oldest_days), (Some(7), Some(14)));
    assert_eq!(apple.roots.certificates(), [root]);
    let text = r#"
        audience = "https://host.example"
        service_account = "push@example.iam.gserviceaccount.com"
    "#;
    let google = google::Settings::read(table(text), folder.path()).unwrap();
    assert_eq!(google.keys, "https://www.googleapis.com/oauth2/v3/certs");
    let text = "secrets = [\"whsec_1\"]\napi_key = \"file:key\"";
    let settings = stripe::Settings::read(table(text), folder.path()).unwrap();
    assert_eq!(settings.tolerance_seconds, 300);
    assert_eq!(
        settings.api_key.as_ref().unwrap().reveal(),
        "rk_live_secret"
    );
    assert!(!format!("{settings:?}").contains("rk_live_secret"));
}

#[test]
fn settings_that_would_believe_anybody_are_refused() {
    let refused = |store, text: &str| {
        let read = configure(store, table(text), std::path::Path::new("."));
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
