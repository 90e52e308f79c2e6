//! The command `paywall serve`, which serves the preview page.

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use paywall_host::preview::{self, Site, Www};
use serde_json::Value;
use tokio::net::TcpListener;

use super::end::{interrupted, last_call};
use super::{output, prices, source};

/// The port if none is named.
const PORT: u16 = 8787;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    document: source::Document,
    /// The address to listen on
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// The port to listen on [default: 8787, or a free one where that is taken]
    #[arg(long)]
    port: Option<u16>,
    /// Let browsers call the server by this name, as through a proxy (again for more)
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Read the pages from this folder (the repository's www) in place of those built in
    #[arg(long, value_name = "FOLDER")]
    www: Option<PathBuf>,
}

/// Loads the document, and serves the page until it is interrupted.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let document = arguments.document.load_to_serve()?;
    let warnings = document.describe()?.warnings;
    source::warn(&document, &warnings);
    let products = arguments
        .document
        .products()?
        .unwrap_or_else(|| b"[]".to_vec());
    let details: Vec<Value> =
        serde_json::from_slice(&products).context("products are not a JSON array")?;
    prices::tell(&document, &details, None);
    let site = Site {
        document,
        products,
        www: arguments.www.clone().map_or(Www::Embedded, Www::Folder),
        names: arguments.allow_host.clone(),
    };
    tokio::runtime::Runtime::new()
        .context("cannot start")?
        .block_on(serve(arguments, site))
}

/// Serves the page until the program is interrupted.
async fn serve(arguments: &Arguments, site: Site) -> Result<()> {
    let listener = listen(arguments.host, arguments.port).await?;
    let address = listener.local_addr()?;
    output::print(format!("preview at http://{address}/\n").as_bytes())?;
    tokio::select! {
        done = preview::serve(listener, site, interrupted()) => Ok(done?),
        () = last_call() => Ok(()),
    }
}

/// Listens on the port that was named, or else on the default port or a free one.
pub(super) async fn listen(host: IpAddr, port: Option<u16>) -> Result<TcpListener> {
    let bind = async |port| TcpListener::bind((host, port)).await;
    let listener = match port {
        Some(port) => bind(port).await,
        None => match bind(PORT).await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => bind(0).await,
            other => other,
        },
    };
    listener.with_context(|| format!("cannot listen on {host}"))
}
