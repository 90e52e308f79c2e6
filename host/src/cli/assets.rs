//! The pictures and icons of imported paywalls, fetched into a folder.
//!
//! Their addresses are in files of others, so nothing is believed: only http(s) is spoken, only with addresses of the public
//! internet, each connection goes to the address that was looked at, and sizes, times and counts are bounded. What does not
//! come stays a link.

use std::collections::BTreeMap;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use reqwest::{Client, Response, Url, redirect};

/// The most bytes of one picture.
const BYTES: usize = 10 << 20;
/// The most pictures.
const PICTURES: usize = 500;
/// The time in which a picture must have come.
const TIME: Duration = Duration::from_secs(20);
/// The most addresses that one leads on to.
const MOVES: usize = 3;

/// The outcome for the pictures: the names of those that came, by their addresses, and why others did not.
#[derive(Debug, Default)]
pub(super) struct Fetched {
    /// The names in the folder.
    pub names: BTreeMap<String, String>,
    /// The addresses that stay links, each with the reason.
    pub left: Vec<(String, String)>,
}

/// Fetches pictures into a folder. With `private`, those of private networks, too.
pub(super) fn fetch(addresses: &[String], folder: &Path, private: bool) -> Result<Fetched> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut out = Fetched::default();
    for (index, address) in addresses.iter().enumerate() {
        let picture = if index < PICTURES {
            runtime.block_on(async {
                let picture = tokio::time::timeout(TIME, picture(address, private));
                picture
                    .await
                    .unwrap_or_else(|_| Err(anyhow!("it took too long")))
            })
        } else {
            Err(anyhow!("there are more than {PICTURES} pictures"))
        };
        match picture {
            Ok((bytes, kind)) => {
                let name = name(index, address, &kind);
                let file = folder.join(&name);
                fs::write(&file, bytes)
                    .with_context(|| format!("cannot write {}", file.display()))?;
                out.names.insert(address.clone(), name);
            }
            Err(error) => out.left.push((address.clone(), error.to_string())),
        }
    }
    Ok(out)
}

/// Fetches a picture: its bytes, and the kind of picture that it is.
async fn picture(address: &str, private: bool) -> Result<(Vec<u8>, String)> {
    let mut url = Url::parse(address).context("expected an address")?;
    for _ in 0..=MOVES {
        let answer = ask(&url, private).await?;
        if !answer.status().is_redirection() {
            return read(answer).await;
        }
        let next = answer
            .headers()
            .get("location")
            .and_then(|next| next.to_str().ok());
        url = url.join(next.context("it leads on to nowhere")?)?;
    }
    bail!("it leads on more than {MOVES} times")
}

/// Asks for an address, at one of the machines that it names.
async fn ask(url: &Url, private: bool) -> Result<Response> {
    if !matches!(url.scheme(), "http" | "https") {
        bail!("expected http or https, found {}", url.scheme());
    }
    let host = url.host_str().context("expected the name of a host")?;
    let port = url.port_or_known_default().unwrap_or(443);
    let plain = host.trim_matches(['[', ']']);
    let found: Vec<SocketAddr> = tokio::net::lookup_host((plain, port))
        .await
        .context("its name cannot be found")?
        .collect();
    if found.is_empty() || (!private && !found.iter().all(|found| is_public(found.ip()))) {
        bail!("the host is in a private network");
    }
    // Asked at what was looked at: another look-up could answer another address. A proxy would look up by itself.
    let client = Client::builder()
        .redirect(redirect::Policy::none())
        .no_proxy()
        .resolve_to_addrs(host, &found)
        .user_agent("paywall-import/1")
        .build()?;
    client
        .get(url.clone())
        .send()
        .await
        .context("no answer came")
}

/// Reads a picture out of an answer.
async fn read(mut answer: Response) -> Result<(Vec<u8>, String)> {
    if !answer.status().is_success() {
        bail!("the answer is {}", answer.status().as_u16());
    }
    let kind = answer.headers().get("content-type");
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if !kind.starts_with("image/") {
        bail!("expected a picture, found {kind:?}");
    }
    let mut bytes = Vec::new();
    while let Some(part) = answer.chunk().await.context("the answer ended early")? {
        if bytes.len() + part.len() > BYTES {
            bail!("it has more than {BYTES} bytes");
        }
        bytes.extend_from_slice(&part);
    }
    Ok((bytes, kind))
}

/// Makes the name of a file: a number, so that no two are the same, and the end of the address, so that people know it.
fn name(index: usize, address: &str, kind: &str) -> String {
    let path = Url::parse(address).map(|url| url.path().to_owned());
    let path = path.unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let stem: String = stem.chars().filter(plain).take(40).collect();
    let end = match kind {
        "image/jpeg" => "jpg",
        "image/svg+xml" => "svg",
        "image/webp" => "webp",
        "image/gif" => "gif",
        "image/avif" => "avif",
        _ => "png",
    };
    format!("{:03}-{stem}.{end}", index + 1)
}

/// Returns whether an address is one of the public internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_shared = a == 100 && (64..128).contains(&b);
    let is_test = (a == 198 && matches!(b, 18 | 19)) || (a == 192 && b == 0 && c == 0);
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || is_shared
        || is_test
        || a == 0
        || a >= 240)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    // Global unicast alone, without what holds an address of the older protocol or is for examples.
    let [first, second, ..] = address.segments();
    first & 0xe000 == 0x2000
        && first != 0x2002
        && !(first == 0x2001 && (second == 0 || second == 0xdb8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_public_internet_are_public() {
        for public in [
            "93.184.216.34",
            "1.1.1.1",
            "2606:2800:220:1::1",
            "::ffff:1.1.1.1",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "198.18.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
    }

    #[test]
    fn names_are_those_of_the_addresses_and_stay_in_the_folder() {
        let name = |address: &str, kind: &str| name(0, address, kind);
        assert_eq!(
            name("https://a.example/x/hero.webp?v=1", "image/webp"),
            "001-hero.webp"
        );
        assert_eq!(
            name("https://a.example/..%2f..%2fetc", "image/png"),
            "001-2f.png"
        );
        assert_eq!(name("https://a.example/", "image/svg+xml"), "001-.svg");
    }
}
