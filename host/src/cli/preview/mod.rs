//! The command `paywall preview`, which opens the Control Center for whoever sits at this machine: signed in, on the sample app
//! with a database in a folder; or on a document's file, to look at it.

mod file;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, ensure};
use clap::Args;
use paywall_control::Hash;
use paywall_host::server::host::Host;
use paywall_host::server::settings::Settings;
use paywall_host::server::{Here, begin_here};
use paywall_host::{Engine, nonce};
use paywall_ledger::Clock;
use serde_json::Value;
use tokio::net::TcpListener;

use super::{control, host, output, serve, source};

#[derive(Args)]
pub(super) struct Arguments {
    /// The document to look at, which is read again when it changes [default: the sample app «Fern», to work on]
    #[arg(conflicts_with = "config")]
    file: Option<PathBuf>,
    /// The same, as other commands name it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Product details as the store gives them, for the prices of a document: a JSON array [default: examples]
    #[arg(long, value_name = "FILE")]
    products: Option<PathBuf>,
    /// The folder in which the sample app is kept; a document to look at needs none
    #[arg(long, value_name = "FOLDER", default_value = "paywall-preview")]
    data: PathBuf,
    /// The address to listen on, which must be of this machine alone
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// The port to listen on [default: 8787, or a free one where that is taken]
    #[arg(long)]
    port: Option<u16>,
    #[command(flatten)]
    module: source::Module,
}

/// Opens the Control Center until it is interrupted.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    ensure!(
        arguments.host.to_canonical().is_loopback(),
        "expected an address of this machine alone, such as 127.0.0.1, found {}: whoever opens the page is let in without a \
         password (`paywall serve` shows documents to others, `paywall host` has accounts)",
        arguments.host
    );
    host::runtime()?.block_on(async {
        let engine = arguments.module.engine(source::Purpose::Page)?;
        match arguments.file.as_deref().or(arguments.config.as_deref()) {
            Some(file) => file::show(arguments, file, &engine).await,
            None => work(arguments, &engine).await,
        }
    })
}

/// Opens it on the sample app, and prints the link that signs the owner in.
async fn work(arguments: &Arguments, engine: &Engine) -> Result<()> {
    ensure!(
        arguments.products.is_none(),
        "expected a document with --products: the sample app has its own prices"
    );
    let mut settings = control::settings(&arguments.data, None)?;
    let secret = secret()?;
    let_in(&mut settings, Here::Owner(Hash::of(secret.as_bytes())));
    let document = control::document(engine, None)?;
    let (host, listener) = open(arguments, (&settings, engine), document).await?;
    let address = listener.local_addr()?;
    say(&format!(
        "Control Center of the sample app at http://{address}/control/\n\
         signed in, by this link, once and on this machine only: http://{address}/control/enter/{secret}\n"
    ))?;
    host::until_interrupted(&host, listener).await
}

/// Lets somebody at this machine in.
fn let_in(settings: &mut Settings, here: Here) {
    settings.control.get_or_insert_default().here = Some(here);
}

/// Prepares the app, and opens its host.
async fn open(
    arguments: &Arguments,
    (settings, engine): (&Settings, &Engine),
    document: Value,
) -> Result<(Host, TcpListener)> {
    let clock: Clock = Arc::new(host::now);
    begin_here(settings, engine, &clock, document).await?;
    let host = Host::open(settings, engine, clock).await?;
    let listener = serve::listen(arguments.host, arguments.port).await?;
    Ok((host, listener))
}

/// Makes the secret of a link: 256 bits, of two halves that nobody guesses.
fn secret() -> Result<String> {
    let halves = [nonce::fresh()?, nonce::fresh()?].concat();
    Ok(Hash::of(halves.as_bytes()).to_string())
}

/// Prints lines of text.
fn say(lines: &str) -> Result<()> {
    output::print(lines.as_bytes())
}
