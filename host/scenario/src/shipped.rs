//! The scenarios built into this program: those of `tests/scenarios`.

static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));

/// The place of the files among those built in.
const FOLDER: &str = "scenarios/";
/// The ending of the files' names.
const KIND: &str = ".json";

/// Lists the names of the built-in scenarios, sorted, such as `s1a-promotion-then-login`.
pub fn shipped_names() -> impl Iterator<Item = &'static str> {
    FILES
        .iter()
        .filter_map(|(file, _)| file.strip_prefix(FOLDER)?.strip_suffix(KIND))
}

/// Returns the text of a built-in scenario, for [`super::play`].
pub fn shipped(name: &str) -> Option<&'static str> {
    let file = format!("{FOLDER}{name}{KIND}");
    let index = FILES.binary_search_by_key(&&*file, |(name, _)| name).ok()?;
    let (_, bytes) = FILES.get(index)?;
    std::str::from_utf8(bytes).ok()
}
