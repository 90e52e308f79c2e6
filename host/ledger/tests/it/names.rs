//! Tests of names that others store or compare: identifiers, codes, ids.

use std::collections::BTreeSet;

use paywall_ledger::{
    App, DeviceId, ExternalId, Holder, Input, Ledger, LineageId, PlatformId, Refused, Store,
    Traces, UserId, What, derived,
};

use crate::histories::give;
use paywall_host_testing::shop::{NOW, app, app_on, key};

#[test]
fn an_external_identifier_names_its_form_and_is_compared_as_it_is_written() {
    let uuid = "7e3fb20b-4cdb-47cc-936d-99d65f608138";
    let hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    for (text, kind) in [(uuid, "uuid"), (hash, "sha256"), ("0042", "numeric")] {
        let id: ExternalId = text.parse().unwrap();
        assert_eq!((id.as_str(), id.kind()), (text, kind));
    }
}

#[test]
fn derived_ids_are_uuids_of_version_8() {
    let ids: BTreeSet<String> = (0..64)
        .map(|number| derived(&["a", &number.to_string()]))
        .collect();
    assert_eq!(ids.len(), 64);
    for id in &ids {
        let parts: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12], "{id}");
        assert_eq!(&id[14..15], "8", "the version: {id}");
        assert!("89ab".contains(&id[19..20]), "the variant: {id}");
    }
    // All bits but those of version and variant are chance.
    let seen = |at: usize| {
        ids.iter()
            .map(|it| &it[at..=at])
            .collect::<BTreeSet<_>>()
            .len()
    };
    assert_eq!(seen(15), 16);
    assert_eq!(seen(19), 4);
    assert_ne!(derived(&["ab", "c"]), derived(&["a", "bc"]));
}

fn refused(app: App, what: What) -> Option<Refused> {
    let (key, at) = ("1".to_owned(), NOW);
    Ledger::new(app).accept(&Input { key, at, what }).err()
}

#[test]
fn what_is_not_there_is_refused_with_a_code_of_its_own() {
    let device = DeviceId::new("D");
    let install = |platform: &str| What::Install {
        device: device.clone(),
        platform: PlatformId::new(platform),
    };
    let one = || app_on("phone", Store::Apple);
    assert_eq!(refused(one(), install("phone")), None);
    let lineage = LineageId::of(key(Store::Apple, "C"));
    let user = UserId::new("U");
    for (what, code) in [
        (install("television"), "platform_not_found"),
        (
            What::Logout {
                device: device.clone(),
            },
            "device_not_found",
        ),
        (
            What::Delete {
                user: user.clone(),
                traces: Traces::default(),
            },
            "user_not_found",
        ),
        (
            What::Assign {
                lineage,
                user: user.clone(),
            },
            "purchase_not_found",
        ),
        (give("G".into(), Holder::User(user), ""), "user_not_found"),
    ] {
        assert_eq!(refused(one(), what).unwrap().code(), code);
    }
    assert_eq!(
        refused(app(), install("phone")).unwrap().code(),
        "platform_not_found"
    );
}
