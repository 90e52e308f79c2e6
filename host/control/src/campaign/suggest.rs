//! The known name that was perhaps meant.

/// Returns the nearest known name, or `None` if none is near.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(name);
    // Short names allow one slip, longer ones one for every three letters.
    let most = (wanted.chars().count() / 3).clamp(1, 4);
    known
        .into_iter()
        .map(|known| (strsim::osa_distance(&wanted, &plain(known)), known))
        .filter(|(distance, known)| *distance <= most && *distance < plain(known).len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// Reduces a name to its sound: `form_factor`, `formFactor` and `Form factor` become one.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || !letter.is_ascii() || *letter == '.')
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}
