//! Addresses that no browser follows or loads from. The module leaves them out, and a tap does nothing.

use paywall_runtime::tree::escape::{link_url, media_url};

use crate::Findings;

/// The attributes with the address of a picture or a video, beside `url`.
const MEDIA: [&str; 2] = ["fillImage", "fallbackImage"];

/// Checks an attribute of a component that holds an address without tokens: where a tap leads, or what is loaded.
pub(super) fn check(component: &str, attribute: &str, url: &str, path: &str, out: &mut Findings) {
    let leads = attribute == "url" && component == "button";
    if leads && link_url(url).is_none() {
        let message = format!(
            "\"{url}\" leads nowhere: a tap does nothing; expected an address with https:, http:, mailto: or tel:"
        );
        out.warning("dead_address", path, message);
    }
    let loads = (attribute == "url" && !leads) || MEDIA.contains(&attribute);
    if loads && media_url(url).is_none() {
        let message = format!(
            "nothing is loaded from \"{url}\"; expected an address with https: or http:, or a relative one"
        );
        out.warning("dead_address", path, message);
    }
}
