//! Tests of `paywall doctor`, `completions` and `manual`, as users run them.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::path::Path;

use assert_cmd::Command;
use paywall_host_testing::engine::stub;
use serde_json::Value;
use tempfile::TempDir;

/// Runs `paywall` in a folder, and returns the exit code and what it wrote.
fn paywall(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::cargo_bin("paywall").unwrap();
    let output = command
        .current_dir(folder)
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .env_remove("PAYWALL_DATABASE")
        .env_remove("PAYWALL_LISTEN")
        .args(arguments)
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap(), out)
}

/// Makes a folder with a module that answers anything, an empty document, and these settings.
fn folder(settings: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("stub.wasm"), stub()).unwrap();
    fs::write(folder.path().join("document.json"), "{}").unwrap();
    if !settings.is_empty() {
        fs::write(folder.path().join("host.toml"), settings).unwrap();
    }
    folder
}

/// Returns the codes that a doctor finds, but for `ok`, and the exit code.
fn codes(folder: &TempDir) -> (i32, BTreeSet<String>) {
    let arguments = ["doctor", "--module", "stub.wasm", "--format", "json"];
    let (code, out) = paywall(folder.path(), &arguments);
    let report: Value = serde_json::from_str(&out).unwrap();
    let found = report["looked_at"].as_array().unwrap().iter();
    let codes = found.map(|it| it["code"].as_str().unwrap().to_owned());
    (code, codes.filter(|it| it != "ok").collect())
}

const APP: &str = r#"
[[apps]]
id = "my-app"
[[apps.platforms]]
id = "web"
store = "stripe"
store_app = "acct_1"
document = "document.json"
"#;

#[test]
fn without_settings_the_machine_is_looked_at() {
    let folder = folder("");
    let (code, out) = paywall(folder.path(), &["doctor", "--module", "stub.wasm"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("the module: ready"), "{out}");
    assert!(out.contains("no host.toml here"), "{out}");
    let arguments = ["doctor", "--module", "stub.wasm", "--settings", "host.toml"];
    let (code, out) = paywall(folder.path(), &arguments);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("error[settings_wrong]"), "{out}");
    let (code, out) = paywall(folder.path(), &["doctor", "--module", "nowhere.wasm"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("error[module_unusable]"), "{out}");
}

#[cfg(feature = "camera")]
#[test]
fn the_browser_for_pictures_is_looked_for() {
    let folder = folder("");
    let doctor = |browser: &Path| {
        let mut command = Command::cargo_bin("paywall").unwrap();
        let output = command
            .current_dir(folder.path())
            .env("CHROMIUM", browser)
            .args(["doctor", "--module", "stub.wasm"])
            .output()
            .unwrap();
        assert!(output.status.success(), "nothing but pictures needs one");
        String::from_utf8(output.stdout).unwrap()
    };
    // It answers to `--version`, as every program of ours does.
    let out = doctor(Path::new(env!("CARGO_BIN_EXE_paywall")));
    assert!(
        out.contains("ok      the browser for pictures: paywall "),
        "{out}"
    );
    let out = doctor(&folder.path().join("nowhere"));
    assert!(
        out.contains("warning[browser_unusable] the browser for pictures: "),
        "{out}"
    );
}

#[test]
fn what_works_and_may_surprise_is_said_and_nothing_is_changed() {
    let folder = folder(&format!("listen = '127.0.0.1:0'\n{APP}"));
    let before = files(folder.path());
    let (code, codes) = codes(&folder);
    let surprising = [
        "identity_not_required",
        "no_admin_keys",
        "no_proof",
        "no_proxy_header",
    ];
    assert_eq!(code, 0, "{codes:?}");
    assert!(surprising.iter().all(|it| codes.contains(*it)), "{codes:?}");
    assert_eq!(files(folder.path()), before);
}

#[test]
fn what_will_not_work_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap();
    let app = APP.replace("document.json", "nowhere.json");
    let settings = format!(
        "listen = '{listen}'\ndatabase = 'sqlite:host.toml'\n{app}
         [apps.platforms.proof]\nsecrets = ['file:nowhere']
         [apps.webhook]\nurl = 'ftp://example.com'\nsecrets = []
         [apps.identity]\nkeys = ['nonsense']\n"
    );
    let folder = folder(&settings);
    let (code, codes) = codes(&folder);
    assert_eq!(code, 1);
    for code in [
        "address_unusable",
        "database_unusable",
        "document_unreadable",
        "identity_wrong",
        "store_settings_wrong",
        "webhook_wrong",
    ] {
        assert!(codes.contains(code), "{code}: {codes:?}");
    }
}

#[tokio::test]
async fn a_database_is_looked_at_and_left_as_it_is() {
    let folder = folder(&format!(
        "listen = '127.0.0.1:0'\ndatabase = 'sqlite:own.db'\n{APP}"
    ));
    let file = folder.path().join("own.db");
    let url = format!("sqlite:{}", file.display());
    let database = paywall_host::database::Database::open(&url).await.unwrap();
    database.close().await;
    let before = fs::read(&file).unwrap();
    let (code, found) = codes(&folder);
    assert_eq!(code, 0, "{found:?}");
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn shells_complete_and_manuals_are_written() {
    let folder = folder("");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let (code, script) = paywall(folder.path(), &["completions", shell]);
        assert_eq!(code, 0);
        assert!(script.contains("simulate"), "{shell}: {script}");
    }
    let (code, page) = paywall(folder.path(), &["manual"]);
    assert_eq!(code, 0);
    assert!(page.starts_with(".ie"), "{page}");
    let (code, _) = paywall(folder.path(), &["manual", "-o", "man"]);
    assert_eq!(code, 0);
    let page = fs::read_to_string(folder.path().join("man/paywall-check.1")).unwrap();
    assert!(page.contains("Examples:"), "{page}");
}

#[test]
fn help_shows_examples() {
    let folder = folder("");
    let (code, help) = paywall(folder.path(), &["check", "--help"]);
    assert_eq!(code, 0);
    assert!(
        help.contains("Examples:\n  paywall check document.json\n"),
        "{help}"
    );
}

/// Lists the files of a folder, but for the module's cache.
fn files(folder: &Path) -> BTreeSet<String> {
    let all = fs::read_dir(folder).unwrap();
    let names = all.map(|it| it.unwrap().file_name().into_string().unwrap());
    names.filter(|it| it != "cache").collect()
}
