//! The command `paywall control`, which starts a host with a Control Center, out of nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use paywall_host::server::settings::Settings;
use paywall_host::server::{Begun, begin_center};
use paywall_host::{Engine, stock_document};
use paywall_ledger::Clock;
use serde_json::Value;

use super::{host, source};

#[derive(Args)]
pub(super) struct Arguments {
    /// The document to begin with, if the folder is new [default: that of the sample app «Fern»]
    file: Option<PathBuf>,
    /// The folder of the database and the settings, which is made if it is not there
    #[arg(long, value_name = "FOLDER", default_value = "paywall-control")]
    data: PathBuf,
    /// The address and port to listen on [default: that of the settings, 127.0.0.1:8788 at first]
    #[arg(long, value_name = "ADDRESS")]
    address: Option<String>,
    #[command(flatten)]
    module: source::Module,
}

/// Starts the host; a new folder gets settings, an app, and a document that is published everywhere.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    host::runtime()?.block_on(async {
        let settings = settings(&arguments.data, arguments.address.as_deref())?;
        let engine = arguments.module.engine(source::Purpose::Page)?;
        let document = document(&engine, arguments.file.as_deref())?;
        let clock: Clock = Arc::new(host::now);
        let begun = begin_center(&settings, &engine, &clock, document).await?;
        host::serve(&settings, &engine, |address| said(address, &begun)).await
    })
}

/// Says where the pages are, and how one gets in.
fn said(address: std::net::SocketAddr, begun: &Begun) -> String {
    let Begun { app, token, .. } = begun;
    format!("Control Center of {app} at http://{address}/control/\ntoken for a day: {token}\n")
}

/// Reads the settings in a folder, and writes some if there are none.
pub(super) fn settings(folder: &Path, address: Option<&str>) -> Result<Settings> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let whole = fs::canonicalize(folder);
    let whole = whole.with_context(|| format!("cannot find {}", folder.display()))?;
    let file = whole.join("host.toml");
    if !file.exists() {
        let text = written(&whole.join("paywall.db"));
        fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    }
    // The environment's variables are about `paywall host`.
    let mut settings = Settings::read(&file, |_| None)?;
    if let Some(address) = address {
        address.clone_into(&mut settings.listen);
    }
    Ok(settings)
}

/// Writes the settings of the sample app.
fn written(database: &Path) -> String {
    let database = Value::from(format!("sqlite:{}", database.display()));
    format!(
        r#"# Made by `paywall control`. docs/host.md describes all settings; `paywall host --settings` starts with them, too.
listen = "127.0.0.1:8788"
database = {database}

[control]

[[apps]]
id = "fern"
name = "Fern"

[[apps.platforms]]
id = "web"
name = "Web"
store = "stripe"
store_app = "fern"
environment = "production"

[[apps.platforms]]
id = "web-sandbox"
name = "Web, sandbox"
store = "stripe"
store_app = "fern-sandbox"
environment = "sandbox"
"#
    )
}

/// Reads the document that the app begins with.
pub(super) fn document(engine: &Engine, file: Option<&Path>) -> Result<Value> {
    let bytes = match file {
        Some(file) => source::read(file)?,
        None => stock_document()
            .context("no sample document is built in: name a document")?
            .to_vec(),
    };
    let loaded = engine.load(&bytes)?;
    Ok(serde_json::from_slice(loaded.json())?)
}
