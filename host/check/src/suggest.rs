//! The suggestion of a known name that was perhaps meant.

/// Makes a question that names what was perhaps meant; it is empty if nothing is near.
pub(super) fn hint<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known).map_or(String::new(), |known| {
        format!("; did you mean \"{known}\"?")
    })
}

/// Returns the nearest known name, or None if none is near.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
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
        .filter(|letter| letter.is_alphanumeric() || *letter == '.')
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["conditions", "priority", "schedule", "tv", "or"];
        assert_eq!(nearest("condition", known), Some("conditions"));
        assert_eq!(nearest("Priorty", known), Some("priority"));
        assert_eq!(nearest("shedule", known), Some("schedule"));
        assert_eq!(nearest("frequency", known), None);
        assert_eq!(nearest("x", known), None);
    }
}
