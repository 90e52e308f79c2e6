//! The scenarios that this program carries inside: those of `tests/scenarios`.

use crate::assets;

const FOLDER: &str = "scenarios/";
const KIND: &str = ".json";

/// The names of the shipped scenarios, sorted: `s1a-promotion-then-login`.
pub fn shipped_names() -> impl Iterator<Item = &'static str> {
    assets::below(FOLDER).filter_map(|(file, _)| file.strip_suffix(KIND))
}

/// The text of a shipped scenario, for [`super::play`].
pub fn shipped(name: &str) -> Option<&'static str> {
    let bytes = assets::get(&format!("{FOLDER}{name}{KIND}"))?;
    std::str::from_utf8(bytes).ok()
}
