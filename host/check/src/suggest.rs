//! The known name that was perhaps meant.

/// A sentence that names what was perhaps meant; empty where nothing is near.
pub(super) fn hint<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known).map_or(String::new(), |known| {
        format!("; did you mean \"{known}\"?")
    })
}

/// The known name that is nearest; none where none is near.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(name);
    // One slip in short names, one in three letters of longer ones.
    let most = (wanted.chars().count() / 3).clamp(1, 4);
    known
        .into_iter()
        .map(|known| (strsim::osa_distance(&wanted, &plain(known)), known))
        .filter(|(distance, known)| *distance <= most && *distance < plain(known).len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// Names as they sound: `form_factor`, `formFactor` and `Form factor` are one.
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
