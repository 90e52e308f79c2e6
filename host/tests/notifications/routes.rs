//! What holds for the routes of all stores.

use paywall_host::authenticity::stripe::Settings as Stripe;
use paywall_host::intake::{FixedKeys, Settings, StoreSettings};
use paywall_host::ledger::{PlatformId, Store};

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
fn a_settings_file_is_read_with_its_defaults_and_its_secrets_are_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let root = Chain::new(AUTHORITY, LEAF).root;
    std::fs::write(folder.path().join("root.cer"), &root).unwrap();
    std::fs::write(folder.path().join("key"), "rk_live_secret\n").unwrap();
    let text = r#"
        [[platform]]
        id = "ios"
        store = "apple"
        roots = ["root.cer"]
        app_id = 7

        [[platform]]
        id = "android"
        store = "google"
        audience = "https://host.example"
        service_account = "push@example.iam.gserviceaccount.com"

        [[platform]]
        id = "web"
        store = "stripe"
        secrets = ["whsec_1"]
        api_key = "file:key"
    "#;
    let settings = Settings::parse(text, folder.path()).unwrap();
    let of = |store, id: &str| settings.of(store, &PlatformId::new(id)).map(|it| &it.store);
    let Some(StoreSettings::Apple(apple)) = of(Store::Apple, "ios") else {
        panic!("no Apple");
    };
    assert_eq!((apple.app_id, apple.oldest_days), (Some(7), Some(14)));
    assert_eq!(apple.roots, [root]);
    let Some(StoreSettings::Google { keys, .. }) = of(Store::Google, "android") else {
        panic!("no Google");
    };
    assert_eq!(keys, "https://www.googleapis.com/oauth2/v3/certs");
    let Some(StoreSettings::Stripe {
        events, api_key, ..
    }) = of(Store::Stripe, "web")
    else {
        panic!("no Stripe");
    };
    assert_eq!(events.tolerance_seconds, 300);
    assert_eq!(api_key.as_ref().unwrap().reveal(), "rk_live_secret");
    assert!(!format!("{settings:?}").contains("rk_live_secret"));
    assert!(of(Store::Apple, "web").is_none());
}

#[test]
fn settings_that_would_believe_anybody_are_refused() {
    let refused = |text: &str| Settings::parse(text, std::path::Path::new(".")).unwrap_err();
    let empty = "[[platform]]\nid = \"web\"\nstore = \"stripe\"\nsecrets = [\"\"]";
    assert!(refused(empty).to_string().contains("empty"));
    refused("[[platform]]\nid = \"web\"\nstore = \"stripe\"\nsecrets = [\"env:PAYWALL_NOT_SET\"]");
    refused("[[platform]]\nid = \"ios\"\nstore = \"apple\"\nroots = [\"nowhere.cer\"]");
    refused("[[platform]]\nid = \"ios\"\nstore = \"apple\"\nroots = []");
    let unknown = "[[platform]]\nid = \"roku\"\nstore = \"roku\"\nskip_checks = true";
    assert!(refused(unknown).to_string().contains("skip_checks"));
}
