//! Tests of `paywall schema`: what it prints, and that it knows every setting of a host.

use std::path::Path;

use assert_cmd::Command;
use paywall_host::ledger::Store;
use paywall_host::schema::known;
use paywall_host::server::settings::Settings;
use paywall_host::stores::configure;
use serde_json::Value;

#[test]
fn every_schema_is_printed_and_others_are_refused() {
    for (arguments, title) in [
        (&["schema"][..], "Paywall document"),
        (&["schema", "document"], "Paywall document"),
        (&["schema", "request"], "Request of the paywall runtime"),
        (&["schema", "answer"], "Answer of the paywall runtime"),
        (
            &["schema", "components"],
            "Custom components of paywall documents",
        ),
        (&["schema", "settings"], "Settings of paywall host"),
    ] {
        let mut program = Command::cargo_bin("paywall").unwrap();
        let output = program.args(arguments).output().unwrap();
        let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(schema["title"], title);
        assert_eq!(
            schema["$schema"],
            "https://json-schema.org/draft/2020-12/schema"
        );
    }
    let mut program = Command::cargo_bin("paywall").unwrap();
    let refused = program.args(["schema", "documents"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(
        told.contains("document, request, answer, components, settings, control, host"),
        "{told}"
    );
}

#[test]
fn the_routes_of_a_host_and_of_its_control_center_are_printed_as_openapi() {
    for (of, title, path) in [
        ("control", "Control Center", "/control/v1/me"),
        (
            "host",
            "Paywall host",
            "/sdk/v3/platform/{platform}/device/{device}/login/",
        ),
    ] {
        let mut program = Command::cargo_bin("paywall").unwrap();
        let output = program.args(["schema", of]).output().unwrap();
        let api: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(api["info"]["title"], title);
        assert!(api["paths"][path].is_object(), "{path}");
    }
}

/// Lists the fields that the reader of settings knows in a table: it names them when it meets another.
fn fields_in(settings: &str) -> Vec<String> {
    named(
        &toml::from_str::<Settings>(settings)
            .unwrap_err()
            .to_string(),
    )
}

/// Lists the fields that an error about the field `zz` names.
fn named(error: &str) -> Vec<String> {
    let (_, expected) = error.split_once("unknown field `zz`, expected ").unwrap();
    let expected = expected.lines().next().unwrap();
    expected
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_setting_of_a_stores_proof_is_described() {
    let stores = Store::ALL.map(|store| (store, String::new()));
    let history = (Store::Apple, "roots = ['r']\n[history]\n".to_owned());
    for (store, before) in stores.into_iter().chain([history]) {
        let object = match before.is_empty() {
            true => format!("{} proof", store.name()),
            false => "apple history".to_owned(),
        };
        let written = toml::from_str(&format!("{before}zz = 1")).unwrap();
        let error = configure(store, written, Path::new("/")).err().unwrap();
        let (mut known, mut read) = (known::fields(&object), named(&error.to_string()));
        known.sort_unstable();
        read.sort_unstable();
        assert_eq!(known, read, "{object}");
    }
}

#[test]
fn every_setting_is_described() {
    let app = "[[apps]]\nid = 'a'\nplatforms = []\n";
    for (object, settings) in [
        ("settings", "zz = 1".to_owned()),
        ("connection limits", "[connections]\nzz = 1".to_owned()),
        ("call limits", "[calls]\nzz = 1".to_owned()),
        ("bucket size", "[calls.device]\nzz = 1".to_owned()),
        ("question limits", "[questions]\nzz = 1".to_owned()),
        ("retention", "[retention]\nzz = 1".to_owned()),
        ("admin key", "[[admin_keys]]\nzz = 1".to_owned()),
        ("app", "[[apps]]\nzz = 1".to_owned()),
        (
            "platform",
            "[[apps]]\nid = 'a'\n[[apps.platforms]]\nzz = 1".to_owned(),
        ),
        ("policy", format!("{app}[apps.policy]\nzz = 1")),
        ("webhook", format!("{app}[apps.webhook]\nzz = 1")),
        (
            "retry",
            format!("{app}[apps.webhook]\nurl = ''\nsecrets = []\n[apps.webhook.retry]\nzz = 1"),
        ),
        ("identity", format!("{app}[apps.identity]\nzz = 1")),
    ] {
        let (mut known, mut read) = (known::fields(object), fields_in(&settings));
        known.sort_unstable();
        read.sort_unstable();
        assert_eq!(
            known, read,
            "{object}: host/schema/data/settings.toml describes other fields"
        );
    }
}
