//! The scenarios built into this program: those of `tests/scenarios`.

use crate::assets;

/// The place of the files among those built in.
const FOLDER: &str = "scenarios/";
/// The ending of the files' names.
const KIND: &str = ".json";

/// Lists the names of the built-in scenarios, sorted, such as `s1a-promotion-then-login`.
pub fn shipped_names() -> impl Iterator<Item = &'static str> {
    assets::below(FOLDER).filter_map(|(file, _)| file.strip_suffix(KIND))
}

/// Returns the text of a built-in scenario, for [`super::play`].
pub fn shipped(name: &str) -> Option<&'static str> {
    let bytes = assets::get(&format!("{FOLDER}{name}{KIND}"))?;
    std::str::from_utf8(bytes).ok()
}
