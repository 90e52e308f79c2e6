//! The settings of a host, and all that they name: the database, documents, keys, receivers and the address.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use paywall_host::Engine;
use paywall_host::database::{Database, Examined};
use paywall_host::server::settings::{AppSettings, Settings};

use super::super::check::count_errors;
use super::super::clock;
use super::found::Report;
use super::machine::try_writing;

/// The most that the clock of a database may differ from this machine's, in milliseconds.
const SKEW: u64 = 5_000;

/// Looks at the settings. Without a name, those of `host.toml` are looked at if the file is there.
pub(super) fn look(
    named: Option<&Path>,
    engine: Option<&Engine>,
    report: &mut Report,
) -> Result<()> {
    let file = named.map_or_else(|| PathBuf::from("host.toml"), Path::to_owned);
    if named.is_none() && !file.exists() {
        report.ok(
            "settings",
            "no host.toml here, and none named: `paywall host` would need them (docs/host.md)",
        );
        return Ok(());
    }
    let settings = match Settings::read(&file, |name| std::env::var(name).ok()) {
        Ok(settings) => settings,
        Err(error) => {
            let error = format!("{:#}", anyhow::Error::from(error));
            report.fail(
                "settings_wrong",
                "settings",
                error,
                "`paywall schema settings` lists all there are; docs/host.md explains them",
            );
            return Ok(());
        }
    };
    report.ok("settings", file.display().to_string());
    address(&settings, report);
    keys(&settings, report);
    for app in &settings.apps {
        look_at_app(app, &settings.folder, engine, report);
    }
    database(&settings, report)
}

fn address(settings: &Settings, report: &mut Report) {
    let what = "the address to listen on";
    match TcpListener::bind(&settings.listen) {
        Ok(_) => report.ok(what, &settings.listen),
        Err(error) => report.fail(
            "address_unusable",
            what,
            format!("{}: {error}", settings.listen),
            "end the program that has it (perhaps a host that runs), or set `listen` or PAYWALL_LISTEN",
        ),
    }
    if settings.proxy_header.is_none() {
        report.warn(
            "no_proxy_header",
            "callers",
            "each call counts as one of whoever opened the connection",
            "behind a proxy (which brings TLS), set `proxy_header`, or all customers share one limit",
        );
    }
}

fn keys(settings: &Settings, report: &mut Report) {
    match settings.admin_keys.len() {
        0 => report.warn(
            "no_admin_keys",
            "administrative keys",
            "none, so nobody may call /admin/ and /metrics",
            "add [[admin_keys]] for support and for whatever collects metrics",
        ),
        count => report.ok("administrative keys", count.to_string()),
    }
}

fn look_at_app(app: &AppSettings, folder: &Path, engine: Option<&Engine>, report: &mut Report) {
    let of = format!("app {}", app.id);
    if let Err(error) = app.stores(folder).map(drop) {
        report.fail(
            "store_settings_wrong",
            &of,
            error.to_string(),
            "docs/notifications.md has each store's settings",
        );
    }
    match app.endpoint(folder) {
        Ok(Some((endpoint, _))) => report.ok(format!("{of}, webhook"), endpoint.url),
        Ok(None) => report.ok(format!("{of}, webhook"), "none"),
        Err(error) => report.fail(
            "webhook_wrong",
            &of,
            error.to_string(),
            "docs/webhooks.md explains the settings",
        ),
    }
    match app.identity(folder) {
        Ok(_) if app.identity.required => report.ok(format!("{of}, identity"), "required"),
        Ok(_) => report.warn(
            "identity_not_required",
            format!("{of}, identity"),
            "whoever knows an account's number may log in as it",
            "docs/identity.md says what each level protects",
        ),
        Err(error) => report.fail(
            "identity_wrong",
            &of,
            error.to_string(),
            "docs/identity.md explains the keys",
        ),
    }
    for platform in &app.platforms {
        let of = format!("platform {}", platform.id);
        if platform.proof.is_none() {
            report.warn(
                "no_proof",
                &of,
                "its store is not listened to, and no purchase is proved",
                "add [apps.platforms.proof] (docs/notifications.md)",
            );
        }
        if let (Some(engine), Some(file)) = (engine, &platform.document) {
            document(&of, file, engine, report);
        }
    }
}

fn document(of: &str, file: &Path, engine: &Engine, report: &mut Report) {
    let name = file.display().to_string();
    let Ok(bytes) = std::fs::read(file) else {
        return report.fail(
            "document_unreadable",
            of,
            format!("cannot read {name}"),
            "`document` is relative to the folder of the settings",
        );
    };
    if let Err(error) = engine.load(&bytes) {
        return report.fail(
            "document_unreadable",
            of,
            format!("{name}: {error}"),
            "`paywall check` names the place",
        );
    }
    match count_errors(engine, &bytes, clock::now() as f64) {
        0 => report.ok(format!("{of}, document"), name),
        errors => report.warn(
            "document_has_errors",
            format!("{of}, document"),
            format!("{errors} errors in {name}"),
            "`paywall check` lists them with their places",
        ),
    }
}

fn database(settings: &Settings, report: &mut Report) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new().context("cannot start")?;
    let examined = runtime.block_on(Database::examine(&settings.database));
    match examined {
        Ok(Some(examined)) => tables(&examined, report),
        Ok(None) => report.ok("the database", "not there yet; a host will make it"),
        Err(error) => report.fail(
            "database_unusable",
            "the database",
            error.to_string(),
            "set `database` or PAYWALL_DATABASE: sqlite:FILE or postgres://… (docs/database.md)",
        ),
    }
    if let Some(file) = Database::file_of(&settings.database) {
        let folder = Path::new(file).parent().unwrap_or(Path::new(""));
        let folder = match folder.as_os_str().is_empty() {
            true => Path::new("."),
            false => folder,
        };
        if let Err(error) = try_writing(folder) {
            report.fail(
                "database_unusable",
                "the folder of the database",
                format!("cannot write to {}: {error}", folder.display()),
                "SQLite writes files beside the database: make the folder writable",
            );
        }
    }
    Ok(())
}

fn tables(examined: &Examined, report: &mut Report) {
    let what = "the database";
    match examined {
        it if !it.is_usable() => report.fail(
            "database_newer",
            what,
            "its tables are of a newer version of this program",
            "update this program, or use a copy from before",
        ),
        it if it.pending() > 0 => report.ok(
            what,
            format!(
                "a host will bring its tables up to date ({} steps)",
                it.pending()
            ),
        ),
        _ => report.ok(what, "its tables are up to date"),
    }
    let Some(time) = examined.time else {
        return;
    };
    let ahead = time
        .millis()
        .abs_diff(i64::try_from(clock::now()).unwrap_or(i64::MAX));
    if ahead > SKEW {
        report.warn(
            "clocks_differ",
            "the clock of the database's server",
            format!("{} s from this machine's", ahead / 1_000),
            "keep both right by NTP; hosts go by the server's clock",
        );
    }
}
