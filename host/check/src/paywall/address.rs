//! Addresses that no browser follows or loads from. The module leaves them out, and a tap does nothing.

use paywall_runtime::document::attribute::Row;
use paywall_runtime::tree::escape::{link_url, media_url};
use serde_json::Value;

use super::word::is_smart;
use super::{Findings, Place};

/// The attributes with the address of a picture or a video, beside `url`.
const MEDIA: [&str; 2] = ["fillImage", "fallbackImage"];

/// Checks an attribute that holds an address: where a tap leads, or what is loaded.
pub(super) fn check(place: &Place<'_>, row: &Row, value: &Value, path: &str, out: &mut Findings) {
    let Some(url) = value
        .as_str()
        .filter(|url| !url.is_empty() && !is_smart(url))
    else {
        return;
    };
    let leads = row.name == "url" && place.name == "button";
    if leads && link_url(url).is_none() {
        let message = format!(
            "\"{url}\" leads nowhere: a tap does nothing; expected an address with https:, http:, mailto: or tel:"
        );
        out.warning("dead_address", path, message);
    }
    let loads = (row.name == "url" && !leads) || MEDIA.contains(&row.name);
    if loads && media_url(url).is_none() {
        let message = format!(
            "nothing is loaded from \"{url}\"; expected an address with https: or http:, or a relative one"
        );
        out.warning("dead_address", path, message);
    }
}
