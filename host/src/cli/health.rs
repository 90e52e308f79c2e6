//! The command `paywall health`, which asks a host of this machine whether it works: for containers and services, in
//! which there is no other program to ask it.

use std::env;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use paywall_host::server::settings::Settings;

use super::output;

/// The longest time that a host may take to say that it works.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Args)]
pub(super) struct Arguments {
    /// The address of the host [default: that of the settings, or of PAYWALL_LISTEN]
    #[arg(long, value_name = "ADDRESS")]
    address: Option<String>,
    /// The settings of the host
    #[arg(long, value_name = "FILE", default_value = "host.toml")]
    settings: PathBuf,
}

/// Asks the host. The exit code is 1 if it does not work.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let address = match &arguments.address {
        Some(address) => address.clone(),
        None => listens(&arguments.settings)?,
    };
    Ok(match ask(&address) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&error);
            ExitCode::from(1)
        }
    })
}

/// Returns the address at which a host with these settings listens.
fn listens(settings: &Path) -> Result<String> {
    match env::var("PAYWALL_LISTEN") {
        Ok(address) => Ok(address),
        Err(_) => Ok(Settings::read(settings, |name| env::var(name).ok())?.listen),
    }
}

/// Asks a host whether it is ready.
fn ask(address: &str) -> Result<()> {
    let unreached = || format!("nothing answers at {address}: is `paywall host` running there?");
    let mut stream =
        TcpStream::connect_timeout(&here(address)?, PATIENCE).with_context(unreached)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "GET /readyz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    // More than the head and the first words says nothing new.
    let read = stream.take(4096).read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer);
    match answer.split(' ').nth(1) {
        Some("200") => Ok(()),
        Some(status) => {
            let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
            bail!(
                "the host at {address} is not ready ({status}): {}",
                body.trim()
            )
        }
        None => {
            read.with_context(unreached)?;
            bail!("what answers at {address} is no host")
        }
    }
}

/// Returns the address to ask. One that listens everywhere listens here, too.
fn here(address: &str) -> Result<SocketAddr> {
    let found = address.to_socket_addrs();
    let mut found = found
        .with_context(|| {
            format!("expected an address with a port, such as 127.0.0.1:8788, found {address}")
        })?
        .next()
        .with_context(|| format!("there is no address {address}"))?;
    if found.ip().is_unspecified() {
        found.set_ip(match found {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    Ok(found)
}
