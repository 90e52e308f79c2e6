//! The assets that a host keeps, put into a page: whoever takes a picture of it loads nothing.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::cli::center::client::Remote;

/// The most different assets of a page.
const MOST: usize = 64;
/// The most bytes of a page with its assets.
const BYTES: usize = 32 << 20;
/// The digits of a hash.
const HASH: usize = 64;

/// A page with its assets in it.
pub(super) struct Whole {
    pub page: String,
    /// The assets that are missing, each with the reason.
    pub missing: Vec<String>,
}

/// Puts the assets of the app into a page. Addresses are known by their path, which has the hash: apps may call the host
/// by another name than an assistant does.
pub(super) async fn embed(remote: &Remote, page: String) -> Whole {
    let places = places(&page, &remote.assets());
    let (mut known, mut missing) = (BTreeMap::new(), Vec::new());
    let mut room = BYTES.saturating_sub(page.len());
    for (_, hash) in &places {
        if known.contains_key(*hash) {
            continue;
        }
        let times = places.iter().filter(|place| place.1 == *hash).count();
        let data = match known.len() < MOST {
            true => data(remote, hash, room / times).await,
            false => Err(anyhow::anyhow!("the page has more than {MOST} assets")),
        };
        if let Err(error) = &data {
            missing.push(format!("The asset {hash} is missing: {error:#}"));
        }
        let data = data.ok();
        room -= data.as_ref().map_or(0, |data| data.len() * times);
        known.insert(*hash, data);
    }
    Whole {
        page: filled(&page, &places, &known),
        missing,
    }
}

/// Fetches an asset as an address that has all of it, of at most `room` bytes.
async fn data(remote: &Remote, hash: &str, room: usize) -> Result<String> {
    let (media, body) = remote.asset(hash).await?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/+-.".contains(c);
    ensure!(media.chars().all(is_plain), "it has the type {media:?}");
    let data = format!("data:{media};base64,{}", STANDARD.encode(body));
    ensure!(
        data.len() <= room,
        "the page would be larger than {BYTES} bytes"
    );
    Ok(data)
}

/// Finds the addresses of assets in a page, each with its hash: what stands between quotes or brackets around `path` and
/// a hash.
fn places<'a>(page: &'a str, path: &str) -> Vec<(Range<usize>, &'a str)> {
    let is_around = |c: char| c.is_whitespace() || "\"'()<>,;".contains(c);
    let found = page.match_indices(path).filter_map(|(at, _)| {
        let first = at + path.len();
        let hash = page.get(first..first + HASH)?;
        let is_hash = hash
            .bytes()
            .all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
        let rest = page.get(first + HASH..)?;
        let ends = rest.chars().next().is_none_or(is_around);
        let head = page.get(..at)?;
        let start = head.rfind(is_around).map_or(0, |it| it + 1);
        (is_hash && ends).then_some((start..first + HASH, hash))
    });
    found.collect()
}

/// Writes the page with what is known in place of the addresses.
fn filled(
    page: &str,
    places: &[(Range<usize>, &str)],
    known: &BTreeMap<&str, Option<String>>,
) -> String {
    let (mut out, mut done) = (String::new(), 0);
    for (place, hash) in places {
        if let Some(Some(data)) = known.get(hash) {
            out += page.get(done..place.start).unwrap_or_default();
            out += data;
            done = place.end;
        }
    }
    out + page.get(done..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_assets_are_found_by_their_path_and_replaced() {
        let (path, hash) = (
            "/control/v1/apps/fern/assets/",
            "0123456789abcdef".repeat(4),
        );
        let other = "f".repeat(HASH);
        let page = format!(
            "<img src=\"https://a.example{path}{hash}\"><style>a{{background:url({path}{hash})}}</style>\
             <img src=\"{path}{other}\"><a href='{path}{hash}0'>{path}abc</a>"
        );
        let places = places(&page, path);
        let hashes: Vec<_> = places.iter().map(|place| place.1).collect();
        assert_eq!(hashes, [&hash, &hash, &other]);
        let known = BTreeMap::from([
            (hash.as_str(), Some("data:image/png;base64,AA==".to_owned())),
            (other.as_str(), None),
        ]);
        assert_eq!(
            filled(&page, &places, &known),
            format!(
                "<img src=\"data:image/png;base64,AA==\"><style>a{{background:url(data:image/png;base64,AA==)}}</style>\
                 <img src=\"{path}{other}\"><a href='{path}{hash}0'>{path}abc</a>"
            )
        );
    }
}
