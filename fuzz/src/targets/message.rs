//! Any bytes as a store's message, or as a receipt that a device shows: none of it is believed, and nothing panics.
//!
//! The first byte of the input names the store, the first line is the header that proves the sender, and the rest is
//! the body.
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, Waker};

use paywall_ledger::{App, AppId, ExternalId, PlatformId, Policy, Store, Time};
use paywall_stores::{
    ConfiguredStore, Expected, FixedKeys, Given, Incoming, JwkSet, Shown, apple, configure, verify,
};

use super::platforms;

/// The time of every message.
const NOW: Time = Time::from_millis(1_767_225_600_000);

/// An app in every store, without products.
static APP: LazyLock<App> = LazyLock::new(|| App {
    id: AppId::new("app"),
    platforms: platforms(),
    products: vec![],
    entitlements: vec![],
    policy: Policy::default(),
    sandbox: Some(Policy::default()),
    hold_and_pause_everywhere: false,
});

/// Keys that verify nothing, so that no message can be proved to come from a store.
static KEYS: LazyLock<FixedKeys> = LazyLock::new(|| FixedKeys {
    key_sets: [("keys".to_owned(), Arc::new(JwkSet { keys: vec![] }))].into(),
    certificates: [(
        "https://sns.us-east-1.amazonaws.com/a.pem".to_owned(),
        Arc::new(b"no certificate".to_vec()),
    )]
    .into(),
});

/// Settings of each store but Apple's, whose root is a file.
const SETTINGS: [(Store, &str); 4] = [
    (
        Store::Google,
        "audience = 'a'\nservice_account = 's'\nkeys = 'keys'",
    ),
    (Store::Roku, "keys = 'keys'"),
    (Store::Amazon, "topics = ['topic']"),
    (Store::Stripe, "secrets = ['whsec_1']"),
];

/// Returns a store as an app might configure it.
fn configured(store: Store) -> Arc<dyn ConfiguredStore> {
    match SETTINGS.iter().find(|(of, _)| *of == store) {
        Some((_, text)) => {
            let table = text.parse().expect("TOML");
            configure(store, table, std::path::Path::new(".")).expect("settings")
        }
        None => Arc::new(apple::Settings::default()),
    }
}

/// Works on an input.
pub fn run(input: &[u8]) {
    let Some((store, rest)) = input.split_first() else {
        return;
    };
    let store = Store::ALL[usize::from(store.wrapping_sub(b'0')) % Store::ALL.len()];
    let end = rest
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(rest.len());
    let header = std::str::from_utf8(&rest[..end]).ok();
    let body = rest.get(end + 1..).unwrap_or_default();
    let incoming = Incoming {
        header: &|_| header.map(String::from),
        body,
        at: NOW,
    };
    let own = configured(store);
    let platform = PlatformId::new(own.which().name());
    let mut verified = Box::pin(verify(&APP, &platform, &*own, &*KEYS, &incoming));
    // All keys are at hand, so nothing has to wait.
    let Poll::Ready(given) = verified
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    else {
        panic!("it waits");
    };
    assert!(!matches!(given, Ok(Given::Message(_))), "believed");
    // The same bytes as a receipt, as a signed transaction, and as an external identifier.
    if let Ok(text) = std::str::from_utf8(body) {
        let _ = Shown::read(store, text);
        let _ = apple::verify_transaction(
            text,
            &apple::Settings::default(),
            &Expected {
                store_app: "com.example",
                sandbox: true,
            },
            NOW,
        );
        if let Ok(id) = text.parse::<ExternalId>() {
            assert_eq!(id.to_string().parse::<ExternalId>().as_ref(), Ok(&id));
        }
    }
}
