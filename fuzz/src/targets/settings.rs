//! Any text as the settings of `paywall host`: they are read or refused with a reason, and nothing panics.

use std::path::Path;

use paywall_server::settings::Settings;

/// Settings with all that there is.
const SETTINGS: &str = r#"
listen = "127.0.0.1:8788"
database = "sqlite::memory:"
connections = { header_seconds = 15, body_seconds = 30 }
proxy_header = "x-forwarded-for"
log = "errors"
retention = { activity_days = 90, inbox_days = 30, not_understood_days = 180, outbox_days = 90 }
calls = { device = { burst = 100, per_second = 10 } }
questions = { device = { burst = 60, per_second = 0.2 } }

[[admin_keys]]
name = "support"
sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
scopes = ["read"]

[[apps]]
id = "my-app"
policy = { transfer = "last_device_wins" }

[apps.days]
"season.pass" = 90

[apps.identity]
keys = ["-----BEGIN PUBLIC KEY-----"]
required = true

[apps.webhook]
url = "https://example.com/hook"
secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]

[[apps.platforms]]
id = "web"
store = "stripe"
store_app = "acct_1"
document = "initial-config.json"

[apps.platforms.proof]
secrets = ["whsec_1"]
"#;

/// Returns settings, and parts of them.
pub fn seeds() -> Vec<Vec<u8>> {
    let parts = SETTINGS
        .match_indices("\n\n")
        .map(|(at, _)| SETTINGS.as_bytes()[..at].to_vec());
    parts.chain([SETTINGS.as_bytes().to_vec()]).collect()
}

/// Works on an input.
pub fn run(input: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("host.toml");
    std::fs::write(&file, input).expect("a file");
    let settings = match Settings::read(&file, |_| None) {
        Ok(settings) => settings,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    for app in &settings.apps {
        let _ = app.stores(Path::new("/nowhere"));
        let _ = app.endpoint(Path::new("/nowhere"));
        let _ = app.identity(Path::new("/nowhere"));
        let _ = app.app(&[paywall_ledger::Catalogue::default()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_to_begin_with_can_be_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), SETTINGS).unwrap();
        let settings = Settings::read(file.path(), |_| None).unwrap();
        assert_eq!(settings.apps[0].platforms.len(), 1);
    }
}
