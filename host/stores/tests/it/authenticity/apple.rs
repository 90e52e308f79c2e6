//! Notifications of Apple: for which app and environment they are believed.

use paywall_host_testing::forge::{AUTHORITY, Chain, LEAF};
use paywall_host_testing::shop::NOW;
use paywall_stores::apple::{Settings, verify_notification};
use paywall_stores::{Expected, Rejected, Roots, Verified};
use serde_json::{Value, json};

/// The sender of messages, with its certificates, and the settings by which an app hears them.
struct Sender {
    chain: Chain,
    settings: Settings,
    sandbox: bool,
}

impl Sender {
    fn new(sandbox: bool) -> Self {
        let chain = Chain::new(AUTHORITY, LEAF);
        let settings = Settings {
            roots: Roots::from(vec![chain.root.clone()]),
            app_id: Some(7),
            oldest_days: Some(10),
            ..Settings::default()
        };
        Self {
            chain,
            settings,
            sandbox,
        }
    }

    /// Sends something that was signed at a time.
    fn send_of(&self, millis: i64, mut payload: Value) -> Result<Verified, Rejected> {
        payload["signedDate"] = NOW.plus_millis(millis).millis().into();
        let body = json!({"signedPayload": self.chain.sign(&payload)}).to_string();
        let expected = Expected {
            store_app: "com.example",
            sandbox: self.sandbox,
        };
        verify_notification(body.as_bytes(), &self.settings, &expected, NOW)
    }

    fn send(&self, name: &str, about: &Value) -> Result<(), Rejected> {
        let mut payload = json!({"notificationUUID": "u1"});
        payload[name] = about.clone();
        self.send_of(0, payload).map(drop)
    }
}

fn data(app: &str, environment: &str, number: u64) -> Value {
    json!({"bundleId": app, "environment": environment, "appAppleId": number})
}

#[test]
fn a_notification_is_for_one_app_in_one_environment() {
    let (live, test) = (Sender::new(false), Sender::new(true));
    let ours = data("com.example", "Production", 7);
    for name in ["data", "summary", "appData", "externalPurchaseToken"] {
        assert_eq!(live.send(name, &ours), Ok(()), "{name}");
    }
    assert_eq!(live.send("more", &ours), Err(Rejected::WrongApp));
    let other = data("com.other", "Production", 7);
    assert_eq!(live.send("data", &other), Err(Rejected::WrongApp));
    let number = data("com.example", "Production", 8);
    assert_eq!(live.send("data", &number), Err(Rejected::WrongApp));
    // A test app has no number.
    let sandbox = data("com.example", "Sandbox", 0);
    assert_eq!(test.send("data", &sandbox), Ok(()));
    assert_eq!(live.send("data", &sandbox), Err(Rejected::WrongEnvironment));
    for local in ["Xcode", "LocalTesting", ""] {
        let local = data("com.example", local, 7);
        assert_eq!(test.send("data", &local), Err(Rejected::WrongEnvironment));
    }
    let token =
        |id: &str| json!({"bundleId": "com.example", "appAppleId": 7, "externalPurchaseId": id});
    assert_eq!(live.send("externalPurchaseToken", &token("1")), Ok(()));
    let sandbox = live.send("externalPurchaseToken", &token("SANDBOX_1"));
    assert_eq!(sandbox, Err(Rejected::WrongEnvironment));
    let anybody = Sender {
        settings: Settings {
            app_id: None,
            ..live.settings.clone()
        },
        ..live
    };
    assert_eq!(anybody.send("data", &number), Ok(()));
}

#[test]
fn its_parts_are_verified_too() {
    let (sender, forger) = (Sender::new(false), Sender::new(false));
    let with = |name: &str, signed: String| {
        let mut about = data("com.example", "Production", 7);
        about[name] = signed.into();
        json!({"notificationUUID": "u1", "data": about})
    };
    let part = json!({"bundleId": "com.example", "environment": "Production", "price": 1});
    let renewal = json!({"environment": "Production"});
    for (name, part) in [
        ("signedTransactionInfo", &part),
        ("signedRenewalInfo", &renewal),
    ] {
        let sent = sender
            .send_of(0, with(name, sender.chain.sign(part)))
            .unwrap();
        assert_eq!(
            (sent.id.as_str(), &sent.message["data"][name]),
            ("u1", part)
        );
        let forged = sender.send_of(0, with(name, forger.chain.sign(part)));
        assert_eq!(forged.unwrap_err(), Rejected::UntrustedCertificate);
    }
    let other = json!({"bundleId": "com.other", "environment": "Production"});
    let other = sender.send_of(0, with("signedTransactionInfo", sender.chain.sign(&other)));
    assert_eq!(other.unwrap_err(), Rejected::WrongApp);
    let test = json!({"environment": "Sandbox"});
    let test = sender.send_of(0, with("signedRenewalInfo", sender.chain.sign(&test)));
    assert_eq!(test.unwrap_err(), Rejected::WrongEnvironment);
}

#[test]
fn it_counts_for_some_days_and_needs_an_id() {
    const DAY: i64 = 86_400_000;
    let sender = Sender::new(false);
    let payload = json!({"notificationUUID": "u1", "data": data("com.example", "Production", 7)});
    let at = |millis| sender.send_of(millis, payload.clone()).map(drop);
    assert_eq!((at(-10 * DAY), at(60_000)), (Ok(()), Ok(())));
    assert_eq!(at(-10 * DAY - 1), Err(Rejected::Expired));
    assert_eq!(at(60_001), Err(Rejected::FromTheFuture));
    let nameless = json!({"data": data("com.example", "Production", 7)});
    let refused = sender.send_of(0, nameless).unwrap_err();
    assert!(matches!(refused, Rejected::Malformed(_)));
}
